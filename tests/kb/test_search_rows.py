"""Which of the documents that were found are shown: the best that somebody may read, as if there were no others."""

from __future__ import annotations

import random

import pytest
from django.contrib.auth.models import AnonymousUser

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
    monkeypatch.setattr(rows, "MOST_FOUND", 11)
    public = [make_article(slug=f"public-{place}").pk for place in range(16)]
    staff = [make_article(slug=f"staff-{place}", visibility="staff").pk for place in range(8)]
    chance, seen = random.Random(3), set()
    for _round in range(150):
        spread = chance.choice([0.3, 1.0, 4.0])
        scores = {pk: chance.choice([1.0, chance.random() * spread]) for pk in public + staff if chance.random() < 0.8}
        if chance.random() < 0.3:
            scores[chance.choice([*public, *staff])] = MENTIONED + chance.random()
        if chance.random() < 0.5:  # the very best is one that visitors may not read
            scores[chance.choice(staff)] = 3.0
        found = [row.pk for row in rows.visible(scores, AnonymousUser(), by_meaning=by_meaning)]
        expected = worth_showing({pk: scores[pk] for pk in public if pk in scores}, by_meaning=by_meaning)
        assert found == expected
        seen.add(len(found))
    assert len(seen) > 4
