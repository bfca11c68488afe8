"""Which of the documents that were found are shown: the best that somebody may read, as if there were no others."""

from __future__ import annotations

import random

import pytest
from django.contrib.auth.models import AnonymousUser

from kb.models import Document
from kb.search import rows
from kb.search.ranking import MEANING, MENTIONED
from kb.search.relevance import FIRST, FLOOR
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def worth_showing(scores: dict[int, float], *, by_meaning: bool) -> list[int]:
    """The same, said in one go of those that may be read."""
    order = sorted(scores, key=lambda pk: (-scores[pk], pk))[: rows.MOST_FOUND]
    if not order:
        return []
    floor = FLOOR * min(scores[order[0]] % MENTIONED, 1 + MEANING * by_meaning)
    worth = [pk for pk in order if scores[pk] >= min(floor, MENTIONED)]
    return order[: max(len(worth), FIRST)]


@pytest.mark.parametrize("by_meaning", [False, True])
def test_what_may_not_be_read_changes_nothing_of_what_is_shown(monkeypatch, by_meaning):
    monkeypatch.setattr(rows, "FEW", 4)
    monkeypatch.setattr(rows, "MOST_FOUND", 11)
    public = [make_article(slug=f"public-{place}").pk for place in range(16)]
    staff = [make_article(slug=f"staff-{place}", visibility="staff").pk for place in range(8)]
    chance, seen = random.Random(3), set()
    assert rows.visible({}, AnonymousUser(), by_meaning=by_meaning) == []
    for _round in range(200):
        spread = chance.choice([0.3, 1.0, 4.0])
        scores = {pk: chance.choice([1.0, chance.random() * spread]) for pk in public + staff if chance.random() < 0.8}
        for _code in range(chance.choice([0, 0, 1, 3])):
            scores[chance.choice([*public, *staff])] = chance.choice([1, 3]) * MENTIONED + chance.random()
        if chance.random() < 0.1:
            scores = {pk: -score for pk, score in scores.items() if chance.random() < 0.5}
        if chance.random() < 0.5:  # the very best is one that visitors may not read
            scores[chance.choice(staff)] = 3.0
        found = [row.pk for row in rows.visible(scores, AnonymousUser(), by_meaning=by_meaning)]
        expected = worth_showing({pk: scores[pk] for pk in public if pk in scores}, by_meaning=by_meaning)
        assert found == expected
        seen.add(len(found))
    assert len(seen) > 4


def test_what_was_hidden_since_it_was_found_is_not_shown_any_more():
    kept, gone = make_article(slug="kept"), make_article(slug="gone")
    found = rows.visible({kept.pk: 2.0, gone.pk: 1.5}, AnonymousUser(), by_meaning=False)
    Document.objects.filter(pk=gone.pk).update(visibility="staff", title="Where the safe is")
    (one,) = rows.shown(found, AnonymousUser())
    assert (one.row.pk, one.document, one.document.topic) == (kept.pk, kept, kept.topic)
    assert one.texts == (kept.search_entry.summary, kept.search_entry.symptoms, kept.search_entry.body)
