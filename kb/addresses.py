"""From an address to the document that this reader may see there."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kb import astray
from kb.models import Document, DocumentQuerySet, OldAddress


class Moved(Exception):
    """The document has a new slug; its old addresses lead there for ever."""

    def __init__(self, slug: str) -> None:
        self.slug = slug


class Withdrawn(Exception):
    """The document could be read by everyone once, and is archived."""


def get_document_or_404(request: HttpRequest, kind: str, slug: str) -> Document:
    """The published document that this reader may see, its topic and published revision with it.

    Raises Http404, Moved or Withdrawn, which `moved_and_withdrawn` answers.
    """
    document = find(request.user, kind, slug)
    if document and document.slug == slug:
        return document
    if document:
        raise Moved(document.slug)
    if _once_at(Document.objects.withdrawn(), kind, slug).exists():
        raise Withdrawn
    raise Http404(_("There is no such page."))


def find(user, kind: str, slug: str) -> Document | None:
    """The published document that this user may see at a slug or an old address, its topic and published revision with it."""
    visible = Document.objects.visible_to(user).select_related("topic", "published")
    return _once_at(visible, kind, slug).first()


def _once_at(documents: DocumentQuerySet, kind: str, slug: str) -> DocumentQuerySet:
    """No slug ever belongs to two documents of a kind, so there is one at most."""
    before = OldAddress.objects.filter(kind=kind, slug=slug).values("document")
    return documents.of_kind(kind).filter(Q(slug=slug) | Q(pk__in=before))


def moved_and_withdrawn(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a moved document's page of the same name at its new slug; a withdrawn one's page that says so."""

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
        if isinstance(exception, Withdrawn):
            return astray.page(request, 410)
        return None

    middleware.process_exception = process_exception
    return middleware
