"""Other people's documentation, by the thousand -> published articles in a collection.

A page that cannot be brought in is reported, and the others go on. Bringing the same folder in again changes nothing and
takes seconds: each article remembers the digest of what it was made from. What was edited here is left as it is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError, transaction

from kb import dialects, formats, incoming, pictures, publishing, search
from kb.brought import EDITED
from kb.dialects.places import Folder, Page, original
from kb.formats import Reading
from kb.incoming import Found, PageFile
from kb.library import DatabaseLibrary
from kb.markdown_limits import TooDeep
from kb.models import Collection, Document, OldAddress, Origin, Topic
from kb.problems import errors

KIND = "article"
BATCH = 50
_USUAL = ("index", "_index", "readme", "overview", "introduction", "default")

Told = Callable[[str, int, int], None]  # what is being done, how many are done, of how many


@dataclass(frozen=True)
class Order:
    """What is to be brought in, and as what. `topic` is the slug of the topic that all articles stand on."""

    folder: Path
    collection: Collection
    topic: str
    dry_run: bool = False


@dataclass
class Report:
    """What a run did, by path; a dry run says what it would have done."""

    imported: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    edited_here: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    links: int = 0
    lost_links: list[tuple[str, str]] = field(default_factory=list)
    pictures: int = 0
    lost_pictures: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)  # the documents that search has to learn from


@dataclass
class _Job:
    """One page on its way into the database."""

    file: PageFile
    slug: str
    digest: str
    origin: Origin | None
    text: str = ""
    reading: Reading | None = None


class _Shown:
    """The pictures of a folder: each is taken in once, when a page shows it."""

    def __init__(self, found: Found, *, dry_run: bool) -> None:
        self.found, self.dry_run = found, dry_run
        self.known: dict[str, str | None] = {}
        self.reasons: dict[str, str] = {}

    def address(self, path: str) -> str | None:
        if path not in self.known:
            self.known[path] = self._take(path)
        return self.known[path]

    def _take(self, path: str) -> str | None:
        file = self.found.others.get(path)
        try:
            if file is None or file.stat().st_size > pictures.MAX_BYTES:
                raise pictures.BadPicture("it is missing or too large")
            if self.dry_run:
                return f"/images/{'0' * 64}.png"
            return pictures.address_of(pictures.store(file.read_bytes(), name=path))
        except (pictures.BadPicture, OSError) as error:
            self.reasons[path] = str(error)
            return None


def import_markdown(order: Order, *, told: Told = lambda what, done, of: None) -> Report:
    """Brings a folder in. Raises OSError where the folder cannot be read."""
    found = incoming.look(order.folder)
    report = Report(skipped=dict(found.skipped), failed=dict(found.failed), notes=list(found.notes))
    if not order.dry_run:
        order.collection.save()
    slugs = _slugs_for(found, order.collection)
    jobs = _jobs(found, slugs, order, report)
    if jobs:
        readings = _read(jobs, found, slugs, order, report, told)
        _write(readings, order, report, told)
    return report


def _jobs(found: Found, slugs: dict[str, str], order: Order, report: Report) -> list[_Job]:
    """The pages that are new or different; the others are counted. A page that is gone keeps its article, and is named."""
    origins = _origins(order.collection)
    report.gone = sorted(set(origins) - {page.path for page in found.pages})
    common = hashlib.sha256(
        repr((dialects.VERSION, order.topic, _source(order.collection), found.surroundings)).encode()
    )
    common.update(repr(sorted(slugs.items())).encode())
    jobs = []
    for page in found.pages:
        digest = hashlib.sha256(common.digest() + page.data).hexdigest()
        origin = origins.get(page.path)
        if origin is None:
            jobs.append(_Job(page, slugs[page.path], digest, None))
        elif _is_edited(origin):
            report.edited_here.append(page.path)
        elif origin.document.archived_at or origin.digest == digest:
            report.unchanged.append(page.path)
        else:
            jobs.append(_Job(page, slugs[page.path], digest, origin))
    return jobs


def _is_edited(origin: Origin) -> bool:
    latest = origin.document.latest
    return origin.digest == EDITED or bool(latest and latest.digest != origin.document.imported_digest)


def _origins(collection: Collection) -> dict[str, Origin]:
    if collection.pk is None:
        return {}
    rows = collection.origins.select_related("document__latest").defer(
        "document__latest__text", "document__latest__compiled"
    )
    return {one.path: one for one in rows}


def _source(collection: Collection) -> tuple[str, str, str]:
    return collection.title, collection.licence, collection.address


def _slugs_for(found: Found, collection: Collection) -> dict[str, str]:
    """By path a slug for every page: its file's name, with as many of the folders before it as make it the only one."""
    rows = collection.origins.values_list("path", "document__slug") if collection.pk else ()
    known = dict(rows)
    paths = sorted((page.path for page in found.pages), key=lambda path: (path.count("/"), path))
    taken = set(Document.objects.of_kind(KIND).values_list("slug", flat=True))
    taken |= set(OldAddress.objects.filter(kind=KIND).values_list("slug", flat=True))
    slugs = {path: known[path] for path in paths if path in known}
    for path in paths:
        if path not in slugs:
            slugs[path] = next(slug for slug in _candidates(path) if slug not in taken)
            taken.add(slugs[path])
    return slugs


def _candidates(path: str) -> Iterator[str]:
    parts = [_as_slug(part) for part in path.rpartition(".")[0].split("/")]
    least = 2 if parts[-1] in _USUAL and len(parts) > 1 else 1
    mark = hashlib.sha256(path.encode("utf-8", "replace")).hexdigest()[:8]
    for count in range(least, len(parts) + 1):
        slug = "-".join(part for part in parts[-count:] if part)
        if slug and len(slug) <= 80:
            yield slug
    base = next((part for part in reversed(parts) if part), "page")[:60].strip("-")
    yield f"{base}-{mark}"
    number = 2
    while True:
        yield f"{base}-{mark}-{number}"
        number += 1


def _as_slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _read(
    jobs: list[_Job], found: Found, slugs: Mapping[str, str], order: Order, report: Report, told: Told
) -> list[_Job]:
    """Makes articles of the pages. Where one fails, those that link to it are made once more, without the link."""
    shown = _Shown(found, dry_run=order.dry_run)
    pages = {page.path: Page(slugs[page.path], dialects.anchors(page.text)) for page in found.pages}
    base = order.collection.address
    waiting, good = jobs, {}
    while waiting:
        folder = Folder(pages, frozenset(found.others), found.read, shown.address, base, found.moved)
        failed = set()
        for number, job in enumerate(waiting, 1):
            if reason := _make(job, folder, order, report):
                report.failed[job.file.path] = reason
                failed.add(job.slug)
                pages.pop(job.file.path, None)
                good.pop(job.file.path, None)
            else:
                good[job.file.path] = job
            told("reading", number, len(waiting))
        waiting = [
            job for job in good.values() if job.reading and any(link.slug in failed for link in job.reading.links)
        ]
    report.notes += sorted(shown.reasons.items())
    return [good[job.file.path] for job in jobs if job.file.path in good]


def _make(job: _Job, folder: Folder, order: Order, report: Report) -> str:
    """Makes the article of one page; gives why it cannot be made."""
    path = job.file.path
    address = original(folder, path)
    title, licence, _address = _source(order.collection)
    source = f"{title}, {path}{f' ({licence})' if licence else ''}{f': {address}' if address else ''}"
    try:
        made = dialects.convert(job.file.text, path=path, folder=folder, topic=order.topic, source=source)
    except TooDeep:
        return "lists, quotations or tags are nested deeper than anybody can read"
    except Exception as error:  # a page of anybody's making must not stop the others
        return f"it cannot be read ({type(error).__name__}: {str(error)[:200]})"
    job.text, job.reading = made.text, formats.get(KIND).read(made.text)
    report.links += made.links
    report.pictures += made.pictures
    report.lost_links += [(path, href) for href in made.lost_links]
    report.lost_pictures += [(path, source) for source in made.lost_pictures]
    report.notes += [(path, note) for note in made.problems]
    wrong = errors(job.reading.problems)
    return "; ".join(str(problem) for problem in wrong[:3])


def _write(jobs: list[_Job], order: Order, report: Report, told: Told) -> None:
    """Publishes the articles, so many in one transaction; one that fails does not take the others with it."""
    names = {(KIND, job.slug): job.reading for job in jobs if job.reading}
    library = publishing.library_with(names, frozenset({order.topic}))
    if order.dry_run:
        for job in jobs:
            _count(job, report)
        return
    for start in range(0, len(jobs), BATCH):
        with search.postponed(), transaction.atomic():
            for job in jobs[start : start + BATCH]:
                _write_one(job, order, library, report)
        told("writing", min(start + BATCH, len(jobs)), len(jobs))


def _write_one(job: _Job, order: Order, library: DatabaseLibrary, report: Report) -> None:
    try:
        with transaction.atomic():
            document = _publish(job, library)
            address = original(Folder(base=order.collection.address), job.file.path)
            values = {
                "collection": order.collection,
                "path": job.file.path,
                "address": address[:500],
                "digest": job.digest,
            }
            Origin.objects.update_or_create(document_id=document.pk, defaults=values)
    except (publishing.Refused, DatabaseError) as error:
        report.failed[job.file.path] = str(error)
    else:
        _count(job, report)
        if job.file.path not in report.unchanged:
            report.changed.append(document.pk)


def _count(job: _Job, report: Report) -> None:
    if job.origin is None:
        report.imported.append(job.file.path)
    elif job.origin.document.latest.digest == publishing.digest(job.text):
        report.unchanged.append(job.file.path)
    else:
        report.updated.append(job.file.path)


def _publish(job: _Job, library: DatabaseLibrary) -> Document:
    written = {"text": job.text, "reading": job.reading, "note": "Imported", "by": None}
    if job.origin is None:
        revision = publishing.create(kind=KIND, slug=job.slug, **written).latest
    else:
        document = job.origin.document
        revision = publishing.save_revision(document, based_on=document.latest, **written)
        if revision.pk == document.published_id:
            return document
    publishing.publish(revision, by=None, library=library, reading=job.reading)
    Document.objects.filter(pk=revision.document_id).update(imported_digest=revision.digest)
    return revision.document


def topic_for(slug: str, title: str) -> Topic:
    """The topic with this slug, made where there is none: last of all, so that a church's own come first."""
    return Topic.objects.get_or_create(slug=slug, defaults={"title": title[:80], "position": 900})[0]
