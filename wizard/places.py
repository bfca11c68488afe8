"""Where in a guide something is wrong, as its checks name it: "node 'resolves', choice 'name-fails'". (pure)"""

from __future__ import annotations

from kb.saying import _
from kb.yaml_groups import within
from wizard.graph import Choice, Question


def node(key: str) -> str:
    return _("node '%(key)s'", key=key)


def test(number: int, name: str = "") -> str:
    """A path test of the guide, counted from 1."""
    return _("test %(number)s ('%(name)s')", number=number, name=name) if name else _("test %(number)s", number=number)


def choice(key: str) -> str:
    return _("choice '%(key)s'", key=key)


def range_(key: str) -> str:
    return _("range '%(key)s'", key=key)


def answer(question: Question, one: Choice) -> str:
    """A choice or range with its question."""
    return within(node(question.key), range_(one.key) if question.pick == "range" else choice(one.key))
