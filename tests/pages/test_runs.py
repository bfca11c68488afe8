"""Keeping a walk: the report that needs no asking twice, who may read it, and how it is forgotten."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from kb import publishing
from kb.models import Document, Tally
from tests.factories import make_guide
from tests.pages.reading import Page, press, words
from wizard import addresses, runs, visits
from wizard.models import Run, Visit
from wizard.report import EvidenceLine
from wizard.walking import Walk

pytestmark = pytest.mark.django_db
HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}
PLACE = "/fix/sync/ask-us/?route=phone&count=12&restart=not-fixed&r=1"


def save(client, place: str = PLACE, wish: str = "save", slug: str = "sync", **more):
    headers = {**HERE, **{name: more.pop(name) for name in list(more) if name.isupper()}}
    return client.post(f"/fix/{slug}/save/", {"place": place, "wish": wish, **more}, **headers)


def walk_at(client, guide: Document, address: str = PLACE) -> Walk:
    return Walk(guide, guide.published, addresses.read_address(address), guide.get_absolute_url())


class TestSaving:
    def test_a_walk_is_kept_under_an_address_that_nobody_guesses(self, client, guide):
        response = save(client)
        run = Run.objects.get()
        assert (response.status_code, response["Location"]) == (302, f"/fix/run/{run.token}/")
        assert len(run.token) == 22 and run.status == "saved" and run.minutes == 5
        page = Page(client.get(response["Location"]))
        assert "What do you use? A phone" in page.text and "Start it again Not fixed" in page.text
        assert "Fewer than 140 (12 items)" in page.text and "Now at: Ask the office" in page.text
        assert page.links["Go on in the guide"] == f"{PLACE}&w={run.token}" and not page.errors

    def test_the_page_itself_offers_it_and_carries_no_token(self, client, guide):
        page = Page(client.get(PLACE))
        form = page.form_with("I am still stuck")
        assert (form.action, form.method, form.fields["place"]) == ("/fix/sync/save/", "post", [PLACE])
        assert page.csrf_fields == [] and not client.cookies

    def test_who_is_stuck_is_marked_so_and_who_is_fixed_too(self, client, guide):
        save(client, wish="stuck")
        save(client, "/fix/sync/all-well/?route=phone&count=12&restart=fixed&r=1")
        assert sorted(Run.objects.values_list("status", flat=True)) == ["fixed", "stuck"]

    def test_the_same_form_sent_again_is_one_run(self, client, guide):
        assert len({save(client)["Location"] for _ in range(5)}) == 1 and Run.objects.count() == 1
        save(client, HTTP_USER_AGENT="somebody else")
        assert Run.objects.count() == 2

    def test_the_button_that_was_pressed_says_what_it_is(self, client, guide):
        assert save(client, wish="stuck")["Location"] != save(client)["Location"]
        assert sorted(Run.objects.values_list("status", flat=True)) == ["saved", "stuck"]

    def test_a_run_with_words_in_it_is_never_given_to_the_next_one_with_the_same_answers(self, client, guide):
        first = save(client)["Location"]
        client.post(first, {"wish": "say", "words": "It is urgent", "contact": "Ann, room 3"})
        assert save(client)["Location"] != first

    def test_a_little_later_the_same_form_makes_another_run_for_it_may_be_somebody_else(self, client, guide):
        first = save(client)["Location"]
        Run.objects.update(created_at=timezone.now() - timedelta(seconds=11))
        assert save(client)["Location"] != first and Run.objects.count() == 2

    @pytest.mark.parametrize("headers", [{"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_SEC_FETCH_SITE": "none"}, {}])
    def test_another_site_cannot_save_for_anybody(self, client, guide, headers):
        answer = client.post("/fix/sync/save/", {"place": PLACE, "wish": "save"}, **headers)
        assert answer.status_code == 403 and not Run.objects.exists()

    def test_a_program_that_fills_in_everything_keeps_nothing(self, client, guide):
        assert save(client, website="x")["Location"] == PLACE and not Run.objects.exists()

    def test_a_flood_is_refused_kindly_and_the_way_back_stays(self, client, guide):
        for number in range(runs.PER_SENDER):
            save(client, f"/fix/sync/count/?route=phone&count={number}&r=1")
        response = save(client)
        assert response.status_code == 429 and "wait ten minutes" in Page(response).text
        assert Page(response).links["Back to where you were"] == PLACE
        assert Run.objects.count() == runs.PER_SENDER

    @pytest.mark.parametrize(
        "place", ["", "nonsense", "https://evil.example/fix/sync/route/", "/fix/sync/route/?" + "a=b&" * 5000, "\x00"]
    )
    def test_a_place_that_is_none_leads_to_the_guides_first_page(self, client, guide, place):
        assert save(client, place)["Location"] == "/fix/sync/" and not Run.objects.exists()

    @pytest.mark.parametrize("role", ["visitor", "member", "volunteer"])
    def test_nobody_saves_a_walk_of_what_they_may_not_see(self, browse, role, request):
        make_guide(slug="secret", visibility="staff")
        response = save(browse(request.getfixturevalue(role)), "/fix/secret/lights/?r=1", slug="secret")
        assert response.status_code == (302 if role == "volunteer" else 404)

    def test_a_draft_is_not_kept(self, browse, editor, guide):
        publishing.save_revision(guide, text=guide.latest.text + "\n", by=None, based_on=guide.latest)
        page = Page(browse(editor).get("/fix/sync/draft/2/count/?route=phone&r=2"))
        assert "I am still stuck" not in {button for form in page.forms for button in form.buttons}

    @pytest.mark.django_db(transaction=True)
    def test_a_hundred_at_once_are_one_run(self, guide):
        def send(_):
            try:
                return save(Client()).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(send, range(100))) == {302}
        assert Run.objects.count() == 1


class TestTheReport:
    @pytest.fixture
    def run(self, client, guide) -> Run:
        save(client)
        return Run.objects.get()

    def test_it_stands_apart_from_caches_search_engines_and_referers(self, client, run):
        for path in ("", ".txt", ".json"):
            response = client.get(f"/fix/run/{run.token}{path or '/'}")
            assert response.status_code == 200
            assert response["Cache-Control"] == "no-store" and response["X-Robots-Tag"] == "noindex"
            assert response["Referrer-Policy"] == "same-origin" and "Set-Cookie" not in response

    def test_what_was_added_is_confirmed_beside_the_button_and_there_the_answer_lands(self, client, run):
        form = Page(client.get(run.get_absolute_url())).form_with("Keep")
        assert form.action == f"{run.get_absolute_url()}#add"
        answer = client.post(run.get_absolute_url(), {"wish": "say", "words": "It is urgent"})
        assert answer["Location"] == f"{run.get_absolute_url()}?kept=yes#kept"
        page = Page(client.get(answer["Location"]))
        (form,) = page.all("form", id="add")
        (said,) = page.all("p", within=form, id="kept", role="status", tabindex="-1")
        assert words(said) == "Kept, as it stands here." and page.errors == []

    def test_nothing_is_said_to_be_kept_that_was_not(self, client, run):
        refused = client.post(f"{run.get_absolute_url()}?kept=yes", {"wish": "say", "contact": "x" * 300})
        for answer in (client.get(run.get_absolute_url()), refused):
            assert Page(answer).all("p", id="kept") == []

    def test_as_text_it_has_everything_to_pass_on(self, client, run, settings):
        text = client.get(f"/fix/run/{run.token}.txt").content.decode()
        for part in (
            "Nothing syncs",
            "- What do you use? A phone",
            "- Start it again: Not fixed (20",
            "about 5 minutes",
            "Now at: Ask the office",
            "Revision 1",
            settings.SITE_URL + PLACE,
        ):
            assert part in text

    def test_as_json_a_script_reads_the_same(self, client, run):
        data = json.loads(client.get(f"/fix/run/{run.token}.json").content)
        assert data["guide"] == "Nothing syncs" and data["revision"] == 1 and data["status"] == "saved"
        assert [one["say"] for one in data["answers"]] == ["A phone", "Fewer than 140 (12 items)"]
        assert [(one["fix"], one["verdict"]) for one in data["tried"]] == [("Start it again", "Not fixed")]

    def test_it_opens_a_mail_with_the_report_in_it(self, client, run):
        mail = Page(client.get(run.get_absolute_url())).links["Send by e-mail"]
        assert mail.startswith("mailto:?subject=Nothing%20syncs&body=") and "A%20phone" in mail

    def test_words_and_a_contact_are_added_without_their_passwords(self, client, run):
        client.post(run.get_absolute_url(), {"wish": "say", "words": "password: Hunter2x", "contact": "Ann\nroom 3"})
        run.refresh_from_db()
        assert "Hunter2x" not in run.words and run.contact == "Ann room 3"
        assert "To be reached: Ann room 3" in client.get(f"/fix/run/{run.token}.txt").content.decode()

    @pytest.mark.parametrize("words", ["x" * 2001, "\x00"])
    def test_words_that_cannot_be_kept_come_back_with_a_message(self, client, run, words):
        page = Page(client.post(run.get_absolute_url(), {"wish": "say", "words": words}))
        assert page.status == 422 and "Please look at this again" in page.alert

    def test_it_is_deleted_at_once_by_whoever_has_it(self, client, run):
        assert client.post(run.get_absolute_url(), {"wish": "forget"})["Location"] == "/fix/run/deleted/"
        assert not Run.objects.exists() and client.get(run.get_absolute_url()).status_code == 404

    def test_it_still_says_the_same_after_the_guide_was_edited(self, client, run, guide):
        text = guide.published.text.replace("A phone", "A telephone")
        publishing.publish(publishing.save_revision(guide, text=text, by=None, based_on=guide.latest), by=None)
        assert "A phone" in Page(client.get(run.get_absolute_url())).text

    @pytest.mark.parametrize("token", ["x" * 22, "short", "x" * 23, "../../../../../../../../"])
    def test_a_guessed_address_is_not_found(self, client, run, token):
        assert client.get(f"/fix/run/{token}/").status_code == 404

    def test_once_its_time_is_over_it_is_gone(self, client, run, capsys):
        Run.objects.update(keep_until=timezone.localdate() - timedelta(days=1))
        assert client.get(run.get_absolute_url()).status_code == 404
        call_command("tidy")
        assert "Runs deleted: 1" in capsys.readouterr().out and not Run.objects.exists()

    def test_old_ones_go_when_a_new_one_is_saved(self, client, run):
        Run.objects.update(keep_until=timezone.localdate() - timedelta(days=1))
        Tally.objects.all().delete()
        save(client, "/fix/sync/count/?route=phone&r=1")
        assert Run.objects.count() == 1 and not Run.objects.filter(pk=run.pk).exists()

    def test_it_is_kept_for_the_days_that_are_set(self, client, guide, settings):
        settings.RUN_DAYS = 7
        save(client)
        assert Run.objects.get().keep_until == timezone.localdate() + timedelta(days=7)

    @pytest.mark.parametrize(("role", "status"), [("visitor", 404), ("member", 404), ("volunteer", 200)])
    def test_of_a_guide_that_became_staffs_only_staff_read_it(self, browse, run, role, status, request):
        Document.objects.filter(slug="sync").update(visibility="staff")
        assert browse(request.getfixturevalue(role)).get(run.get_absolute_url()).status_code == status

    def test_of_a_withdrawn_guide_it_can_still_be_read(self, client, run, guide):
        publishing.archive(guide, by=None)
        assert client.get(run.get_absolute_url()).status_code == 200


class TestAWalkThatIsKept:
    @pytest.fixture
    def run(self, client, guide) -> Run:
        walk = walk_at(client, guide, "/fix/sync/restart/?route=phone&count=12&r=1")
        request = client.get("/fix/sync/").wsgi_request
        line = EvidenceLine(14, "FATAL items=12 password=●●●●●●", "How many?", "Fewer", "count", "few")
        return runs.save(walk, request, evidence=[line])

    def test_its_lines_stand_in_the_report_beside_their_answers(self, client, run):
        text = client.get(f"/fix/run/{run.token}.txt").content.decode()
        assert "- line 14: FATAL items=12" in text and "(12 items) (from line 14)" in text

    def test_a_verdict_is_noted_with_its_time_and_the_walk_goes_on(self, client, run):
        page = Page(client.get(f"/fix/sync/restart/?route=phone&count=12&r=1&w={run.token}"))
        after = press(client, page, "Not fixed")
        assert after.heading == "Ask the office" and "FATAL items=12" in after.text
        run.refresh_from_db()
        assert [(one["fix"], one["verdict"]) for one in run.verdicts] == [("restart", "not-fixed")] and run.verdicts[0][
            "at"
        ]
        press(client, page, "Fixed")
        run.refresh_from_db()
        assert run.status == "fixed"

    def test_saving_again_from_such_a_walk_goes_on_with_the_same_run(self, client, run):
        response = save(client, f"{PLACE}&w={run.token}", wish="stuck")
        assert response["Location"] == run.get_absolute_url() and Run.objects.count() == 1
        run.refresh_from_db()
        assert run.status == "stuck" and run.answers["restart"] == ["not-fixed"] and run.evidence[0]["line"] == 14

    def test_its_pages_stand_apart_and_a_link_to_pass_on_has_no_token(self, client, run):
        response = client.get(f"{PLACE}&w={run.token}")
        assert response["Cache-Control"] == "no-store" and response["Referrer-Policy"] == "same-origin"
        assert run.token not in runs.resume_address(run)

    @pytest.mark.parametrize("token", ["x" * 22, "no-token", ""])
    def test_a_token_that_is_none_is_left_out(self, client, guide, token):
        response = client.get(f"{PLACE}&w={token}", follow=True)
        assert response.status_code == 200 and response.redirect_chain == [(PLACE, 302)]

    @pytest.mark.parametrize(
        "sent",
        [
            {"verdict": "maybe"},
            {"verdict": "fixed", "place": "nonsense"},
            {"verdict": "fixed", "place": "/fix/sync/wire/?route=other"},
        ],
    )
    def test_a_verdict_that_makes_no_sense_changes_nothing(self, client, run, sent):
        place = "/fix/sync/restart/?route=phone&count=12&r=1"
        response = client.post(run.get_absolute_url(), {"wish": "verdict", "place": place, **sent})
        run.refresh_from_db()
        assert response["Location"] == run.get_absolute_url() and run.verdicts == []


def test_the_end_that_hands_over_writes_the_report_into_what_to_send(client, guide):
    page = Page(client.get(PLACE))
    for part in ("Nothing syncs, and we tried everything.", "- Start it again: Not fixed", "Revision 1 of the guide"):
        assert part in page.text


class TestVisits:
    def test_an_answer_sent_by_a_form_counts_once_a_day_for_a_reader(self, client, guide):
        for _ in range(3):
            client.get("/fix/sync/?route=phone&r=1&n=route", **HERE)
        client.get("/fix/sync/?route=phone&count=12&r=1&n=count", **HERE)
        client.get("/fix/sync/?route=phone&r=1&n=route", **HERE, HTTP_USER_AGENT="another")
        counted = {(one.node, one.answer): one.times for one in Visit.objects.all()}
        assert counted == {("route", "phone"): 1, ("count", "few"): 1}

    def test_a_program_that_calls_itself_many_does_not_drive_up_visits_or_verdicts(self, client, guide):
        for number in range(20):
            name = {"HTTP_USER_AGENT": f"browser {number}", "HTTP_X_FORWARDED_PROTO": "http"}
            client.get("/fix/sync/?route=phone&count=12&restart=fixed&r=1&n=restart", **HERE, **name)
        assert [(one.node, one.answer, one.times) for one in Visit.objects.all()] == [("restart", "fixed", 1)]

    def test_readers_at_different_addresses_count_each(self, client, guide):
        for number in range(3):
            client.get("/fix/sync/?route=phone&r=1&n=route", **HERE, REMOTE_ADDR=f"192.0.2.{number}")
        assert Visit.objects.get().times == 3

    def test_every_form_says_which_node_it_answers(self, client, guide):
        page = Page(client.get("/fix/sync/count/?route=phone&r=1"))
        assert page.form_with("Go on").fields["n"] == ["count"]

    @pytest.mark.parametrize(
        ("address", "headers"),
        [
            ("/fix/sync/?route=phone&r=1&n=route", {}),
            ("/fix/sync/?route=phone&r=1&n=route", {"HTTP_SEC_FETCH_SITE": "cross-site"}),
            ("/fix/sync/?route=phone&r=1&n=route", {**HERE, "HTTP_SEC_PURPOSE": "prefetch"}),
            ("/fix/sync/?route=phone&r=1", HERE),
            ("/fix/sync/?route=phone&r=1&n=nowhere", HERE),
            ("/fix/sync/count/?route=phone&r=1&n=route", HERE),
        ],
    )
    def test_what_no_form_of_ours_sent_does_not_count(self, client, guide, address, headers):
        assert client.get(address, **headers, follow=True).status_code == 200
        assert not Visit.objects.exists()

    def test_editors_trying_a_draft_do_not_count(self, browse, editor, guide):
        publishing.save_revision(guide, text=guide.latest.text + "\n", by=None, based_on=guide.latest)
        browse(editor).get("/fix/sync/draft/2/?route=phone&n=route", **HERE)
        assert not Visit.objects.exists()

    def test_a_count_that_fails_does_not_fail_the_page(self, client, guide, monkeypatch):
        def fail(*args):
            raise DatabaseError("read-only")

        monkeypatch.setattr(visits, "_add_one", fail)
        assert client.get("/fix/sync/?route=phone&r=1&n=route", **HERE).status_code == 302


class TestInTheAdmin:
    @pytest.fixture
    def run(self, client, guide) -> Run:
        save(client, wish="stuck")
        return Run.objects.get()

    @pytest.mark.parametrize(
        ("role", "status"), [("volunteer", 200), ("editor", 200), ("publisher", 200), ("member", 302)]
    )
    def test_staff_read_the_reports(self, browse, run, role, status, request):
        client = browse(request.getfixturevalue(role))
        assert client.get("/admin/wizard/run/").status_code == status
        response = client.get(f"/admin/wizard/run/{run.pk}/change/")
        assert response.status_code == status and (status != 200 or b"Start it again: Not fixed" in response.content)

    def test_editors_delete_and_volunteers_do_not(self, browse, run, editor, volunteer):
        assert browse(volunteer).post(f"/admin/wizard/run/{run.pk}/delete/", {"post": "yes"}).status_code == 403
        assert browse(editor).post(f"/admin/wizard/run/{run.pk}/delete/", {"post": "yes"}).status_code == 302
        assert not Run.objects.exists()


class TestDeleting:
    @pytest.fixture
    def run(self, client, guide) -> Run:
        save(client)
        return Run.objects.get()

    def test_who_deletes_a_report_is_told_so(self, client, run):
        page = press(client, Page(client.get(run.get_absolute_url())), "Delete it")
        assert page.status == 200 and page.heading == "The report is deleted" and not page.errors
        assert page.links["All guides"] == "/fix/" and page.meta("robots") == "noindex"
        assert not Run.objects.exists()
        assert client.get(run.get_absolute_url()).status_code == 404

    def test_a_second_click_is_told_the_same(self, client, run):
        page = Page(client.get(run.get_absolute_url()))
        assert [press(client, page, "Delete it").heading for _ in range(2)] == ["The report is deleted"] * 2

    def test_a_report_that_somebody_deleted_meanwhile_takes_nothing_more(self, client, run):
        address = run.get_absolute_url()
        run.delete()
        assert client.post(address, {"wish": "say", "words": "x"}).status_code == 404


def test_no_label_of_a_report_ends_in_two_signs(client, guide):
    save(client)
    page = Page(client.get(Run.objects.get().get_absolute_url()))
    labels = [words(one) for one in page.all("label", within=page.main)]
    assert labels and not [label for label in labels if label.endswith((".:", "?:", "):"))]
