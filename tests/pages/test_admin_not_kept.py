"""What saving does beside saving is said: a note that has nothing to stand with, a request for review that is withdrawn."""

import pytest

from tests.factories import make_article, make_guide
from tests.pages.desk import address, filled
from tests.pages.reading import Page, words

pytestmark = pytest.mark.django_db
WITHDRAWN = "request for review is withdrawn"


def said(client, document, verb="save", **changes) -> list[str]:
    """The messages after this button was pressed with these fields changed."""
    where = address(document)
    page = Page(client.post(where, filled(client.get(where), verb=verb, **changes), follow=True))
    (listed,) = page.all("ul", class_="messagelist")
    return [words(one) for one in page.all("li", within=listed)]


@pytest.mark.parametrize("make", [make_article, make_guide])
@pytest.mark.parametrize("verb", ["save", "submit", "publish"])
def test_a_note_beside_an_unchanged_text_is_given_back(browse, publisher, make, verb):
    document = make("draft")
    told = said(browse(publisher), document, verb, note="Mended the <b>link</b>")
    assert "“What changed” is not kept" in told[-1] and "“Mended the <b>link</b>”" in told[-1]
    assert document.revisions.count() == 1


@pytest.mark.parametrize(("text", "note"), [("## New\nwords\n", "A note"), ("## New\nwords\n", ""), (None, "")])
def test_otherwise_nothing_is_said_of_notes(browse, editor, text, note):
    document = make_article("draft")
    changes = {"body": text} if text else {}
    assert len(said(browse(editor), document, note=note, **changes)) == 1
    document.refresh_from_db()
    assert document.latest.note == (note if text else "")


def test_saving_a_changed_text_says_that_its_request_for_review_is_withdrawn(browse, editor):
    document = make_article("submitted")
    told = said(browse(editor), document, body="## New\nwords\n")
    document.refresh_from_db()
    assert document.latest.number == 2 and document.latest.review == ""
    assert len(told) == 2 and WITHDRAWN in told[1]


@pytest.mark.parametrize(("verb", "changes"), [("save", {}), ("submit", {"body": "## New\n"}), ("publish", {"body": "## New\nwords\n"})])  # fmt: skip
def test_a_request_that_stands_or_is_answered_is_not_called_withdrawn(browse, publisher, verb, changes):
    assert not any(WITHDRAWN in one for one in said(browse(publisher), make_article("submitted"), verb, **changes))


def test_nothing_is_withdrawn_where_nothing_waited(browse, editor):
    assert len(said(browse(editor), make_article("draft"), body="## New\nwords\n")) == 1


def test_who_opens_a_text_that_waits_is_told_before(browse, editor):
    page = Page(browse(editor).get(address(make_article("submitted"))))
    assert "withdraws this request" in page.alert
