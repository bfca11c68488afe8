"""A folder of documents <-> the database: `topics.yaml`, `articles/<slug>.md`, `guides/<slug>.yaml`, in `images/` what they show,
and in `collections/` where they are from.

An import is all or nothing: every file is read and checked against the others and the database, then everything is
written in one transaction, or nothing. Running it again changes nothing. A document that was edited here since it was
imported is left as it is and reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from kb import formats, pictures, provenance, publishing, strict_yaml
from kb.article_text import scalar
from kb.files import FileProblem, left_out, printable, read_text, whole
from kb.formats import Reading
from kb.library import Name
from kb.models import Document, OldAddress, Topic
from kb.problems import Problem, did_you_mean
from kb.slugs import SLUG

TOPICS = "topics.yaml"
IMAGES = "images"
SYNONYMS = "synonyms.yaml"  # beside the starter content, and brought in by kb/search/starter.py
MOST = {"title": 80, "summary": 300}  # characters in the fields of a topic


@dataclass
class Report:
    """What an import did, or (dry run, problems) would have done; lists of `kind:slug`, and of the slugs of topics and collections."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    edited_here: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    collections: list[str] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)

    @property
    def errors(self) -> list[FileProblem]:
        return [found for found in self.problems if found.problem.is_error]


@dataclass(frozen=True)
class Exported:
    """What an export did: the documents written, the files in the folders that are none of them, and pictures that are lost."""

    count: int
    others: list[Path]
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _File:
    path: str
    format: formats.Format
    slug: str
    text: str
    reading: Reading

    @property
    def name(self) -> Name:
        return self.format.kind, self.slug


class _DryRun(Exception):
    """Undoes the transaction of a dry run."""


def import_folder(folder: Path, *, topic: str | None = None, dry_run: bool = False) -> Report:
    """Brings a folder in. With errors in the report, nothing was written; `topic` stands in where a file names none."""
    report = Report()
    topics = _read_topics(folder, report)
    files = [_with_topic(file, topic) for file in _read_files(folder, report)]  # all read before the database is locked
    if topic and topic not in topics and not Topic.objects.filter(slug=topic).exists():
        report.problems.append(whole(str(folder), f"'{topic}' (given with --topic) is not a topic.", "unknown-topic"))
    manifests, wrong = provenance.read(folder)
    report.problems += wrong
    try:
        with transaction.atomic():
            _take_pictures(folder / IMAGES, report, dry_run=dry_run)
            _write_topics(topics, report)
            _write_documents(files, report)
            if not report.errors:
                _write_provenance(manifests, files, report)
            if dry_run or report.errors:
                raise _DryRun
    except _DryRun:
        pass
    return report


def export_folder(folder: Path, *, user=None) -> Exported:
    """Writes the published documents that `user` may read (all of them without a user) and the topics."""
    documents = Document.objects.published() if user is None else Document.objects.visible_to(user)
    texts = documents.order_by("kind", "slug").values_list("kind", "slug", "published__text")
    written, shown, names = set(), set(), set()
    for kind, slug, text in texts.iterator(chunk_size=100):
        format = formats.get(kind)
        target = folder / format.folder / f"{slug}{format.suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
        written.add(target)
        names.add((kind, slug))
        shown |= pictures.used_in(text)
    manifests, old_manifests = provenance.export(folder, names, whole_site=user is None)
    missing = _write_pictures(folder / IMAGES, shown)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TOPICS).write_bytes(_topics_text().encode())
    there = (path for format in formats.all_formats() for path in (folder / format.folder).glob(f"*{format.suffix}"))
    others = [*old_manifests, *(path for path in there if path not in written)]
    return Exported(len(written), sorted(others), missing)


def _write_pictures(folder: Path, names: set[str]) -> list[str]:
    """Copies the pictures that texts show, and gives those that are not there any more."""
    found = {name: path for name in sorted(names) if (path := pictures.path_of(name))}
    for name, path in found.items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(path.read_bytes())
    return sorted(names - set(found))


def _take_pictures(folder: Path, report: Report, *, dry_run: bool) -> None:
    """Takes pictures over from an export. Nothing shows one yet, so it may stay where the rest is refused."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            if pictures.adopt(path, dry_run=dry_run):
                report.pictures.append(path.name)
        except (pictures.BadPicture, OSError) as error:
            report.problems.append(whole(f"{IMAGES}/{printable(path)}", str(error), "picture"))


def _topics_text() -> str:
    topics = [(topic.slug, scalar(topic.title), scalar(topic.summary)) for topic in Topic.objects.all()]
    return "".join(f"{slug}:\n  title: {title}\n  summary: {summary}\n" for slug, title, summary in topics)


def _read_topics(folder: Path, report: Report) -> dict[str, dict[str, str]]:
    """The topics of `topics.yaml`; none where it is missing, empty, or has a problem."""
    path = folder / TOPICS
    text = read_text(path) if path.is_symlink() or path.exists() else ""
    if isinstance(text, Problem):
        report.problems.append(FileProblem(TOPICS, text))
        return {}
    if not text.strip():
        return {}
    loaded = strict_yaml.load(text)
    found = list(loaded.problems)
    topics = loaded.value if isinstance(loaded.value, dict) else {}
    if loaded.value is not None and not isinstance(loaded.value, dict):
        found.append(Problem(1, "Topics are written `slug:` with `title:` and `summary:` below it.", "topics"))
    for slug, fields in topics.items():
        found.extend(_topic_problems(slug, fields, loaded))
    report.problems.extend(FileProblem(TOPICS, problem) for problem in sorted(found))
    return {} if found else topics


def _topic_problems(slug: str, fields: strict_yaml.Value, loaded: strict_yaml.Loaded) -> Iterator[Problem]:
    if not _is_slug(slug):
        message = f"'{slug}' cannot be a slug: at most 80 lower-case letters, digits and hyphens."
        yield Problem(loaded.line(slug), message, "slug")
    if not isinstance(fields, dict) or not fields.get("title"):
        yield Problem(loaded.line(slug), f"Topic '{slug}' needs a title.", "title")
        return
    for key, value in fields.items():
        if key not in MOST:
            hint = did_you_mean(key, MOST)
            yield Problem(loaded.line(slug, key), f"'{key}' is not a field of a topic.{hint}", "unknown-field")
        elif not isinstance(value, str):
            yield Problem(loaded.line(slug, key), f"'{key}' must be a text.", "text")
        elif len(value) > MOST[key]:
            message = f"The {key} has {len(value)} characters; {MOST[key]} is the most."
            yield Problem(loaded.line(slug, key), message, "too-long")


def _is_slug(text: str) -> bool:
    return bool(SLUG.fullmatch(text)) and len(text) <= 80


def _read_files(folder: Path, report: Report) -> Iterator[_File]:
    try:
        yield from _read_folder(folder, report)
    except OSError as error:  # the folder or one in it cannot be listed
        message = f"This folder cannot be read: {error.strerror}."
        report.problems.append(whole(str(error.filename or folder), message, "unreadable"))


def _read_folder(folder: Path, report: Report) -> Iterator[_File]:
    known = {format.folder: format for format in formats.all_formats()}
    if not folder.is_dir():
        report.problems.append(whole(str(folder), "There is no such folder.", "no-folder"))
        return
    inside = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    if not any(path.name in (*known, TOPICS) for path in inside):
        names = " nor ".join(f"{name}/" for name in known)
        report.problems.append(whole(str(folder), f"There is neither {names} nor {TOPICS} in this folder.", "empty"))
    for path in inside:
        if path.name not in (*known, TOPICS, IMAGES, SYNONYMS, provenance.FOLDER):
            hint = did_you_mean(path.name, known)
            report.problems.append(left_out(printable(path), f"This does not belong to an import.{hint}"))
    for name, format in known.items():
        for path in sorted((folder / name).iterdir()) if (folder / name).is_dir() else ():
            shown = f"{name}/{printable(path)}"
            if path.name.startswith("."):
                continue
            if path.suffix != format.suffix or path.is_dir():
                report.problems.append(left_out(shown, f"Only files that end in {format.suffix} belong here."))
            elif not _is_slug(path.stem):
                message = "The name is the slug: at most 80 lower-case letters, digits and hyphens."
                report.problems.append(whole(shown, message, "slug"))
            elif isinstance(text := read_text(path), Problem):
                report.problems.append(FileProblem(shown, text))
            else:
                yield _File(shown, format, path.stem, text, format.read(text))


def _with_topic(file: _File, topic: str | None) -> _File:
    """The file as it is, or, where it names no topic and one was given, with that one written into its text."""
    if not topic or file.reading.topic:
        return file
    text = file.format.with_topic(file.text, topic)
    return _File(file.path, file.format, file.slug, text, file.format.read(text))


def _write_topics(topics: dict[str, dict[str, str]], report: Report) -> None:
    """Adds the topics that are not there yet; one that is there belongs to the editors, and a difference is only named."""
    here = {topic.slug: topic for topic in Topic.objects.filter(slug__in=topics)}
    for position, (slug, fields) in enumerate(topics.items(), 1):
        title, summary = fields["title"], fields.get("summary", "")
        if slug not in here:
            values = {"title": title, "summary": summary, "position": position * 10}
            Topic.objects.get_or_create(slug=slug, defaults=values)  # of two imports at once, one makes it
            report.topics.append(slug)
        elif (here[slug].title, here[slug].summary) != (title, summary):
            message = f"Topic '{slug}' has another title or summary here; it is left as it is. Topics are changed in the admin."
            report.problems.append(FileProblem(TOPICS, Problem(0, message, "topic-differs", "warning")))


def _write_documents(files: list[_File], report: Report) -> None:
    """Sorts the files by what is to be done with them, checks those that are to be published, and publishes them together."""
    existing = _existing(files)
    to_write = []
    for file in files:
        document = existing.get(file.name)
        done = _what_to_do(file, document)
        getattr(report, done).append(f"{file.format.kind}:{file.slug}")
        if done in ("added", "updated"):
            to_write.append((file, document))
    report.problems.extend(_same_document(files, existing))
    library = publishing.library_with({file.name: file.reading for file, _ in to_write})
    for file, _ in to_write:
        found = sorted([*file.reading.problems, *file.format.check(file.reading, slug=file.slug, library=library)])
        report.problems.extend(FileProblem(file.path, problem) for problem in found)
    if report.errors:
        return
    for file, document in to_write:
        try:
            _write_one(file, document, library)
        except publishing.Refused as refused:  # somebody was faster, between our look and our writing
            message = f"{refused} Somebody else wrote it at the same moment; import again."
            report.problems.append(whole(file.path, message, "meanwhile"))
            return


def _existing(files: list[_File]) -> dict[Name, Document]:
    """The documents at the files' names or old addresses; one object each, however many names lead to it."""
    documents = Document.objects.select_related("latest").defer("latest__text", "latest__compiled").in_bulk()
    found: dict[Name, Document] = {(document.kind, document.slug): document for document in documents.values()}
    for kind, slug, pk in OldAddress.objects.values_list("kind", "slug", "document_id"):
        if documents[pk].kind == kind:  # not what takes the place of an archived one
            found.setdefault((kind, slug), documents[pk])
    return {file.name: found[file.name] for file in files if file.name in found}


def _same_document(files: list[_File], existing: dict[Name, Document]) -> Iterator[FileProblem]:
    """After a rename, an old file beside the new one would undo what the new one says."""
    first: dict[int, _File] = {}
    for file in sorted(
        files, key=lambda file: (file.name in existing and existing[file.name].slug != file.slug, file.path)
    ):
        if file.name in existing and (other := first.setdefault(existing[file.name].pk, file)) is not file:
            message = f"This is an old address of the document in {other.path}; remove one of the two files."
            yield whole(file.path, message, "same-document")


def _write_provenance(manifests: list[provenance.Manifest], files: list[_File], report: Report) -> None:
    """Says of the documents of this import which collection they are from; not of what was edited here meanwhile."""
    edited = set(report.edited_here)
    names = {file.name for file in files if f"{file.format.kind}:{file.slug}" not in edited}
    report.collections, problems = provenance.write(manifests, names)
    report.problems += problems


def _what_to_do(file: _File, document: Document | None) -> str:
    if document is None:
        return "added"
    here = document.latest.digest if document.latest else ""
    if here == publishing.digest(file.text):
        return "unchanged"
    return "edited_here" if here != document.imported_digest or document.archived_at else "updated"


def _write_one(file: _File, document: Document | None, library: formats.Library) -> None:
    written = {"text": file.text, "reading": file.reading, "note": "Imported", "by": None}
    if document is None:
        revision = publishing.create(kind=file.format.kind, slug=file.slug, **written).latest
    else:
        revision = publishing.save_revision(document, based_on=document.latest, **written)
    publishing.publish(revision, by=None, library=library, reading=file.reading)
    Document.objects.filter(pk=revision.document_id).update(imported_digest=revision.digest)
