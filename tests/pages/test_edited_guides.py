"""Links made before a guide was edited: renamed names count, the old revision can be finished, a recalled one cannot."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import publishing
from kb.models import Document, Revision
from kb.publishing import Refused
from tests.factories import guide_text
from tests.pages.reading import Page, press
from tests.pages.samples import EVERY_NODE
from tests.wizard.editing import edits_of
from tests.wizard.strategies import answers_for, sound_graphs
from wizard import addresses
from wizard import guide as guide_format
from wizard.graph import to_json
from wizard.models import Run
from wizard.walk import replay

pytestmark = pytest.mark.django_db
DIGESTS = count()
HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def publish(document, nodes: str, **fields):
    text = guide_text(title="Nothing syncs", nodes=nodes, start=fields.pop("start", "route"), **fields)
    document.refresh_from_db()
    publishing.publish(publishing.save_revision(document, text=text, by=None, based_on=document.latest), by=None)


@pytest.fixture
def renamed(guide):
    nodes = (
        EVERY_NODE.replace("count:", "how-many:")
        .replace("to: count}", "to: how-many}")
        .replace("few:", "some:")
        .replace("how-many: few", "how-many: some")
    )
    publish(guide, nodes + "renamed:\n  count: how-many\n  count/few: some\n")


def test_a_link_under_old_names_leads_to_the_same_place(client, guide, renamed):
    page = Page(client.get("/fix/sync/restart/?route=phone&count=few&r=1", follow=True))
    assert page.status == 200 and page.heading == "Start it again"
    assert "2 answers were kept" in page.alert and "Not asked here any more" not in page.alert
    page = Page(client.get("/fix/sync/count/?route=phone&r=1", follow=True))
    assert page.heading == "How many items does the folder hold?"
    after = press(client, page, "Fewer than 140")
    assert after.heading == "Start it again" and after.links["Back one step"].startswith(
        "/fix/sync/how-many/?route=phone&how-many=some"
    )


@pytest.fixture
def removed(guide):
    """The question about items is gone: a phone is to be restarted."""
    nodes = EVERY_NODE.replace("hint: of any kind, to: count}", "hint: of any kind, to: tries}")
    begin, end = nodes.index("  count:\n"), nodes.index("  noticed:\n")
    publish(
        guide,
        (nodes[:begin] + nodes[end:])
        .replace("given: {route: phone, count: few}", "given: {route: mac}")
        .replace("reaches: restart", "reaches: noticed"),
    )


OLD = "/fix/sync/restart/?route=phone&count=12&r=1"


def test_who_holds_an_old_link_may_finish_on_the_guide_as_it_was(client, guide, removed):
    page = Page(client.get(OLD, follow=True))
    assert "count: 12" in page.alert
    old = Page(client.get(page.links["Finish on the guide as it was"], follow=True))
    assert old.heading == "Start it again" and "This is revision 1 of" in old.alert
    assert old.meta("robots") == "noindex" and old.links["The guide as it is today"] == "/fix/sync/"
    end = press(client, old, "Not fixed")
    assert end.heading == "Ask the office" and "This is revision 1 of" in end.alert
    assert "I am still stuck" not in {button for form in end.forms for button in form.buttons}


def test_a_recalled_revision_is_gone_and_not_offered(client, guide, removed):
    publishing.recall(guide.revisions.get(number=1), by=None)
    page = Page(client.get(OLD, follow=True))
    assert "count: 12" in page.alert and "Finish on the guide as it was" not in page.links
    assert client.get("/fix/sync/at/1/?route=phone").status_code == 410


@pytest.mark.parametrize("number", [2, 3, 99])
def test_only_a_revision_that_readers_once_got_is_walked_so(client, guide, removed, number):
    publishing.save_revision(guide, text="a draft", by=None, based_on=guide.revisions.first())
    response = client.get(f"/fix/sync/at/{number}/?route=phone")
    assert (response.status_code, response.get("Location")) == (
        (302, "/fix/sync/?route=phone") if number == 2 else (404, None)
    )


def test_old_revisions_of_what_one_may_not_see_are_not_found(client, guide, removed):
    guide.visibility = "staff"
    guide.save()
    assert client.get("/fix/sync/at/1/").status_code == 404


def test_a_revision_is_recalled_by_publishers_and_only_when_readers_had_it(guide, removed, editor, publisher):
    with pytest.raises(Exception, match="publish_document"):
        publishing.recall(guide.revisions.get(number=1), by=editor)
    with pytest.raises(Refused, match="get this revision now"):
        publishing.recall(guide.revisions.get(number=2), by=publisher)
    draft = publishing.save_revision(guide, text="a draft", by=None, based_on=guide.revisions.first())
    with pytest.raises(Refused, match="never got"):
        publishing.recall(draft, by=publisher)
    publishing.recall(guide.revisions.get(number=1), by=publisher)
    assert Revision.objects.get(document=guide, number=1).is_recalled


def test_the_admin_recalls_a_revision_from_its_page(browse, publisher, guide, removed):
    client = browse(publisher)
    assert b"Recall this revision" in client.get(f"/admin/wizard/guide/{guide.pk}/history/1/").content
    assert client.post(f"/admin/wizard/guide/{guide.pk}/decide/recall/", {"revision": 1}).status_code == 302
    assert b">recalled<" in client.get(f"/admin/wizard/guide/{guide.pk}/history/1/").content


def test_before_publishing_recent_walks_are_shown_as_they_would_go(browse, client, editor, guide):
    for place in (
        "/fix/sync/restart/?route=phone&count=12&r=1",
        "/fix/sync/not-here/?route=other&r=1",
        "/fix/sync/noticed/?route=mac&r=1",
    ):
        client.post("/fix/sync/save/", {"place": place, "wish": "save"}, **HERE)
    assert Run.objects.count() == 3
    nodes = EVERY_NODE.replace("hint: of any kind, to: count}", "hint: of any kind, to: tries}").replace(
        "to: not-here}", "to: ask-us}"
    )
    publishing.save_revision(
        guide, text=guide_text(title="N", nodes=nodes, start="route"), by=None, based_on=guide.latest
    )
    page = Page(browse(editor).get(f"/admin/wizard/guide/{guide.pk}/preview/"))
    rows = [" ".join("".join(row.itertext()).split()) for row in page.all("tr")]
    assert sum("same end" in row for row in rows) == 1
    assert sum("different end" in row and "Ask the office" in row for row in rows) == 1
    assert sum("stops early" in row and "Plug the wire in again" in row for row in rows) == 1
    for row in page.all("tr")[1:]:
        for link in row.iter("a"):
            assert browse(editor).get(link.get("href"), follow=True).status_code == 200


@settings(
    max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.data())
def test_no_edit_makes_a_link_that_people_keep_a_404_or_500(client, network, data):
    """A thousand random edits are replayed in tests/wizard/test_renames.py; two hundred of them go through the pages here."""
    graph = data.draw(sound_graphs())
    edited = data.draw(edits_of(graph)).graph
    position = replay(graph, data.draw(answers_for(graph)))
    for number, one in enumerate((graph, edited), 1):
        said = {
            "text": guide_format.write(one),
            "digest": f"{next(DIGESTS)}",
            "published_at": network.updated_at,
            "compiled": {"graph": to_json(one), "html": {}, "related": []},
        }
        revision, _is_new = Revision.objects.update_or_create(document=network, number=number, defaults=said)
    Document.objects.filter(pk=network.pk).update(published=revision, latest=revision)
    address = addresses.write(network.get_absolute_url(), position.key, position.kept, revision=1)
    response = client.get(address, follow=True)
    assert response.status_code == 200 and len(response.redirect_chain) <= 2
    page = Page(response)
    if "Finish on the guide as it was" in page.links:
        assert client.get(page.links["Finish on the guide as it was"], follow=True).status_code == 200
