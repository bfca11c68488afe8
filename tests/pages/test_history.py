"""The history of a document, and what one revision changed."""

import pytest

from kb import publishing
from tests.factories import article_text, guide_text, make_article, make_guide
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(publisher):
    """An article with a published, a republished and a waiting revision."""
    article = make_article(
        slug="cables", text=article_text(title="Cables", body="## What to do\nLook at the old cable.\n")
    )
    texts = ("Look at the new cable.", "Look at the secretcable.")
    for number, body in enumerate(texts, 2):
        text = article_text(title="Cables", body=f"## What to do\n{body}\n")
        revision = publishing.save_revision(
            article, text=text, by=publisher, based_on=article.latest, note=f"Note {number}", is_minor=number == 2
        )
        if number == 2:
            publishing.publish(revision, by=publisher)
        article.refresh_from_db()
    return article


def test_history_lists_the_published_revisions_newest_first(client, changed):
    page = Page(client.get("/articles/cables/history/"))
    assert [text for text in page.links if text.startswith("Revision")] == ["Revision 2", "Revision 1"]
    assert "what readers get" in page.text and "minor" in page.text and "Note 2" in page.text
    assert "Note 3" not in page.text


def test_editors_see_waiting_revisions_and_who_wrote_them(browse, editor, changed):
    page = Page(browse(editor).get("/articles/cables/history/"))
    assert "Revision 3" in page.links and "not published" in page.text and "publisher" in page.text


def test_what_a_recalled_revision_said_is_for_editors_alone(client, browse, editor, changed):
    revision = publishing.save_revision(
        changed, text=article_text(title="Cables", body="Ask."), by=None, based_on=changed.latest
    )
    publishing.publish(revision, by=None)
    publishing.recall(changed.revisions.get(number=2), by=None)
    assert "Revision 2" not in Page(client.get("/articles/cables/history/")).links
    assert client.get("/articles/cables/history/2/").status_code == 404
    compared = Page(client.get("/articles/cables/history/4/"))
    assert "new cable" not in compared.text and "What changed since revision 1" in compared.text
    assert browse(editor).get("/articles/cables/history/2/").status_code == 200


def test_visitors_do_not_see_who_wrote_a_revision(client, changed):
    assert b"publisher" not in client.get("/articles/cables/history/").content


def test_a_revision_shows_what_it_changed(client, changed):
    page = Page(client.get("/articles/cables/history/2/"))
    assert page.heading == "Revision 2" and "What changed since revision 1" in page.text
    removed = " ".join("".join(one.itertext()) for one in page.all("del"))
    added = " ".join("".join(one.itertext()) for one in page.all("ins"))
    assert "old" in removed and "new" in added


def test_the_first_revision_says_that_it_is_the_first(client, changed):
    assert "The first revision" in Page(client.get("/articles/cables/history/1/")).text


@pytest.mark.parametrize("number", ["0", "3", "99", "99999999999999999999999", "9" * 5000])
def test_a_revision_that_is_not_there_for_this_reader_is_a_404(client, changed, number):
    assert client.get(f"/articles/cables/history/{number}/").status_code == 404


def test_an_editor_opens_a_waiting_revision(browse, editor, changed):
    page = Page(browse(editor).get("/articles/cables/history/3/"))
    assert page.status == 200 and "secretcable" in page.text


def test_a_revision_of_another_document_is_not_found_under_this_one(client, changed):
    make_article(slug="plugs")
    assert client.get("/articles/plugs/history/2/").status_code == 404


def test_a_guide_has_the_same_pages(client):
    guide = make_guide(slug="no-light", title="Light")
    text = guide_text(title="No light")
    publishing.publish(publishing.save_revision(guide, text=text, by=None, based_on=guide.latest), by=None)
    assert "Revision 2" in Page(client.get("/fix/no-light/history/")).links
    assert "What changed since revision 1" in Page(client.get("/fix/no-light/history/2/")).text


@pytest.mark.parametrize("page", ["2", "0", "-1", "x", "9" * 5000, "%00", "1e3"])
def test_history_takes_any_page_number(client, changed, page):
    assert client.get(f"/articles/cables/history/?page={page}").status_code == 200


@pytest.mark.parametrize("address", ["/articles/cables/history/", "/articles/cables/history/1/"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_history_only_answers_reading(client, changed, address, method):
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize(
    "address", ["/articles/no-such/history/", "/articles/no-such/history/1/", "/fix/no-such/history/"]
)
def test_the_history_of_nothing_is_a_404(client, db, address):
    assert client.get(address).status_code == 404
