"""What somebody looked for and did not find can be said; nothing of who it was is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from kb import wishes
from kb.models import Wish
from tests.factories import make_article
from tests.pages.reading import Page, press

pytestmark = pytest.mark.django_db
OURS = {"Sec-Fetch-Site": "same-origin"}


def send(client, headers=OURS, **sent):
    return client.post("/search/wish/", {"q": "organ pipes", "words": "How to tune them", **sent}, headers=headers)


def test_a_search_without_results_leads_to_topics_and_asks_what_was_looked_for(browse):
    make_article()
    client = browse(HTTP_SEC_FETCH_SITE="same-origin")
    page = Page(client.get("/search/?q=zebra"))
    assert "Nothing found" in page.text and page.links["Networks"] == "/topics/networks/"
    assert press(client, page, "Send", words="A striped horse").heading == "Thank you"
    assert [(one.query, one.words) for one in Wish.objects.all()] == [("zebra", "A striped horse")]


def test_a_search_with_results_does_not_ask(client):
    make_article(title="Cable")
    assert "words" not in {name for form in Page(client.get("/search/?q=cable")).forms for name in form.fields}
    assert "Should it be here?" not in Page(client.get("/search/?q=cable")).text


def test_the_same_wish_sent_twice_is_one_until_it_is_handled(client):
    for _ in range(2):
        assert send(client).status_code == 200
    assert Wish.objects.count() == 1
    Wish.objects.update(is_handled=True)
    send(client)
    assert Wish.objects.count() == 2


def test_nothing_of_who_it_was_is_kept(client):
    send(client)
    assert {field.name for field in Wish._meta.fields} == {"id", "query", "words", "is_handled", "created_at"}
    assert not client.cookies


@pytest.mark.parametrize("words", ["", "   "])
def test_a_wish_without_words_is_asked_for_again(client, words):
    page = Page(send(client, words=words))
    assert page.status == 422 and page.title.startswith("Error:")
    assert page.form_with("Send").fields["q"] == ["organ pipes"]


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {}])
def test_another_site_cannot_send_one(client, headers):
    assert send(client, headers=headers).status_code == 403
    assert not Wish.objects.exists()


def test_a_program_that_fills_in_everything_is_thanked_and_not_kept(client):
    assert send(client, website="https://spam.example").status_code == 200
    assert not Wish.objects.exists()


def test_a_flood_is_stopped_for_a_day(client, monkeypatch):
    monkeypatch.setattr(wishes, "IN_ALL", 2)
    for number in range(2):
        assert send(client, words=f"Wish {number}").status_code == 200
    page = Page(send(client, words="One more"))
    assert page.status == 429 and "come back tomorrow" in page.alert
    Wish.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert send(client, words="One more").status_code == 200


@pytest.mark.parametrize("words", ["x" * 1001, "nul\x00byte", "🙏" * 20])
def test_odd_words_never_break_it(client, words):
    assert send(client, words=words).status_code in (200, 422)


def test_an_editor_reads_wishes_and_marks_them_as_handled(browse, editor):
    wish = wishes.record(query="zebra", words="<b>A striped horse</b>")
    client = browse(editor)
    assert "Looked for and missed, readers said 1" in Page(client.get("/admin/")).text
    assert "<b>A striped horse</b>" in Page(client.get("/admin/kb/wish/")).text
    client.post("/admin/kb/wish/", {"action": "mark_handled", "_selected_action": [wish.pk]})
    assert Wish.objects.get().is_handled and LogEntry.objects.get().object_id == str(wish.pk)
    assert client.post(f"/admin/kb/wish/{wish.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"/admin/kb/wish/{wish.pk}/change/", {"words": "forged"}).status_code == 403


def test_a_volunteer_does_not_read_wishes(browse, volunteer):
    assert browse(volunteer).get("/admin/kb/wish/").status_code == 403


def test_junk_is_kept_so_that_it_can_be_read(client):
    send(client, q="ab\x1b[31m \u202eklaw", words="one\x07\u200b line\r\nand\ttwo\u2066 " + "w" * 300)
    wish = Wish.objects.get()
    assert wish.query == "ab [31m klaw" and wish.words == "one  line\nand two " + "w" * 300
