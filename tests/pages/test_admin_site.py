"""The admin's start page, sign-in, and the sections beside the documents."""

import datetime
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.utils import timezone

from kb import publishing
from kb.models import Feedback, SearchLog, Topic
from kb.search import learning, meaning
from tests.factories import make_article, make_guide, make_topic
from tests.pages.desk import address, filled
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db


def say_unhelpful(document, words="Where is the button?", key="1", **fields):
    return Feedback.objects.create(
        document=document, revision=document.published, is_helpful=False, words=words, key=key, sender="x", **fields
    )


def test_the_start_page_says_what_waits_for_a_publisher(browse, publisher, editor):
    make_guide("submitted", title="Check me", by=editor)
    make_article("draft", title="My own draft", by=publisher)
    late = make_article(title="Too old")
    publishing.look_after(late, by=None, review_by=datetime.date(2020, 1, 1))
    say_unhelpful(late)
    SearchLog.objects.create(day=timezone.localdate(), query="organ pipes", times=3, found=0)
    page = Page(browse(publisher).get("/admin/"))
    for words in (
        "Waiting for review 1 Check me editor",
        "My drafts 1 My own draft",
        "Review overdue 1 Too old 1 Jan 2020",
        "Not helpful, readers said 1 Too old Where is the button?",
        "Searched for and missed 1 organ pipes 3×",
    ):
        assert words in page.text


def test_the_start_page_says_how_many_documents_search_has_not_learnt(browse, editor, settings, monkeypatch):
    monkeypatch.setattr(learning, "wake", lambda: None)
    monkeypatch.setattr(meaning, "what_is_missing", lambda: "")
    assert "learn_search" not in Page(browse(editor).get("/admin/")).text
    make_article()
    assert "learn_search" not in Page(browse(editor).get("/admin/")).text  # by words alone there is nothing to learn
    settings.SEARCH_MEANING = True
    page = Page(browse(editor).get("/admin/"))
    assert "Search does not know yet what 1 published document means" in page.text
    assert "run manage.py learn_search on the server" in page.text
    make_article()
    assert "what 2 published documents mean" in Page(browse(editor).get("/admin/")).text


def test_the_start_page_reminds_of_what_was_typed_and_not_saved(browse, editor):
    document = make_article(title="Half done")
    opened = browse(editor).get(address(document))
    browse(editor).post(address(document, "draft"), filled(opened, body="x"))
    browse(editor).post(address("guide", "new_draft"), {"whole_text": "y"})
    page = Page(browse(editor).get("/admin/"))
    assert "Typed and not saved 2" in page.text
    assert page.links["Half done"] == address(document)
    assert page.links["guide"] == address("guide", "add")


def test_old_searches_and_handled_feedback_do_not_wait(browse, publisher):
    say_unhelpful(make_article(), is_handled=True)
    SearchLog.objects.create(day=timezone.localdate() - datetime.timedelta(days=91), query="old", found=0)
    SearchLog.objects.create(day=timezone.localdate(), query="found", found=2)
    assert "Nothing waits for you." in Page(browse(publisher).get("/admin/")).text


def test_somebody_without_a_role_sees_nothing_of_documents(browse, volunteer):
    volunteer.groups.clear()
    make_article("submitted", title="Secret plan")
    volunteer.groups.clear()
    page = Page(browse(volunteer).get("/admin/"))
    assert "Secret plan" not in page.text
    assert "An admin can give you the role" in page.text
    for path in ("/admin/kb/feedback/", "/admin/kb/searchlog/", "/admin/kb/topic/", "/admin/auth/user/"):
        assert browse(volunteer).get(path).status_code == 403


def test_the_start_page_asks_few_questions(browse, publisher, django_assert_max_num_queries):
    for _ in range(8):
        say_unhelpful(make_article(), key=str(_))
        make_article("submitted")
    client = browse(publisher)
    with django_assert_max_num_queries(25):
        client.get("/admin/")


def test_the_sign_in_page_leads_to_a_new_password_and_to_the_site(browse):
    page = Page(browse().get("/admin/login/"))
    assert page.links["Forgotten your password?"] == "/accounts/reset/"


@pytest.mark.parametrize(
    ("host", "scheme", "warns"),
    [
        ("help.example.org", "http", True),
        ("192.168.1.5:8000", "http", True),
        ("127.0.0.1:8000", "http", False),
        ("localhost", "http", False),
        ("[::1]:8000", "http", False),
        ("help.example.org", "https", False),
    ],
)
def test_plain_http_beyond_this_machine_is_said_on_every_page(host, scheme, warns, browse, publisher):
    document = make_article()
    for client, path in (
        (browse(), "/admin/login/"),
        (browse(publisher), "/admin/"),
        (browse(publisher), "/admin/kb/topic/"),
        (browse(publisher), address(document)),
    ):
        answer = client.get(path, HTTP_HOST=host, **{"wsgi.url_scheme": scheme})
        assert ("plain HTTP" in answer.content.decode()) == warns, path


def test_no_admin_page_has_inline_scripts_styles_or_handlers(browse, admin):
    document, guide = make_article(), make_guide()
    paths = ["/admin/", "/admin/login/", "/admin/kb/article/", "/admin/kb/topic/add/", "/admin/auth/user/add/"]
    paths += [address(document), address(guide), address(document, "history"), address(guide, "preview")]
    paths += [address(document, "decision", name="confirm"), address("guide", "add"), "/admin/kb/feedback/"]
    for path in paths:
        markup = browse(admin).get(path).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", markup), path


def test_every_own_admin_page_is_well_formed(browse, publisher):
    document, guide = make_article(), make_guide("submitted")
    for path in ("/admin/", address(document), address(guide), address(document, "history"), address(guide, "preview")):
        page = Page(browse(publisher).get(path))
        assert page.errors == [], path
        ids = [one.get("id") for one in page.root.iter() if one.get("id")]
        assert len(ids) == len(set(ids)), path


def test_a_publisher_adds_a_topic_whose_slug_then_stays(browse, publisher):
    client = browse(publisher)
    client.post("/admin/kb/topic/add/", {"slug": "sound", "title": "Sound", "summary": "", "position": "5"})
    topic = Topic.objects.get(slug="sound")
    client.post(f"/admin/kb/topic/{topic.pk}/change/", {"slug": "light", "title": "Sound desk", "position": "5"})
    topic.refresh_from_db()
    assert (topic.slug, topic.title) == ("sound", "Sound desk")


def test_a_topic_with_documents_is_not_deleted(browse, publisher):
    make_article()
    topic = make_topic()
    browse(publisher).post(f"/admin/kb/topic/{topic.pk}/delete/", {"post": "yes"})
    assert Topic.objects.filter(pk=topic.pk).exists()


def test_an_editor_reads_topics_and_changes_none(browse, editor):
    topic = make_topic()
    assert browse(editor).get("/admin/kb/topic/").status_code == 200
    assert browse(editor).post(f"/admin/kb/topic/{topic.pk}/change/", {"title": "Mine"}).status_code == 403


def test_feedback_is_read_and_marked_as_handled_and_nothing_else(browse, editor):
    opinion = say_unhelpful(make_article(title="On cables"), words="<b>bold claim</b>")
    client = browse(editor)
    page = Page(client.get("/admin/kb/feedback/"))
    assert "On cables" in page.text and "<b>bold claim</b>" in page.text
    assert client.post(f"/admin/kb/feedback/{opinion.pk}/change/", {"words": "forged"}).status_code == 403
    assert client.get("/admin/kb/feedback/add/").status_code == 403
    assert client.post(f"/admin/kb/feedback/{opinion.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post("/admin/kb/feedback/", {"action": "mark_handled", "_selected_action": [opinion.pk]})
    opinion.refresh_from_db()
    assert (opinion.is_handled, opinion.words) == (True, "<b>bold claim</b>")
    assert LogEntry.objects.get().get_change_message() == "Marked as handled."


def test_searches_are_read_only_and_narrowed_down_to_those_that_found_nothing(browse, editor):
    today = timezone.localdate()
    row = SearchLog.objects.create(day=today, query="organ pipes", found=0)
    SearchLog.objects.create(day=today, query="known thing", found=4)
    page = Page(browse(editor).get("/admin/kb/searchlog/?found=nothing"))
    assert "organ pipes" in page.text and "known thing" not in page.text
    for path in ("add/", f"{row.pk}/delete/"):
        assert browse(editor).post(f"/admin/kb/searchlog/{path}").status_code == 403


@pytest.mark.parametrize("who", ["editor", "publisher"])
def test_nobody_raises_their_own_rights(who, browse, request):
    user = request.getfixturevalue(who)
    client, group = browse(user), Group.objects.get(name="Publisher")
    forged = {"username": who, "is_superuser": "on", "is_staff": "on", "groups": [group.pk]}
    for path in (
        f"/admin/auth/user/{user.pk}/change/",
        "/admin/auth/user/add/",
        f"/admin/auth/group/{group.pk}/change/",
    ):
        assert client.post(path, forged).status_code == 403
    make_article("draft", slug="bait")
    client.post("/admin/kb/article/add/", {"title": "x", "slug": "bait-2", **forged})
    user.refresh_from_db()
    assert not user.is_superuser
    assert User.objects.filter(is_superuser=True).count() == 0


def test_a_section_shows_its_lists_and_not_what_waits(browse, publisher):
    page = Page(browse(publisher).get("/admin/kb/"))
    assert "Nothing waits for you." not in page.text
    assert page.links["Articles"] == "/admin/kb/article/"


def test_a_list_is_headed_by_what_is_in_it(browse, publisher):
    assert Page(browse(publisher).get("/admin/kb/topic/")).heading == "Topics"


def test_the_help_beside_a_slug_shows_the_whole_address(browse, publisher):
    assert "The last part of the address: /topics/phones/." in Page(browse(publisher).get("/admin/kb/topic/add/")).text
