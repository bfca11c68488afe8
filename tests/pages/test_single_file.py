"""A guide as one file: everything in it, walked by links inside it, without a network."""

import re

import pytest

from tests.factories import make_guide
from tests.pages.reading import Page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(client, guide):
    return client.get("/fix/sync.html")


def walk(response, *answers: str) -> str:
    """The heading of the section that these links lead to, from the first one."""
    page = Page(response)
    places = {one.get("id"): one for one in page.all("section")}
    here = page.all("section")[0]
    for answer in answers:
        (link,) = [one for one in here.iter("a") if words(one) == answer]
        here = places[link.get("href")[1:]]
    return words(next(here.iter("h2")))


def test_it_is_saved_and_not_shown(file):
    assert file["Content-Disposition"] == 'attachment; filename="sync.html"' and file.status_code == 200
    assert not Page(file).errors


@pytest.mark.parametrize(
    ("answers", "heading"),
    [
        ([], "What do you use?"),
        (["A phone"], "How many items does the folder hold?"),
        (["A phone", "Fewer than 140", "Fixed"], "It works again"),
        (["A phone", "Fewer than 140", "Not fixed"], "Ask the office"),
        (["A phone", "140 or more"], "Two things to try"),
        (["A phone", "140 or more", "Plug the wire in again", "Not fixed"], "Two things to try"),
        (["A phone", "140 or more", "Plug the wire in again", "Fixed"], "Fixed"),
        (["A phone", "140 or more", "Is the lamp on?", "It is on"], "The article has the rest"),
        (["A phone", "140 or more", "None of these helped"], "It may be the cable"),
        (["A phone", "140 or more", "None of these helped", "Back from the other guide"], "Ask the office"),
        (["I don’t know"], "How many items does the folder hold?"),
    ],
)
def test_it_is_walked_by_its_links(file, answers, heading):
    assert walk(file, *answers) == heading


def test_every_link_inside_leads_to_a_section_and_every_text_is_there(file):
    page = Page(file)
    ids = {one.get("id") for one in page.root.iter() if isinstance(one.tag, str) and one.get("id")}
    inner = {one.get("href")[1:] for one in page.all("a") if one.get("href").startswith("#")}
    assert inner and inner <= ids
    text = words(page.root)
    for part in (
        "Save your work first.",
        "Nothing syncs, and we tried everything.",
        "Plug the wire in again",
        "It syncs.",
    ):
        assert part in text


def test_it_needs_nothing_from_elsewhere(file, settings):
    page = Page(file)
    assert not page.all("script") and not page.all("link") and not page.all("img")
    outside = [one.get("href") for one in page.all("a") if not one.get("href").startswith("#")]
    assert outside and all(address.startswith(settings.SITE_URL) for address in outside)
    assert "default-src 'none'" in file.content.decode() and not re.search(r"url\(|@import", file.content.decode())


@pytest.mark.parametrize(("role", "status"), [("visitor", 404), ("member", 404), ("volunteer", 200)])
def test_of_a_guide_for_staff_only_staff_get_it(browse, role, status, request):
    make_guide(slug="secret", visibility="staff")
    assert browse(request.getfixturevalue(role)).get("/fix/secret.html").status_code == status
