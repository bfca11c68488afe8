"""Published documents in bulk, without a word of text: what the benchmarks fill their databases with."""

from __future__ import annotations

from collections.abc import Mapping


def publish(titles: Mapping[int, tuple[str, str]]) -> None:
    """Documents with these numbers, each with a title and a summary, and one revision that readers get."""
    from kb.models import Document, Revision

    documents = Document.objects.bulk_create(
        Document(pk=number, kind="article", slug=f"page-{number}", title=title[:200], summary=summary[:400])
        for number, (title, summary) in titles.items()
    )
    revisions = Revision.objects.bulk_create(
        Revision(pk=one.pk, document=one, number=1, text="", format_version="bench", compiled={"html": ""})
        for one in documents
    )
    for document, revision in zip(documents, revisions, strict=True):
        document.published = document.latest = revision
    Document.objects.bulk_update(documents, ["published", "latest"], batch_size=200)
