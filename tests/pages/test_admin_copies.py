"""A document is copied to begin another one: the same text under another slug, as a draft."""

import pytest

from kb import publishing
from kb.models import Document
from kb.publishing import Refused
from tests.factories import make_article, make_guide
from tests.pages.desk import address
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [make_article, make_guide])
def test_an_editor_copies_a_document_and_goes_on_with_the_copy(browse, editor, make):
    document = make(slug="first")
    publishing.save_revision(document, text=document.latest.text + "\n", by=None, based_on=document.latest)
    client = browse(editor)
    assert "Copy" in Page(client.get(address(document))).links
    response = client.post(address(document, "decision", name="copy"), {"slug": "second"})
    copy = Document.objects.get(slug="second")
    assert response["Location"] == address(copy)
    assert (copy.state, copy.owner, copy.latest.number) == (Document.State.DRAFT, editor, 1)
    assert copy.latest.text == document.revisions.first().text and copy.latest.note == "Copy of first"
    assert not Document.objects.visible_to(editor).filter(slug="second").exists()


@pytest.mark.parametrize("slug", ["first", "", "Not a slug", "old-name"])
def test_a_slug_that_is_taken_or_none_is_refused(browse, editor, slug):
    document = make_guide(slug="first")
    moved = make_guide(slug="old-name")
    publishing.rename(moved, slug="new-name", by=None)
    page = Page(browse(editor).post(address(document, "decision", name="copy"), {"slug": slug}))
    assert page.status == 422 and Document.objects.count() == 2


def test_who_may_not_write_may_not_copy(browse, volunteer):
    document = make_guide(slug="first")
    assert browse(volunteer).post(address(document, "decision", name="copy"), {"slug": "second"}).status_code in (
        302,
        403,
    )
    assert Document.objects.count() == 1


class TestOneWrongTarget:
    """One word that is wrong makes many problems; the one to mend comes first, the others are folded."""

    @pytest.fixture
    def text(self, guide) -> str:
        return guide.published.text.replace("to: count}", "to: cuont}")

    def test_the_cause_stands_first_and_what_follows_is_folded(self, browse, editor, guide, text):
        publishing.save_revision(guide, text=text, by=None, based_on=guide.latest)
        page = Page(browse(editor).get(address(guide)))
        (details,) = [one for one in page.all("details") if "follow" in "".join(one.itertext())]
        assert "and 8 more that follow from it" in "".join(details.itertext())
        first = page.all("li", class_="finding")[0]
        assert "which is not a node. Did you mean 'count'?" in "".join(first.itertext())
        assert "1 thing to look at" in page.text

    def test_a_refusal_to_publish_names_the_cause_and_counts_the_rest(self, guide, text):
        revision = publishing.save_revision(guide, text=text, by=None, based_on=guide.latest)
        with pytest.raises(Refused) as refused:
            publishing.publish(revision, by=None)
        lines = str(refused.value).split("\n")
        assert len(lines) == 3 and "'cuont'" in lines[1] and lines[2] == "and 8 more that follow from it"

    def test_without_a_cause_nothing_is_folded(self, browse, editor, guide):
        text = guide.published.text.replace("reaches: restart", "reaches: wire")
        publishing.save_revision(guide, text=text, by=None, based_on=guide.latest)
        page = Page(browse(editor).get(address(guide)))
        assert "follow from it" not in page.text and "1 thing to look at" in page.text
