"""What a text may refer to: the database as the pure formats see it (`kb.formats.Library`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from kb.formats import Reading
from kb.models import Document, OldAddress, Topic

Name = tuple[str, str]  # kind, slug


class _Published(NamedTuple):
    pk: int
    visibility: str


class DatabaseLibrary:
    """The topics and published documents of the database, and those that are about to be published with them.

    Each is looked up when a text names it, and once: among 100,000 documents, reading all their names takes half a second.
    """

    def __init__(
        self, *, coming: Mapping[Name, Reading] | None = None, coming_topics: frozenset[str] = frozenset()
    ) -> None:
        self._coming = {name: reading.compiled for name, reading in (coming or {}).items()}
        self._coming_topics = coming_topics
        self._found: dict[Name, _Published | None] = {}
        self._slugs: dict[str, set[str]] = {}

    def topics(self) -> set[str]:
        return self._topics

    def slugs(self, kind: str) -> set[str]:
        if kind not in self._slugs:
            published = Document.objects.published().filter(kind=kind)
            once = OldAddress.objects.filter(kind=kind, document__in=Document.objects.published())
            self._slugs[kind] = {slug for a_kind, slug in self._coming if a_kind == kind}.union(
                published.values_list("slug", flat=True), once.values_list("slug", flat=True)
            )
        return self._slugs[kind]

    def has(self, kind: str, slug: str) -> bool:
        return (kind, slug) in self._coming or self._published(kind, slug) is not None

    def compiled(self, kind: str, slug: str) -> dict[str, Any] | None:
        if (kind, slug) in self._coming:
            return self._coming[kind, slug]
        found = self._published(kind, slug)
        return found and Document.objects.values_list("published__compiled", flat=True).get(pk=found.pk)

    def is_for_staff(self, kind: str, slug: str) -> bool:
        found = self._published(kind, slug)
        return found is not None and found.visibility == Document.Visibility.STAFF

    @cached_property
    def _topics(self) -> set[str]:
        return {*Topic.objects.values_list("slug", flat=True), *self._coming_topics}

    def _published(self, kind: str, slug: str) -> _Published | None:
        """The published document at this slug or, where there is none, at this old address."""
        name = kind, slug
        if "\x00" in slug:  # PostgreSQL takes no such text, and nothing is called so
            return None
        if name not in self._found:
            published = Document.objects.published().order_by().values_list("pk", "visibility")
            rows = published.filter(kind=kind, slug=slug) or published.filter(
                old_addresses__kind=kind, old_addresses__slug=slug
            )
            self._found[name] = next((_Published(*row) for row in rows), None)
        return self._found[name]
