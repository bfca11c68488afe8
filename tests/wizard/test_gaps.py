"""Walks that end in "not covered" are gaps, by how often they did."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kb import gaps
from kb.models import Document
from tests.factories import make_guide
from tests.pages.reading import Page
from wizard.models import Visit

pytestmark = pytest.mark.django_db

NODES = """\
nodes:
  what:
    ask: What is dark?
    how: Look up.
    choices:
      lamp: {say: The lamp, to: not-here}
      screen: {say: The screen, to: nor-here}
      sky: {say: The sky, to: marks}
    dont_know: not-here
  marks:
    ask: What do you see?
    how: Look.
    pick: several
    choices:
      stars: {say: Stars}
      moon: {say: The moon}
    to: not-here
  not-here: {end: not-covered, say: We know nothing of lamps}
  nor-here: {end: resolved, say: That was it}
"""


@pytest.fixture
def dark() -> Document:
    guide = make_guide(slug="dark", title="It is dark", nodes=NODES, start="what")
    Document.objects.filter(pk=guide.pk).update(updated_at=timezone.now() - timedelta(days=50))
    guide.refresh_from_db()
    return guide


def answered(guide: Document, node: str, answer: str, times: int, *, ago: int = 0) -> None:
    day = timezone.localdate() - timedelta(days=ago)
    Visit.objects.create(document=guide, day=day, node=node, answer=answer, times=times)


def missed() -> list[tuple[str, int]]:
    return [(one.title, one.times) for one in gaps.waiting(gaps.get("not-covered"))]


def test_every_answer_that_leads_to_such_an_end_counts(dark):
    answered(dark, "what", "lamp", 3)
    answered(dark, "what", "dont-know", 2, ago=4)
    answered(dark, "what", "screen", 9)
    assert missed() == [("It is dark: We know nothing of lamps", 5)]
    (one,) = gaps.waiting(gaps.get("not-covered"))
    assert one.quotes == ("What is dark? – The lamp", "What is dark? – I don’t know")


def test_ticks_of_one_form_are_one_walk(dark):
    answered(dark, "marks", "stars", 3)
    answered(dark, "marks", "moon", 2)
    assert missed() == [("It is dark: We know nothing of lamps", 3)]


def test_a_guide_published_since_begins_anew(dark):
    answered(dark, "what", "lamp", 3, ago=40)
    Document.objects.update(updated_at=timezone.now() - timedelta(days=30))
    assert missed() == []


def test_a_guide_that_is_archived_or_was_never_walked_misses_nothing(dark):
    assert missed() == []
    answered(dark, "what", "lamp", 3)
    Document.objects.update(archived_at=timezone.now())
    assert missed() == []


def test_answers_of_an_old_name_count_for_the_new_one():
    nodes = NODES.replace("lamp:", "light:") + "renamed: {what/lamp: light}\n"
    guide = make_guide(slug="dark", title="It is dark", nodes=nodes, start="what")
    answered(guide, "what", "lamp", 2)
    assert missed() == [("It is dark: We know nothing of lamps", 2)]


def test_it_is_dismissed_and_comes_back_as_any_gap(dark, editor):
    answered(dark, "what", "lamp", 3, ago=2)
    gaps.dismiss(gaps.get("not-covered"), f"{dark.pk}/not-here", by=editor)
    assert missed() == []


def test_a_walk_to_the_end_shows_in_the_admin(client, editor):
    make_guide(slug="cable", title="Look at the cable")
    guide = make_guide(slug="dark", title="It is dark", nodes=NODES, start="what")
    headers = {"sec-fetch-site": "same-origin"}
    client.get("/fix/dark/", {"what": "lamp", "n": "what", "r": guide.published.number}, headers=headers)
    client.force_login(editor)
    page = Page(client.get("/admin/kb/gap/"))
    assert "It is dark: We know nothing of lamps once" in page.text
    assert "What is dark? – The lamp" in page.text
    assert page.links["Look at it"] == "/fix/dark/map/" and "gap=not-covered" in page.links["Write an article"]
