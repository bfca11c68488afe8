"""Groups of keys in a YAML text, read key by key; each names what is wrong with it. (pure)"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Self

from kb import strict_yaml
from kb.problems import Problem, did_you_mean
from kb.saying import _

# Looking for the nearest word costs about a millisecond per hundred keys; nobody reads more hints than this at once.
MAX_HINTS = 25


class Notes:
    """What the groups of one text share: its lines, and the problems found so far."""

    def __init__(self, loaded: strict_yaml.Loaded) -> None:
        self.loaded = loaded
        self.problems: list[Problem] = []
        self._hints = 0

    def hint(self, word: str, known: Iterable[str]) -> str:
        """` Did you mean …?`, as long as there are few problems."""
        self._hints += 1
        return did_you_mean(word, known) if self._hints <= MAX_HINTS else ""


class Group:
    """One group of keys in the text; what nobody asked for by the end is an unknown key."""

    def __init__(self, notes: Notes, path: strict_yaml.Path, held: dict[str, strict_yaml.Value], place: str) -> None:
        self.notes, self.path, self.held, self.place = notes, path, held, place
        self.known: list[str] = []

    def problem(self, message: str, code: str, key: str = "") -> None:
        line = self.notes.loaded.line(*self.path, *([key] if key else []))
        self.notes.problems.append(Problem(line, f"{self.place} {message}", code))

    def text(self, key: str, *, needed: bool = False) -> str:
        self.known.append(key)
        value = self.held.get(key, "")
        if not isinstance(value, str):
            self.problem(
                _("has a list or a group under '%(key)s', where a text is expected.", key=key), "not-a-text", key
            )
            return ""
        if needed and not value.strip():
            is_there = key in self.held
            self.problem(
                _("has an empty '%(key)s'.", key=key) if is_there else _("has no '%(key)s'.", key=key),
                "empty-key" if is_there else "missing-key",
                key,
            )
        return value

    def word(self, key: str, words: tuple[str, ...]) -> str:
        value = self.text(key, needed=True)
        if value.strip() and value not in words:
            hint = self.notes.hint(value, words)
            message = _(
                "says '%(value)s' under '%(key)s', which is not one of %(words)s.%(hint)s",
                value=value,
                key=key,
                words=", ".join(words),
                hint=hint,
            )
            self.problem(message, "unknown-word", key)
        return value

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        self.known.append(key)
        value = self.held.get(key, [])
        if value == "" or value == []:
            if needed:
                is_there = key in self.held
                message = _("has an empty '%(key)s'.", key=key) if is_there else _("has no '%(key)s'.", key=key)
                self.problem(message, "missing-key", key)
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.problem(_("needs a list of texts under '%(key)s'.", key=key), "not-a-list", key)
            return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
        return tuple(value)

    def listed(self, key: str, place: Callable[[int], str]) -> list[Self]:
        """The unnamed groups in a list under a key, such as signs and tests; `place` names each by its number from 1."""
        self.known.append(key)
        value = self.held.get(key, [])
        if not isinstance(value, list):
            if value != "":
                message = _("needs a list under '%(key)s', each item of it beginning with '- '.", key=key)
                self.problem(message, "not-a-list", key)
            return []
        found = []
        for index, held in enumerate(value):
            held_by = self.inside(place(index + 1))
            group = type(self)(self.notes, (*self.path, key, index), held if isinstance(held, dict) else {}, held_by)
            if isinstance(held, dict):
                found.append(group)
            else:
                group.problem(_("is not a group of keys."), "not-a-group")
        return found

    def inside(self, place: str) -> str:
        """The name of a place in this group; what stands in the whole text needs no more than its own."""
        return within(self.place, place) if self.path else place

    def done(self) -> None:
        """Names the keys that nobody asked for."""
        for key in self.held:
            if key not in self.known:
                hint = self.notes.hint(key, self.known)
                message = _("has '%(key)s', which is not a key here.%(hint)s", key=key, hint=hint)
                self.problem(message, "unknown-key", key)


def within(outer: str, inner: str) -> str:
    """The name of a place in a place: "node 'resolves', choice 'name-fails'"."""
    return _("%(outer)s, %(inner)s", outer=outer, inner=inner)
