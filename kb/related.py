"""What else to read: what leads here, what the author named, and where that is little, the rest of the topic."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from kb import formats
from kb.formats import Link
from kb.models import Document, PublishedLink

MOST = 6
MOST_LEADING = 4


def leading_here(document: Document, user) -> list[Document]:
    """Up to four documents of the kinds that lead, which name this one or are named by it, for "walk me through it"."""
    named = Q(kind=document.kind, slug=document.slug)
    for kind, slug in document.old_addresses.values_list("kind", "slug"):
        named |= Q(kind=kind, slug=slug)
    names_it = PublishedLink.objects.filter(named).values("document")
    visible = Document.objects.visible_to(user).exclude(pk=document.pk).select_related("topic")
    found = visible.filter(Q(pk__in=names_it) | _named(document), kind__in=formats.leading_kinds())
    return list(found.distinct().order_by("title")[:MOST_LEADING])


def related_to(document: Document, user, *, without: Collection[Document] = ()) -> list[Document]:
    """Up to six documents this reader may see, the kinds that lead first; not those that the page shows already."""
    shown = [document.pk, *(one.pk for one in without)]
    visible = Document.objects.visible_to(user).exclude(pk__in=shown).select_related("topic")
    found = list(visible.filter(_named(document)).distinct())
    if len(found) < 3:
        known = {one.pk for one in found}
        found += [one for one in visible.own().in_topic(document.topic)[: MOST * 2] if one.pk not in known]
    leading = formats.leading_kinds()
    return sorted(found[:MOST], key=lambda one: (one.kind not in leading, one.title))


def keep_links(document: Document, links: Iterable[Link]) -> None:
    """Keeps where a text that is being published leads, in place of what its last one did; within the caller's transaction."""
    PublishedLink.objects.filter(document=document).delete()
    wanted = sorted({(link.kind, link.slug[:80]) for link in links})
    PublishedLink.objects.bulk_create(PublishedLink(document=document, kind=kind, slug=slug) for kind, slug in wanted)


def _named(document: Document) -> Q:
    """The documents that the author named, at their slugs or old addresses."""
    named = Q(pk__in=[])
    for kind, slug in document.published.compiled.get("related", []):
        named |= Q(kind=kind, slug=slug) | Q(old_addresses__kind=kind, old_addresses__slug=slug)
    return named
