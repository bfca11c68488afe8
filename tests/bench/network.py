"""Bayesian networks in the BIF format, and exact inference on them by variable elimination.

Small on purpose: what the benchmark needs of a network whose answers must be exact, and nothing else.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

VARIABLE = re.compile(r"variable\s+(\S+)\s*\{\s*type\s+discrete\s*\[\s*\d+\s*\]\s*\{([^}]*)\}\s*;\s*\}")
PROBABILITY = re.compile(r"probability\s*\(\s*([^|)\s]+)\s*(?:\|([^)]*))?\)\s*\{([^}]*)\}")
ROW = re.compile(r"(?:table|\(([^)]*)\))\s*([^;]+);")


@dataclass(frozen=True)
class Factor:
    """A number for each combination of states of some variables; `names` says in which order the states stand."""

    names: tuple[str, ...]
    table: dict[tuple[str, ...], float]

    def given(self, evidence: Mapping[str, str]) -> Factor:
        """The factor with the variables of the evidence fixed and left out."""
        places = [place for place, name in enumerate(self.names) if name not in evidence]
        known = [(place, evidence[name]) for place, name in enumerate(self.names) if name in evidence]
        table = {
            tuple(states[place] for place in places): number
            for states, number in self.table.items()
            if all(states[place] == state for place, state in known)
        }
        return Factor(tuple(self.names[place] for place in places), table)

    def times(self, other: Factor) -> Factor:
        """The product, over the variables of both."""
        shared = [(place, self.names.index(name)) for place, name in enumerate(other.names) if name in self.names]
        new = [place for place, name in enumerate(other.names) if name not in self.names]
        fitting: dict[tuple[str, ...], list[tuple[tuple[str, ...], float]]] = {}
        for states, number in other.table.items():
            common = tuple(states[place] for place, _ in shared)
            fitting.setdefault(common, []).append((tuple(states[place] for place in new), number))
        table = {
            states + more: number * factor
            for states, number in self.table.items()
            for more, factor in fitting.get(tuple(states[place] for _, place in shared), ())
        }
        return Factor(self.names + tuple(other.names[place] for place in new), table)

    def without(self, name: str) -> Factor:
        """The factor with one variable summed out."""
        place = self.names.index(name)
        table: dict[tuple[str, ...], float] = {}
        for states, number in self.table.items():
            rest = states[:place] + states[place + 1 :]
            table[rest] = table.get(rest, 0.0) + number
        return Factor(self.names[:place] + self.names[place + 1 :], table)


@dataclass(frozen=True)
class Network:
    """The states of each variable, its parents, and its probabilities given them."""

    states: dict[str, tuple[str, ...]]
    parents: dict[str, tuple[str, ...]]
    factors: dict[str, Factor]
    known: Collection[str] = frozenset()

    @property
    def roots(self) -> tuple[str, ...]:
        return tuple(name for name in self.states if not self.parents[name])

    def given(self, evidence: Mapping[str, str]) -> Network:
        """The network in which some variables are known; their probability stays in every answer as a factor."""
        factors = {name: factor.given(evidence) for name, factor in self.factors.items()}
        return Network(self.states, self.parents, factors, {*self.known, *evidence})

    def joint(self, names: Iterable[str]) -> Factor:
        """P(names, what is known) by variable elimination; the variable that touches the fewest others goes first."""
        asked = tuple(names)
        needed = self._with_ancestors({*asked, *self.known})
        factors = [self.factors[name] for name in self.states if name in needed]
        hidden = {name for factor in factors for name in factor.names} - set(asked)
        while hidden:
            name = min(sorted(hidden), key=lambda name: _width(name, factors))
            hidden.remove(name)
            touching = [factor for factor in factors if name in factor.names]
            factors = [factor for factor in factors if name not in factor.names]
            factors.append(reduce(Factor.times, touching).without(name))
        return _in_order(reduce(Factor.times, factors, Factor((), {(): 1.0})), asked)

    def _with_ancestors(self, names: Collection[str]) -> set[str]:
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self.parents[name])
        return found


def _width(name: str, factors: list[Factor]) -> int:
    return len({other for factor in factors if name in factor.names for other in factor.names})


def _in_order(factor: Factor, names: tuple[str, ...]) -> Factor:
    places = [factor.names.index(name) for name in names]
    return Factor(names, {tuple(states[p] for p in places): number for states, number in factor.table.items()})


def read_bif(text: str) -> Network:
    """The network that a BIF file describes; raises ValueError where a table has too few or too many numbers."""
    states = {name: _words(found) for name, found in VARIABLE.findall(text)}
    parents: dict[str, tuple[str, ...]] = {}
    factors: dict[str, Factor] = {}
    for name, above, rows in PROBABILITY.findall(text):
        parents[name] = _words(above)
        table: dict[tuple[str, ...], float] = {}
        for given, numbers in ROW.findall(rows):
            shares = [float(number) for number in _words(numbers)]
            table |= {(*_words(given), state): share for state, share in zip(states[name], shares, strict=True)}
        wanted = set(itertools.product(*(states[parent] for parent in parents[name]), states[name]))
        if set(table) != wanted:
            raise ValueError(f"The table of {name} does not have one row for each combination of its parents' states.")
        factors[name] = Factor((*parents[name], name), table)
    return Network(states, parents, factors)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
