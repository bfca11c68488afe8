"""What waits for somebody: the first thing on the admin's start page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kb import gaps, search
from kb.admin.documents import DocumentAdmin
from kb.models import Document, Draft, Feedback, Wish
from kb.readable import readable

MOST = 5


@dataclass(frozen=True)
class Item:
    """One thing to look at; `about` says why in a few words."""

    title: str
    address: str
    about: str = ""


@dataclass(frozen=True)
class Heap:
    """Things of one sort: the first few, how many there are in all, and where the rest is."""

    name: str
    title: str
    items: list[Item]
    count: int
    all_address: str = ""


def heaps(site: AdminSite, user) -> list[Heap]:
    """What this user can do something about; a heap that is empty is left out."""
    found: list[Heap] = []
    if user.has_perm("kb.change_document"):
        found += _document_heaps(_addresses(site), user)
    if user.has_perm("kb.view_feedback"):
        found.append(_unhelpful())
    if user.has_perm("kb.view_searchlog"):
        found.append(_missed())
    if user.has_perm("kb.view_wish"):
        found.append(_wished())
    return [heap for heap in found if heap.count]


def unlearnt(user) -> int:
    """How many published documents search does not know the meaning of yet, for those who would miss them; 0 for others."""
    return search.waiting() if user.has_perm("kb.change_document") else 0


def _addresses(site: AdminSite) -> dict[str, DocumentAdmin]:
    """The admin page of each kind of document."""
    return {one.kind: one for one in site._registry.values() if isinstance(one, DocumentAdmin)}


def _document_heaps(admins: dict[str, DocumentAdmin], user) -> Iterator[Heap]:
    known = Document.objects.filter(kind__in=admins).select_related("latest__author")
    documents = known.defer("latest__text", "latest__compiled")
    waiting = documents.waiting_for_review().order_by("latest__created_at")
    yield _heap("review", _("Waiting for review"), waiting, admins, lambda one: str(one.latest.author or ""))
    yield _unsaved(admins, user)
    mine = documents.filter(archived_at__isnull=True, published__isnull=True, owner=user)
    yield _heap(
        "drafts",
        _("My drafts"),
        mine.order_by("-latest__created_at"),
        admins,
        lambda one: date_format(one.latest.created_at),
    )
    overdue = documents.overdue_for_review().order_by("review_by")
    yield _heap("overdue", _("Review overdue"), overdue, admins, lambda one: date_format(one.review_by))


def _heap(name: str, title: str, documents: QuerySet[Document], admins: dict[str, DocumentAdmin], about: Any) -> Heap:
    items = [Item(str(one), _change_address(admins, one.kind, one.pk), about(one)) for one in documents[:MOST]]
    return Heap(name, title, items, documents.count())


def _change_address(admins: dict[str, DocumentAdmin], kind: str, pk: int) -> str:
    return reverse(admins[kind].page_name("change"), args=[pk])


def _unsaved(admins: dict[str, DocumentAdmin], user) -> Heap:
    drafts = Draft.objects.filter(editor=user, kind__in=admins).select_related("document").order_by("-saved_at")
    items = [
        Item(
            str(draft.document or draft.fields.get("title") or admins[draft.kind].opts.verbose_name),
            _change_address(admins, draft.kind, draft.document_id)
            if draft.document_id
            else reverse(admins[draft.kind].page_name("add")),
            date_format(timezone.localtime(draft.saved_at), "DATETIME_FORMAT"),
        )
        for draft in drafts[:MOST]
    ]
    return Heap("unsaved", _("Typed and not saved"), items, drafts.count())


def _unhelpful() -> Heap:
    waiting = Feedback.objects.filter(is_helpful=False, is_handled=False).select_related("document")
    address = reverse("admin:kb_feedback_changelist") + "?is_handled__exact=0&is_helpful__exact=0"
    items = [
        Item(str(one.document), reverse("admin:kb_feedback_change", args=[one.pk]), readable(one.words, 120))
        for one in waiting[:MOST]
    ]
    return Heap("feedback", _("Not helpful, readers said"), items, waiting.count(), address)


def _missed() -> Heap:
    """The searches that came to nothing, those of both kinds that are made most."""
    found = [one for name in ("nothing", "passed") for one in gaps.waiting(gaps.get(name))]
    found.sort(key=lambda one: -one.times)
    address = reverse("admin:kb_gap_changelist")
    items = [Item(readable(one.title), address, f"{one.times}×") for one in found[:MOST]]
    return Heap("searches", _("Searched for and missed"), items, len(found), address)


def _wished() -> Heap:
    waiting = Wish.objects.filter(is_handled=False)
    address = reverse("admin:kb_wish_changelist") + "?is_handled__exact=0"
    items = [Item(readable(one.words, 120), address, readable(one.query)) for one in waiting[:MOST]]
    return Heap("wishes", _("Looked for and missed, readers said"), items, waiting.count(), address)
