"""Collections, and where their documents are from, in an export: `collections/<slug>.yaml`, and more files where one is full.

The text of an imported article cannot say it: an export gives the bytes that were saved. Without this, a site that was brought
back from its export would take other people's pages for its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

from django.core.exceptions import ValidationError

from kb import formats, strict_yaml
from kb.article_text import scalar
from kb.brought import EDITED
from kb.files import FileProblem, left_out, printable, read_text, whole
from kb.library import Name
from kb.models import Collection, Document, Origin
from kb.problems import Problem

FOLDER = "collections"
FIELDS = ("slug", "title", "weight", "licence", "address")
OF_A_DOCUMENT = ("path", "original", "edited")
MOST = 5_000  # documents in one file
FULL = 1_000_000  # characters


@dataclass
class Manifest:
    """One file: a collection, and by kind and slug what is known of its documents (`path`, `original`, `edited`)."""

    file: str
    collection: Collection
    documents: dict[Name, dict[str, str]] = field(default_factory=dict)


def export(folder: Path, names: set[Name], *, whole_site: bool) -> tuple[set[Path], list[Path]]:
    """Writes the collections of these documents, all collections where the whole site is exported; the files written, and others there."""
    written: set[Path] = set()
    for collection in Collection.objects.order_by("slug"):
        entries = [entry for name, entry in _entries(collection) if name in names]
        for number, part in enumerate(_parts(entries), 1) if entries or whole_site else ():
            target = folder / FOLDER / f"{collection.slug}{f'.{number}' if number > 1 else ''}.yaml"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((_head(collection) + part).encode())
            written.add(target)
    return written, [path for path in (folder / FOLDER).glob("*.yaml") if path not in written]


def _head(collection: Collection) -> str:
    values = (collection.slug, collection.title, f"{collection.weight:g}", collection.licence, collection.address)
    return "".join(f"{name}: {scalar(value)}\n" for name, value in zip(FIELDS, values, strict=True) if value)


def _entries(collection: Collection) -> Iterator[tuple[Name, str]]:
    rows = collection.origins.select_related("document__published").defer(
        "document__published__text", "document__published__compiled"
    )
    for origin in rows.filter(document__published__isnull=False).order_by("document__kind", "document__slug"):
        document = origin.document
        edited = origin.digest == EDITED or document.published.digest != document.imported_digest
        lines = [f"  {document.kind}:{document.slug}:", f"    path: {scalar(origin.path)}"]
        lines += [f"    original: {scalar(origin.address)}"] if origin.address else []
        lines += ["    edited: yes"] if edited else []
        yield (document.kind, document.slug), "\n".join(lines) + "\n"


def _parts(entries: list[str]) -> Iterator[str]:
    part, count = "", 0
    for entry in entries:
        if count == MOST or len(part) > FULL:
            yield f"documents:\n{part}"
            part, count = "", 0
        part, count = part + entry, count + 1
    yield f"documents:\n{part}" if part else ""


def read(folder: Path) -> tuple[list[Manifest], list[FileProblem]]:
    """The collections of an export, and what is wrong with their files; with an error among it none is to be taken."""
    found: list[Manifest] = []
    problems: list[FileProblem] = []
    try:
        paths = sorted((folder / FOLDER).iterdir()) if (folder / FOLDER).is_dir() else []
    except OSError as error:
        return [], [whole(FOLDER, f"This folder cannot be read: {error.strerror}.", "unreadable")]
    for path in paths:
        name = f"{FOLDER}/{printable(path)}"
        if path.suffix != ".yaml":
            problems.append(left_out(name, "Only files that end in .yaml belong here."))
        elif isinstance(text := read_text(path), Problem):
            problems.append(FileProblem(name, text))
        else:
            loaded = strict_yaml.load(text)
            wrong = [*loaded.problems, *([] if loaded.problems else _problems(loaded))]
            problems += [FileProblem(name, problem) for problem in wrong]
            found += [] if wrong else [_manifest(name, loaded)]
    return found, problems


def _problems(loaded: strict_yaml.Loaded) -> Iterator[Problem]:
    said = loaded.value if isinstance(loaded.value, dict) else {}
    texts = {name: value for name, value in said.items() if name in FIELDS and isinstance(value, str)}
    if not said or len(texts) + ("documents" in said) != len(said):
        message = f"A collection has the fields {', '.join(FIELDS)}, each one text, and documents."
        yield Problem(1, message, "collection")
        return
    try:
        _collection(texts).full_clean(validate_unique=False)
    except (ValidationError, ValueError) as error:
        words = getattr(error, "message_dict", {"weight": ["it is no number"]})
        for name, messages in words.items():
            yield Problem(loaded.line(name), f"{name}: {' '.join(messages)}", "collection")
    documents = said.get("documents") or {}
    if not isinstance(documents, dict):
        yield Problem(
            loaded.line("documents"), "Documents are written `article:its-slug:` with `path:` below.", "origin"
        )
        return
    for reference, entry in documents.items():
        if not formats.parse_reference(reference) or not _is_entry(entry):
            message = f"'{reference}' needs to be a document with a path; an original is a web address."
            yield Problem(loaded.line("documents", reference), message, "origin")


def _is_entry(entry: strict_yaml.Value) -> bool:
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        return False
    address = entry.get("original", "")
    if address and not (address.startswith(("http://", "https://")) and len(address) <= 500):
        return False
    return set(entry) <= set(OF_A_DOCUMENT) and 0 < len(entry.get("path", "")) <= 400


def _collection(texts: Mapping[str, str]) -> Collection:
    """Raises ValueError where the weight is no number."""
    weight = float(texts.get("weight", "0.7"))
    if not isfinite(weight):
        raise ValueError
    return Collection(**{**texts, "weight": weight})


def _manifest(name: str, loaded: strict_yaml.Loaded) -> Manifest:
    said = dict(loaded.value)
    documents = said.pop("documents", None) or {}
    links = {formats.parse_reference(reference): entry for reference, entry in documents.items()}
    return Manifest(name, _collection(said), {(link.kind, link.slug): entry for link, entry in links.items()})


def write(manifests: Iterable[Manifest], names: set[Name]) -> tuple[list[str], list[FileProblem]]:
    """Makes collections and origins for those of these documents that have none; slugs of new collections, and what was left."""
    new, problems = [], []
    documents = {(one.kind, one.slug): one for one in Document.objects.only("kind", "slug")}
    origins = {one.document_id: one for one in Origin.objects.select_related("collection")}
    taken = {(one.collection_id, one.path) for one in origins.values()}
    for manifest in manifests:
        collection, is_new = _kept(manifest.collection)
        new += [collection.slug] if is_new else []
        if _source(collection) != _source(manifest.collection):
            message = f"Collection '{collection.slug}' is another here; it is left as it is. Collections are changed in the admin."
            problems.append(FileProblem(manifest.file, Problem(0, message, "collection-differs", "warning")))
        for name, entry in manifest.documents.items():
            document = documents.get(name)
            known = origins.get(document.pk) if document else None
            if known and (known.collection.slug, known.path) == (collection.slug, entry["path"]):
                _remember_edit(known, entry)
                continue
            if name not in names or not document or known or (collection.pk, entry["path"]) in taken:
                message = f"'{name[0]}:{name[1]}' is not in this import, or is from elsewhere here."
                problems.append(left_out(manifest.file, message))
                continue
            origins[document.pk] = _origin(document, collection, entry)
            taken.add((collection.pk, entry["path"]))
    return new, problems


def _remember_edit(known: Origin, entry: Mapping[str, str]) -> None:
    """What somebody edited elsewhere, and comes back with an export, is not to be written over by the original here either."""
    if entry.get("edited") == "yes" and known.digest != EDITED:
        known.digest = EDITED
        known.save(update_fields=["digest"])


def _kept(collection: Collection) -> tuple[Collection, bool]:
    values = {name: getattr(collection, name) for name in FIELDS if name != "slug"}
    return Collection.objects.get_or_create(slug=collection.slug, defaults=values)


def _source(collection: Collection) -> tuple[str, ...]:
    return tuple(str(getattr(collection, name)) for name in FIELDS)


def _origin(document: Document, collection: Collection, entry: Mapping[str, str]) -> Origin:
    # Without the digest of what was read, the next import reads the page again and finds the same text.
    digest = EDITED if entry.get("edited") == "yes" else ""
    address = entry.get("original", "")
    return Origin.objects.create(
        document=document, collection=collection, path=entry["path"], address=address, digest=digest
    )
