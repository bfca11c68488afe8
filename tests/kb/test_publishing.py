"""The verbs that change documents: who may, what happens, and what is never lost."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kb import publishing, search
from kb.models import Article, Document, Draft, OldAddress, Revision
from kb.publishing import Conflict, NotPublishable, Refused
from tests.factories import article_text, make_article, make_guide, make_topic

pytestmark = pytest.mark.django_db

PEOPLE = ("volunteer", "editor", "publisher", "admin")
EDITORS = ("editor", "publisher", "admin")
PUBLISHERS = ("publisher", "admin")


def _archive(document, by):
    publishing.archive(document, by=by)


def _unarchive(document, by):
    publishing.archive(document, by=None)
    publishing.unarchive(document, by=by)


def _save(document, by):
    publishing.save_revision(document, text="new", by=by, based_on=document.latest)


def _submit(document, by):
    revision = publishing.save_revision(document, text="new", by=None, based_on=document.latest)
    publishing.submit(revision, by=by)


def _decline(document, by):
    revision = publishing.save_revision(document, text="new", by=None, based_on=document.latest)
    publishing.submit(revision, by=None)
    publishing.decline(revision, by=by, note="no")


VERBS = {
    "create": (lambda document, by: publishing.create(kind="article", slug="fresh", text="", by=by), EDITORS),
    "save": (_save, EDITORS),
    "keep a draft": (
        lambda document, by: publishing.save_draft(kind="article", document=document, fields={}, based_on=None, by=by),
        EDITORS,
    ),
    "submit": (_submit, EDITORS),
    "decline": (_decline, PUBLISHERS),
    "publish": (lambda document, by: publishing.publish(document.latest, by=by), PUBLISHERS),
    "revert": (lambda document, by: publishing.revert(document, to=document.latest, by=by), PUBLISHERS),
    "archive": (_archive, PUBLISHERS),
    "bring back": (_unarchive, PUBLISHERS),
    "rename": (lambda document, by: publishing.rename(document, slug="other", by=by), PUBLISHERS),
    "hide from readers": (lambda document, by: publishing.look_after(document, by=by, visibility="staff"), PUBLISHERS),
    "give an owner": (lambda document, by: publishing.look_after(document, by=by, owner=by), EDITORS),
    "confirm": (lambda document, by: publishing.confirm_still_correct(document, by=by), EDITORS),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_what_to_a_published_document(verb, who, request):
    act, allowed = VERBS[verb]
    document, by = make_article(), request.getfixturevalue(who)
    if who in allowed:
        act(document, by)
    else:
        with pytest.raises(PermissionDenied):
            act(document, by)


def test_a_new_document_is_a_draft_of_its_author(editor):
    make_topic()
    document = publishing.create(kind="article", slug="new", text=article_text(title="New"), by=editor)
    assert (document.state, document.owner, document.title) == (Document.State.DRAFT, editor, "New")
    assert document.latest.number == 1


def test_a_second_editor_does_not_overwrite_the_first(editor, publisher):
    document = make_article()
    first = document.latest
    theirs = publishing.save_revision(document, text="theirs", by=publisher, based_on=first)
    with pytest.raises(Conflict) as caught:
        publishing.save_revision(document, text="mine", by=editor, based_on=first)
    assert caught.value.newest == theirs
    assert list(document.revisions.values_list("text", flat=True)) == ["theirs", first.text]


def test_after_a_conflict_the_text_can_be_saved_on_top(editor, publisher):
    document = make_article()
    theirs = publishing.save_revision(document, text="theirs", by=publisher, based_on=document.latest)
    mine = publishing.save_revision(document, text="mine", by=editor, based_on=theirs)
    assert (mine.number, mine.based_on) == (3, theirs)


def test_two_editors_who_typed_the_same_are_not_in_conflict(editor, publisher):
    document = make_article()
    first = document.latest
    theirs = publishing.save_revision(document, text="same", by=publisher, based_on=first)
    assert publishing.save_revision(document, text="same", by=editor, based_on=first) == theirs


def test_saving_the_same_text_again_adds_no_revision(editor):
    document = make_article()
    again = publishing.save_revision(document, text=document.latest.text, by=editor, based_on=document.latest)
    assert again == document.latest
    assert document.revisions.count() == 1


@pytest.mark.parametrize("text", ["", "---", "no front matter", "---\ntitle: [\n---\n", "\ufeff", "x" * 50_000])
def test_any_text_can_be_saved_as_work_in_progress(text, editor):
    document = make_article("draft")
    assert publishing.save_revision(document, text=text, by=editor, based_on=document.latest).text == text


def test_a_nul_is_refused_with_a_reason(editor):
    document = make_article("draft")
    with pytest.raises(Refused, match="NUL"):
        publishing.save_revision(document, text="a\x00b", by=editor, based_on=document.latest)


def test_saving_does_not_change_what_readers_get(editor):
    document = make_article(title="Old")
    text = article_text(title="New")
    publishing.save_revision(document, text=text, by=editor, based_on=document.latest)
    document.refresh_from_db()
    assert (document.title, document.state) == ("Old", Document.State.CHANGED)


def test_publishing_says_all_that_is_wrong_and_changes_nothing(publisher):
    document = make_article("draft", text="---\ntitle: A\ntopic: nowhere\n---\n# One\n[x](article:none)\n")
    with pytest.raises(NotPublishable) as caught:
        publishing.publish(document.latest, by=publisher)
    assert {"needed-field", "unknown-topic", "first-level-heading", "unknown-link"} <= {
        problem.code for problem in caught.value.problems
    }
    document.refresh_from_db()
    assert document.published is None


def test_publishing_puts_it_into_search_and_archiving_takes_it_out(publisher, visitor):
    document = make_article("draft", title="Quokka migration")
    publishing.publish(document.latest, by=publisher)
    assert [hit.title for hit in search.search("quokka", user=visitor).hits] == ["Quokka migration"]
    document.refresh_from_db()
    publishing.archive(document, by=publisher)
    assert search.search("quokka", user=visitor).hits == []
    publishing.unarchive(document, by=publisher)
    assert len(search.search("quokka", user=visitor).hits) == 1


def test_an_archived_document_is_brought_back_before_it_is_published(publisher):
    document = make_article("archived")
    with pytest.raises(Refused, match="archived"):
        publishing.publish(document.latest, by=publisher)


def test_only_the_newest_revision_is_submitted(editor):
    document = make_article()
    old = document.latest
    publishing.save_revision(document, text="new", by=editor, based_on=old)
    with pytest.raises(Refused, match="newest"):
        publishing.submit(old, by=editor)


def test_what_readers_get_already_is_not_submitted(editor):
    with pytest.raises(Refused, match="already"):
        publishing.submit(make_article().latest, by=editor)


def test_declining_keeps_the_reason_and_the_reviewer(editor, publisher):
    document = make_article("submitted", by=editor)
    publishing.decline(document.latest, by=publisher, note="Too short")
    revision = Revision.objects.get(pk=document.latest_id)
    assert (revision.review, revision.review_note, revision.reviewer) == ("declined", "Too short", publisher)


def test_what_is_not_in_review_cannot_be_declined(publisher):
    document = make_article()
    with pytest.raises(Refused):
        publishing.decline(document.latest, by=publisher)
    document.latest.refresh_from_db()
    assert document.latest.review == Revision.Review.APPROVED


def test_going_back_adds_a_revision_and_publishes_it(publisher):
    document = make_article(title="First")
    first = document.latest
    second = publishing.save_revision(document, text=article_text(title="Second"), by=publisher, based_on=first)
    publishing.publish(second, by=publisher)
    document.refresh_from_db()
    third = publishing.revert(document, to=first, by=publisher)
    document.refresh_from_db()
    assert (third.number, third.text, document.published, document.title) == (3, first.text, third, "First")
    assert document.revisions.count() == 3


def test_going_back_to_another_documents_revision_is_refused(publisher):
    document, other = make_article(), make_article()
    with pytest.raises(Refused, match="another document"):
        publishing.revert(document, to=other.latest, by=publisher)
    assert document.revisions.count() == 1


def test_going_back_to_a_text_that_is_wrong_today_changes_nothing(publisher):
    document = make_article()
    bad = publishing.save_revision(document, text="bad", by=publisher, based_on=document.latest)
    publishing.save_revision(document, text=article_text(title="Good"), by=publisher, based_on=bad)
    with pytest.raises(NotPublishable):
        publishing.revert(document, to=bad, by=publisher)
    assert document.revisions.count() == 3


def test_every_old_slug_leads_to_the_document_in_one_hop(publisher):
    document = make_article(slug="one")
    for slug in ("two", "three", "four"):
        publishing.rename(document, slug=slug, by=publisher)
    assert set(OldAddress.objects.values_list("slug", "document__slug")) == {
        ("one", "four"),
        ("two", "four"),
        ("three", "four"),
    }


def test_a_document_gets_its_own_old_slug_back(publisher):
    document = make_article(slug="one")
    publishing.rename(document, slug="two", by=publisher)
    publishing.rename(document, slug="one", by=publisher)
    assert list(OldAddress.objects.values_list("slug", "document__slug")) == [("two", "one")]


def test_an_old_slug_never_goes_to_another_document(publisher):
    document, other = make_article(slug="one"), make_article(slug="other")
    publishing.rename(document, slug="two", by=publisher)
    for taken in ("one", "two"):
        with pytest.raises(Refused):
            publishing.rename(other, slug=taken, by=publisher)
        with pytest.raises(Refused):
            publishing.create(kind="article", slug=taken, text="", by=publisher)
    assert make_guide(slug="one").slug == "one"  # slugs are per kind


@pytest.mark.parametrize("slug", ["", "Ä", "a b", "-a", "a--b", "../x", "x" * 81, "A", "a\n"])
def test_a_slug_is_lower_case_letters_digits_and_hyphens(slug, publisher):
    document = make_article(slug="fine")
    with pytest.raises(Refused):
        publishing.rename(document, slug=slug, by=publisher)
    assert Document.objects.get(pk=document.pk).slug == "fine"


def test_an_editor_renames_a_draft_and_no_old_address_is_left(editor):
    document = make_article("draft", slug="one", by=editor)
    publishing.rename(document, slug="two", by=editor)
    assert Document.objects.get(pk=document.pk).slug == "two"
    assert not OldAddress.objects.exists()


def test_a_withdrawn_document_keeps_the_rules_of_a_published_one(editor):
    document = make_article("archived")
    with pytest.raises(PermissionDenied):
        publishing.rename(document, slug="two", by=editor)


def test_looking_after_sets_only_what_is_given(editor):
    document = make_article(visibility="staff")
    day = datetime.date(2030, 1, 2)
    publishing.look_after(document, by=editor, review_by=day)
    document.refresh_from_db()
    assert (document.review_by, document.visibility) == (day, "staff")


def test_looking_after_does_not_set_anything_else(publisher):
    with pytest.raises(TypeError):
        publishing.look_after(make_article(), by=publisher, published=None)


def test_confirming_records_who_when_and_against_what(editor):
    document = make_article()
    day = datetime.date(2031, 1, 1)
    publishing.confirm_still_correct(document, by=editor, against="macOS 14", review_by=day)
    document.refresh_from_db()
    assert (document.confirmed_by, document.confirmed_at, document.confirmed_against, document.review_by) == (
        editor,
        timezone.localdate(),
        "macOS 14",
        day,
    )


def test_confirming_without_a_date_keeps_the_one_there_was(editor):
    document = make_article()
    publishing.look_after(document, by=editor, review_by=datetime.date(2030, 1, 1))
    publishing.confirm_still_correct(document, by=editor)
    document.refresh_from_db()
    assert document.review_by == datetime.date(2030, 1, 1)


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_readers_do_not_get_is_not_confirmed(status, publisher):
    with pytest.raises(Refused):
        publishing.confirm_still_correct(make_article(status), by=publisher)


def test_an_editor_has_one_slot_per_document_and_saving_empties_it(editor, publisher):
    document = make_article()
    for typed in ("a", "ab"):
        publishing.save_draft(
            kind="article", document=document, fields={"body": typed}, based_on=document.latest, by=editor
        )
    publishing.save_draft(kind="article", document=document, fields={}, based_on=document.latest, by=publisher)
    assert Draft.objects.get(editor=editor).fields == {"body": "ab"}
    publishing.save_revision(document, text="saved", by=editor, based_on=document.latest)
    assert list(Draft.objects.values_list("editor__username", flat=True)) == ["publisher"]


def test_creating_a_document_empties_the_slot_for_new_ones(editor):
    publishing.save_draft(kind="article", document=None, fields={"body": "x"}, based_on=None, by=editor)
    publishing.save_draft(kind="guide", document=None, fields={"body": "y"}, based_on=None, by=editor)
    publishing.create(kind="article", slug="new", text="", by=editor)
    assert list(Draft.objects.values_list("kind", flat=True)) == ["guide"]


def test_a_draft_that_was_never_published_can_be_deleted_by_its_owner(editor):
    document = make_article("draft", by=editor)
    publishing.save_revision(document, text="two", by=editor, based_on=document.latest)
    publishing.discard(document, by=editor)
    assert not Article.objects.exists()


def test_another_editors_draft_is_deleted_by_a_publisher_only(editor, publisher):
    document = make_article("draft", by=publisher)
    with pytest.raises(PermissionDenied):
        publishing.discard(document, by=editor)
    publishing.discard(make_article("draft", by=editor), by=publisher)
    assert list(Article.objects.all()) == [document]


def test_a_draft_in_review_is_not_deleted_under_its_reviewers_eyes(editor, publisher):
    document = make_article("submitted", by=editor)
    for by in (editor, publisher):
        with pytest.raises(Refused, match="waits for review"):
            publishing.discard(document, by=by)
    publishing.decline(document.latest, by=publisher, note="no")
    publishing.discard(document, by=editor)
    assert not Article.objects.exists()


@pytest.mark.parametrize("status", ["published", "archived"])
def test_what_was_published_is_never_deleted(status, admin):
    document = make_article(status)
    with pytest.raises(Refused, match="Archive"):
        publishing.discard(document, by=admin)
    assert Article.objects.count() == 1


def test_texts_that_an_earlier_version_compiled_are_compiled_again(db):
    document = make_article(body="## Now\n")
    Revision.objects.update(compiled={"html": "<p>by a sanitiser with a hole</p>"})

    assert publishing.compile_again() == 1
    document.published.refresh_from_db()
    assert "Now" in document.published.compiled["html"]
    assert publishing.compile_again() == 0


def test_a_text_that_cannot_be_read_any_more_keeps_what_it_had(db):
    make_article()
    Revision.objects.update(compiled={"html": "old"}, text="---\n- no\n")

    assert publishing.compile_again() == 0
    assert Revision.objects.get().compiled == {"html": "old"}


def test_what_waited_for_review_does_not_wait_any_more_once_there_is_something_newer(editor):
    document = make_article("submitted", by=editor)
    waiting = document.latest

    publishing.save_revision(document, text=article_text(title="Newer"), by=editor, based_on=waiting)

    waiting.refresh_from_db()
    assert waiting.review == Revision.Review.NONE
