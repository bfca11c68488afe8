"""What the search page makes of results: what leads goes first, filters with their counts, and what to say of unknown codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from urllib.parse import urlencode

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kb import formats, search
from kb.code_families import Family, family
from kb.markdown_page import row_id
from kb.models import Collection, Document, Topic
from kb.search import spelling, suggestions

LEADING = 3  # documents that take readers by the hand, shown above the others
NEAR_BEST = 0.7  # of the best score: what counts less leads nobody anywhere
NEAR_CODES = 6
PLATFORMS = {
    "blackberry": "BlackBerry",
    "exchange-online": "Exchange Online",
    "iphone": "iPhone",
    "windows-server": "Windows Server",
}
FILTERS = ("kind", "topic", "platform", "collection")


@dataclass(frozen=True)
class Choice:
    """One value of a filter: how it is called, how much there is, whether it is chosen, and the address that chooses or drops it."""

    value: str
    label: str
    count: int
    is_chosen: bool
    address: str


@dataclass(frozen=True)
class Filter:
    """One filter with the values that there are. What kinds are called is for the template to say."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def others(self) -> list[Choice]:
        """What can be chosen and is not."""
        return [choice for choice in self.choices if not choice.is_chosen]


@dataclass(frozen=True)
class UnknownCode:
    """A code that nobody has written about: what its form says, and other codes of its family that somebody has written about."""

    family: Family
    near: list[tuple[suggestions.Suggestion, list[str]]]  # a document, and the codes that it explains


@dataclass(frozen=True)
class SearchPage:
    """Everything the page shows. `chosen` is the address so far: what was typed, and the filters that are set."""

    results: search.Results
    chosen: dict[str, str]
    number: int
    user: object

    def address(self, **changes: object) -> str:
        """The address with these changes, from the first page on; an empty value drops a filter."""
        values = self.chosen | changes
        return f"?{urlencode({name: value for name, value in values.items() if value not in (None, '')})}"

    @cached_property
    def leading(self) -> list[search.Hit]:
        """What takes readers by the hand, where a symptom was typed and it fits nearly as well as the best."""
        query, hits = self.results.query, self.results.hits
        is_symptom = not (query.codes or query.phrases or self.chosen.get("kind")) and self.number == 1
        kinds = formats.leading_kinds()
        best = max((hit.score for hit in hits), default=0.0)
        found = [hit for hit in hits if hit.kind in kinds and hit.score >= NEAR_BEST * best]
        return found[:LEADING] if is_symptom else []

    @cached_property
    def others(self) -> list[search.Hit]:
        return [hit for hit in self.results.hits if hit not in self.leading]

    @property
    def place(self) -> str:
        """Where on its page a hit explains the one code that was searched for, if it does so in a table."""
        found = self.results.query.codes
        return row_id(found[0].text) if len(found) == 1 else ""

    @cached_property
    def filters(self) -> list[Filter]:
        """The filters that would change anything, each value with how much there would be under it."""
        results = self.results
        topics = dict(Topic.objects.filter(slug__in=self._slugs("topic", results.topics)).values_list("slug", "title"))
        rows = [
            ("kind", _("Kind"), results.kinds, {}),
            ("topic", _("Topic"), results.topics, topics),
            ("platform", _("Platform"), results.platforms, PLATFORMS),
            ("collection", _("Collection"), results.collections, self._collections()),
        ]
        filters = [Filter(name, label, self._choices(name, counts, labels)) for name, label, counts, labels in rows]
        return [one for one in filters if len(one.choices) > 1 or any(choice.is_chosen for choice in one.choices)]

    @cached_property
    def set_filters(self) -> list[Choice]:
        """The filters that are set, to be dropped one by one."""
        return [choice for one in self.filters for choice in one.choices if choice.is_chosen]

    def _slugs(self, name: str, counts: Iterable[str]) -> list[str]:
        return [*counts, self.chosen.get(name, "")]

    def _collections(self) -> dict[str, str]:
        known = Collection.objects.filter(slug__in=self._slugs("collection", self.results.collections))
        return {search.OWN: _("Our own")} | dict(known.values_list("slug", "title"))

    def _choices(self, name: str, counts: dict[str, int], labels: dict[str, str]) -> list[Choice]:
        chosen = self.chosen.get(name, "")
        values = sorted(set(counts) | ({chosen} - {""}), key=lambda value: (-counts.get(value, 0), value))
        return [
            Choice(
                value,
                labels.get(value) or capfirst(value.replace("-", " ")),
                counts.get(value, 0),
                value == chosen,
                self.address(**{name: "" if value == chosen else value}),
            )
            for value in values
        ]

    @property
    def exact_address(self) -> str:
        """The same search for just what was typed."""
        return self.address(exact="1")

    @property
    def everything_address(self) -> str:
        """The same search without filters."""
        return self.address(**dict.fromkeys(FILTERS, ""))

    @property
    def before_address(self) -> str:
        return self.address(page=self.number - 1)

    @property
    def after_address(self) -> str:
        return self.address(page=self.number + 1)

    @property
    def kept(self) -> dict[str, str]:
        """What the form sends along with what is typed next."""
        return {name: value for name, value in self.chosen.items() if name in FILTERS}

    @cached_property
    def unknown_codes(self) -> list[UnknownCode]:
        return [UnknownCode(told, self._near(told)) for told in map(family, self.results.unknown_codes)]

    def _near(self, told: Family) -> list[tuple[suggestions.Suggestion, list[str]]]:
        known = {one.text: one for begin in reversed(told.begins) for one in suggestions.known_codes(begin, self.user)}
        found: dict[str, tuple[suggestions.Suggestion, list[str]]] = {}
        for text, one in islice(known.items(), NEAR_CODES):
            found.setdefault(one.url, (one, []))[1].append(text)
        return list(found.values())

    @cached_property
    def near_words(self) -> list[tuple[str, str]]:
        """Where nothing was found: for words that stand nowhere, known ones that begin so, each with the address of a search for it."""
        if self.results.hits:
            return []
        unknown = search.stand_nowhere(spelling.can_be_misspelt(self.results.query), self.user)
        near = list(dict.fromkeys(one for word in unknown for one in spelling.alike(word)))
        gone = set(search.stand_nowhere(near, self.user))
        return [(one, f"?{urlencode({'q': one})}") for one in near if one not in gone]

    @cached_property
    def near_topics(self) -> list[Topic]:
        """Where nothing was found: the topics that hold some of the words; all that there are where none does."""
        order = {slug: place for place, slug in enumerate(self.results.near_topics)}
        found = Topic.objects.with_counts(Document.objects.visible_to(self.user))
        near = sorted((one for one in found if one.slug in order), key=lambda one: order[one.slug])
        return near or list(found)
