"""A guide in an article: a link alone on its line shows the guide's first question, as it is when somebody reads it."""

import pytest

from kb import publishing
from kb.models import Document
from tests.factories import GUIDE_NODES, guide_text, make_article, make_guide
from tests.pages.reading import Page, press, words
from wizard.models import Visit

pytestmark = pytest.mark.django_db
BODY = "## What to do\nBefore.\n\n[Walk me through it](guide:lights)\n\nAfter.\n"


@pytest.fixture
def lights(db) -> Document:
    return make_guide(slug="lights", title="No lights <at> all")


def article(body: str = BODY, **more) -> str:
    return make_article(body=body, **more).get_absolute_url()


def cards(page: Page) -> list:
    return page.all("section", class_="guide-card")


def test_it_shows_the_first_question_and_an_answer_leads_into_the_guide(client, lights):
    page = Page(client.get(article()))
    (card,) = cards(page)
    assert words(card).startswith("Walk me through it No lights <at> all Is a light on?")
    assert page.links["Walk me through it"] == "/fix/lights/" and not page.errors and not page.csrf_fields
    form = page.form_with("No")
    assert (form.method, form.action) == ("get", "/fix/lights/")
    assert press(client, page, "No").heading == "Plug it in"
    assert press(client, page, "I don’t know").heading != "Is a light on?"
    assert page.text.index("Before.") < page.text.index("Is a light on?") < page.text.index("After.")


def test_an_answer_given_there_counts_like_one_in_the_guide(client, lights):
    client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"
    press(client, Page(client.get(article())), "No")
    assert [(one.node, one.answer) for one in Visit.objects.all()] == [("lights", "light-off")]


def test_it_shows_the_guide_as_it_is_today(client, lights):
    address = article()
    text = lights.published.text.replace("Is a light on?", "Does a lamp burn?")
    publishing.publish(publishing.save_revision(lights, text=text, by=None, based_on=lights.latest), by=None)
    assert "Does a lamp burn?" in words(cards(Page(client.get(address)))[0])


def test_a_renamed_or_merged_guide_is_still_shown(client, lights):
    address = article()
    publishing.rename(lights, slug="lamps", by=None)
    assert Page(client.get(address)).form_with("No").action == "/fix/lamps/"
    publishing.archive(lights, by=None, leading_to=make_guide(slug="other", title="The other one"))
    assert Page(client.get(address)).links["Walk me through it"] == "/fix/other/"


def test_of_a_withdrawn_guide_nothing_is_left(client, lights):
    address = article()
    publishing.archive(lights, by=None)
    page = Page(client.get(address))
    assert not cards(page) and "Walk me through it" not in page.text and not page.errors
    assert "Before." in page.text and "After." in page.text


@pytest.mark.parametrize(("role", "sees"), [("visitor", False), ("member", False), ("volunteer", True)])
def test_who_may_not_see_the_guide_sees_no_card(browse, request, lights, role, sees):
    address = article()
    Document.objects.filter(slug="lights").update(visibility="staff")
    page = Page(browse(request.getfixturevalue(role)).get(address))
    assert bool(cards(page)) == ("No lights" in page.text) == sees


@pytest.mark.parametrize(
    "line",
    [
        "See [the guide](guide:lights)",
        "[the guide](guide:lights).",
        "- [the guide](guide:lights)",
        "> [the guide](guide:lights)",
        "[the guide](guide:lights) [and again](guide:lights)",
        "[the article](article:other)",
        "[elsewhere](https://example.org/)",
        "[ours](/fix/lights/)",
        '<p class="card"><a href="/fix/lights/">forged</a></p>',
    ],
)
def test_any_other_link_stays_a_link(client, lights, line):
    make_article(slug="other")
    page = Page(client.get(article(f"## What to do\n\n{line}\n")))
    assert not cards(page) and page.links.keys() & {"the guide", "the article", "elsewhere", "ours", "forged"}


def test_what_authors_wrote_is_escaped(client):
    ask = "Is <script>alert(1)</script> on?"
    make_guide(slug="lights", text=guide_text(title="<b>T</b>", nodes=GUIDE_NODES.replace("Is a light on?", ask)))
    body = BODY.replace("Walk me through it", "Walk <b onclick=alert(1)>me</b> `a<b` &amp; on")
    response = client.get(article(body))
    assert "<script>alert" not in response.content.decode() and "onclick" not in response.content.decode()
    assert "Walk me a<b & on" in Page(response).text
    assert ask in words(cards(Page(response))[0])


@pytest.mark.parametrize(
    ("start", "button", "heading"),
    [
        ("count", "Fewer than 140", "Start it again"),
        ("noticed", "Go on", "Start it again"),
        ("noticed", "I don’t know", "Start it again"),
    ],
)
def test_every_kind_of_question_can_be_answered_there(client, guide, start, button, heading):
    text = guide.published.text.replace('start: "route"', f'start: "{start}"')
    Document.objects.filter(pk=guide.pk).update(slug="lights")
    compiled = guide.format.read(text).compiled
    guide.published.compiled, guide.published.digest = {**guide.published.compiled, **compiled}, start
    guide.published.save()
    page = Page(client.get(article()))
    assert press(client, page, button).heading == heading


def test_a_guide_that_begins_otherwise_is_shown_with_its_summary(client, guide):
    Document.objects.filter(pk=guide.pk).update(slug="lights")
    compiled = guide.published.compiled
    compiled["graph"]["start"] = "restart"
    guide.published.save()
    (card,) = cards(Page(client.get(article())))
    assert "In short." in words(card) and not list(card.iter("form"))


def test_only_the_first_few_are_looked_up(client, lights, django_assert_max_num_queries):
    address = article(BODY * 9)
    with django_assert_max_num_queries(30):
        page = Page(client.get(address))
    assert len(cards(page)) == 5 and len([one for one in page.all("a") if words(one) == "Walk me through it"]) == 9


def test_the_preview_shows_it_too(browse, editor, lights):
    document = make_article(body=BODY)
    page = browse(editor).get(f"/admin/kb/article/{document.pk}/preview/")
    assert "Is a light on?" in page.content.decode()


def test_every_reader_gets_the_same_bytes(browse, lights):
    address = article()
    first, second = browse().get(address), browse(HTTP_USER_AGENT="another").get(address)
    assert first.content == second.content and not first.cookies
