"""Every component in every state, for `/patterns/`: what there is to build pages from, on one page.

A component is a file in `templates/components/`; the comment in its first line is its contract.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from kb.diffing import compare
from kb.forms import WishForm
from kb.models import Document, Revision, Topic
from wizard.graph import RISKS, Choice, Fix, Question
from wizard.walk import Step
from wizard.walking import Answered
from wizard.ways import Progress

FOLDER = settings.BASE_DIR / "templates" / "components"
LONG = "A share on the member server in the other building opens only by the server’s full name, smb://files-and-media.ad.church.example"

COLOURS = [
    "paper",
    "raised",
    "sunken",
    "ink",
    "ink-soft",
    "rule",
    "edge",
    "accent",
    "accent-soft",
    "mark",
    "good",
    "good-soft",
    "care",
    "care-soft",
    "danger",
    "danger-soft",
]

TOPIC = Topic(slug="macs", title="Macs on Active Directory", summary="Binding, names, shares.")


def _document(kind: str = "article", title: str = "Large folders stop syncing", **fields: Any) -> Document:
    document = Document(
        kind=kind, slug="a-page", title=title, summary="Folders over about 150 items stall.", topic=TOPIC
    )
    document.updated_at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    document.published = Revision(number=3)
    for name, value in fields.items():
        setattr(document, name, value)
    return document


_numbers = count(1)


class _SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As on your badge.")
    mail = forms.EmailField(label="E-mail address")


def _form(**data: str) -> forms.Form:
    form = _SampleForm(data or None, auto_id=f"sample-{next(_numbers)}-%s")  # many forms on one page, each id once
    if data:
        form.add_error(None, "The two do not go together.")
    return form


def _pages(number: int) -> Any:
    return Paginator(range(30), 10).page(number)


def _answered(ask: str, label: str, *lines: int) -> Answered:
    return Answered(Step("lights", "question", ask, ("on",), label), "#answers_so_far", lines, "#answers_so_far")


def _question(**fields: Any) -> Question:
    """A question; each on the page has choices of its own, so that no field stands there twice."""
    number = next(_numbers)
    choices = (
        Choice(f"on-{number}", "Yes", "a"),
        Choice(f"blinks-{number}", "It blinks, slowly and not quite regularly, as if it thought about something", "a"),
        Choice(f"off-{number}", "No", "a", hint="also when it only glows"),
    )
    return Question(f"lights-{number}", "Is a light on?", choices, **fields)


def _chosen(question: Question) -> dict[str, Any]:
    return {"node": question, "current": (question.choices[0].key,), "wrong_entry": None}


CONFIRMED = {"confirmed_at": date(2026, 11, 22), "confirmed_against": "macOS 26"}

SAMPLES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "alert": [
        (kind, {"kind": kind, "title": title, "text": "The rest in a sentence."})
        for kind, title in (
            ("note", "Note"),
            ("good", "Fixed"),
            ("warning", "Look out"),
            ("danger", "This could lose data"),
        )
    ],
    "answers_so_far": [
        (
            "answered, and read in a pasted text",
            {
                "answered": [
                    _answered("Is a light on?", "Yes"),
                    _answered("Which driver is loaded?", LONG, 14, 20),
                ]
            },
        ),
        ("nothing answered", {"answered": []}),
    ],
    "breadcrumbs": [
        ("a topic", {"topic": None}),
        ("a page", {"topic": TOPIC}),
        ("below a page, long title", {"topic": TOPIC, "document": _document(title=LONG)}),
    ],
    "choices": [
        ("one answer", {"node": _question(), "current": (), "wrong_entry": None}),
        ("answered before", _chosen(_question())),
        ("several answers", _chosen(_question(pick="several", to="a"))),
        (
            "a number, and what was typed is none",
            {"node": _question(pick="range", unit="items"), "current": (), "wrong_entry": "many"},
        ),
    ],
    "difference": [
        (
            "changed",
            {"comparison": compare("One\nTwo words here\nThree\n", "One\nTwo other words here\nThree\nFour\n")},
        ),
        ("the same", {"comparison": compare("One\n", "One\n")}),
    ],
    "document_card": [
        ("an article", {"document": _document(type="problem", era="classic"), "with_topic": True}),
        ("a guide", {"document": _document("guide")}),
        ("staff only, long title", {"document": _document(title=LONG, visibility="staff")}),
        ("a hit", {"document": _document(), "snippet": mark_safe("the code <mark>0x85010014</mark> only says …")}),
    ],
    "document_footer": [
        ("published", {"document": _document(), "history_url": "#", "source_url": "#"}),
        ("confirmed", {"document": _document(**CONFIRMED), "history_url": "#", "source_url": "#"}),
    ],
    "empty_state": [("empty", {"title": "Nothing here yet", "text": "No page on this topic is published."})],
    "error_summary": [("wrong", {"form": _form(name="", mail="nobody")})],
    "field": [("empty", {"field": _form()["name"]}), ("wrong", {"field": _form(name="", mail="nobody")["mail"]})],
    "fix_facts": [
        (risk, {"node": Fix("a", "Plug it in", "1. Plug it in.", minutes, risk, "common", "often")})
        for minutes, risk in zip((1, 15, 90), RISKS, strict=True)
    ],
    "form": [
        ("empty", {"form": _form(), "button": "Send"}),
        ("wrong", {"form": _form(name="A", mail="b"), "button": "Send"}),
    ],
    "helpful": [("question", {"action": "#"})],
    "how": [
        ("short", {"html": mark_safe("<p>Look at the front.</p>")}),
        (
            "long, or with a command",
            {"html": mark_safe("<p>On the server, as an administrator:</p><pre><code>sc.exe query famv4</code></pre>")},
        ),
    ],
    "kind": [
        *(
            (type, {"document": _document(type=type)})
            for type in ("problem", "how-to", "policy", "planning", "reference")
        ),
        ("a guide", {"document": _document("guide")}),
    ],
    "pagination": [("first", {"page": _pages(1), "query": ""}), ("middle", {"page": _pages(2), "query": "q=a&"})],
    "pasted": [("a text", {"text": "Support code: 0x85010014\nsynchronisation failed"})],
    "progress": [("a range", {"progress": Progress(2, 1, 7)}), ("certain", {"progress": Progress(4, 1, 1)})],
    "search_input": [("something typed", {"value": "calendar", "name": "Search"})],
    "state_badge": [(state.value, {"state": state}) for state in Document.State],
    "wish": [("empty", {"form": WishForm(auto_id="wish-%s")})],
}


@dataclass(frozen=True)
class Pattern:
    """A component: its name, its contract, and each state rendered."""

    name: str
    contract: str
    states: list[tuple[str, SafeString]]


def contract_of(name: str) -> str:
    """What the first comment of a component's file says."""
    found = re.match(r"{% comment %}(.*?){% endcomment %}", (FOLDER / f"{name}.html").read_text(), re.DOTALL)
    return found[1].strip() if found else ""


def patterns() -> list[Pattern]:
    """All components, rendered as pages render them."""
    return [
        Pattern(
            name,
            contract_of(name),
            [(state, render_to_string(f"components/{name}.html", context)) for state, context in states],
        )
        for name, states in SAMPLES.items()
    ]
