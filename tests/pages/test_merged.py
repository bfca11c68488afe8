"""An archived document that another one takes the place of: one hop there, answers left behind and said so, for articles and guides."""

from urllib.parse import urlsplit

import pytest

from kb import exchange, publishing
from kb.admin.findings import examine
from kb.models import Document, OldAddress
from kb.publishing import Refused
from tests.factories import guide_text, make_article, make_guide
from tests.pages.desk import address
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db
MAKE = {"article": make_article, "guide": make_guide}
BASE = {"article": "/articles", "guide": "/fix"}
REST = {
    "article": ("", "history/", "history/1/", "feedback/"),
    "guide": (
        "",
        "lights/?r=1",
        "plug-in/?lights=light-off&r=1",
        "?lights=light-on",
        "map/",
        "all/",
        "history/",
        "at/1/",
    ),
}


@pytest.fixture(params=MAKE)
def kind(request) -> str:
    return request.param


@pytest.fixture
def merged(kind) -> tuple[Document, Document]:
    """The archived one, and the one that takes its place."""
    old, new = MAKE[kind](slug="old", title="The old one"), MAKE[kind](slug="new", title="The new one")
    publishing.archive(old, by=None, leading_to=new)
    return old, new


def lead(client, kind: str, slug: str = "old", rest: str = "") -> str:
    """Where an address leads in its one hop, or its status."""
    response = client.get(f"{BASE[kind]}/{slug}/{rest}")
    return response["Location"] if response.status_code == 302 else str(response.status_code)


def test_every_address_of_it_leads_there_in_one_hop_without_its_answers(client, kind, merged):
    for rest in REST[kind]:
        assert lead(client, kind, rest=rest) == f"{BASE[kind]}/new/?m=old", rest
    suffix = {"article": ".md", "guide": ".yaml"}[kind]
    assert client.get(f"{BASE[kind]}/old{suffix}")["Location"] == f"{BASE[kind]}/new/?m=old"


def test_the_page_says_from_where_its_reader_came(client, kind, merged):
    page = Page(client.get(f"{BASE[kind]}/old/", follow=True))
    assert page.status == 200 and page.heading == "The new one" and not page.errors
    assert "“The old one” was withdrawn" in page.alert
    assert ("Answers that you gave there do not count here" in page.alert) == (kind == "guide")
    assert [one.get("href") for one in page.all("link", rel="canonical")][0].endswith(f"{BASE[kind]}/new/")


@pytest.mark.parametrize("forged", ["", "no-such", "new", "%00", "<script>", "OLD", "other", "old&m=x"])
def test_a_forged_address_says_nothing(client, kind, merged, forged):
    MAKE[kind]("archived", slug="other", title="Another")
    page = Page(client.get(f"{BASE[kind]}/new/?m={forged}"))
    assert page.status == 200 and page.alert == ""


def test_going_on_leaves_the_note_behind(client):
    old, new = make_guide(slug="old", title="The old one"), make_guide(slug="new", title="The new one")
    publishing.archive(old, by=None, leading_to=new)
    page = Page(client.get("/fix/old/", follow=True))
    assert "m" not in page.form_with("Yes").fields


def test_a_form_that_is_sent_there_leads_on_too(client, kind, merged):
    path = "feedback" if kind == "article" else "paste"
    response = client.post(f"{BASE[kind]}/old/{path}/", {"helpful": "yes"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert response["Location"] == f"{BASE[kind]}/new/?m=old"


def test_its_own_old_addresses_lead_there_too(client, kind):
    old, new = MAKE[kind](slug="oldest"), MAKE[kind](slug="new")
    publishing.rename(old, slug="old", by=None)
    publishing.archive(old, by=None, leading_to=new)
    assert lead(client, kind, "oldest") == lead(client, kind, "old") == f"{BASE[kind]}/new/?m=old"


def test_merged_again_it_is_still_one_hop(client, kind, merged):
    newest = MAKE[kind](slug="newest")
    publishing.archive(merged[1], by=None, leading_to=newest)
    assert lead(client, kind) == f"{BASE[kind]}/newest/?m=old"
    assert lead(client, kind, "new") == f"{BASE[kind]}/newest/?m=new"


def test_where_the_successor_was_renamed_it_is_still_one_hop(client, kind, merged):
    publishing.rename(merged[1], slug="newer", by=None)
    assert lead(client, kind) == f"{BASE[kind]}/newer/?m=old"
    assert client.get(f"{BASE[kind]}/new/")["Location"] == f"{BASE[kind]}/newer/"


def test_where_the_archived_one_is_renamed_both_slugs_lead_on(client, kind, merged):
    publishing.rename(merged[0], slug="older", by=None)
    assert lead(client, kind) == lead(client, kind, "older") == f"{BASE[kind]}/new/?m=older"


def test_withdrawn_without_a_successor_it_says_so(client, kind, merged):
    publishing.archive(merged[1], by=None)
    assert lead(client, kind) == lead(client, kind, "new") == "410"


def test_brought_back_it_is_itself_again(client, kind, merged):
    publishing.unarchive(merged[0], by=None)
    assert lead(client, kind) == "200" and not OldAddress.objects.exists()


@pytest.mark.parametrize(("role", "found"), [("visitor", "404"), ("member", "404"), ("volunteer", "leads")])
def test_nobody_learns_from_it_what_they_could_not_see(browse, request, kind, role, found):
    old, new = MAKE[kind](slug="old", visibility="staff"), MAKE[kind](slug="new")
    publishing.archive(old, by=None, leading_to=new)
    client = browse(request.getfixturevalue(role))
    assert lead(client, kind) == (found if found == "404" else f"{BASE[kind]}/new/?m=old")
    assert ("was withdrawn" in Page(client.get(f"{BASE[kind]}/new/?m=old")).text) == (found == "leads")


def test_a_successor_for_staff_is_not_named_to_others(browse, volunteer, kind, merged):
    Document.objects.filter(slug="new").update(visibility="staff")
    assert lead(browse(), kind) == "410"
    assert lead(browse(volunteer), kind) == f"{BASE[kind]}/new/?m=old"


def test_links_in_texts_and_jumps_lead_on(client, merged, kind):
    link = make_article(body=f"## What to do\nSee [this]({kind}:old).\n")
    assert examine(link.format, link.published.text, link.slug)[1] == []
    assert Page(client.get(link.get_absolute_url())).links["this"] == f"{BASE[kind]}/old/"


def test_only_another_published_document_takes_its_place(kind):
    old = MAKE[kind](slug="old")
    for wrong in (old, MAKE[kind]("draft", slug="draft"), MAKE[kind]("archived", slug="gone")):
        with pytest.raises(Refused, match="another published document"):
            publishing.archive(old, by=None, leading_to=wrong)


class TestOfAnotherKind:
    """An article that became a guide, and a guide that became an article."""

    @pytest.fixture
    def other(self, kind) -> str:
        return "guide" if kind == "article" else "article"

    @pytest.fixture
    def merged(self, kind, other) -> tuple[Document, Document]:
        old, new = MAKE[kind](slug="old", title="The old one"), MAKE[other](slug="new", title="The new one")
        publishing.archive(old, by=None, leading_to=new)
        return old, new

    def test_its_addresses_lead_there_in_one_hop_and_the_page_says_so(self, client, kind, other, merged):
        for rest in REST[kind]:
            assert lead(client, kind, rest=rest) == f"{BASE[other]}/new/?m=old", rest
        page = Page(client.get(f"{BASE[kind]}/old/", follow=True))
        assert page.heading == "The new one" and "“The old one” was withdrawn" in page.alert
        assert "Answers that you gave" not in page.alert

    def test_the_same_slug_is_no_circle(self, client, kind, other):
        old, new = MAKE[kind](slug="sync", title="The old one"), MAKE[other](slug="sync", title="The new one")
        publishing.archive(old, by=None, leading_to=new)
        assert lead(client, kind, "sync") == f"{BASE[other]}/sync/?m=sync"
        assert Page(client.get(f"{BASE[other]}/sync/")).heading == "The new one"

    def test_and_back_again_it_is_still_one_hop(self, client, kind, other, merged):
        publishing.archive(merged[1], by=None, leading_to=MAKE[kind](slug="newest"))
        assert lead(client, kind) == f"{BASE[kind]}/newest/?m=old"
        assert lead(client, other, "new") == f"{BASE[kind]}/newest/?m=new"

    def test_old_slugs_of_both_lead_on(self, client, kind, other):
        old, new = MAKE[kind](slug="oldest"), MAKE[other](slug="new")
        publishing.rename(old, slug="old", by=None)
        publishing.archive(old, by=None, leading_to=new)
        publishing.rename(new, slug="newer", by=None)
        assert lead(client, kind, "oldest") == lead(client, kind, "old") == f"{BASE[other]}/newer/?m=old"
        assert client.get(f"{BASE[other]}/new/")["Location"] == f"{BASE[other]}/newer/"

    def test_a_slug_of_the_other_kind_is_nothing_there(self, client, kind, other, merged):
        assert lead(client, other, "old") == lead(client, kind, "new") == "404"

    def test_withdrawn_too_it_says_so_and_brought_back_it_is_itself_again(self, client, kind, other, merged):
        publishing.archive(merged[1], by=None)
        assert lead(client, kind) == lead(client, other, "new") == "410"
        publishing.unarchive(merged[0], by=None)
        assert lead(client, kind) == "200" and not OldAddress.objects.exists()

    def test_nobody_is_led_to_what_they_may_not_see(self, browse, volunteer, kind, other, merged):
        Document.objects.filter(slug="new").update(visibility="staff")
        assert lead(browse(), kind) == "410"
        assert lead(browse(volunteer), kind) == f"{BASE[other]}/new/?m=old"

    def test_links_and_cards_lead_on(self, client, kind, other, merged):
        link = make_article(body=f"## What to do\nSee [this]({kind}:old).\n\n[Go here]({kind}:old)\n")
        assert examine(link.format, link.published.text, link.slug)[1] == []
        links = Page(client.get(link.get_absolute_url())).links
        assert links["this"] == f"{BASE[kind]}/old/" and links["Go here"].startswith(("/articles/", "/fix/"))

    def test_it_names_what_names_the_archived_one(self, client, kind, merged):
        guide = make_guide(slug="walks", text=guide_text(title="Walks there", related=[f"{kind}:old"]))
        assert guide.title in Page(client.get(merged[1].get_absolute_url())).text

    def test_an_import_of_the_old_file_does_not_write_over_the_new_one(self, tmp_path, kind, merged):
        file = tmp_path / {"article": "articles/old.md", "guide": "guides/old.yaml"}[kind]
        file.parent.mkdir()
        file.write_text(merged[0].published.text.replace("The old one", "The older one"))
        exchange.import_folder(tmp_path)
        merged[1].refresh_from_db()
        assert merged[1].title == "The new one" and merged[1].revisions.count() == 1


def test_a_jump_to_a_guide_that_became_an_article_is_a_mistake_and_strands_nobody(client):
    nodes = "nodes:\n  away: {jump: old, say: Do that first, back: done}\n  done: {end: resolved, say: Done}\n"
    old, new = make_guide(slug="old"), make_article(slug="new")
    jumping = make_guide(slug="jumping", text=guide_text(title="Jumping", start="away", nodes=nodes))
    publishing.archive(old, by=None, leading_to=new)
    problems = examine(jumping.format, jumping.published.text, "jumping")[1]
    assert [one.message for one in problems if one.is_error] == [
        "the jump to 'old' leads to an article now. Link to that in a text instead."
    ]
    page = Page(client.get("/fix/jumping/"))
    assert "withdrawn" in page.text and "That is settled: go on here" in page.links


class TestInTheAdmin:
    @pytest.mark.parametrize(
        "typed", ["new", "/fix/new/", "guide:new", " https://site.example/fix/new/?route=x ", "New"]
    )
    def test_a_publisher_names_the_successor_while_archiving(self, browse, publisher, typed):
        old = make_guide(slug="old")
        make_guide(slug="new", title="The new one")
        response = browse(publisher).post(address(old, "decision", name="archive"), {"successor": typed}, follow=True)
        assert "its readers are led to /fix/new/" in response.content.decode()
        assert urlsplit(lead(browse(), "guide")).path == "/fix/new/"

    @pytest.mark.parametrize("typed", ["article:both", "/articles/both/", "https://site.example/articles/both/?q=x"])
    def test_it_may_be_of_another_kind(self, browse, publisher, typed):
        old = make_guide(slug="old")
        make_article(slug="both")
        make_guide(slug="both")
        response = browse(publisher).post(address(old, "decision", name="archive"), {"successor": typed}, follow=True)
        assert "its readers are led to /articles/both/" in response.content.decode()

    @pytest.mark.parametrize(("typed", "there"), [("both", "/fix/both/"), ("alone", "/articles/alone/")])
    def test_of_a_slug_alone_its_own_kind_comes_first(self, browse, publisher, typed, there):
        old = make_guide(slug="old")
        for make, slug in ((make_article, "both"), (make_guide, "both"), (make_article, "alone")):
            make(slug=slug)
        browse(publisher).post(address(old, "decision", name="archive"), {"successor": typed})
        assert urlsplit(lead(browse(), "guide")).path == there

    @pytest.mark.parametrize("typed", ["old", "nwe", "article:new"])
    def test_a_successor_that_cannot_be_is_refused_with_a_hint(self, browse, publisher, typed):
        old = make_guide(slug="old")
        make_guide(slug="new")
        make_article(slug="of-another-kind")
        page = Page(browse(publisher).post(address(old, "decision", name="archive"), {"successor": typed}))
        assert page.status == 422 and "is no other published document." in page.text
        assert ("Did you mean" in page.text) == (typed == "nwe")
        old.refresh_from_db()
        assert old.archived_at is None
