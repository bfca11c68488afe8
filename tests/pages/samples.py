"""Guides to walk: one with every kind of node, and the one it jumps into."""

EVERY_NODE = """\
nodes:
  route:
    ask: What do you use?
    how: Look at what is **in your hand**.
    choices:
      phone: {say: A phone, hint: of any kind, to: count}
      mac: {say: A Mac, to: noticed}
      other: {say: Something else, to: not-here}
  count:
    ask: How many items does the folder hold?
    how: Count them.
    unit: items
    ranges:
      few: {say: Fewer than 140, from: 0, below: 140, to: restart}
      many: {say: 140 or more, from: 140, to: tries}
  noticed:
    ask: What did you notice?
    how: Look and listen.
    pick: several
    to: restart
    choices:
      slow: {say: It is slow}
      loud: {say: It is loud}
  tries:
    shortlist: Two things to try
    items: [wire, lamp]
    then: elsewhere
  wire:
    fix: Plug the wire in again
    steps: |
      1. Pull it.
      2. Push it.
    minutes: 1
    risk: safe
    common: common
    works: often
    verify: The lamp blinks.
  lamp:
    ask: Is the lamp on?
    how: Look at it.
    choices:
      lamp-on: {say: It is on, to: read-on}
      lamp-off: {say: It is off}
  elsewhere:
    jump: cable
    say: It may be the cable
    back: ask-us
  restart:
    fix: Start it again
    steps: |
      1. Switch it off.
      2. Switch it on.
    minutes: 5
    risk: could-lose-data
    warning: Save your work first.
    common: usual
    works: usually
    verify: It syncs.
    undo: Nothing to put back.
    article: behind
    fixed: all-well
    not_fixed: ask-us
    could_not: elsewhere
  all-well: {end: resolved, say: It works again, text: Write down what you did.}
  read-on: {end: article, say: The article has the rest, article: behind}
  not-here: {end: not-covered, say: This guide does not know that}
  ask-us:
    end: escalate
    say: Ask the office
    collect: The name on the **label**.
    whom: The office
    words: Nothing syncs, and we tried everything.
tests:
  - {name: phone with few items, given: {route: phone, count: few}, reaches: restart}
"""

OTHER_GUIDE = """\
nodes:
  lights:
    ask: Is the cable in?
    how: Follow it.
    choices:
      in: {say: It is in, to: hand-over}
      out: {say: It is out, to: plug-in}
  plug-in:
    fix: Plug it in
    steps: |
      1. Plug it in.
    minutes: 1
    risk: safe
    common: usual
    works: usually
    verify: A light is on.
    not_fixed: hand-over
  hand-over: {end: escalate, say: Ask the cable people, collect: The colour., whom: The cable people, words: It is dead.}
tests:
  - {name: out, given: {lights: out}, reaches: plug-in}
"""
