"""Where a pasted text and the reader say different things: the reader's answer counts, and the page names the line."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.graph import Question
from wizard.walking import Walk


@dataclass(frozen=True)
class Doubt:
    """A line that suggests another answer than the reader gave, and the addresses at which that is settled."""

    ask: str
    said: str
    line: int
    suggested: str
    change: str
    keep: str


def of(walk: Walk) -> list[Doubt]:
    """What is still to be settled in a walk, in the guide's order."""
    said = {step.key: step.label for step in walk.position.steps}
    found = []
    for one in walk.contradicting:
        question = walk.graph.by_key[one.question]
        choice = question.choice(one.choice) if isinstance(question, Question) else None
        if choice:
            change, keep = walk.address(one.question), walk.without_evidence(one.question)
            found.append(Doubt(question.title, said[one.question], one.line, choice.say, change, keep))
    return found
