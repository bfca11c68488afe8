"""Answers that were read from a pasted text, as an address carries them: the answer by its key, and the line that gave it. (pure)

`e=driver.running.14`, once for each choice. Of the text itself nothing enters the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wizard.evidence import Answers
from wizard.graph import DONT_KNOW, Graph, Question
from wizard.walk import Step, accepted

_KEY = "[a-z][a-z0-9-]{1,39}"
_WRITTEN = re.compile(rf"(?P<question>{_KEY})\.(?P<choice>{_KEY})\.(?P<line>[1-9][0-9]{{0,6}})")
MAX_SEEN = 100


@dataclass(frozen=True)
class Seen:
    """One answer that stood in the pasted text, on this line of it."""

    question: str
    choice: str
    line: int

    def __str__(self) -> str:
        return f"{self.question}.{self.choice}.{self.line}"


def read(values: Iterable[str]) -> tuple[Seen, ...]:
    """What an address says was seen; what is not written like that is nothing."""
    matches = (_WRITTEN.fullmatch(value) for value in values)
    found = [Seen(one["question"], one["choice"], int(one["line"])) for one in matches if one]
    return tuple(dict.fromkeys(found))[:MAX_SEEN]


def of(answers: Answers) -> tuple[Seen, ...]:
    """What `evidence.answers` found, each choice with the first line that shows it."""
    found: dict[tuple[str, str], int] = {}
    for question, hits in answers.because.items():
        for hit in hits:
            name = (question, hit.choice)
            found[name] = min(hit.line, found.get(name, hit.line))
    return tuple(Seen(question, choice, line) for (question, choice), line in found.items())


def fitting(graph: Graph, seen: Sequence[Seen], answered: Iterable[str] = ()) -> tuple[Seen, ...]:
    """What of it a guide asks, in the guide's order, one line for each choice; what the reader `answered` counts instead."""
    by_name = {(one.question, one.choice): one for one in reversed(seen)}
    questions = {one.question for one in seen} - set(answered)
    fit = []
    for node in graph.nodes:
        if isinstance(node, Question) and node.key in questions:
            choices = {choice.key for choice in node.choices}
            values = [one.choice for one in seen if one.question == node.key and one.choice in choices]
            fit += [by_name[node.key, choice] for choice in accepted(node, values)]
    return tuple(fit)


def against(graph: Graph, seen: Sequence[Seen], said: Iterable[Step]) -> tuple[Seen, ...]:
    """What of it speaks against what the reader `said`, in the guide's order; who does not know is not contradicted."""
    chosen = {step.key: step.chosen for step in said if step.kind == "question" and step.answers != (DONT_KNOW,)}
    asked = [one for one in seen if one.question in chosen]
    return tuple(one for one in fitting(graph, asked) if one.choice not in chosen[one.question])


def as_answers(seen: Iterable[Seen]) -> Mapping[str, tuple[str, ...]]:
    """The same for `walk.replay`."""
    answers: dict[str, tuple[str, ...]] = {}
    for one in seen:
        answers[one.question] = (*answers.get(one.question, ()), one.choice)
    return answers
