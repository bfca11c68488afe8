"""What is wrong with a text, shown beside the form it is typed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.admin.forms import DocumentForm
from kb.formats import Format, Reading
from kb.library import DatabaseLibrary
from kb.problems import Problem, causes_first

MAX_QUOTE = 160


@dataclass(frozen=True)
class Finding:
    """A problem, with the field it stands in, the line there (0: the whole field) and what that line says."""

    problem: Problem
    field_id: str
    label: str
    line: int
    quote: str


def examine(format: Format, text: str, slug: str) -> tuple[Reading, list[Problem]]:
    """Reads a text and says all that is wrong with it, causes and errors first."""
    reading = format.read(text)
    problems = [*reading.problems, *format.check(reading, slug=slug, library=DatabaseLibrary())]
    return reading, causes_first(problems)


def placed(problems: Iterable[Problem], form: DocumentForm, text: str) -> list[Finding]:
    """Each problem at its place in the form."""
    lines = text.split("\n")
    findings = []
    for problem in problems:
        name, line = form.place(problem.line, text)
        quote = lines[problem.line - 1].strip()[:MAX_QUOTE] if 0 < problem.line <= len(lines) else ""
        field = form[name]
        findings.append(Finding(problem, field.id_for_label, str(field.label), line, quote))
    return findings
