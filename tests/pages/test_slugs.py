"""What becomes of a slug: it follows the title of a draft, stays once readers have it, and a new one is said."""

import pytest

from kb import publishing
from kb.models import Document
from tests.factories import article_text, guide_text, make_article, make_guide, make_topic
from tests.pages.desk import address, save
from tests.pages.reading import Page, words

pytestmark = pytest.mark.django_db


def test_the_slug_of_a_draft_follows_its_title_until_readers_have_it(browse, editor, publisher):
    make_topic()
    save(browse(editor), "article", title="Beamer", summary="s", topic="networks", type="how-to", body="## Do\nx\n")
    document = Document.objects.get()
    client = browse(editor)
    save(client, document, title="The projector stays dark")
    document.refresh_from_db()
    assert document.slug == "the-projector-stays-dark" and not document.old_addresses.exists()
    page = Page(client.get(address(document)))
    assert "The address will be /articles/the-projector-stays-dark/ when it is published." in words(page.root)
    publishing.publish(document.latest, by=None)
    save(browse(publisher), document, title="Beamer again")
    document.refresh_from_db()
    assert document.slug == "the-projector-stays-dark"


def test_the_slug_of_a_guide_in_the_making_follows_too(browse, editor):
    make_topic()
    document = make_guide("draft", slug="old-title", title="Old title", by=editor)
    save(browse(editor), document, whole_text=guide_text(title="New title"))
    document.refresh_from_db()
    assert document.slug == "new-title"


@pytest.mark.parametrize(("slug", "title"), [("mine", "Beamer"), ("mine", "")])
def test_a_slug_that_somebody_typed_stays(slug, title, browse, editor):
    document = make_article("draft", slug=slug, text=article_text(title=title), by=editor)
    save(browse(editor), document, title="Projector")
    document.refresh_from_db()
    assert document.slug == slug


def test_a_title_whose_slug_is_taken_keeps_the_old_one_and_loses_nothing(browse, editor):
    make_article(slug="projector")
    document = make_article("draft", slug="beamer", title="Beamer", by=editor)
    assert save(browse(editor), document, title="Projector").status_code == 302
    document.refresh_from_db()
    assert (document.slug, document.title) == ("beamer", "Projector")


def test_a_new_slug_is_said_with_what_becomes_of_the_old_address(browse, publisher):
    document = make_article(slug="old-name")
    client = browse(publisher)
    save(client, document, slug="new-name")
    page = Page(client.get(address(document)))
    assert "The address is /articles/new-name/ now. Links to /articles/old-name/ lead there too." in words(page.root)


def test_a_draft_in_review_offers_no_deleting(browse, editor, publisher):
    document = make_article("submitted", by=editor)
    for user in (editor, publisher):
        assert "Delete this draft" not in Page(browse(user).get(address(document))).links
        browse(user).post(address(document, "decision", name="delete"))
    assert Document.objects.filter(pk=document.pk).exists()


def test_the_help_of_a_topics_slug_shows_an_example_and_no_tag(browse, publisher):
    page = browse(publisher).get("/admin/kb/topic/add/")
    assert "The last part of the address: /topics/phones/." in Page(page).text and "<slug>" not in page.content.decode()
