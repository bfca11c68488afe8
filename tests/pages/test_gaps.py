"""The page of gaps: what readers miss, and what editors do about it."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.utils import timezone

from kb import gaps, publishing
from kb.models import Article, Feedback, Gap, SearchLog, Synonym, Wish
from tests.factories import make_article
from tests.pages.desk import address, filled
from tests.pages.reading import Page, press

pytestmark = pytest.mark.django_db
GAPS = "/admin/kb/gap/"


def searched(query: str, times: int = 1, found: int = 0, *, ago: int = 0, told: int | None = None, clicks: int = 0):
    day = timezone.localdate() - timedelta(days=ago)
    told = times if told is None else told
    return SearchLog.objects.create(day=day, query=query, times=times, found=found, told=told, clicks=clicks)


def unhelpful(document, words: str, key: str = "1") -> None:
    Feedback.objects.create(
        document=document, revision=document.published, is_helpful=False, words=words, key=key, sender="x"
    )


def missed(name: str) -> list[tuple[str, int]]:
    return [(one.title, one.times) for one in gaps.waiting(gaps.get(name))]


# What is a gap


def test_what_found_nothing_is_listed_by_how_often_it_was_missed():
    searched("organ pipes", 2)
    searched("pipes of the organ", 3, ago=4)
    searched("beamer", 4)
    searched("found", 9, found=3, told=0)
    assert missed("nothing") == [("pipes of the organ", 5), ("beamer", 4)]


def test_what_is_found_by_now_is_not_missing_any_more():
    searched("beamer", 4, ago=3)
    searched("beamer", 1, found=2)
    assert missed("nothing") == [] and missed("passed") == []


def test_what_was_found_and_never_opened_needs_enough_readers_whose_browsers_tell():
    searched("beamer", 40, found=3, told=4)
    searched("projector", 5, found=3)
    searched("cable", 6, found=3, clicks=1)
    assert missed("passed") == [("projector", 5)]


def test_a_search_closes_when_it_leads_to_a_page_and_opens_when_it_is_missed_again():
    searched("beamer", 4, ago=5)
    searched("beamer", 1, found=1, ago=3, clicks=1)
    assert missed("nothing") == []
    searched("beamer", 2)
    assert missed("nothing") == [("beamer", 2)]


def test_what_is_older_than_the_log_is_kept_is_no_gap(settings):
    settings.SEARCH_LOG_DAYS = 30
    searched("beamer", 4, ago=31)
    assert missed("nothing") == []


def test_unhelpful_articles_come_with_the_words_that_readers_left():
    document = make_article(title="On cables")
    unhelpful(document, "Which plug?")
    unhelpful(document, "", key="2")
    unhelpful(document, "Where is the picture?", key="3")
    (one,) = gaps.waiting(gaps.get("unhelpful"))
    assert (one.title, one.times, set(one.quotes)) == ("On cables", 3, {"Which plug?", "Where is the picture?"})


def test_an_archived_article_needs_no_better_words():
    document = make_article()
    unhelpful(document, "no")
    publishing.archive(document, by=None)
    assert missed("unhelpful") == []


# Not for us


def test_what_is_not_for_us_goes_and_comes_back_once_it_is_missed_as_often_again(browse, editor):
    searched("wedding cake", 4, ago=1)
    client = browse(editor)
    page = press(client, Page(client.get(GAPS)), "Not for us")
    assert missed("nothing") == [] and "Nothing is missed" in page.text and "wedding cake" in page.text
    Gap.objects.update(dismissed_on=timezone.localdate() - timedelta(days=1))
    searched("wedding cake", 3)
    assert missed("nothing") == []
    SearchLog.objects.update(times=4)
    assert missed("nothing") == [("wedding cake", 8)]


def test_a_search_made_once_comes_back_after_three_times(editor):
    searched("cake", 1, ago=2)
    gaps.dismiss(gaps.get("nothing"), "cake", by=editor)
    Gap.objects.update(dismissed_on=timezone.localdate() - timedelta(days=1))
    again = searched("cake", 2)
    assert missed("nothing") == []
    SearchLog.objects.filter(pk=again.pk).update(times=3)
    assert missed("nothing") == [("cake", 4)]


def test_a_no_is_taken_back(browse, editor):
    searched("wedding cake", 4)
    client = browse(editor)
    page = press(client, Page(client.get(GAPS)), "Not for us")
    press(client, page, "Bring back")
    assert missed("nothing") == [("wedding cake", 4)]


def test_feedback_and_wishes_are_done_with_for_good(browse, editor):
    unhelpful(make_article(), "Which plug?")
    Wish.objects.create(query="plug", words="Where do I find plugs?")
    client = browse(editor)
    press(client, press(client, Page(client.get(GAPS)), "Done with"), "Done with")
    assert missed("unhelpful") == [] and missed("wishes") == []
    assert Feedback.objects.get().is_handled and Wish.objects.get().is_handled


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"source": "nothing"},
        {"source": "nothing", "key": "not there"},
        {"source": "no-such", "key": "x"},
        {"source": "unhelpful", "key": "x\x00"},
        {"source": "unhelpful", "key": "9" * 40},
        {"source": "wishes", "key": "²"},
        {"source": "not-covered", "key": "1/2"},
        {"back": "search", "key": "gone"},
    ],
)
def test_a_gap_that_is_not_there_harms_nothing(browse, editor, sent):
    answer = browse(editor).post(GAPS, sent)
    assert (answer.status_code, answer["Location"]) == (302, GAPS)
    assert not Gap.objects.exists()


# Two clicks to an article or a synonym


def test_an_article_is_begun_with_the_words_of_the_search_and_the_page_knows_it(browse, editor):
    searched("beamer stays dark", 3)
    client = browse(editor)
    opened = client.get(Page(client.get(GAPS)).links["Write an article"])
    sent = filled(opened, verb="save")
    assert (sent["title"], sent["type"], sent["keywords"]) == ("Beamer stays dark", "problem", "beamer stays dark")
    assert "## Symptoms\n- beamer stays dark\n\n## Cause\n" in sent["body"]
    client.post(address("article", "add"), sent)
    document = Article.objects.get()
    assert (document.slug, Gap.objects.get().document.pk) == ("beamer-stays-dark", document.pk)
    page = Page(client.get(GAPS))
    assert page.links["Beamer stays dark"] == address(document)
    assert "Begun for it: Beamer stays dark draft" in page.text and "Write an article" not in page.links


def test_the_address_that_begins_an_article_fits_into_a_request_line_whatever_alphabet_readers_write(browse, editor):
    Wish.objects.create(query="語" * 200, words="語" * 1000)
    client = browse(editor)
    where = Page(client.get(GAPS)).links["Write an article"]
    assert len(where) < 8100
    assert filled(client.get(where))["body"].startswith("## Symptoms\n- 語語語")


def test_what_was_begun_closes_the_gap_when_it_is_published(editor):
    searched("beamer", 3)
    document = make_article("draft", by=editor)
    gaps.begin("nothing:beamer", document, by=editor)
    assert missed("nothing") == [("beamer", 3)]
    publishing.publish(document.latest, by=None)
    assert missed("nothing") == []
    Article.objects.update(updated_at=timezone.now() - timedelta(days=2))
    assert missed("nothing") == [("beamer", 3)]


def test_a_wish_becomes_the_symptom_of_an_article(browse, editor):
    Wish.objects.create(query="plug", words="Where do I find\nthe <plugs>?" + " and more" * 200)
    client = browse(editor)
    sent = filled(client.get(Page(client.get(GAPS)).links["Write an article"]))
    assert sent["title"].startswith("Where do I find the <plugs>? and") and len(sent["title"]) <= 120
    assert sent["keywords"] == "plug" and "- Where do I find the <plugs>?" in sent["body"]


@pytest.mark.parametrize("gap", ["", "x", "nothing:", "no-such:beamer", "nothing:" + "x" * 400, "nothing:\x00"])
def test_a_forged_gap_keeps_nobody_from_saving(browse, editor, gap):
    client = browse(editor)
    sent = filled(client.get(address("article", "add")), verb="save", title="Fine", gap=gap)
    assert client.post(address("article", "add"), sent).status_code == 302 or "\x00" in gap
    assert not Gap.objects.exists()


def test_a_synonym_begins_with_what_people_type(browse, editor):
    editor.user_permissions.add(*Permission.objects.filter(codename__in=["add_synonym", "view_synonym"]))
    searched("beamer", 3)
    client = browse(editor)
    link = Page(client.get(GAPS)).links["Add a synonym"]
    assert parse_qs(urlsplit(link).query) == {"typed": ["beamer"]}
    assert Page(client.get(link)).all("input", name="typed")[0].get("value") == "beamer"
    Synonym.objects.create(typed="Beamer", means="projector")
    assert "Search knows a synonym for it." in Page(client.get(GAPS)).text


def test_from_a_search_that_finds_nothing_to_a_page_that_readers_open(browse, client, editor):
    """The whole way: a reader misses something, an editor teaches search the word and is back at the gaps, the next reader finds it."""
    make_article(slug="projector", title="The projector stays dark")
    assert "Nothing found" in Page(client.get("/search/?q=beamer")).text
    desk = browse(editor)
    form = Page(desk.get(GAPS)).links["Add a synonym"]
    typed = Page(desk.get(form)).all("input", name="typed")[0].get("value")
    saved = Page(desk.post(form, {"typed": typed, "means": "projector"}, follow=True))
    assert saved.heading == "Gaps" and "was added" in saved.text and "Search knows a synonym for it." in saved.text
    here = "/search/?q=beamer"
    assert "/articles/projector/" in Page(client.get(here)).links.values()
    client.get("/articles/projector/", headers={"referer": f"http://testserver{here}"})
    assert missed("nothing") == missed("passed") == []


def test_the_words_of_a_reader_are_shown_whole(browse, editor):
    words = "why does the computer of the secretary upstairs always ask for the password when it rains on a Sunday"
    searched(words)
    assert words in Page(browse(editor).get(GAPS)).text


def test_an_unhelpful_article_is_one_click_from_its_form(browse, editor):
    document = make_article(title="On cables")
    unhelpful(document, "Which plug?")
    page = Page(browse(editor).get(GAPS))
    assert page.links["Edit"] == address(document) and "Which plug?" in page.text


# Who, and how it looks


def test_only_those_who_write_see_what_readers_miss(browse, volunteer, editor):
    searched("beamer", 3)
    assert browse(volunteer).get(GAPS).status_code == 403
    assert browse(volunteer).post(GAPS, {"source": "nothing", "key": "beamer"}).status_code == 403
    assert browse().get(GAPS).status_code == 302
    assert Page(browse(editor).get("/admin/")).links["beamer"] == GAPS
    assert not Gap.objects.exists()


def test_who_may_only_read_the_log_changes_nothing(browse, volunteer):
    volunteer.user_permissions.add(Permission.objects.get(codename="view_searchlog"))
    searched("beamer", 3)
    client = browse(volunteer)
    page = Page(client.get(GAPS))
    assert "beamer" in page.text and "Write an article" not in page.links
    assert client.post(GAPS, {"source": "nothing", "key": "beamer"}).status_code == 403


@pytest.mark.parametrize(
    "junk", ["\x07bell\x1b[31m", "a" + "\u0301" * 150, "\u202eevil\u202c", "x" * 200, "<script>x</script>"]
)
def test_junk_can_be_read_in_every_list(browse, editor, junk):
    searched(junk)
    Wish.objects.create(query=junk, words=junk)
    for path in (GAPS, "/admin/", "/admin/kb/searchlog/", "/admin/kb/wish/"):
        page = Page(browse(editor).get(path))
        assert page.errors == [], path
        texts = [one for one in page.root.itertext() if junk[:1] in one]
        assert not any(char in one for one in texts for char in "\x07\x1b\u202e"), path
        assert not any("\u0301" * 3 in one for one in texts), path
        assert path not in ("/admin/", "/admin/kb/searchlog/") or not any("x" * 150 in one for one in texts), path


def test_the_page_asks_few_questions_however_much_is_missed(browse, editor, django_assert_max_num_queries):
    for number in range(60):
        searched(f"thing {number}", 3)
        unhelpful(make_article(), "no", key=str(number))
        Wish.objects.create(words=f"Thing {number}?")
    client = browse(editor)
    with django_assert_max_num_queries(25):
        page = Page(client.get(GAPS))
    assert "The 50 that are missed most are shown." in page.text


def test_tidying_forgets_what_nobody_meets_any_more(editor):
    searched("kept", 3)
    searched("gone", 3)
    for key in ("kept", "gone"):
        gaps.dismiss(gaps.get("nothing"), key, by=editor)
    Gap.objects.update(changed_at=timezone.now() - timedelta(days=100))
    SearchLog.objects.filter(query="gone").delete()
    assert gaps.tidy() == 1
    assert Gap.objects.get().key == "kept"


def test_the_nightly_command_clears_up_what_is_kept_for_a_time_only(settings, capsys):
    settings.SEARCH_LOG_DAYS = 30
    searched("old", ago=31)
    searched("young", ago=29)
    Gap.objects.create(source="search", key="old", title="old")
    Gap.objects.update(changed_at=timezone.now() - timedelta(days=31))
    call_command("tidy")
    assert [row.query for row in SearchLog.objects.all()] == ["young"] and not Gap.objects.exists()
    assert "Searches deleted: 1\nGaps forgotten: 1\nCounts of tries deleted: 0\n" in capsys.readouterr().out
