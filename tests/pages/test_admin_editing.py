"""Writing documents in the admin: what is saved, what is refused, and that nothing that was typed is lost."""

import pytest
from django.contrib.admin.models import LogEntry

from kb import publishing
from kb.models import Article, Document, Draft, Revision
from tests.factories import article_text, guide_text, make_article, make_guide, make_topic
from tests.pages.desk import address, filled, save
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db


def newest(document: Document) -> Revision:
    return Document.objects.get(pk=document.pk).latest


def test_an_editor_writes_a_new_article_from_fields(browse, editor):
    make_topic()
    answer = save(
        browse(editor),
        "article",
        title="Café Wi-Fi is slow",
        summary="Too many phones.",
        topic="networks",
        type="how-to",
        keywords="wifi\r\n\r\n  wireless \r\n",
        body="## Do this\r\nWait.\r\n",
        note="First",
    )
    document = Article.objects.get()
    assert answer["Location"] == address(document)
    assert (document.slug, document.state, document.owner) == ("cafe-wi-fi-is-slow", "draft", editor)
    assert document.latest.text == article_text(
        title="Café Wi-Fi is slow", summary="Too many phones.", body="## Do this\nWait.\n"
    ).replace('"', "").replace("type: how-to\n", "type: how-to\nkeywords: [wifi, wireless]\n")


def test_saving_an_article_that_was_not_changed_adds_no_revision(browse, editor):
    document = make_article(text=article_text(title="A", codes=["-36"], keywords=["b", "c"]))
    assert save(browse(editor), document).status_code == 302
    assert document.revisions.count() == 1


def test_saving_a_guide_that_was_not_changed_keeps_every_byte(browse, editor):
    document = make_guide(text=guide_text(title="G").replace("\n", "\r\n"))
    save(browse(editor), document)
    assert document.revisions.count() == 1


def test_a_change_of_the_body_leaves_the_front_matter_as_somebody_wrote_it(browse, editor):
    text = "---\ntopic:   networks\ntitle: 'A'\ntype: how-to\nsummary: s\n---\nOld.\n"
    document = make_article("draft", text=text)
    save(browse(editor), document, body="New.\r\n")
    assert newest(document).text == text.replace("Old", "New")


def test_a_change_of_one_field_changes_that_line_only(browse, editor):
    document = make_article(title="Old title")
    save(browse(editor), document, title="New title")
    save(browse(editor), document, title="Newer title")
    before, after = document.revisions.get(number=2).text, newest(document).text
    assert after == before.replace("New title", "Newer title")


@pytest.mark.parametrize(
    "text",
    [
        "no front matter at all",
        "---\ntitle: [\n---\nbody",
        "---\ntitle: A\ncolour: red\n---\nbody",
        "---\ntitle: A\n# a remark\n---\nbody",
        "---\ntitle: [a, b]\n---\nbody",
        '---\nkeywords: ["two\\nlines"]\n---\nbody',
        "---\ntitle: A\ntitle: B\n---\nbody",
    ],
)
def test_a_text_that_the_fields_cannot_hold_is_shown_whole(text, browse, editor):
    document = make_article("draft", text=text)
    page = browse(editor).get(address(document))
    assert page.context["form"]["whole_text"].value() == text
    save(browse(editor), document)
    assert newest(document).text == text


def test_a_word_that_is_not_on_the_list_is_kept(browse, editor):
    document = make_article("draft", text=article_text(title="A", topic="no-such-topic", type="poem"))
    save(browse(editor), document, title="B")
    assert "topic: no-such-topic\ntype: poem" in newest(document).text


@pytest.mark.parametrize(
    "body", ["\n\n  leading", "trailing  \n\n\n", "\ttab", "---\nrule\n---\n", "<textarea>&amp;", "😀"]
)
def test_the_body_comes_back_as_it_was_typed(body, browse, editor):
    document = make_article("draft")
    save(browse(editor), document, body=body)
    shown = browse(editor).get(address(document)).context["form"]["body"].value()
    assert shown == (body if body.endswith("\n") else body + "\n")
    area = Page(browse(editor).get(address(document))).all("textarea", name="body")[0]
    assert area.text.removeprefix("\n") == shown or area.text == shown


def test_signs_are_typed_as_yaml_and_a_problem_in_them_names_the_line_there(browse, editor):
    document = make_article("draft")
    signs = "- {has: famv4, means: hints, sample: famv4, not: x}\r\n- {has: famv4, means: hints, sample: y, not: x}"
    save(browse(editor), document, signs=signs)
    assert "\nsigns:\n  - {has: famv4" in newest(document).text
    response = browse(editor).get(address(document))
    assert response.context["form"]["signs"].value() == signs.replace("\r\n", "\n")
    assert {(one.field_id, one.line) for one in response.context["findings"] if "sample" in one.problem.message} == {
        ("id_signs", 2)
    }


def test_the_text_of_an_article_says_where_pictures_come_from(browse, editor):
    client = browse(editor)
    there = Page(client.get(address("article", "add"))).links[
        "Add a picture (in a new tab); its page has the line to paste."
    ]
    assert Page(client.get(there)).status == 200 and there == "/admin/kb/image/add/"


def test_a_nul_is_an_error_beside_its_field_and_the_text_stays(browse, editor):
    document = make_article("draft")
    answer = save(browse(editor), document, body="kept\x00text")
    assert answer.status_code == 422
    assert "kept" in answer.context["form"]["body"].value()
    assert document.revisions.count() == 1


@pytest.mark.parametrize("kind", ["article", "guide"])
def test_preview_shows_the_text_and_saves_nothing(kind, browse, editor):
    make_topic()
    text = {"title": "Seen", "body": "## Heading\nSome **bold** words."}
    changes = text if kind == "article" else {"whole_text": guide_text(title="Seen")}
    answer = save(browse(editor), kind, "preview", **changes)
    page = Page(answer)
    assert answer.status_code == 200
    assert "Preview nothing is saved yet Seen" in page.text
    assert answer.context["form"]["body" if kind == "article" else "whole_text"].value() == list(changes.values())[-1]
    assert not Document.objects.exists()


def test_preview_of_an_article_is_made_as_readers_get_it(browse, editor):
    document = make_article("draft")
    page = Page(save(browse(editor), document, "preview", body="## One\n<script>alert(1)</script> **bold**"))
    assert [strong.text for strong in page.main.iter("strong")][-1] == "bold"
    assert not [one for one in page.main.iter("script")]


def test_preview_lists_problems_by_line_in_plain_words(browse, editor):
    document = make_article("draft")
    page = Page(save(browse(editor), document, "preview", title="", body="fine\n# Too big\n[x](article:none)"))
    assert "'Too big' is a first-level heading" in page.text
    assert page.links["Text, line 2"] == "#id_body"
    assert page.links["Text, line 3"] == "#id_body"
    assert page.links["Title"] == "#id_title"


def test_a_guides_problems_name_the_line_and_quote_it(browse, editor):
    text = guide_text(title="G").replace("to: reseat", "to: resaet")
    document = make_guide("draft", text=text)
    response = browse(editor).get(address(document))
    line = next(number for number, one in enumerate(text.split("\n"), 1) if "resaet" in one)
    finding = next(one for one in response.context["findings"] if "resaet" in one.problem.message)
    assert (finding.line, finding.field_id) == (line, "id_whole_text")
    assert "resaet" in finding.quote
    assert "Did you mean 'reseat'?" in Page(response).text


def test_the_draft_of_a_guide_has_its_map_and_its_walk(browse, editor):
    document = make_guide("draft")
    page = Page(browse(editor).get(address(document)))
    assert page.links["Walk the newest revision"] == f"/fix/{document.slug}/draft/1/"
    preview = Page(browse(editor).get(address(document, "preview")))
    assert len([one for one in preview.main.iter() if str(one.tag).endswith("svg") and one.get("class") == "map"]) == 1
    assert "Find the plug." in preview.text


def test_an_editor_submits_and_a_publisher_publishes(browse, editor, publisher):
    document = make_article("draft", title="Wait for me")
    save(browse(editor), document, "submit", body="## New\nwords\n")
    assert newest(document).review == "submitted"
    save(browse(publisher), document, "publish")
    document.refresh_from_db()
    assert (document.state, document.published, document.published.reviewer) == (
        "published",
        document.latest,
        publisher,
    )


def test_publishing_that_is_refused_saves_the_text_and_lists_every_error(browse, publisher):
    document = make_article("draft")
    answer = browse(publisher).post(
        address(document),
        filled(browse(publisher).get(address(document)), verb="publish", summary="", body="# No\n[x](guide:none)"),
        follow=True,
    )
    page = Page(answer)
    assert newest(document).number == 2
    assert not Document.objects.get(pk=document.pk).is_published
    assert "not published: 3 to mend" in page.text
    for message in ("The field 'summary' is empty", "'No' is a first-level heading", "'guide:none' is not a published"):
        assert message in page.text


def test_an_editor_does_not_publish_by_posting_the_buttons_name(browse, editor):
    document = make_article("draft")
    assert "Save and publish" not in Page(browse(editor).get(address(document))).text
    answer = save(browse(editor), document, "publish", body="sneaky")
    document.refresh_from_db()
    assert answer.status_code == 403
    assert (document.published, document.revisions.count()) == (None, 1)


def test_an_unknown_button_is_refused(browse, admin):
    assert save(browse(admin), make_article("draft"), "make-me-pope").status_code == 400


def test_in_a_conflict_both_texts_are_shown_and_nothing_is_overwritten(browse, editor, publisher):
    document = make_article(body="The old words.\n")
    opened = browse(editor).get(address(document))
    save(browse(publisher), document, body="Their words.\n")
    answer = browse(editor).post(address(document), filled(opened, verb="save", body="My words.\n"))
    page = Page(answer)
    assert answer.status_code == 409
    assert "publisher saved revision 2 while you were writing" in page.text
    assert "Their words." in page.text and "My words." in page.text
    assert answer.context["form"]["body"].value() == "My words.\n"
    assert newest(document).number == 2


def test_after_a_conflict_mine_is_saved_on_top(browse, editor, publisher):
    document = make_article()
    opened = browse(editor).get(address(document))
    save(browse(publisher), document, body="Theirs.\n")
    conflict = browse(editor).post(address(document), filled(opened, verb="save", body="Mine.\n"))
    browse(editor).post(address(document), filled(conflict, verb="save"))
    assert (newest(document).number, newest(document).based_on.number) == (3, 2)
    assert newest(document).text.endswith("Mine.\n")


def test_after_a_conflict_theirs_is_taken_and_mine_dropped(browse, editor, publisher):
    document = make_article()
    publishing.save_draft(kind="article", document=document, fields={}, based_on=None, by=editor)
    answer = browse(editor).post(address(document, "draft"), {"drop": "1"})
    assert answer["Location"] == address(document)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("number", ["99", "-1", "", "999999999999999999999", "x"])
def test_a_forged_base_does_not_overwrite(number, browse, editor):
    document = make_article()
    answer = save(browse(editor), document, based_on=number, body="forged")
    assert answer.status_code in (409, 422)
    assert document.revisions.count() == 1


def test_the_base_of_another_document_does_not_count(browse, editor, publisher):
    document, other = make_article(), make_article()
    for text in ("2", "3"):
        other.refresh_from_db()
        publishing.save_revision(other, text=text, by=None, based_on=other.latest)
    assert save(browse(editor), document, based_on="3", body="forged").status_code == 409


def test_a_refused_slug_keeps_the_text(browse, editor):
    make_article(slug="taken")
    document = make_article("draft", slug="mine", by=editor)
    answer = save(browse(editor), document, slug="taken", body="Do not lose me.\n")
    assert answer.status_code == 422
    assert answer.context["form"].errors["slug"] == ["The slug 'taken' is taken by another article."]
    assert answer.context["form"]["body"].value() == "Do not lose me.\n"
    assert newest(document).number == 1


def test_a_publisher_renames_and_the_old_address_leads_on(browse, publisher):
    document = make_article(slug="old-name")
    save(browse(publisher), document, slug="new-name")
    answer = browse().get("/articles/old-name/")
    assert (answer.status_code, answer["Location"]) == (301, "/articles/new-name/")


@pytest.mark.parametrize(("field", "value"), [("slug", "other"), ("visibility", "staff")])
def test_an_editor_changes_neither_slug_nor_visibility_of_what_readers_have(field, value, browse, editor):
    document = make_article(slug="known")
    save(browse(editor), document, **{field: value})
    document.refresh_from_db()
    assert (document.slug, document.visibility) == ("known", "public")


def test_settings_that_somebody_else_changed_meanwhile_are_kept(browse, editor, publisher):
    document = make_article()
    opened = browse(publisher).get(address(document))
    publishing.look_after(document, by=publisher, owner=editor, visibility="staff")
    publishing.rename(document, slug="renamed", by=publisher)
    browse(publisher).post(address(document), filled(opened, verb="save", review_by="2030-05-01"))
    document.refresh_from_db()
    assert (document.owner, document.visibility, document.slug) == (editor, "staff", "renamed")
    assert document.review_by.isoformat() == "2030-05-01"


def test_what_is_typed_is_kept_and_offered_again(browse, editor):
    document = make_article()
    opened = browse(editor).get(address(document))
    kept = browse(editor).post(address(document, "draft"), filled(opened, body="Half a sent\r\n"))
    assert set(kept.json()) == {"saved_at"}
    assert document.revisions.count() == 1
    page = Page(browse(editor).get(address(document)))
    assert "that was not saved" in page.text
    back = browse(editor).get(address(document) + page.links["Bring it back"])
    assert back.context["form"]["body"].value() == "Half a sent\n"
    assert back.context["form"]["based_on"].value() == 1
    save(browse(editor), document, body="Half a sentence.\n")
    assert not Draft.objects.exists()


def test_what_is_typed_into_a_new_document_is_kept_too(browse, editor):
    opened = browse(editor).get(address("article", "add"))
    browse(editor).post(address("article", "new_draft"), filled(opened, title="Not yet", slug="not-yet"))
    assert "that was not saved" in Page(browse(editor).get(address("article", "add"))).text
    back = browse(editor).get(address("article", "add") + "?draft=1")
    assert (back.context["form"]["title"].value(), back.context["form"]["slug"].value()) == ("Not yet", "not-yet")


def test_nobody_sees_what_another_editor_has_not_saved(browse, editor, publisher):
    document = make_article()
    opened = browse(editor).get(address(document))
    browse(editor).post(address(document, "draft"), filled(opened, body="secret thoughts"))
    for path in (address(document), address(document) + "?draft=1"):
        assert "secret thoughts" not in browse(publisher).get(path).content.decode()


def test_a_draft_that_says_nothing_new_is_not_offered(browse, editor):
    document = make_article()
    opened = browse(editor).get(address(document))
    browse(editor).post(address(document, "draft"), filled(opened))
    assert "not saved" not in Page(browse(editor).get(address(document))).text


def test_a_draft_on_an_older_revision_meets_the_conflict_page(browse, editor, publisher):
    document = make_article()
    opened = browse(editor).get(address(document))
    browse(editor).post(address(document, "draft"), filled(opened, body="mine"))
    save(browse(publisher), document, body="theirs")
    back = browse(editor).get(address(document) + "?draft=1")
    assert browse(editor).post(address(document), filled(back, verb="save")).status_code == 409


def test_a_draft_may_hold_anything(browse, editor):
    document = make_article()
    answer = browse(editor).post(address(document, "draft"), {"body": "a\x00b", "based_on": "x" * 50, "title": "\x00"})
    assert answer.status_code == 200
    assert Draft.objects.get().fields == {"body": "ab", "title": "", "based_on": "x" * 50}


def test_saving_needs_a_token_and_the_slot_gives_a_fresh_one(browse, editor):
    document = make_article()
    client = browse(editor, enforce_csrf_checks=True)
    data = filled(client.get(address(document)), verb="save", body="after the session")
    assert client.post(address(document), data).status_code == 403
    token = client.get(address(document, "draft")).json()["token"]
    assert client.post(address(document), {**data, "csrfmiddlewaretoken": token}).status_code == 302


def test_who_was_signed_out_is_told_so_by_the_slot(browse, editor):
    document = make_article()
    answer = browse().post(address(document, "draft"), {"body": "x"})
    assert answer.status_code == 302
    assert not Draft.objects.exists()


def test_a_declined_revision_shows_the_reason(browse, editor, publisher):
    document = make_article("submitted", by=editor)
    publishing.decline(document.latest, by=publisher, note="Name the versions.")
    assert "publisher sent this revision back Name the versions." in Page(browse(editor).get(address(document))).text


def test_each_verb_is_in_djangos_log(browse, publisher):
    make_topic()
    answer = save(
        browse(publisher), "article", "publish", title="T", summary="S", topic="networks", type="how-to", body="b"
    )
    assert answer.status_code == 302
    said = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert said == ["Saved revision 1.", "Published revision 1."]
