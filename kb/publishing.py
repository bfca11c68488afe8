"""The verbs: everything that changes a document goes through here. Pages, admin and import call the same functions.

`by` is the user who acts; None is the command line. Who may not raises PermissionDenied; what cannot be done raises
one of the errors below and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kb import formats, related, search
from kb.formats import Reading
from kb.library import DatabaseLibrary, Name
from kb.models import Document, Draft, OldAddress, Revision, Topic
from kb.problems import Problem, errors
from kb.refusals import Conflict, NotPublishable, Refused
from kb.slugs import check_slug_is_free, taken_meanwhile

User = AbstractBaseUser | None


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def create(
    *,
    kind: str,
    slug: str,
    text: str,
    by: User,
    note: str = "",
    is_minor: bool = False,
    reading: Reading | None = None,
) -> Document:
    """A new document with its first revision; a draft until it is published. `reading` as in `save_revision`."""
    _require(by, "kb.add_document")
    with transaction.atomic():
        check_slug_is_free(kind, slug)
        document = Document(kind=kind, slug=slug, title=slug, owner=by)
        with taken_meanwhile(kind, slug):
            document.save()
        save_revision(document, text=text, by=by, based_on=None, note=note, is_minor=is_minor, reading=reading)
        drop_draft(kind=kind, document=None, by=by)
    document.refresh_from_db()
    return document


def copy(document: Document, *, slug: str, by: User) -> Document:
    """A new draft with the newest text of another document."""
    return create(kind=document.kind, slug=slug, text=document.latest.text, by=by, note=f"Copy of {document.slug}")


def save_revision(
    document: Document,
    *,
    text: str,
    by: User,
    based_on: Revision | None,
    note: str = "",
    is_minor: bool = False,
    reading: Reading | None = None,
) -> Revision:
    """Appends a revision and makes it the newest; readers go on getting the published one.

    Any text can be saved, also one that cannot be read yet: work in progress is never refused. `based_on` is the
    revision the editor began with; if it is not the newest any more, raises Conflict. The same text again gives the
    newest revision back and adds none. `reading` is what the text says, given by those who have just read it: it takes long.
    """
    _require(by, "kb.change_document")
    if "\x00" in text:
        raise Refused(_("The text holds a NUL character, which cannot be stored. Remove it and save again."))
    reading = reading or document.format.read(text)  # before the lock that everybody else who writes waits for
    with transaction.atomic():
        document = Document.objects.select_for_update(of=("self",)).select_related("latest").get(pk=document.pk)
        if document.latest and document.latest.text == text:
            drop_draft(kind=document.kind, document=document, by=by)
            return document.latest
        if document.latest and document.latest != based_on:
            raise Conflict(document.latest)
        revision = Revision.objects.create(
            document=document,
            number=(document.revisions.aggregate(last=Max("number"))["last"] or 0) + 1,
            text=text,
            digest=digest(text),
            note=note,
            author=by,
            based_on=based_on,
            is_minor=is_minor,
            format_version=document.format.version,
            compiled=_compiled(reading),
        )
        # What was waiting for review is not what is newest any more.
        document.revisions.filter(review=Revision.Review.SUBMITTED).exclude(pk=revision.pk).update(
            review=Revision.Review.NONE
        )
        document.latest = revision
        if not document.published_id:
            _copy_to_lists(document, reading)
        document.save()
        drop_draft(kind=document.kind, document=document, by=by)
    return revision


def save_draft(*, kind: str, document: Document | None, fields: dict, based_on: Revision | None, by: User) -> Draft:
    """Keeps what an editor has typed so far, one slot per document and editor; not a revision, readers and history never see it."""
    _require(by, "kb.change_document" if document else "kb.add_document")
    draft, _is_new = Draft.objects.update_or_create(
        kind=kind, document=document, editor=by, defaults={"fields": fields, "based_on": based_on}
    )
    return draft


def drop_draft(*, kind: str, document: Document | None, by: User) -> None:
    """Empties the slot of one editor; nobody else's is touched."""
    if by is not None:
        Draft.objects.filter(kind=kind, document=document, editor=by).delete()


def submit(revision: Revision, *, by: User) -> None:
    """Asks for review of the newest revision."""
    _require(by, "kb.change_document")
    with transaction.atomic():
        document = Document.objects.select_for_update(of=("self",)).get(pk=revision.document_id)
        if document.archived_at:
            raise Refused(_("This document is archived. Bring it back first."))
        if document.latest_id != revision.pk:
            raise Refused(_("Only the newest revision can be submitted for review."))
        if document.published_id == revision.pk:
            raise Refused(_("Readers get this revision already; there is nothing to review."))
        _decide(revision, Revision.Review.SUBMITTED)


def decline(revision: Revision, *, by: User, note: str = "") -> None:
    """Sends a submitted revision back to its author, with a reason."""
    _require(by, "kb.publish_document")
    with transaction.atomic():
        revision.refresh_from_db(fields=["review"], from_queryset=Revision.objects.select_for_update())
        if revision.review != Revision.Review.SUBMITTED:
            raise Refused(_("This revision is not waiting for review any more."))
        _decide(revision, Revision.Review.DECLINED, by=by, note=note)


def publish(
    revision: Revision,
    *,
    by: User,
    library: formats.Library | None = None,
    reading: Reading | None = None,
) -> None:
    """Makes a revision the one that readers get, approves it, and brings search up to date, all in one transaction.

    Raises NotPublishable with all errors in the text. `library` is given when several documents are published together,
    `reading` as in `save_revision`.
    """
    _require(by, "kb.publish_document")
    reading = reading or revision.document.format.read(revision.text)
    with transaction.atomic():
        document = Document.objects.select_for_update(of=("self",)).get(pk=revision.document_id)
        if document.archived_at:
            raise Refused(_("This document is archived. Bring it back first, then publish."))
        found = errors(_all_problems(document.format, reading, document.slug, library or DatabaseLibrary()))
        if found:
            raise NotPublishable(found)
        now = timezone.now()
        revision.compiled = _compiled(reading)
        revision.published_at = now
        revision.save(update_fields=["compiled", "published_at"])
        _decide(revision, Revision.Review.APPROVED, by=by)
        document.published = revision
        document.updated_at = now
        _copy_to_lists(document, reading)
        document.save()
        related.keep_links(document, reading.links)
        search.index(document, reading.search)
    revision.document = document


def revert(document: Document, *, to: Revision, by: User) -> Revision:
    """Brings an old text back as a new revision, and publishes it; the history keeps everything between."""
    _require(by, "kb.publish_document")
    if to.document_id != document.pk:
        raise Refused(_("That revision belongs to another document."))
    with transaction.atomic():
        document = Document.objects.select_for_update(of=("self",)).select_related("latest").get(pk=document.pk)
        revision = save_revision(
            document, text=to.text, by=by, based_on=document.latest, note=f"Back to revision {to.number}"
        )
        publish(revision, by=by)
    return revision


def recall(revision: Revision, *, by: User) -> None:
    """Takes back a revision that readers once got and that does harm: what was begun on it cannot be finished on it.

    The one that readers get now is not recalled but replaced: publish a better one first, or archive the document.
    """
    _require(by, "kb.publish_document")
    if Document.objects.filter(published=revision).exists():
        raise Refused(_("Readers get this revision now. Publish a better one first, or archive the document."))
    if revision.published_at is None:
        raise Refused(_("Readers never got this revision; there is nothing to recall."))
    Revision.objects.filter(pk=revision.pk).update(is_recalled=True)
    revision.is_recalled = True


def compile_again() -> int:
    """Compiles anew what readers and editors get of texts that an earlier version of Verger compiled; gives their number.

    A text that cannot be read any more keeps what it had.
    """
    shown = Revision.objects.filter(Q(published_at__isnull=False) | Q(pk__in=Document.objects.values("latest")))
    old = shown.exclude(compiled={}).filter(
        Q(compiled__version__isnull=True) | ~Q(compiled__version=formats.COMPILED_VERSION)
    )
    count = 0
    for revision in old.select_related("document").iterator(chunk_size=100):
        reading = revision.document.format.read(revision.text)
        if reading.is_readable:
            Revision.objects.filter(pk=revision.pk).update(compiled=_compiled(reading))
            count += 1
    return count


def archive(document: Document, *, by: User, leading_to: Document | None = None) -> None:
    """Takes a document away from readers, lists and search; its history stays, and it can be brought back.

    With `leading_to`, another published document of whatever kind, readers at its address are led there, and so are those whom it
    had taken over from other archived ones.
    """
    _require(by, "kb.publish_document")
    if leading_to and (leading_to.pk == document.pk or not leading_to.is_published):
        raise Refused(_("Readers can only be led to another published document."))
    with transaction.atomic():
        document.archived_at = timezone.now()
        document.save(update_fields=["archived_at"])
        search.remove(document)
        if leading_to:
            archived = Document.objects.filter(archived_at__isnull=False)
            taken_over = Exists(archived.filter(kind=OuterRef("kind"), slug=OuterRef("slug")))
            OldAddress.objects.filter(taken_over, document=document).update(document=leading_to)
            OldAddress.objects.create(kind=document.kind, slug=document.slug, document=leading_to)


def unarchive(document: Document, *, by: User) -> None:
    """Brings an archived document back, as it was; its address leads nowhere else any more."""
    _require(by, "kb.publish_document")
    with transaction.atomic():
        OldAddress.objects.filter(kind=document.kind, slug=document.slug).delete()
        document.archived_at = None
        document.save(update_fields=["archived_at"])
        if document.published:
            search.index(document, document.format.read(document.published.text).search)


def rename(document: Document, *, slug: str, by: User) -> None:
    """Gives a document a new slug. Every slug it ever had leads to the new one in one hop, and never to another document.

    A draft that was never published has no readers' links to keep: its editors may rename it, and no old address is left.
    """
    is_known = has_been_published(document)
    _require(by, "kb.publish_document" if is_known else "kb.change_document")
    with transaction.atomic():
        old = Document.objects.select_for_update(of=("self",)).get(pk=document.pk).slug
        if slug == old:
            return
        check_slug_is_free(document.kind, slug, owner=document)
        OldAddress.objects.filter(kind=document.kind, slug=slug).delete()
        OldAddress.objects.filter(kind=document.kind, slug=old).update(slug=slug)  # where an archived one leads to
        if is_known:
            OldAddress.objects.create(kind=document.kind, slug=old, document=document)
        document.slug = slug
        with taken_meanwhile(document.kind, slug):
            document.save(update_fields=["slug"])


def look_after(document: Document, *, by: User, **settings: Any) -> None:
    """Sets who may see a document and who looks after it: any of `visibility`, `owner`, `backup_owner`, `review_by`.

    Who may see what readers already got is a publisher's decision.
    """
    unknown = settings.keys() - {"visibility", "owner", "backup_owner", "review_by"}
    if unknown:
        raise TypeError(f"look_after() does not set {', '.join(sorted(unknown))}")
    is_seen = "visibility" in settings and has_been_published(document)
    _require(by, "kb.publish_document" if is_seen else "kb.change_document")
    for name, value in settings.items():
        setattr(document, name, value)
    document.full_clean(exclude=[field.name for field in document._meta.fields if field.name not in settings])
    document.save(update_fields=list(settings))
    if is_seen:
        search.seen_by_others(document)


def has_been_published(document: Document) -> bool:
    """Whether readers ever got it; asks the revisions, which are never changed."""
    return document.published_id is not None or document.revisions.filter(published_at__isnull=False).exists()


def discard(document: Document, *, by: User) -> None:
    """Deletes a draft that was never published and waits for nobody's review, with its history: its owner may, and any publisher."""
    _require(by, "kb.change_document")
    if by is not None and document.owner_id != by.pk:
        _require(by, "kb.publish_document")
    with transaction.atomic():
        document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if has_been_published(document):
            raise Refused(_("Readers have had this document. Archive it instead; its history and address are kept."))
        if document.latest and document.latest.review == Revision.Review.SUBMITTED:
            raise Refused(_("This draft waits for review. Decline it first, or save it once more."))
        Document.objects.filter(pk=document.pk).update(latest=None)
        document.delete()


def confirm_still_correct(document: Document, *, by: User, against: str = "", review_by: date | None = None) -> None:
    """Records that somebody read the published text again and found it true, against which versions."""
    _require(by, "kb.change_document")
    if not document.is_published:
        raise Refused(_("Only a published document can be confirmed: readers do not get this one."))
    document.confirmed_at = timezone.localdate()
    document.confirmed_by = by
    document.confirmed_against = against
    document.review_by = review_by or document.review_by
    document.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_against", "review_by"])


def library_with(coming: Mapping[Name, Reading], topics: frozenset[str] = frozenset()) -> DatabaseLibrary:
    """The library as it will be once these documents are published too."""
    return DatabaseLibrary(coming=coming, coming_topics=topics)


def _compiled(reading: Reading) -> dict[str, Any]:
    return {**reading.compiled, "version": formats.COMPILED_VERSION} if reading.is_readable else {}


def _require(by: User, permission: str) -> None:
    if by is not None and not by.has_perm(permission):
        raise PermissionDenied(permission)


def _all_problems(format: formats.Format, reading: Reading, slug: str, library: formats.Library) -> list[Problem]:
    return sorted([*reading.problems, *format.check(reading, slug=slug, library=library)])


def _copy_to_lists(document: Document, reading: Reading) -> None:
    document.title = reading.title[:200] or document.title
    document.summary = reading.summary[:400]
    document.platforms, document.has_signs = reading.platform_words, reading.has_signs
    document.topic = Topic.objects.filter(slug=reading.topic).first() or document.topic


def _decide(revision: Revision, decision: Revision.Review, *, by: User = None, note: str = "") -> None:
    revision.review, revision.reviewer, revision.review_note = decision, by, note
    revision.reviewed_at = timezone.now()
    revision.save(update_fields=["review", "reviewer", "review_note", "reviewed_at"])
