"""What readers look for and do not get, gathered from wherever it shows; editors write, teach search a word, or say no to it.

A gap is never stored: it is counted anew from what readers did, so it closes by itself when they are helped. Stored is only
what an editor did about it (`Gap`). Others register sources of their own: `kb` need not know what they count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kb import feedback as opinions
from kb import wishes
from kb.models import Document, Feedback, Gap, SearchLog, Wish
from kb.refusals import Refused
from kb.search.grouping import Group, Row, grouped, normal_form
from kb.search.searchlog import oldest_day

LEAST_PASSED = 5  # searches after which nobody went on to a page, before that says anything
LEAST_AGAIN = 3  # times, before what was dismissed comes back
MOST_ROWS = 20_000  # of the log, those searched for most; read in half a second
MOST_QUOTES = 3


@dataclass(frozen=True)
class Missing:
    """One thing that readers miss: `days` says how often on which day.

    `typed` is what was searched for, `words` what somebody would write down as the symptom, `quotes` what readers say about it.
    `document` is what should be better, where there is something already; `address` shows where it was noticed.
    """

    key: str
    title: str
    days: Mapping[date, int]
    about: str = ""
    typed: str = ""
    words: str = ""
    quotes: tuple[str, ...] = ()
    document: Document | None = None
    address: str = ""
    gap: Gap | None = None  # what an editor did about it

    @property
    def times(self) -> int:
        return sum(self.days.values())

    @property
    def last(self) -> date:
        return max(self.days)

    def times_after(self, day: date) -> int:
        return sum(times for on, times in self.days.items() if on > day)


@dataclass(frozen=True)
class Source:
    """A place where gaps show. `dismiss` is given where the rows themselves can be marked as done with."""

    name: str
    title: str
    explanation: str
    find: Callable[[], Iterable[Missing]]
    least: int = 1  # times, before it is a gap
    kept_as: str = ""  # sources with the same keys share what was done about them
    dismiss: Callable[[str], int] | None = None

    @property
    def group(self) -> str:
        return self.kept_as or self.name

    @property
    def ends_for_good(self) -> bool:
        """Whether what somebody has dealt with never comes back."""
        return self.dismiss is not None


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    _sources[source.name] = source


def sources() -> list[Source]:
    return list(_sources.values())


def get(name: str) -> Source | None:
    return _sources.get(name)


def waiting(source: Source) -> list[Missing]:
    """The gaps that nobody has said no to, the most missed first; those that an editor works on with what was begun."""
    found = (one for one in _with_gaps(source) if _is_open(one, source.least))
    return sorted(found, key=lambda one: (-one.times, -one.last.toordinal(), one.title))


def dismissed() -> QuerySet[Gap]:
    """What was said no to, the latest first."""
    return Gap.objects.filter(dismissed_on__isnull=False).order_by("-dismissed_on", "title")


def dismiss(source: Source, key: str, *, by) -> None:
    """Says that a gap is not for this site. It comes back once it has been missed as often again, but at least three times."""
    _require_editor(by)
    if source.dismiss:
        if not source.dismiss(key):
            raise Refused(_("Somebody has dealt with it already."))
        return
    missing = next((one for one in source.find() if one.key == key), None)
    if missing is None:
        raise Refused(_("Somebody has dealt with it already."))
    values = {"title": missing.title[:200], "dismissed_on": timezone.localdate(), "times": missing.times}
    Gap.objects.update_or_create(source=source.group, key=key, defaults=values)


def bring_back(gap: Gap, *, by) -> None:
    """Takes a dismissal back."""
    _require_editor(by)
    Gap.objects.filter(pk=gap.pk).update(dismissed_on=None, times=0)


def begin(name: str, document: Document, *, by) -> None:
    """Notes that a document was begun for a gap; `name` is `source:key`, and one that is nothing of the kind is passed over."""
    _require_editor(by)
    source, _colon, key = name.partition(":")
    known = get(source)
    if known and key and len(key) <= 250 and "\x00" not in key:
        values = {"document": document, "title": document.title[:200], "dismissed_on": None}
        Gap.objects.update_or_create(source=known.group, key=key, defaults=values)


def tidy() -> int:
    """Forgets what was done about gaps that nobody has met for SEARCH_LOG_DAYS, and gives their number."""
    since = timezone.now() - (timezone.localdate() - oldest_day())
    old = Gap.objects.filter(changed_at__lt=since)
    living = {(source.group, one.key) for source in sources() for one in source.find()} if old else set()
    gone = [gap.pk for gap in old if (gap.source, gap.key) not in living]
    return Gap.objects.filter(pk__in=gone).delete()[0]


def _require_editor(user) -> None:
    if not user.has_perm("kb.change_document"):
        raise PermissionDenied("kb.change_document")


def _with_gaps(source: Source) -> Iterator[Missing]:
    acted = {gap.key: gap for gap in Gap.objects.filter(source=source.group).select_related("document__latest")}
    for one in source.find():
        yield replace(one, gap=acted.get(one.key))


def _is_open(one: Missing, least: int) -> bool:
    """Counted from when somebody said no to it, and from when what was begun for it was published."""
    if one.gap and one.gap.dismissed_on:
        return one.times_after(one.gap.dismissed_on) >= max(LEAST_AGAIN, one.gap.times)
    begun = one.gap.document if one.gap else None
    if begun and begun.is_published:
        return one.times_after(timezone.localtime(begun.updated_at).date()) >= least
    return one.times >= least


# What searches show


def _groups() -> list[Group]:
    rows = SearchLog.objects.filter(day__gte=oldest_day()).order_by("-times")
    fields = ("day", "query", "form", "times", "found", "told", "clicks")
    return grouped(
        Row(day, query, form or normal_form(query), *counts)
        for day, query, form, *counts in rows.values_list(*fields)[:MOST_ROWS]
    )


def _of_search(group: Group, days: Mapping[date, int], about: str) -> Missing:
    """A gap that searches show; other ways to type it are told along."""
    query, *others = group.queries
    also = _("also: %s") % ", ".join(f"“{other}”" for other in others[:MOST_QUOTES]) if others else ""
    return Missing(
        key=group.form,
        title=query,
        days=days,
        about="; ".join(filter(None, (about, also))),
        typed=query,
        words=query,
    )


def _found_nothing() -> Iterator[Missing]:
    for group in _groups():
        if group.missed and not group.found:
            yield _of_search(group, group.missed, "")


def _not_clicked() -> Iterator[Missing]:
    for group in _groups():
        if group.passed and group.found:
            about = ngettext("%d page found", "%d pages found", group.found) % group.found
            yield _of_search(group, group.passed, about)


# What readers say


def _unhelpful() -> Iterator[Missing]:
    waiting = Feedback.objects.filter(is_helpful=False, is_handled=False, document__archived_at__isnull=True)
    said: dict[Document, list[Feedback]] = defaultdict(list)
    for one in waiting.select_related("document__latest").order_by("-created_at")[:MOST_ROWS]:
        said[one.document].append(one)
    for document, rows in said.items():
        words = [one.words.strip() for one in rows if one.words.strip()]
        quotes = tuple(word[:300] for word in words[:MOST_QUOTES])
        yield Missing(
            str(document.pk), document.title, _days(rows), quotes=quotes, document=document,
            address=document.get_absolute_url() if document.is_published else "",
        )  # fmt: skip


def _handle_feedback(key: str) -> int:
    rows = (
        Feedback.objects.filter(document_id=int(key)) if key.isdecimal() and len(key) < 18 else Feedback.objects.none()
    )
    return len(opinions.mark_handled(rows.filter(is_helpful=False)))


def _wished() -> Iterator[Missing]:
    for one in Wish.objects.filter(is_handled=False).order_by("-created_at")[:1000]:
        about = _("searched for “%s”") % one.query if one.query else ""
        yield Missing(str(one.pk), one.words[:300], _days([one]), about, typed=one.query, words=one.words)


def _handle_wish(key: str) -> int:
    return len(wishes.mark_handled(Wish.objects.filter(pk=int(key) if key.isdecimal() and len(key) < 18 else 0)))


def _days(rows: Iterable[Feedback | Wish]) -> dict[date, int]:
    days: dict[date, int] = {}
    for one in rows:
        day = timezone.localtime(one.created_at).date()
        days[day] = days.get(day, 0) + 1
    return days


register(
    Source(
        "nothing",
        gettext_lazy("Searched for, and nothing found"),
        gettext_lazy("Nothing in the site has these words or means the same."),
        _found_nothing,
        kept_as="search",
    )
)
register(
    Source(
        "passed",
        gettext_lazy("Found, and nobody went on"),
        gettext_lazy(
            "Something was found at least five times, and no reader opened any of it. Searches of browsers that do not tell are not counted."
        ),
        _not_clicked,
        least=LEAST_PASSED,
        kept_as="search",
    )
)
register(
    Source(
        "unhelpful",
        gettext_lazy("Not helpful, readers said"),
        gettext_lazy("With the words they left, the latest first."),
        _unhelpful,
        dismiss=_handle_feedback,
    )
)
register(
    Source(
        "wishes",
        gettext_lazy("Looked for and missed, readers said"),
        gettext_lazy("What they wrote when they found nothing."),
        _wished,
        dismiss=_handle_wish,
    )
)
