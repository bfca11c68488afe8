"""Helpful or not: no account, no cookie, no flood, nothing from other sites."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from kb import feedback as opinions
from kb.models import Feedback
from tests.factories import make_article, make_guide
from tests.pages.reading import Page, words

pytestmark = pytest.mark.django_db
ADDRESS = "/articles/cables/feedback/"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def article():
    return make_article(slug="cables", title="All about cables")


def send(client, address=ADDRESS, headers=OURS, **sent):
    return client.post(address, {"helpful": "yes", **sent}, headers=headers)


def test_the_buttons_under_an_article_thank_and_ask_for_a_word(client, article):
    form = Page(client.get("/articles/cables/")).form_with("No")
    assert (form.action, form.method, form.buttons["No"]) == (ADDRESS, "post", ("helpful", "no"))
    page = Page(send(client, helpful="no"))
    assert page.status == 200 and page.heading == "Thank you"
    assert page.form_with("Send").fields["helpful"] == ["no"]
    opinion = Feedback.objects.get()
    assert (opinion.document, opinion.revision, opinion.is_helpful) == (article, article.published, False)


def test_words_that_are_added_join_the_opinion_that_was_given(client, article):
    send(client, helpful="no")
    page = Page(send(client, helpful="no", words="The picture is missing."))
    assert page.heading == "Thank you" and "Send" not in {name for form in page.forms for name in form.buttons}
    assert [one.words for one in Feedback.objects.all()] == ["The picture is missing."]


def test_the_same_opinion_twice_is_one_row_and_the_later_one_counts(client, article):
    for helpful in ("yes", "yes", "no"):
        assert send(client, helpful=helpful).status_code == 200
    assert [one.is_helpful for one in Feedback.objects.all()] == [False]


def test_pressing_a_button_again_does_not_take_words_back(client, article):
    send(client, words="Thank you for the table.")
    send(client)
    assert Feedback.objects.get().words == "Thank you for the table."


def test_an_opinion_said_again_waits_to_be_handled_again(client, article):
    send(client)
    Feedback.objects.update(is_handled=True)
    send(client, words="One more thing.")
    assert not Feedback.objects.get().is_handled


class TestReadersBehindOneAddress:
    """A house with one address and the same browser on every machine: nobody's words are written over or dropped."""

    def said(self) -> set[tuple[bool, str]]:
        return set(Feedback.objects.values_list("is_helpful", "words"))

    def test_the_words_of_both_are_kept(self, client, article):
        for helpful, said in (("no", "The picture is missing."), ("yes", "Now it works.")):
            send(client, helpful=helpful)
            assert Page(send(client, helpful=helpful, words=said)).heading == "Thank you"
        assert self.said() == {(False, "The picture is missing."), (True, "Now it works.")}

    def test_also_when_they_press_and_write_by_turns(self, client, article):
        send(client, helpful="no")
        send(client, helpful="yes")
        send(client, helpful="no", words="The picture is missing.")
        send(client, helpful="yes", words="Now it works.")
        assert self.said() == {(False, "The picture is missing."), (True, "Now it works.")}

    def test_a_button_of_the_second_does_not_turn_the_words_of_the_first_round(self, client, article):
        send(client, helpful="no", words="The picture is missing.")
        send(client, helpful="yes")
        assert self.said() == {(False, "The picture is missing."), (True, "")}

    def test_the_same_words_again_are_one_row(self, client, article):
        for _ in range(4):
            send(client, helpful="no", words="The picture is missing.")
            send(client, helpful="no")
        assert Feedback.objects.count() == 1

    def test_words_without_end_are_a_flood_and_come_back(self, client, article):
        codes = [send(client, words=f"words {number}").status_code for number in range(opinions.PER_SENDER)]
        refused = send(client, words="one more")
        assert codes == [200] * opinions.PER_SENDER and refused.status_code == 429
        assert "one more" in Page(refused).text and "Thank you" not in Page(refused).text

    def test_words_of_one_page_do_not_meet_those_of_another(self, client, article):
        make_article(slug="plugs")
        send(client, words="Broken.")
        send(client, "/articles/plugs/feedback/", words="Broken.")
        assert Feedback.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_words_sent_several_times_at_once_are_one_row():
    make_article(slug="cables")

    def one(_number: int) -> int:
        try:
            return send(Client(), words="Broken.").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(one, range(12))) == {200}
    assert Feedback.objects.count() == 1


def test_two_readers_are_two_rows(client, article):
    send(client)
    client.post(ADDRESS, {"helpful": "no"}, headers=OURS, REMOTE_ADDR="192.0.2.7")
    assert Feedback.objects.count() == 2


def test_nothing_that_names_a_reader_is_kept(client, article):
    client.post(ADDRESS, {"helpful": "no"}, headers=OURS, REMOTE_ADDR="192.0.2.7")
    kept = str(Feedback.objects.values().get())
    assert "192.0.2.7" not in kept


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Referer": "https://elsewhere.example/testserver/"},
        {},
    ],
)
def test_another_site_cannot_post_for_its_visitors(client, article, headers):
    page = Page(send(client, headers=headers))
    assert page.status == 403 and not Feedback.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://testserver"}, {"Referer": "http://testserver/articles/cables/"}]
)
def test_older_browsers_say_where_they_come_from_in_other_ways(client, article, headers):
    assert send(client, headers=headers).status_code == 200


def test_a_flood_from_one_address_is_refused_and_keeps_what_was_typed(client):
    for number in range(opinions.PER_SENDER + 1):
        make_article(slug=f"page-{number}")
    answers = [
        send(client, f"/articles/page-{number}/feedback/", words="typed") for number in range(opinions.PER_SENDER + 1)
    ]
    assert [answer.status_code for answer in answers] == [200] * opinions.PER_SENDER + [429]
    page = Page(answers[-1])
    assert "wait ten minutes" in page.alert and "typed" in page.text
    assert Feedback.objects.count() == opinions.PER_SENDER


def test_a_reader_may_add_words_while_the_flood_is_refused(client):
    for number in range(opinions.PER_SENDER):
        make_article(slug=f"page-{number}")
        send(client, f"/articles/page-{number}/feedback/")
    assert send(client, "/articles/page-0/feedback/", words="Late words.").status_code == 200


def test_after_ten_minutes_the_same_address_may_speak_again(client, article):
    for number in range(opinions.PER_SENDER):
        make_article(slug=f"page-{number}")
        send(client, f"/articles/page-{number}/feedback/")
    Feedback.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    assert send(client).status_code == 200


def test_behind_a_proxy_on_this_machine_readers_are_told_apart(rf):
    near = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 192.0.2.7")
    far = rf.get("/", REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR="192.0.2.7")
    odd = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="not an address")
    assert [opinions.peer_of(one) for one in (near, far, odd)] == ["192.0.2.7", "198.51.100.1", "127.0.0.1"]


def test_all_addresses_that_one_device_can_make_up_are_one_sender(rf):
    made_up = [rf.get("/", REMOTE_ADDR=f"2001:db8:1:2:{n:x}::7") for n in (1, 2, 3)]
    other, mapped = rf.get("/", REMOTE_ADDR="2001:db8:1:3::7"), rf.get("/", REMOTE_ADDR="::ffff:192.0.2.7")
    assert {opinions.peer_of(one) for one in made_up} == {"2001:db8:1:2::/64"}
    assert [opinions.peer_of(one) for one in (other, mapped)] == ["2001:db8:1:3::/64", "192.0.2.7"]


def test_a_program_that_fills_in_everything_is_thanked_and_not_recorded(client, article):
    assert send(client, website="https://spam.example").status_code == 200
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("sent", [{"helpful": ""}, {"helpful": "perhaps"}, {"words": "x" * 1001}, {"words": "a\x00b"}])
def test_a_form_that_cannot_be_read_comes_back_with_what_is_wrong(client, article, sent):
    page = Page(send(client, **sent))
    assert page.status == 422 and "Please look at this again" in page.alert
    assert not Feedback.objects.exists()


def test_the_page_itself_asks_and_takes_the_answer(client, article):
    page = Page(client.get(ADDRESS))
    assert page.heading == "Was this helpful?" and page.meta("robots") == "noindex" and not page.errors
    client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"
    form = page.form_with("Send")
    assert (form.action, form.method) == ("", "post")


def test_a_guide_takes_feedback_too(client):
    guide = make_guide(slug="no-light")
    assert send(client, "/fix/no-light/feedback/").status_code == 200
    assert Feedback.objects.get().document == guide


def test_feedback_works_with_csrf_checks_on_and_without_a_cookie(browse, article):
    client = browse(enforce_csrf_checks=True)
    response = send(client)
    assert response.status_code == 200 and not client.cookies


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_feedback_is_sent_with_post(client, article, method):
    assert getattr(client, method)(ADDRESS).status_code == 405


def test_feedback_on_nothing_is_a_404(client):
    assert client.get("/articles/no-such/feedback/").status_code == 404
    assert send(client, "/articles/no-such/feedback/").status_code == 404


def test_no_label_ends_in_two_signs(client):
    make_article(slug="cables")
    page = Page(client.get("/articles/cables/feedback/"))
    labels = [words(one) for one in page.all("label", within=page.main)]
    assert "What was missing or wrong? You need not say." in labels
    assert not [label for label in labels if label.endswith((".:", "?:", "):"))]
