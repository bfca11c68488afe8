"""From an address to the document that this reader may see there."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kb import astray
from kb.models import Document, DocumentQuerySet, OldAddress
from kb.slugs import SLUG

MERGED = "m"  # the part of an address that names the archived document whose readers are led here


class Moved(Exception):
    """The document has a new slug; its old addresses lead there for ever."""

    def __init__(self, slug: str) -> None:
        self.slug = slug


class Withdrawn(Exception):
    """The document could be read by everyone once, and is archived."""


class Merged(Exception):
    """The document is archived, and its editors said which one takes its place."""

    def __init__(self, slug: str, into: Document) -> None:
        self.slug, self.into = slug, into


def get_document_or_404(request: HttpRequest, kind: str, slug: str) -> Document:
    """The published document that this reader may see, its topic and published revision with it.

    Raises Http404, Moved, Merged or Withdrawn; `moved_and_withdrawn` answers the last three.
    """
    document = find(request.user, kind, slug)
    if document and (document.kind, document.slug) == (kind, slug):
        return document
    if archived := _once_at(Document.objects.withdrawn_for(request.user), kind, slug).first():
        into = find(request.user, archived.kind, archived.slug)
        if into:
            raise Merged(archived.slug, into)
        if not archived.is_for_staff:
            raise Withdrawn
    if document and document.kind == kind and not Document.objects.of_kind(kind).filter(slug=slug).exists():
        raise Moved(document.slug)
    raise Http404(_("There is no such page."))


def find(user, kind: str, slug: str) -> Document | None:
    """The published document that this user may see at a slug, at an old address, or in place of an archived one, its topic and
    published revision with it. What takes the place of an archived one may be of another kind.
    """
    visible = Document.objects.visible_to(user).select_related("topic", "published")
    return _once_at(visible, kind, slug).first() or _in_place_of(visible, kind, slug).first()


def _in_place_of(documents: DocumentQuerySet, kind: str, slug: str) -> DocumentQuerySet:
    """What took the place of an archived document that had another slug before it was archived."""
    before = OldAddress.objects.filter(kind=kind, slug=slug).values("document")
    archived = Document.objects.of_kind(kind).filter(pk__in=before, archived_at__isnull=False).values("slug")
    leading_on = OldAddress.objects.filter(kind=kind, slug__in=archived).values("document")
    return documents.filter(pk__in=leading_on)


def _once_at(documents: DocumentQuerySet, kind: str, slug: str) -> DocumentQuerySet:
    """No two documents of a kind are published at the same slug, so of those there is one at most."""
    before = OldAddress.objects.filter(kind=kind, slug=slug).values("document")
    return documents.filter(Q(kind=kind, slug=slug) | Q(pk__in=before))


def led_from(request: HttpRequest, document: Document) -> Document | None:
    """The archived document whose readers this address leads here; None for any other address."""
    slug = request.GET.get(MERGED, "")
    if not SLUG.fullmatch(slug):
        return None
    kinds = OldAddress.objects.filter(slug=slug, document=document).values("kind")
    return Document.objects.withdrawn_for(request.user).filter(slug=slug, kind__in=kinds).first()


def moved_and_withdrawn(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a moved document's page of the same name at its new slug; of a merged one the page of what took its place,
    for as long as it is archived; a withdrawn one's page that says so.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Moved):
            match = request.resolver_match
            address = reverse(match.view_name, kwargs={**match.kwargs, "slug": exception.slug})
            query = request.META.get("QUERY_STRING", "")
            # 308 for what was sent: after 301 a browser would ask for the page and drop the words.
            keeps_method = request.method not in ("GET", "HEAD")
            return HttpResponsePermanentRedirect(
                f"{address}?{query}" if query else address, preserve_request=keeps_method
            )
        if isinstance(exception, Merged):
            told = urlencode({MERGED: exception.slug})
            return HttpResponseRedirect(f"{exception.into.get_absolute_url()}?{told}")
        if isinstance(exception, Withdrawn):
            return astray.page(request, 410)
        return None

    middleware.process_exception = process_exception
    return middleware
