"""Groups of keys in a guide's text, read key by key; each names what is wrong with it. (pure)"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from kb import strict_yaml, yaml_groups
from kb.saying import _
from wizard.graph import BACK, DONT_KNOW, GO_ON, NONE

RESERVED_KEYS = {
    "map",
    "all",
    "history",
    "feedback",
    "draft",
    "from",
    "run",
    "save",
    "at",
    "paste",
    DONT_KNOW,
    GO_ON,
    BACK,
    NONE,
}
KEY = re.compile(r"[a-z][a-z0-9-]{1,39}")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Notes(yaml_groups.Notes):
    """What the groups of one guide share: its lines, the keys of its nodes, and the problems found so far."""

    def __init__(self, loaded: strict_yaml.Loaded, node_keys: Iterable[str]) -> None:
        super().__init__(loaded)
        self.node_keys = frozenset(node_keys)
        self.node_hint = lru_cache(maxsize=None)(lambda word: self.hint(word, sorted(self.node_keys)))


class Group(yaml_groups.Group):
    """One group of keys in a guide, which may name nodes and documents."""

    notes: Notes

    def target(self, key: str) -> str:
        value = self.text(key)
        if value and value not in self.notes.node_keys:
            said = {"value": value, "node_hint": self.notes.node_hint(value)}
            if key == "to":
                message = _("goes to '%(value)s', which is not a node.%(node_hint)s", **said)
            else:
                message = _("goes to '%(value)s' under '%(key)s', which is not a node.%(node_hint)s", key=key, **said)
            self.problem(message, "unknown-target", key)
        return value

    def slug(self, key: str, *, needed: bool = False) -> str:
        value = self.text(key, needed=needed)
        if value.strip() and not SLUG.fullmatch(value):
            self.problem(
                _(
                    "has '%(value)s' under '%(key)s', which is not a slug: write only the last part of its address.",
                    value=value,
                    key=key,
                ),
                "not-a-slug",
                key,
            )
        return value

    def groups(self, key: str, named: Callable[[str], str]) -> list[tuple[str, Group]]:
        """The named groups under a key, such as the choices of a question; `named` gives each one's place in words."""
        self.known.append(key)
        value = self.held.get(key, {})
        if not isinstance(value, dict):
            self.problem(
                _("needs a group under '%(key)s', in which each has its own key.", key=key),
                "not-a-group",
                key,
            )
            return []
        found = []
        for name, held in value.items():
            place = self.inside(named(name))
            group = Group(self.notes, (*self.path, key, name), held if isinstance(held, dict) else {}, place)
            found.append((name, group))
            self._check_key(group, name)
            if not isinstance(held, dict):
                group.problem(_("has no keys of its own; look at the indentation."), "not-a-group")
        return found

    def _check_key(self, group: Group, name: str) -> None:
        if name in RESERVED_KEYS:
            group.problem(
                _("has a key that is taken: '%(name)s' stands for something else in addresses.", name=name),
                "reserved-key",
            )
        elif not KEY.fullmatch(name):
            message = _(
                "has a key that is not one: a key has 2 to 40 lower-case letters, digits and hyphens and begins with a letter."
            )
            group.problem(message, "bad-key")
