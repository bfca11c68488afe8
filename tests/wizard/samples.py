"""A small sound guide as text, and ways to change it."""

from wizard import checks, guide

SOUND = """\
format: guide/1
title: Shares open only by full name
summary: The short name fails, the full name works.
topic: mac-active-directory
symptoms:
  - smb works by FQDN only
start: resolves
nodes:
  resolves:
    ask: Does the short name resolve?
    how: |
      Type `host fs1`.

      Look at the answer.
    choices:
      name-fails: {say: "No, nothing", to: items}
      name-works: {say: "Yes", to: try-list}
    dont_know: items
  items:
    ask: How many names fail?
    how: Count them.
    unit: names
    ranges:
      few: {say: Fewer than 140, below: 140, to: search-domain}
      many: {say: 140 or more, from: 140, to: done}
  search-domain:
    fix: Add the search domain
    steps: |
      1. Open the settings.
    minutes: 5
    risk: safe
    common: usual
    works: often
    verify: The short name works.
    fixed: done
    not_fixed: try-list
  try-list:
    shortlist: In any order
    items: [restart, rebind]
    then: nobody
  restart:
    fix: Restart the Mac
    steps: 1. Restart it.
    minutes: 5
    risk: interrupts-service
    common: rare
    works: sometimes
    verify: It works.
  rebind:
    fix: Bind the Mac again
    steps: 1. Unbind and bind.
    minutes: 20
    risk: could-lose-data
    warning: Save the home folder first.
    common: rare
    works: often
    verify: It works.
  done:
    end: resolved
    say: It works
  nobody:
    end: not-covered
    say: Not known here
tests:
  - {name: many, given: {resolves: name-fails, items: "1,600"}, reaches: done}
  - {name: to the list, given: {resolves: name-works}, reaches: try-list}
"""


def graph_of(text: str = SOUND):
    """The graph of a guide's text."""
    return guide.read(text).graph


def problems_of(text: str):
    """Everything that reading and checking say about a guide's text."""
    read = guide.read(text)
    return [*read.problems, *(checks.problems_of(read.graph, read.line) if read.graph else [])]


def changed(old: str, new: str) -> str:
    """The sound guide with one text in place of another."""
    assert SOUND.count(old) == 1, f"{old!r} stands {SOUND.count(old)} times in the sample"
    return SOUND.replace(old, new)


def line_of(words: str, text: str = SOUND) -> int:
    """The line on which the words stand first."""
    return text[: text.index(words)].count("\n") + 1
