"""The admin's lists of documents, their history and what is decided about them, for each role."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb import publishing
from kb.models import Document
from tests.factories import article_text, make_article, make_guide, make_topic
from tests.pages.desk import address, save
from tests.pages.reading import Page, press

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "member", "volunteer", "editor", "publisher", "admin")
MAKERS = {"article": make_article, "guide": make_guide}
DECISIONS = ("decline", "confirm", "copy", "archive", "bring-back", "revert", "delete")


def changed(document: Document) -> Document:
    """The document with a second, unpublished revision."""
    publishing.save_revision(document, text=document.latest.text + "\n# more\n", by=None, based_on=document.latest)
    document.refresh_from_db()
    return document


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("kind", MAKERS)
def test_documents_are_for_editors_and_publishers(kind, who, browse, request):
    document = changed(MAKERS[kind]())
    client = browse(request.getfixturevalue(who))
    pages = [address(kind, "changelist"), address(kind, "add"), address(document), address(document, "history")]
    pages += [address(document, "revision", number=2), address(document, "compare") + "?from=1&to=2"]
    pages += [address(document, "preview"), address(document, "draft"), address(document, "decision", name="confirm")]
    may = who in ("editor", "publisher", "admin")
    refused = 403 if who == "volunteer" else 302  # not staff: asked to sign in
    assert {path: client.get(path).status_code for path in pages} == {path: 200 if may else refused for path in pages}


@pytest.mark.parametrize("kind", MAKERS)
def test_the_list_shows_state_topic_owner_review_and_last_change(kind, browse, editor):
    document = MAKERS[kind](title="Late", by=editor)
    publishing.look_after(document, by=None, review_by=datetime.date(2020, 1, 1))
    page = Page(browse(editor).get(address(kind, "changelist")))
    for word in ("Late", document.slug, "published", "Networks", "editor", "2020-01-01 overdue", "everyone"):
        assert word in page.text


def test_articles_and_guides_have_lists_of_their_own(browse, editor):
    make_article(title="About cables")
    make_guide(title="Through cables")
    assert "Through cables" not in Page(browse(editor).get(address("article", "changelist"))).text
    assert "About cables" not in Page(browse(editor).get(address("guide", "changelist"))).text


@pytest.mark.parametrize("state", Document.State.values)
def test_the_list_is_narrowed_down_by_state_as_the_badge_says(state, browse, editor):
    made = {
        "draft": make_article("draft"),
        "in-review": make_article("submitted"),
        "published": make_article(),
        "changed": changed(make_article()),
        "archived": make_article("archived"),
    }
    found = browse(editor).get(address("article", "changelist"), {"state": state}).context["cl"].queryset
    assert [document.pk for document in found] == [made[state].pk]
    assert found[0].state == state


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "switch"}, {"switch"}),
        ({"q": "the-slug"}, {"the-slug"}),
        ({"review": "overdue"}, {"late"}),
        ({"owner": "me"}, {"mine"}),
        ({"owner": "nobody"}, {"switch", "the-slug", "late"}),
        ({"visibility__exact": "staff"}, {"mine"}),
        ({"owner": "1 OR 1=1"}, {"switch", "the-slug", "late", "mine"}),
        ({"state": "no such state"}, {"switch", "the-slug", "late", "mine"}),
    ],
)
def test_the_list_is_searched_and_narrowed_down(query, found, browse, editor):
    make_article(slug="switch", title="The switch")
    make_article(slug="the-slug", title="Other")
    late = make_article(slug="late", title="Late")
    make_article("draft", slug="mine", title="Mine", by=editor, visibility="staff")
    publishing.look_after(late, by=None, review_by=datetime.date(2020, 1, 1))
    shown = browse(editor).get(address("article", "changelist"), query).context["cl"].queryset
    assert {document.slug for document in shown} == found


@pytest.mark.parametrize("kind", MAKERS)
def test_the_list_asks_the_same_few_questions_for_any_number_and_reads_no_text(kind, browse, editor):
    client, counts = browse(editor), []
    for number in (1, 12):
        for _ in range(number):
            MAKERS[kind](by=editor)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(kind, "changelist"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
    assert not any('"text"' in query["sql"] or '"compiled"' in query["sql"] for query in queries)


@pytest.mark.parametrize(("page", "most"), [("change", 25), ("history", 12), ("preview", 12)])
def test_no_page_of_a_document_asks_many_questions(page, most, browse, publisher, django_assert_max_num_queries):
    document = changed(make_article())
    client = browse(publisher)
    with django_assert_max_num_queries(most):
        client.get(address(document, page))


@pytest.mark.parametrize("pk", ["999999", "99999999999999999999999", "abc", "1%20OR%201"])
@pytest.mark.parametrize("page", ["change/", "history/", "delete/", "", "preview/", "draft/", "compare/", "history/1/"])
def test_a_document_that_is_not_there_is_never_an_error(pk, page, browse, admin):
    answer = browse(admin).get(f"/admin/kb/article/{pk}/{page}")
    assert answer.status_code in (302, 404)


def test_a_guide_is_not_reached_through_the_articles(browse, admin):
    guide = make_guide()
    client = browse(admin)
    assert client.get(f"/admin/kb/article/{guide.pk}/change/").status_code == 302
    for page in ("preview/", "draft/", "compare/?from=1&to=1", "history/1/", "decide/archive/"):
        assert client.get(f"/admin/kb/article/{guide.pk}/{page}").status_code == 404
    assert client.post(f"/admin/kb/article/{guide.pk}/decide/archive/").status_code == 404
    guide.refresh_from_db()
    assert guide.is_published


# History


def test_the_history_lists_every_revision_with_who_when_and_what(browse, editor, publisher):
    document = make_article(by=editor)
    revision = publishing.save_revision(
        document, text="new", by=editor, based_on=document.latest, note="Shorter", is_minor=True
    )
    publishing.submit(revision, by=editor)
    publishing.decline(revision, by=publisher, note="Too short")
    page = Page(browse(editor).get(address(document, "history")))
    for words in ("Revision 2 declined minor Shorter", "publisher: Too short", "Revision 1 what readers get"):
        assert words in page.text


def test_a_publisher_brings_an_old_text_back_from_the_history_itself(browse, editor, publisher):
    document = make_article(body="The old words.\n")
    revision = publishing.save_revision(document, text=article_text(title="New"), by=None, based_on=document.latest)
    publishing.publish(revision, by=None)
    publishing.save_revision(document, text="never published", by=None, based_on=revision)
    where = address(document, "history")
    page = Page(browse(publisher).get(where))
    back = [words for words in page.links if words.startswith("Bring this text back")]
    assert back == ["Bring this text back (revision 1)"]
    client = browse(publisher)
    page = press(client, Page(client.get(page.links[back[0]])), "Bring this text back")
    document.refresh_from_db()
    assert document.published.number == 4 and "The old words." in document.published.text
    assert not any(words.startswith("Bring") for words in Page(browse(editor).get(where)).links)


def test_any_two_revisions_are_compared_the_older_one_first(browse, editor):
    document = make_article(body="The old words.\n")
    save(browse(editor), document, body="The new words.\n")
    pages = [Page(browse(editor).get(address(document, "compare"), {"from": a, "to": b})) for a, b in ((1, 2), (2, 1))]
    for page in pages:
        assert page.heading == "From revision 1 to revision 2"
        assert [one.text for one in page.main.iter("del")] == ["old"]
        assert [one.text for one in page.main.iter("ins")] == ["new"]
        assert "− removed" in page.text and "+ added" in page.text


@pytest.mark.parametrize(
    "query", [{}, {"from": "1"}, {"from": "1", "to": "9"}, {"from": "x", "to": "1"}, {"from": "²", "to": "1"}]
)
def test_a_comparison_of_what_is_not_there_is_not_found(query, browse, editor):
    assert browse(editor).get(address(make_article(), "compare"), query).status_code == 404


def test_a_revision_of_another_document_is_not_found(browse, editor):
    document, other = make_article(), changed(make_article())
    assert browse(editor).get(address(document, "revision", number=2)).status_code == 404
    assert browse(editor).get(address(other, "preview") + "?revision=3").status_code == 404


def test_texts_that_are_too_large_to_compare_say_so(browse, editor):
    document = make_article("draft", text="x\n" * 5000)
    publishing.save_revision(document, text="y\n" * 5000, by=None, based_on=document.latest)
    page = Page(browse(editor).get(address(document, "compare") + "?from=1&to=2"))
    assert "differ in too much" in page.text


def test_markup_in_a_difference_is_shown_as_text(browse, editor):
    document = make_article("draft", text="<b>old</b>")
    publishing.save_revision(document, text="<b>new</b><script>x</script>", by=None, based_on=document.latest)
    page = Page(browse(editor).get(address(document, "compare") + "?from=1&to=2"))
    assert "<script>" in page.text
    assert not list(page.main.iter("script"))


def test_a_text_that_cannot_be_read_has_a_preview_that_says_why(browse, editor):
    page = Page(browse(editor).get(address(make_article("draft", text="---\n:"), "preview")))
    assert "cannot be read yet" in page.text


# Decisions


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_is_explained_first_and_nothing_happens_on_get(name, browse, publisher):
    status = {"decline": "submitted", "bring-back": "archived", "delete": "draft"}.get(name, "published")
    document = make_article(status)
    before = Document.objects.values().get(pk=document.pk)
    answer = browse(publisher).get(address(document, "decision", name=name), {"revision": "1"})
    assert answer.status_code == 200
    assert str(answer.context["decision"].explanation) in Page(answer).text
    assert Document.objects.values().get(pk=document.pk) == before


@pytest.mark.parametrize("name", ["decline", "archive", "bring-back", "revert"])
def test_an_editor_does_not_decide_what_publishers_decide(name, browse, editor):
    status = {"decline": "submitted", "bring-back": "archived"}.get(name, "published")
    document = make_article(status)
    where = address(document, "decision", name=name)
    assert browse(editor).get(where).status_code == 403
    assert browse(editor).post(where, {"revision": "1", "note": "x"}).status_code == 403
    assert name.capitalize() not in Page(browse(editor).get(address(document))).links


def test_a_decision_needs_a_token(browse, publisher):
    document = make_article()
    client = browse(publisher, enforce_csrf_checks=True)
    assert client.post(address(document, "decision", name="archive")).status_code == 403
    document.refresh_from_db()
    assert document.is_published


def test_a_publisher_declines_with_a_reason(browse, publisher, editor):
    document = make_article("submitted", by=editor)
    where = address(document, "decision", name="decline")
    assert browse(publisher).post(where, {"note": ""}).status_code == 422
    browse(publisher).post(where, {"note": "Say why."})
    document.refresh_from_db()
    assert (document.latest.review, document.latest.review_note) == ("declined", "Say why.")
    assert LogEntry.objects.get().get_change_message() == "Declined revision 1: Say why."


def test_a_publisher_archives_and_brings_back(browse, publisher, visitor):
    document = make_article(slug="gone")
    client = browse(publisher)
    client.post(address(document, "decision", name="archive"))
    assert browse().get("/articles/gone/").status_code == 410
    client.post(address(document, "decision", name="bring-back"))
    assert browse().get("/articles/gone/").status_code == 200


def test_an_editor_confirms_against_versions_until_a_day(browse, editor):
    document = make_article()
    where = address(document, "decision", name="confirm")
    assert browse(editor).post(where, {"review_by": "2001-01-01"}).status_code == 422
    browse(editor).post(where, {"against": "macOS 15", "review_by": "2099-01-01"})
    document.refresh_from_db()
    assert (document.confirmed_by, document.confirmed_against) == (editor, "macOS 15")
    assert document.review_by.year == 2099


def test_a_publisher_goes_back_to_an_old_text(browse, publisher):
    document = make_article(title="Old")
    client = browse(publisher)
    save(client, document, "publish", title="New")
    page = Page(client.get(address(document, "revision", number=1)))
    client.post(page.links["Bring this text back"].partition("?")[0], {"revision": "1"})
    document.refresh_from_db()
    assert (document.title, document.latest.number) == ("Old", 3)


@pytest.mark.parametrize("number", ["99", "", "x", "99999999999999999999999"])
def test_going_back_to_what_is_not_there_is_refused(number, browse, publisher):
    document = make_article()
    answer = browse(publisher).post(address(document, "decision", name="revert"), {"revision": number})
    assert answer.status_code == 422
    assert document.revisions.count() == 1


def test_going_back_to_a_text_that_is_wrong_today_lists_what_is_wrong(browse, publisher):
    document = make_article(text=article_text(title="A", topic="networks"))
    bad = publishing.save_revision(document, text="no front matter", by=None, based_on=document.latest)
    publishing.save_revision(document, text=article_text(title="B"), by=None, based_on=bad)
    answer = browse(publisher).post(address(document, "decision", name="revert"), {"revision": "2"})
    assert answer.status_code == 422
    assert "front matter" in Page(answer).text
    assert document.revisions.count() == 3


def test_a_decision_that_somebody_took_meanwhile_says_so(browse, publisher):
    document = make_article("archived")
    answer = browse(publisher).post(address(document, "decision", name="archive"), follow=True)
    assert "cannot be decided in this state any more" in Page(answer).text


def test_an_editor_deletes_a_draft_of_their_own_only(browse, editor, publisher):
    mine, theirs = make_article("draft", by=editor), make_article("draft", by=publisher)
    client = browse(editor)
    assert client.post(address(theirs, "delete")).status_code == 403
    assert client.post(address(mine, "delete")).status_code == 302
    assert list(Document.objects.all()) == [theirs]


def test_what_was_published_cannot_be_deleted_by_any_way(browse, admin):
    document = make_article()
    client = browse(admin)
    client.post(address(document, "delete"), {"post": "yes"})
    client.post(address(document, "decision", name="delete"))
    client.post(
        address("article", "changelist"), {"action": "delete_selected", "_selected_action": document.pk, "post": "yes"}
    )
    assert Document.objects.filter(pk=document.pk).exists()


def test_an_unknown_decision_is_not_found(browse, admin):
    assert browse(admin).post(address(make_article(), "decision", name="explode")).status_code == 404


def test_a_new_document_without_a_title_is_asked_for_one(browse, editor):
    make_topic()
    answer = save(browse(editor), "article", body="Only words.")
    assert answer.status_code == 422
    assert "Give it a title or a slug first" in Page(answer).text
    assert answer.context["form"]["body"].value() == "Only words."
