"""Walking a guide with a browser: every kind of node, back, change, and what an address may hold."""

import pytest

from kb import publishing
from kb.models import Document
from tests.factories import guide_text, make_guide
from tests.pages.reading import Page, press
from tests.pages.samples import EVERY_NODE

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker(client, guide):
    """Walks the guide by pressing buttons: `walker("A phone", "…")` gives the page that it ends at."""

    def walk(*buttons: str, begin: str = "/fix/sync/") -> Page:
        page = Page(client.get(begin, follow=True))
        for button in buttons:
            page = press(client, page, button)
            assert page.status == 200 and not page.errors, button
        return page

    return walk


def test_an_answer_leads_to_the_next_question_under_its_own_address(client, guide):
    response = client.get("/fix/sync/?route=phone", follow=True)
    assert response.redirect_chain == [("/fix/sync/count/?route=phone&r=1", 302)]
    page = Page(response)
    assert page.heading == "How many items does the folder hold?" and page.meta("robots") == "noindex"
    assert "What do you use? A phone Change" in page.text and page.alert == ""
    assert page.links["Back one step"] == "/fix/sync/route/?route=phone&r=1"
    assert page.links["Start again"] == "/fix/sync/"


def test_a_question_says_how_far_it_is(walker):
    assert "Step 2, 2 to 4 to go" in walker("A phone").text


def test_an_answer_is_changed_and_the_later_ones_that_still_fit_are_kept(client, walker):
    page = walker("A phone", "Fewer than 140")
    assert page.heading == "Start it again"
    before = Page(client.get(page.links["Change : What do you use?"]))
    assert before.heading == "What do you use?" and "A phone of any kind your answer" in before.text
    after = press(client, before, "A Mac")
    assert after.heading == "What did you notice?" and "Fewer than 140" not in after.text and after.alert == ""


@pytest.mark.parametrize(
    ("typed", "label"),
    [("12", "Fewer than 140 (12 items)"), ("139.5", "Fewer than 140 (139.5 items)"), ("0", "Fewer than 140 (0 items)")],
)
def test_a_number_is_typed_and_read_as_its_range(client, walker, typed, label):
    page = press(client, walker("A phone"), "Go on", count=typed)
    assert page.heading == "Start it again" and label in page.text


def test_a_range_may_be_chosen_without_counting(walker):
    assert walker("A phone", "140 or more").heading == "Plug the wire in again"


@pytest.mark.parametrize("typed", ["abc", "", "-3", "1e999", "nan", "<b>", "9" * 400, "１２"])
def test_a_number_that_does_not_fit_comes_back_with_one_clear_message(client, walker, typed):
    page = press(client, walker("A phone"), "Go on", count=typed)
    if page.status == 200:  # read as a number after all
        assert page.heading in ("Start it again", "Plug the wire in again")
        return
    assert page.status == 422 and page.title.startswith("Error:")
    assert "not a number that fits" in page.alert or "Type a number" in page.alert
    assert "in this address" not in page.alert
    assert page.form_with("Go on").fields["count"] == [typed]
    assert press(client, page, "Go on", count="3").heading == "Start it again"


def test_several_answers_are_noted_and_the_way_goes_on(client, walker):
    page = press(client, walker("A Mac"), "Go on", noticed=["loud", "slow", "none"])
    assert page.heading == "Start it again" and "It is slow, It is loud" in page.text
    changed = Page(client.get(page.links["Change : What did you notice?"]))
    ticked = [
        one.get("value")
        for one in changed.all("input", within=changed.main, type="checkbox")
        if "checked" in one.attrib
    ]
    assert ticked == ["slow", "loud"]


def test_ticking_nothing_means_none_of_these(walker):
    assert "None of these" in walker("A Mac", "Go on").text


def test_i_dont_know_is_on_every_question(walker):
    for page in (walker(), walker("A phone"), walker("A Mac"), walker("A phone", "140 or more", "Not fixed")):
        assert "I don’t know" in {button for form in page.forms for button in form.buttons}
    assert "I don’t know" in walker("A Mac", "I don’t know").text


def test_a_fix_shows_steps_warning_check_way_back_and_the_article_behind_it(walker):
    page = walker("A phone", "Fewer than 140")
    for text in (
        "about 5 minutes",
        "could lose data",
        "Save your work first.",
        "Switch it off.",
        "It syncs.",
        "Nothing to put back.",
    ):
        assert text in page.text
    assert page.links["The article behind it"] == "/articles/behind/"


def test_a_fix_that_helped_leads_to_its_end_or_says_so_itself(client, walker):
    page = walker("A phone", "Fewer than 140", "Fixed")
    assert page.heading == "It works again" and "Write down what you did." in page.text
    page = walker("A phone", "140 or more", "Fixed")
    assert page.heading == "Plug the wire in again" and "Fixed" in page.alert
    again = Page(client.get(page.links["It came back: go on as not fixed"], follow=True))
    assert again.heading == "Is the lamp on?"


def test_a_shortlist_leads_through_its_items_and_on(walker):
    page = walker("A phone", "140 or more")
    assert page.heading == "Plug the wire in again"
    assert walker("A phone", "140 or more", "Could not do it").heading == "Is the lamp on?"
    assert walker("A phone", "140 or more", "Not fixed", "It is off").heading == "It may be the cable"
    assert (
        walker("A phone", "140 or more", "Not fixed", "It is on").links["Read “The article behind it”"]
        == "/articles/behind/"
    )


def test_an_end_says_whom_to_ask_what_to_collect_and_what_to_write(walker):
    page = walker("A phone", "Fewer than 140", "Not fixed")
    assert page.heading == "Ask the office" and "Hand it over" in page.text
    for text in ("The office", "The name on the label.", "Nothing syncs, and we tried everything."):
        assert text in page.text
    assert page.form_with("Yes").action == "/fix/sync/feedback/"


def test_an_end_that_does_not_cover_it_offers_the_search(walker):
    page = walker("Something else")
    assert "Not covered here" in page.text and page.form_with("Search").action == "/search/"


def test_who_does_not_know_is_led_through_every_branch(client, walker):
    page = walker("I don’t know")
    assert page.heading == "How many items does the folder hold?"
    end = press(client, press(client, page, "Fewer than 140"), "Not fixed")
    assert end.heading == "Ask the office"
    assert "At “What do you use?” it could also have been “A Mac”." in end.alert
    mac = Page(client.get(end.links["Go on with that"], follow=True))
    assert mac.heading == "What did you notice?"
    other = press(client, mac, "Go on")
    assert other.heading in ("This guide does not know that", "Ask the office")
    back = Page(client.get(mac.links["Change : Ask the office"]))
    assert "it could also have been “A Mac”" in back.alert


def test_the_page_says_why_this_comes_now_in_plain_words(walker):
    page = walker("A phone", "140 or more")
    assert "This one now: fixes about 5 in 10 of these, takes 1 minute" in page.text and "together" in page.text
    assert "You did not know “What do you use?”. We begin with “A phone”" in walker("I don’t know").text
    assert "This one now" not in walker("A phone", "Fewer than 140").text, "what is drawn needs no reason"


def test_a_jump_leads_into_the_other_guide_and_back_to_where_it_left(client, walker):
    page = walker("A phone", "Fewer than 140", "Could not do it")
    assert page.heading == "It may be the cable"
    there = Page(client.get(page.links["To “Look at the cable”"]))
    assert there.heading == "Look at the cable" and "You came here from “Nothing syncs”." in there.text
    later = press(client, press(client, there, "It is out"), "Not fixed")
    assert later.heading == "Ask the cable people"
    home = Page(client.get(later.links["Go back there and on"], follow=True))
    assert home.heading == "Ask the office" and "Start it again" in home.text and home.alert == ""


def test_a_jump_can_be_settled_without_going_there(client, walker):
    page = walker("A phone", "Fewer than 140", "Could not do it")
    assert Page(client.get(page.links["That is settled: go on here"], follow=True)).heading == "Ask the office"


def test_jump_and_article_are_found_after_they_were_renamed(client, walker):
    for kind, slug in (("guide", "cable"), ("article", "behind")):
        publishing.rename(Document.objects.get(kind=kind, slug=slug), slug=f"new-{slug}", by=None)
    assert walker("A phone", "Fewer than 140").links["The article behind it"] == "/articles/new-behind/"
    page = walker("A phone", "Fewer than 140", "Could not do it")
    there = Page(client.get(page.links["To “Look at the cable”"], follow=True))
    assert "You came here from “Nothing syncs”." in there.text
    assert Page(client.get(there.links["Go back there and on"], follow=True)).heading == "Ask the office"


def test_a_jump_into_a_withdrawn_guide_goes_on_here(client, walker):
    publishing.archive(Document.objects.get(slug="cable"), by=None)
    page = walker("A phone", "Fewer than 140", "Could not do it")
    assert "withdrawn" in page.text and "That is settled: go on here" in page.links


@pytest.mark.parametrize(
    "came_from",
    [
        "/fix/sync/route/?route=phone",  # no jump there
        "/fix/sync/elsewhere/",  # nobody gets there without answers
        "/fix/cable/lights/",
        "https://evil.example/fix/sync/elsewhere/",
        "//evil.example/fix/sync/elsewhere/",
        "/fix/no-such/elsewhere/?a=b",
        "/fix/sync/elsewhere/?" + "a=b&" * 300,
        "/fix/sync/elsewhere/?" + "a" * 3000,
        "javascript:alert(1)",
        "\x00",
    ],
)
def test_a_forged_way_back_is_not_offered(client, guide, came_from):
    page = Page(client.get("/fix/cable/", {"from": came_from}))
    assert page.status == 200 and "You came here from" not in page.text
    assert not any("evil" in address for address in page.addresses)


def test_a_node_that_the_answers_do_not_lead_to_shows_where_they_lead(client, guide):
    for address in ("/fix/sync/restart/", "/fix/sync/no-such-node/", "/fix/sync/tries/?route=phone"):
        response = client.get(address, follow=True)
        assert response.status_code == 200 and len(response.redirect_chain) == 1
        assert Page(response).alert == ""


def test_every_spelling_of_a_place_leads_to_its_one_address(client, guide):
    canonical = "/fix/sync/restart/?route=phone&count=12&r=1"
    for query in (
        "count=12&route=phone",
        "route=phone&count=12.0&r=1",
        "route=phone&count=12&count=x",
        "r=99&route=phone&count=12",
    ):
        response = client.get(f"/fix/sync/restart/?{query}", follow=True)
        assert response.redirect_chain == [(canonical, 302)]
    assert client.get(canonical).status_code == 200


def test_an_answer_that_the_question_does_not_have_is_named(client, guide):
    response = client.get("/fix/sync/?route=tablet", follow=True)
    page = Page(response)
    assert page.status == 200 and "do not fit the guide" in page.alert and "What do you use?: tablet" in page.alert


def test_without_javascript_the_walk_is_plain_forms_and_links(walker):
    page = walker("A phone")
    assert page.form_with("Go on").method == "get" and page.csrf_fields == []


class TestALinkMadeOnAnOlderRevision:
    @pytest.fixture
    def changed(self, guide):
        """The question about items is gone, a phone is asked for its make, and the Mac became a computer."""
        nodes = EVERY_NODE.replace("{say: A phone, hint: of any kind, to: count}", "{say: A phone, to: make}")
        begin, end = nodes.index("  count:\n"), nodes.index("  noticed:\n")
        make = (
            "  make:\n    ask: Which make is it?\n    how: Turn it over.\n    choices:\n"
            "      apple: {say: Apple, to: restart}\n      android: {say: Android, to: tries}\n"
        )
        nodes = nodes[:begin] + make + nodes[end:]
        nodes = nodes.replace("      mac: {say: A Mac, to: noticed}", "      computer: {say: A computer, to: noticed}")
        nodes = nodes.replace("route: phone, count: few", "route: phone, make: apple")
        text = guide_text(title="Nothing syncs", nodes=nodes, start="route")
        publishing.publish(publishing.save_revision(guide, text=text, by=None, based_on=guide.latest), by=None)

    @pytest.mark.parametrize("key", ["count", "restart", "all-well"])
    def test_a_removed_question_is_named_and_what_still_fits_is_kept(self, client, changed, key):
        response = client.get(f"/fix/sync/{key}/?route=phone&count=12&restart=fixed&r=1", follow=True)
        page = Page(response)
        assert response.status_code == 200 and len(response.redirect_chain) <= 1
        assert page.heading == "Which make is it?"
        assert "was changed since your link was made" in page.alert
        assert "count: 12" in page.alert and "1 answer was kept" in page.alert
        assert "What do you use? A phone" in page.text

    def test_a_removed_choice_is_named_with_its_questions_words(self, client, changed):
        page = Page(client.get("/fix/sync/noticed/?route=mac&r=1", follow=True))
        assert page.heading == "What do you use?" and "What do you use?: mac" in page.alert
        assert "kept" not in page.alert

    def test_where_nothing_changed_the_reader_stands_where_they_stood(self, client, changed):
        page = Page(client.get("/fix/sync/not-here/?route=other&r=1"))
        assert page.status == 200 and page.heading == "This guide does not know that"
        assert "1 answer was kept" in page.alert

    def test_going_on_from_there_leads_to_addresses_of_today(self, client, changed):
        page = Page(client.get("/fix/sync/count/?route=phone&count=12&r=1", follow=True))
        assert press(client, page, "Apple").heading == "Start it again"
        assert press(client, page, "Apple").alert.startswith("Before you begin")

    def test_what_a_social_network_appends_is_not_called_a_question(self, client, changed):
        page = Page(client.get("/fix/sync/count/?route=phone&utm_source=x&r=1", follow=True))
        assert "utm_source" not in page.alert

    def test_a_thousand_forged_answers_are_not_all_repeated(self, client, changed):
        query = "&".join(f"old-{number}={'x' * 9}" for number in range(900))
        response = client.get(f"/fix/sync/count/?route=phone&{query}&r=1", follow=True)
        assert response.status_code == 200 and len(response.request["QUERY_STRING"]) < 4000
        assert Page(response).alert.count("old-") == 20


class TestADraft:
    @pytest.fixture
    def waiting(self, guide):
        text = guide_text(
            title="Not yet", nodes=EVERY_NODE.replace("What do you use?", "What is it today?"), start="route"
        )
        return publishing.save_revision(guide, text=text, by=None, based_on=guide.latest)

    def test_an_editor_walks_it_and_is_told_that_readers_do_not_get_it(self, browse, editor, waiting):
        client = browse(editor)
        page = Page(client.get("/fix/sync/draft/2/"))
        assert "What is it today?" in page.text and "which readers do not get" in page.alert
        page = press(client, page, "A phone")
        assert page.heading.startswith("How many items") and "which readers do not get" in page.alert
        assert page.links["Back one step"] == "/fix/sync/draft/2/route/?route=phone&r=2"
        assert press(client, page, "Go on", count="x").status == 422

    @pytest.mark.parametrize("role", ["visitor", "member", "volunteer"])
    def test_others_do_not_find_it(self, browse, waiting, role, request):
        client = browse(request.getfixturevalue(role))
        for address in ("/fix/sync/draft/2/", "/fix/sync/draft/1/", "/fix/sync/draft/2/route/"):
            assert client.get(address).status_code == 404

    def test_a_guide_that_was_never_published_is_walked_as_a_draft(self, browse, editor):
        make_guide("draft", slug="new")
        page = press(browse(editor), Page(browse(editor).get("/fix/new/draft/1/")), "No")
        assert page.heading == "Plug it in"

    @pytest.mark.parametrize(
        "text", ["", "no: guide", "format: guide/1\ntitle: x\n", "---\n- [", "format: guide/1\nstart: a\nnodes: {}\n"]
    )
    def test_a_text_that_cannot_be_walked_says_so(self, browse, editor, guide, text):
        publishing.save_revision(guide, text=text, by=None, based_on=guide.latest)
        page = Page(browse(editor).get("/fix/sync/draft/2/"))
        assert page.status == 422 and page.heading == "This cannot be walked yet"

    @pytest.mark.parametrize(
        "change",
        [
            ("to: count}", "to: nowhere}"),
            ("to: noticed}", "to: route}"),
            ("items: [wire, lamp]", "items: [tries, wire]"),
        ],
    )
    def test_a_text_that_fails_its_checks_is_walked_as_far_as_it_goes(self, browse, editor, guide, change):
        text = guide_text(title="Broken", nodes=EVERY_NODE.replace(*change), start="route")
        publishing.save_revision(guide, text=text, by=None, based_on=guide.latest)
        client = browse(editor)
        for query in (
            "",
            "?route=phone",
            "?route=mac",
            "?route=phone&count=900",
            "?route=dont-know&noticed=none&restart=not-fixed",
        ):
            assert client.get(f"/fix/sync/draft/2/{query}", follow=True).status_code == 200

    @pytest.mark.parametrize("number", ["0", "7", "9" * 30, "9" * 5000])
    def test_a_revision_that_is_not_there_is_a_404(self, browse, editor, guide, number):
        assert browse(editor).get(f"/fix/sync/draft/{number}/").status_code == 404

    def test_a_draft_only_answers_reading(self, browse, editor, waiting):
        assert browse(editor).post("/fix/sync/draft/2/").status_code == 405
