"""What a text may refer to: the database as the pure formats see it (`kb.formats.Library`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.formats import Reading
from kb.models import Document, OldAddress, Topic

Name = tuple[str, str]  # kind, slug


class DatabaseLibrary:
    """The topics and published documents of the database, read once, and those that are about to be published with them."""

    def __init__(
        self, *, coming: Mapping[Name, Reading] | None = None, coming_topics: frozenset[str] = frozenset()
    ) -> None:
        self._coming = {name: reading.compiled for name, reading in (coming or {}).items()}
        self._topics = set(Topic.objects.values_list("slug", flat=True)) | coming_topics
        rows = Document.objects.published().values_list("kind", "slug", "pk", "visibility")
        self._pks = {(kind, slug): pk for kind, slug, pk, _ in rows}
        self._staff = {pk for _, _, pk, visibility in rows if visibility == Document.Visibility.STAFF}
        published = set(self._pks.values())
        for kind, slug, pk in OldAddress.objects.values_list("kind", "slug", "document_id"):
            if pk in published:
                self._pks.setdefault((kind, slug), pk)

    def topics(self) -> set[str]:
        return self._topics

    def slugs(self, kind: str) -> set[str]:
        return {slug for a_kind, slug in (*self._pks, *self._coming) if a_kind == kind}

    def has(self, kind: str, slug: str) -> bool:
        return (kind, slug) in self._coming or (kind, slug) in self._pks

    def compiled(self, kind: str, slug: str) -> dict[str, Any] | None:
        if (kind, slug) in self._coming:
            return self._coming[kind, slug]
        pk = self._pks.get((kind, slug))
        return pk and Document.objects.values_list("published__compiled", flat=True).get(pk=pk)

    def is_for_staff(self, kind: str, slug: str) -> bool:
        return self._pks.get((kind, slug)) in self._staff
