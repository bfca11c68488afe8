"""One reader's walk through one guide, as the pages show it: where it stands, what was answered, where each link leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import Max
from django.utils import timezone

from kb.addresses import find
from kb.models import Document, Revision
from wizard import addresses, renames, seen, ways
from wizard.addresses import Place
from wizard.advice import Suggestion
from wizard.graph import ANSWER_WORDS, Fix, Graph, Jump, Node, Question, from_json
from wizard.models import AdviceSet, Run
from wizard.ordering import Advised, FirstBranch, HandOver
from wizard.seen import Seen
from wizard.spoken import said
from wizard.walk import Alternative, Dropped, Kept, Position, Reason, Step, replay

_graphs: dict[tuple[int, str], Graph] = {}  # revisions never change, so a graph that was built once stays right
_orders: dict[tuple[int, str, int], Advised] = {}
MOST_GRAPHS = 64
MOST_NAMED, LONGEST_NAMED = 20, 60  # unused answers that a page names, and characters of each


def graph_of(revision: Revision) -> Graph:
    """The graph that was compiled when the revision was saved."""
    name = (revision.pk, revision.digest)
    graph = _graphs.get(name)  # asked once: another thread may empty the shelf between two looks
    if graph is None:
        graph = from_json(revision.compiled["graph"])
        if len(_graphs) >= MOST_GRAPHS:
            _graphs.clear()
        _graphs[name] = graph
    return graph


def order_of(revision: Revision, advice: int = 0) -> Advised:
    """The order in which readers of this revision meet what its author left open, by the advice set with this number."""
    name = (revision.pk, revision.digest, advice)
    order = _orders.get(name)
    if order is None:
        known = AdviceSet.objects.filter(document_id=revision.document_id, number=advice) if advice else ()
        order = Advised(graph_of(revision), next((one.priors for one in known), {}))
        if len(_orders) >= MOST_GRAPHS:
            _orders.clear()
        _orders[name] = order
    return order


@dataclass(frozen=True)
class Answered:
    """One line of "answers so far"; for what a pasted text answered, its lines and the address without that answer."""

    step: Step
    change: str
    lines: tuple[int, ...] = ()
    undo: str = ""


@dataclass(frozen=True)
class Walk:
    """A guide's revision, replayed with the answers of an address. `base` is where the walk's addresses begin."""

    document: Document
    revision: Revision
    place: Place
    base: str

    @cached_property
    def graph(self) -> Graph:
        return graph_of(self.revision)

    @cached_property
    def position(self) -> Position:
        return replay(self.graph, {**seen.as_answers(self.evidence), **self.answers}, self.order)

    @cached_property
    def answers(self) -> Mapping[str, Sequence[str]]:
        """The answers of the address under the names that their questions have in this revision."""
        return renames.applied(self.graph, self.place.answers)

    @cached_property
    def key(self) -> str:
        """The node of the address under the name that it has in this revision."""
        return renames.node_now(self.graph, self.place.key)

    @cached_property
    def evidence(self) -> tuple[Seen, ...]:
        """The answers that a pasted text gave; of what the reader answered, the reader's counts."""
        return seen.fitting(self.graph, self._seen, self.answers)

    @cached_property
    def contradicting(self) -> tuple[Seen, ...]:
        """What a pasted text says against answers of the reader's: it overwrites none, and is named until that is settled."""
        return seen.against(self.graph, self._seen, [step for step in self.position.steps if step.key in self.answers])

    @property
    def seen(self) -> tuple[Seen, ...]:
        """All that an address of this walk says of pasted texts."""
        return (*self.evidence, *self.contradicting)

    @cached_property
    def _seen(self) -> tuple[Seen, ...]:
        return renames.applied_to_seen(self.graph, self.place.evidence)

    @cached_property
    def order(self) -> Advised:
        return order_of(self.revision, self.advice)

    @cached_property
    def advice(self) -> int:
        """The number of the advice set that orders this walk: the address's own, for a new walk the live one."""
        sets = AdviceSet.objects.filter(document_id=self.document.pk)
        if self.place.revision is None:
            return sets.aggregate(newest=Max("number"))["newest"] or 0
        return self.place.advice if self.place.advice and sets.filter(number=self.place.advice).exists() else 0

    @cached_property
    def is_on_older_revision(self) -> bool:
        """Whether the address was made on an earlier revision than the one that is shown."""
        return self.place.revision is not None and self.place.revision < self.revision.number

    @cached_property
    def shown(self) -> Node | None:
        """The node the page shows: the one in the address if the answers lead over it, otherwise where they lead."""
        if self.key in self.position.kept or not self.key:
            return self.graph.node(self.key) or self.position.node
        return self.position.node

    @property
    def is_first_page(self) -> bool:
        """Whether the address is the guide's own, without a node and without answers."""
        return not self.place.key and not self.position.kept and not self.unused and not self.evidence

    @property
    def alternative(self) -> Alternative | None:
        """The branch that "I don't know" left open and that comes next after the shown end."""
        before = {key: values for key, values in self.position.kept.items() if key != self.shown.key}
        return next(iter(replay(self.graph, before, self.order).open_alternatives), None)

    @property
    def is_changing(self) -> bool:
        """Whether the page shows a node that was answered before, to change the answer."""
        return self.shown is not None and self.shown.key != self.position.key

    @property
    def unused_in_words(self) -> list[str]:
        """The unused answers, each by its question's words where the guide still has the question."""
        named = [(self.graph.node(dropped.key), dropped) for dropped in self.unused]
        words = [f"{node.title if node else dropped.key}: {_in_words(node, dropped.answer)}" for node, dropped in named]
        return list(dict.fromkeys(words))

    @property
    def canonical(self) -> str:
        """The one address of what the page shows."""
        return self.address(self.shown.key if self.shown else "")

    @property
    def with_everything_given(self) -> str:
        """The address of where the answers lead, with the unused ones and the old revision still in it, so that the page can name them."""
        number = self.place.revision if self.is_on_older_revision else self.revision.number
        lost = self._lost_evidence() if self.is_on_older_revision else ()
        return self._write(self.position.key, self._dropped_answers(), revision=number, more_evidence=lost)

    @cached_property
    def unused(self) -> list[Dropped]:
        """The given answers that lead nowhere here, where their question was not answered otherwise; at most so many of them.

        A name that is no question stood for one in an older revision. In an address of today it is something else, such as
        what mailing lists and social networks append to links, and no answer of this reader's.
        """
        lost = self._lost_evidence() if self.is_on_older_revision else ()
        gone = (Dropped(one.question, one.choice, Reason.NO_SUCH_ANSWER) for one in lost)
        return [*self._unused_answers(), *gone]

    def _unused_answers(self) -> list[Dropped]:
        """Those that the reader gave. What the text answered may wait for its question, so it is not unused."""
        known = {*self.position.kept, *(one.question for one in self.evidence)}
        found = (dropped for dropped in self.position.dropped if dropped.key not in known)
        real = (one for one in found if one.reason != Reason.NO_SUCH_QUESTION or self._was_a_question(one.key))
        return [Dropped(one.key, one.answer[:LONGEST_NAMED], one.reason) for one in islice(real, MOST_NAMED)]

    def _lost_evidence(self) -> list[Seen]:
        """What a pasted text answered on an older revision and is not asked any more."""
        lost = (one for one in self._seen if one not in self.evidence)
        return [one for one in lost if one.question not in self.answers][:MOST_NAMED]

    def _was_a_question(self, key: str) -> bool:
        return self.is_on_older_revision and addresses.KEY.fullmatch(key) is not None

    @cached_property
    def on_its_own_revision(self) -> str:
        """The address at which a link made on an older revision can be finished as it was; none where that was recalled."""
        place = self.place
        older = self.document.revisions.filter(number=place.revision, published_at__isnull=False, is_recalled=False)
        if not self.is_on_older_revision or not (found := older.first()):
            return ""
        then = graph_of(found)  # the address may have today's names already
        answers = renames.led_back(self.graph, then, place.answers)
        evidence = renames.seen_led_back(self.graph, then, place.evidence)
        base = f"{self.document.get_absolute_url()}at/{place.revision}/"
        return addresses.write(base, "", answers, revision=place.revision, evidence=evidence, advice=self.advice)

    @property
    def strangers(self) -> list[Dropped]:
        """The unused answers that no form of this revision would send: forged, or from another revision."""
        return [dropped for dropped in self.unused if dropped.reason != Reason.NOT_ON_THIS_WAY]

    def _dropped_answers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for dropped in self._unused_answers():
            found.setdefault(dropped.key, []).append(dropped.answer)
        return found

    def address(self, key: str, **changed: str) -> str:
        """Where a node stands with the answers so far; `changed` replaces or adds some."""
        return self._write(key, {name: (value,) for name, value in changed.items()})

    def answer(self, value: str) -> str:
        """The address that gives the shown node this answer; it leads to where the walk goes on."""
        return self._write("", {self.shown.key: (value,)}, asked=self.shown.key)

    def _write(
        self,
        key: str,
        answers: Mapping[str, Sequence[str]],
        *,
        revision: int | None = None,
        asked: str = "",
        more_evidence: Iterable[Seen] = (),
    ) -> str:
        """The address of a node with the answers so far and these in place of others."""
        return addresses.write(
            self.base,
            key,
            {**self.given, **answers},
            revision=self.revision.number if revision is None else revision,
            came_from=self.place.came_from,
            evidence=[*(one for one in self.seen if one.question not in answers), *more_evidence],
            run=self.run.token if self.run else "",
            asked=asked,
            advice=self.advice,
        )

    @cached_property
    def run(self) -> Run | None:
        """The run that this walk is kept in; None for a token that is unknown, outdated or of another guide."""
        if not self.place.run:
            return None
        known = Run.objects.filter(document=self.document, keep_until__gte=timezone.localdate())
        return known.select_related("document", "revision").filter(token=self.place.run).first()

    def kept_in(self, run: Run) -> Walk:
        """The same walk, going on in this run."""
        return replace(self, place=replace(self.place, run=run.token))

    @property
    def canonical_without_run(self) -> str:
        """The address of what the page shows, as it can be passed on."""
        return replace(self, place=replace(self.place, run="", came_from="")).canonical

    @property
    def is_published(self) -> bool:
        """Whether readers get this revision."""
        return self.revision.pk == self.document.published_id

    @property
    def given(self) -> Kept:
        """The used answers that the reader gave."""
        from_text = {one.question for one in self.evidence}
        return {key: values for key, values in self.position.kept.items() if key not in from_text}

    @property
    def others(self) -> list[tuple[str, str]]:
        """The answers of the other nodes, and what else a form has to carry along."""
        pairs = [pair for pair in self.everything if pair[0] != self.shown.key and not self._is_evidence_here(pair)]
        return [*pairs, (addresses.ASKED, self.shown.key)]

    def _is_evidence_here(self, pair: tuple[str, str]) -> bool:
        return pair in {(addresses.EVIDENCE, str(one)) for one in self.seen if one.question == self.shown.key}

    @property
    def everything(self) -> list[tuple[str, str]]:
        """All that an address of this walk says behind the node, as the fields of a form."""
        pairs = [(key, value) for key, values in self.given.items() for value in values]
        pairs += [(addresses.EVIDENCE, str(one)) for one in self.seen]
        pairs.append((addresses.REVISION, str(self.revision.number)))
        if self.advice:
            pairs.append((addresses.ADVICE, str(self.advice)))
        if self.place.came_from:
            pairs.append((addresses.FROM, self.place.came_from))
        if self.run:
            pairs.append((addresses.RUN, self.run.token))
        return pairs

    @property
    def answered(self) -> list[Answered]:
        return [self._answered(step) for step in self.position.steps if step.key != self.shown.key]

    def _answered(self, step: Step) -> Answered:
        lines = tuple(dict.fromkeys(one.line for one in self.evidence if one.question == step.key))
        return Answered(step, self.address(step.key), lines, self.without_evidence(step.key) if lines else "")

    def without_evidence(self, question: str) -> str:
        """Where the walk stands without what a pasted text says to this question."""
        left = tuple(one for one in self.seen if one.question != question)
        before = replace(self, place=replace(self.place, evidence=left))
        return before.address(before.position.key)

    @property
    def back(self) -> str:
        """One step back: the node answered last before the shown one, or the guide's first page."""
        keys = [step.key for step in self.position.steps]
        before = keys[: keys.index(self.shown.key)] if self.shown.key in keys else keys
        return self.address(before[-1]) if before else ""

    @property
    def progress(self) -> ways.Progress:
        return ways.progress(self.graph, self.position)

    @property
    def html(self) -> dict[str, Any]:
        """The rendered Markdown of the shown node, by field."""
        return self.revision.compiled.get("html", {}).get(self.shown.key, {})

    @property
    def current(self) -> tuple[str, ...]:
        """The answer given to the shown node before."""
        return self.position.kept.get(self.shown.key, ())

    @property
    def is_waiting(self) -> bool:
        """Whether the page shows what is to be answered next, and not an answer that was given before."""
        return not self.is_changing and not self.position.is_over

    @property
    def why_here(self) -> Suggestion | None:
        """Why this item of a shortlist comes now."""
        return self.order.why_here(self.position) if self.is_waiting else None

    @property
    def why_branch(self) -> FirstBranch | None:
        """Why this branch is walked first after "I don't know"."""
        return self.order.why_branch(self.position) if self.is_waiting else None

    @property
    def hand_over(self) -> HandOver | None:
        """That asking for help is quicker than what is left to try."""
        return self.order.hand_over(self.position) if self.is_waiting else None

    @property
    def is_fixed(self) -> bool:
        return self.position.is_fixed and isinstance(self.shown, Fix) and not self.is_changing

    def came_from(self, user) -> CameFrom | None:
        """The jump that led into this guide, where it can be gone back to; None for any forged or outdated one."""
        place = addresses.read_address(self.place.came_from) if self.place.came_from else None
        if place is None:
            return None
        document = find(user, "guide", place.slug)
        if document is None or document.kind != "guide":
            return None
        before = Walk(document, document.published, place, document.get_absolute_url())
        if not isinstance(before.shown, Jump) or find(user, "guide", before.shown.jump) != self.document:
            return None
        return CameFrom(document, before.answer("back"))


def _in_words(node: Node | None, answer: str) -> str:
    """An answer as readers know it; as it was given where the guide does not have it any more."""
    choice = node.choice(answer) if isinstance(node, Question) else None
    return choice.say if choice else said(ANSWER_WORDS.get(answer, answer))


@dataclass(frozen=True)
class CameFrom:
    """The guide that sent the reader here, and the address at which it goes on."""

    document: Document
    address: str
