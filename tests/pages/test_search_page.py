"""The search page."""

import pytest

from kb.models import Collection, Document, Origin, SearchLog, SearchWord, Synonym
from kb.views import LAST_PAGE
from tests.factories import make_article, make_guide, make_topic
from tests.kb.hostile import HOSTILE
from tests.pages.reading import Page, press
from tests.quickly import quickly

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    make_topic("phones", "Phones")
    make_article(slug="cables", title="A marmalade cable", codes=["0x85010014"])
    make_article(slug="phone", title="A marmalade phone", topic="phones")
    make_guide(slug="no-light", title="The marmalade light")


def found(client, query):
    page = Page(client.get(f"/search/?{query}"))
    return {link for link in page.links.values() if link.startswith(("/articles/", "/fix/"))}


def test_search_asks_first_when_nothing_was_typed(client):
    page = Page(client.get("/search/"))
    assert page.heading == "Search" and "Type what you see" in page.text
    assert page.meta("robots") == "noindex"


def test_articles_and_guides_are_found_in_one_list(client, shelf):
    page = press(client, Page(client.get("/search/")), "Search", q="marmalade")
    assert "3 pages found" in page.text and not page.errors
    assert found(client, "q=marmalade") == {"/articles/cables/", "/articles/phone/", "/fix/no-light/"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=marmalade&kind=guide", {"/fix/no-light/"}),
        ("q=marmalade&kind=article", {"/articles/cables/", "/articles/phone/"}),
        ("q=marmalade&topic=phones", {"/articles/phone/"}),
        ("q=marmalade&topic=phones&kind=guide", set()),
        ("q=marmalade&kind=nonsense&topic=nonsense", {"/articles/cables/", "/articles/phone/", "/fix/no-light/"}),
    ],
)
def test_the_list_is_narrowed_by_kind_and_topic(client, shelf, query, expected):
    assert found(client, query) == expected


def test_narrowing_keeps_what_was_typed_and_the_form_keeps_the_filters(client, shelf):
    page = Page(client.get("/search/?q=marmalade&kind=article&topic=phones"))
    fields = page.form_with("Search").fields
    assert fields == {"q": ["marmalade"], "kind": ["article"], "topic": ["phones"]}
    assert page.links["Remove the filter: Articles ×"] == "?q=marmalade&topic=phones"
    assert page.links["Remove the filter: Phones ×"] == "?q=marmalade&kind=article"


def test_a_code_is_said_as_it_was_read(client, shelf):
    page = Page(client.get("/search/", {"q": "0×85010014"}))
    assert "read as the code" in page.text and "A marmalade cable" in page.links


def test_nothing_found_helps_on(client, shelf):
    page = Page(client.get("/search/?q=zzzz&kind=guide"))
    assert page.status == 200 and "Nothing found" in page.text
    assert page.links["Search everything"] == "?q=zzzz" and page.links["Phones"] == "/topics/phones/"
    assert "tell us what you were looking for" in page.text.lower()


def test_what_was_typed_is_shown_as_text(client):
    page = Page(client.get("/search/", {"q": '"><script>alert(1)</script>'}))
    assert page.form_with("Search").fields["q"] == ['"><script>alert(1)</script>']
    assert [one.get("src") for one in page.all("script") if not one.get("src")] == []


def test_long_lists_have_pages(client):
    for number in range(25):
        make_article(title=f"Marmalade {number}")
    first, second = Page(client.get("/search/?q=marmalade")), Page(client.get("/search/?q=marmalade&page=2"))
    assert first.links["Next"] == "?q=marmalade&page=2" and "Previous" not in first.links
    assert second.links["Previous"] == "?q=marmalade&page=1" and "Next" not in second.links
    cards = [{link for link in page.links.values() if link.startswith("/articles/")} for page in (first, second)]
    assert [len(one) for one in cards] == [20, 5] and not cards[0] & cards[1]


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "100", "9" * 5000, "", "1.5", "%00"])
def test_an_odd_page_number_is_the_first_page(client, shelf, page):
    assert "A marmalade cable" in Page(client.get(f"/search/?q=marmalade&page={page}")).links


def test_the_last_page_has_no_next(client, shelf):
    page = Page(client.get(f"/search/?q=marmalade&page={LAST_PAGE}"))
    assert page.status == 200 and "Next" not in page.links


def test_a_search_is_counted_once_a_look_at_the_next_page_is_not(client, shelf):
    client.get("/search/?q=marmalade")
    client.get("/search/?q=marmalade&page=2")
    assert [(one.query, one.times, one.found) for one in SearchLog.objects.all()] == [("marmalade", 1, 3)]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_search_only_answers_reading(client, method):
    assert getattr(client, method)("/search/").status_code == 405


def test_a_search_takes_few_queries_however_much_is_found(client, django_assert_max_num_queries):
    for number in range(20):
        make_article(title=f"Marmalade {number}")
    with django_assert_max_num_queries(40):  # PostgreSQL counts its savepoints
        client.get("/search/?q=marmalade")


# Filters


def test_each_filter_says_how_much_there_is_with_the_others_kept(client, shelf):
    make_article(title="A marmalade Mac", platforms=["mac", "windows server"])
    links = Page(client.get("/search/?q=marmalade")).links
    assert links["Articles (3)"] == "?q=marmalade&kind=article" and links["Guides (1)"] == "?q=marmalade&kind=guide"
    assert links["Networks (3)"] == "?q=marmalade&topic=networks" and links["Phones (1)"] == "?q=marmalade&topic=phones"
    assert links["Mac (1)"] == "?q=marmalade&platform=mac"
    narrowed = Page(client.get("/search/?q=marmalade&kind=article")).links
    assert narrowed["Networks (2)"] == "?q=marmalade&kind=article&topic=networks"


def test_the_list_is_narrowed_to_a_platform(client, shelf):
    make_article(slug="mac", title="A marmalade Mac", platforms=["Mac", "windows server"])
    assert found(client, "q=marmalade&platform=windows-server") == {"/articles/mac/"}
    page = Page(client.get("/search/?q=marmalade&platform=windows-server"))
    assert page.links["Remove the filter: Windows Server ×"] == "?q=marmalade"
    assert page.form_with("Search").fields["platform"] == ["windows-server"]


def test_a_guide_that_names_the_platform_stays_in_the_list(client, shelf):
    make_guide(slug="walk", title="A marmalade walk", platforms=["Windows Server"])
    assert found(client, "q=marmalade&platform=windows-server") == {"/fix/walk/"}


@pytest.mark.parametrize("platform", ["%00", "a b'", "<script>", "x" * 3000, "é", "%20"])
def test_a_platform_that_nobody_named_finds_nothing_and_can_be_dropped(client, shelf, platform):
    page = Page(client.get(f"/search/?q=marmalade&platform={platform}"))
    assert page.status == 200 and not page.errors
    assert "Nothing found with these filters" in page.text or "3 pages found" in page.text


def test_filters_that_leave_nothing_can_be_dropped_one_by_one(client, shelf):
    page = Page(client.get("/search/?q=marmalade&topic=phones&kind=guide"))
    assert "Nothing found with these filters" in page.text
    assert page.links["Search without “Phones”"] == "?q=marmalade&kind=guide"
    assert page.links["Search everything"] == "?q=marmalade"


def test_collections_are_a_filter_where_something_was_brought_in(client, shelf):
    exchange = Collection.objects.create(slug="exchange", title="Exchange documentation")
    cable = Document.objects.get(slug="cables")
    assert "Our own (3)" not in Page(client.get("/search/?q=marmalade")).links
    Origin.objects.create(document=cable, collection=exchange, path="cables.md", digest="0")
    links = Page(client.get("/search/?q=marmalade")).links
    assert links["Exchange documentation (1)"] == "?q=marmalade&collection=exchange"
    assert links["Our own (2)"] == "?q=marmalade&collection=own"
    assert found(client, "q=marmalade&collection=exchange") == {"/articles/cables/"}


# Guides before articles


def test_a_guide_that_fits_a_symptom_stands_above_the_articles(client):
    make_article(title="The lamp flickers", body="## Lamp\nThe lamp flickers, the lamp flickers.\n")
    make_guide(title="The lamp flickers in the hall", symptoms=["the lamp flickers"])
    page = Page(client.get("/search/?q=the lamp flickers"))
    assert page.text.index("Walk me through it") < page.text.index("The lamp flickers in the hall")
    assert page.text.index("The lamp flickers in the hall") < page.text.index("To read")


def test_a_guide_that_hardly_fits_stays_where_it_ranks(client):
    make_article(title="The lamp flickers at night", summary="The lamp flickers at night.")
    make_guide(title="No light", symptoms=["at night there is no light"])
    assert "Walk me through it" not in Page(client.get("/search/?q=lamp flickers at night")).text


@pytest.mark.parametrize("query", ["q=%22the lamp flickers%22", "q=0x85010014", "q=the lamp flickers&kind=guide"])
def test_codes_quoted_words_and_a_chosen_kind_keep_the_plain_order(client, query):
    make_guide(title="The lamp flickers", codes=["0x85010014"])
    assert "Walk me through it" not in Page(client.get(f"/search/?{query}")).text


def test_at_most_three_guides_stand_above(client):
    for number in range(5):
        make_guide(title=f"The lamp flickers {number}")
    page = Page(client.get("/search/?q=the lamp flickers"))
    assert len([link for link in page.links.values() if link.startswith("/fix/")]) == 5
    above = page.text[page.text.index("Walk me through it") : page.text.index("To read")]
    assert above.count("The lamp flickers ") == 3


# What was meant


def test_a_misspelt_word_is_corrected_and_the_words_as_typed_are_one_click_away(client, shelf):
    SearchWord.objects.create(word="marmalade")
    page = Page(client.get("/search/?q=A%20Marmelade+phone"))
    assert "Showing results for A marmalade phone" in page.text
    assert page.links["Search instead for “A Marmelade phone”"] == "?q=A+Marmelade+phone&exact=1"
    exact = Page(client.get("/search/?q=Marmelade&exact=1"))
    assert "Showing results for" not in exact.text and "Nothing found" in exact.text
    assert exact.links["marmalade"] == "?q=marmalade"


def test_a_word_of_a_withdrawn_text_is_not_offered(client, shelf):
    SearchWord.objects.create(word="marmelarium")
    assert "marmelarium" not in Page(client.get("/search/?q=Marmelari&exact=1")).links


def test_a_synonym_that_was_used_is_said(client, shelf):
    Synonym.objects.create(typed="jam", means="marmalade")
    page = Page(client.get("/search/?q=jam"))
    assert "Also searched for: marmalade." in page.text and "A marmalade cable" in page.links
    assert page.links["Search only for “jam”"] == "?q=jam&exact=1"


# Codes


CODES = "## What to do\n| Code | Meaning |\n|---|---|\n| `0x80072ee7` | No such name |\n"


def test_a_code_that_is_searched_for_leads_to_its_row(client):
    make_article(slug="codes", title="Codes of phones", codes=["0x80072EE7"], body=CODES)
    assert Page(client.get("/search/?q=80072EE7")).links["Codes of phones"] == "/articles/codes/#s--0x80072ee7"
    assert Page(client.get("/search/?q=codes+of+phones")).links["Codes of phones"] == "/articles/codes/"
    (suggested,) = client.get("/api/v1/suggest/?q=0x80072ee7").json()["suggestions"]
    assert suggested["url"] == "/articles/codes/#s--0x80072ee7"
    (row,) = Page(client.get("/articles/codes/")).all("tr", id="s--0x80072ee7")
    assert "No such name" in "".join(row.itertext())


def test_an_unknown_code_is_said_explained_and_near_ones_are_offered(client):
    make_article(slug="policy", title="Refused phones", codes=["0x86000C29", "0x86000C2A", "0x80070005"])
    page = Page(client.get("/search/?q=86000C0A"))
    assert "Nobody has written about 0x86000C0A yet" in page.text and "status 111" in page.text
    assert "Other codes of the same family" in page.text and "0x86000C29 0x86000C2A Refused phones" in page.text
    assert "0x80070005" not in page.text and page.links["Refused phones"] == "/articles/policy/"
    assert "pages found" in page.text and "tell us what you were looking for" in page.text.lower()


def test_words_beside_an_unknown_code_have_an_honest_heading(client, shelf):
    page = Page(client.get("/search/?q=marmalade cable 0x86000C0A"))
    assert "Found for the other words, without the code" in page.text and "A marmalade cable" in page.links


# What is pasted


@pytest.mark.parametrize("typed", ["line one\nline two", "word " * 60, "a" * 300])
def test_a_pasted_block_is_offered_to_be_looked_through_as_a_whole(client, shelf, typed):
    page = Page(client.get("/search/", {"q": typed}))
    form = page.form_with("Look through it")
    assert (form.action, form.method) == ("/fix/paste/", "post")
    (box,) = (one for one in page.all("textarea") if one.get("name") == "pasted_text")
    assert box.text.strip() == typed.strip()
    assert "hidden" not in page.all("form", class_="pasted")[0].attrib


def test_the_offer_waits_hidden_while_nothing_is_pasted(client, shelf):
    for address in ("/", "/search/?q=marmalade"):
        (form,) = Page(client.get(address)).all("form", class_="pasted")
        assert "hidden" in form.attrib


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:20]))
def test_whatever_is_typed_gives_a_page_quickly(client, shelf, typed):
    parameters = {"q": typed.encode("utf-8", "surrogatepass")}
    page = Page(quickly(lambda: client.get("/search/", parameters)))
    assert page.status == 200 and not page.errors


def test_a_search_looks_the_same_to_everybody_without_an_account(client, shelf):
    first, second = client.get("/search/?q=marmalade"), client.get("/search/?q=marmalade")
    assert first.content == second.content and not first.cookies and not first.wsgi_request.COOKIES
