"""A tree drawn by machine as an author would draw one: each question the one that tells most, four deep at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.beliefs import Evidence, Model
from wizard.graph import Choice, End, Fix, Graph, Node, Question, Shortlist

Path = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Drawn:
    """A question of the tree and what follows each answer; None where the tree ends."""

    question: str
    after: Mapping[str, Drawn | None]


def leaf_of(drawn: Drawn | None, known: Evidence) -> tuple[Drawn | None, Path]:
    """Where answers lead in the tree: the first question that is not answered, or None; and the answers on the way."""
    path: Path = ()
    while drawn and drawn.question in known.answers:
        answer = known.answers[drawn.question][0]
        path = (*path, (drawn.question, answer))
        drawn = drawn.after[answer]
    return drawn, path


def places_of(drawn: Drawn | None, truth: Model) -> dict[str, Path]:
    """For each cause the end of the tree to which its most usual answers lead: there its fix is drawn."""
    usual = {key: Evidence(_usual_answers(truth, place)) for place, key in enumerate(truth.causes)}
    return {key: leaf_of(drawn, answers)[1] for key, answers in usual.items()}


def _usual_answers(truth: Model, cause: int) -> dict[str, tuple[str, ...]]:
    found = {}
    for question in truth.questions:
        shares = [row[cause] for row in question.likelihood]
        found[question.key] = (question.answers[shares.index(max(shares))],)
    return found


def guide_of(drawn: Drawn, truth: Model, words: Mapping[str, str]) -> Graph:
    """The tree as a guide: where it ends stand the fixes drawn there, in any order, with the author's word for each."""
    places = places_of(drawn, truth)
    nodes: list[Node] = [End("nobody", "escalate", "Ask for help")]

    def draw(here: Drawn | None, path: Path) -> str:
        key = "-".join(("at", *(f"{question}-{answer}" for question, answer in path)))
        fixes = [fix for fix in truth.fixes if places[fix.key] == path]
        if here:
            choices = [
                Choice(answer, answer, draw(after, (*path, (here.question, answer))))
                for answer, after in here.after.items()
            ]
            nodes.append(Question(key, here.question, tuple(choices)))
        elif fixes:
            nodes.append(Shortlist(key, "In any order", tuple(fix.key for fix in fixes), "nobody"))
            nodes.extend(_drawn_fix(fix.key, round(fix.minutes), words[fix.key]) for fix in fixes)
        return key if here or fixes else "nobody"

    start = draw(drawn, ())
    return Graph("A tree", "Drawn by machine", "bench", start=start, nodes=tuple(nodes))


def _drawn_fix(key: str, minutes: int, common: str) -> Fix:
    return Fix(key, key, "1. Do it.", minutes, "safe", common, "nearly-always")
