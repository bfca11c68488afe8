"""Small models from the literature whose best cost is known."""

from __future__ import annotations

from wizard.beliefs import Ask, Model, Try


def four_causes() -> Model:
    """SACSO's example of why P/C is only a rule of thumb once fixes share causes (Jensen and others, 2001, figure 1)."""
    covers = {"A1": (0, 1), "A2": (1, 2), "A3": (2, 3)}
    fixes = tuple(Try(key, key, 1, 1, tuple((cause, 1.0) for cause in both)) for key, both in covers.items())
    return Model(("1", "2", "3", "4"), (0.2, 0.25, 0.4, 0.15), fixes)


def exact_cover(size: int) -> Model:
    """3·size + 3 equal faults, a fix for each, and questions "is it one of these three?", among them an exact cover.

    The family by which Vomlelová (2003) shows that planning with questions is NP-hard. Everything costs 1. The three
    questions that overlap the cover are there to mislead.
    """
    count = 3 * size + 3
    cover = [set(range(first, first + 3)) for first in range(0, count, 3)]
    misleading = [{at, at + 1, at + 3} for at in (1, 2, 4)]
    fixes = tuple(Try(f"fix-{at}", f"Fix {at}", 1, 1, ((at, 1.0),)) for at in range(count))
    questions = tuple(_is_one_of(three, count) for three in (*misleading, *cover))
    return Model(tuple(fix.key for fix in fixes), (1 / count,) * count, fixes, questions)


def _is_one_of(three: set[int], count: int) -> Ask:
    yes = tuple(float(at in three) for at in range(count))
    key = "-".join(("one-of", *map(str, sorted(three))))
    return Ask(key, key, 1.0, ("yes", "no"), (yes, tuple(1 - likely for likely in yes)))
