"""What a new guide begins with, and which of it is still there. (pure)"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from kb.problems import Problem
from kb.saying import _
from wizard import guide, places
from wizard.graph import Graph, Node, Question

Lines = Callable[..., int]

NEW_GUIDE = """\
format: guide/1
title:
summary:
topic:
symptoms:
  - what people say, in their words
platforms: []
start: first-question
nodes:
  first-question:
    ask: Your first question?
    how: |
      How to find out.
    choices:
      one: {say: One thing, to: first-fix}
      other: {say: Something else, to: ask-us}
  first-fix:
    fix: What to do
    steps: |
      1. First this.
      2. Then that.
    minutes: 5
    risk: safe
    common: sometimes
    works: often
    verify: |
      How to know that it worked.
    not_fixed: ask-us
  ask-us:
    end: escalate
    say: Ask for help
    collect: |
      - What was tried, and what came back
    whom: Your support team
    words: |
      We tried … and saw …
tests:
  - {name: one thing, given: {first-question: one}, reaches: first-fix}
"""
# What of it any guide may keep: words that are as true there.
MAY_STAY = frozenset({"Something else", "Ask for help", "- What was tried, and what came back"})

_Text = tuple[str, tuple[str | int, ...], str]  # the place in words, the path, what stands there


def words_left_over(graph: Graph, line: Lines) -> Iterator[Problem]:
    """A problem for each line of a new guide that stands where it stood, under the same key."""
    for place, path, text in _texts(graph):
        key = _key(path)
        first = line(*path) + ("\n" in text)  # a block (`|`) begins on the line after its key
        for number, words in enumerate(text.splitlines()):
            if (key, words.strip()) in _to_be_replaced():
                message = _(
                    "%(place)s still has the words of a new guide under '%(key)s': '%(words)s'. Write your own.",
                    place=place,
                    key=key,
                    words=words.strip(),
                )
                yield Problem(first + number, message, "new-guide-words")


@cache
def _to_be_replaced() -> frozenset[tuple[str, str]]:
    """The lines that readers would see, each with its key."""
    found = _texts(guide.read(NEW_GUIDE).graph)
    lines = {(_key(path), words.strip()) for _place, path, text in found for words in text.splitlines()}
    return frozenset((key, words) for key, words in lines if words and words not in MAY_STAY)


def _texts(graph: Graph) -> Iterator[_Text]:
    for index, symptom in enumerate(graph.symptoms):
        yield _("the guide"), ("symptoms", index), symptom
    for node in graph.nodes:
        yield from _texts_of(node)


def _texts_of(node: Node) -> Iterator[_Text]:
    for key in ("ask", "how", "fix", "steps", "verify", "say", "collect", "whom", "words"):
        yield places.node(node.key), ("nodes", node.key, key), getattr(node, key, "")
    for choice in node.choices if isinstance(node, Question) else ():
        path = ("nodes", node.key, node.choices_key, choice.key, "say")
        yield places.answer(node, choice), path, choice.say


def _key(path: tuple[str | int, ...]) -> str:
    return next(str(step) for step in reversed(path) if isinstance(step, str))
