"""Search for machines: `GET /api/v1/search/` and `GET /api/v1/suggest/`; docs/search.md says what they take and give."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from kb import formats, search
from kb.models import Collection, Document, Topic
from kb.search import suggestions

MAX_LIMIT = 50
MAX_OFFSET = 1000


class WrongParameter(Exception):
    """A parameter that cannot be used; the message says what it may be."""


@require_safe
def search_documents(request: HttpRequest) -> HttpResponse:
    """Articles and guides for `q`, the best first, as JSON; a wrong parameter is answered with 400 and a reason."""
    try:
        filters = {
            "limit": _number(request, "limit", 10, least=1, most=MAX_LIMIT),
            "offset": _number(request, "offset", 0, least=0, most=MAX_OFFSET),
            "kind": _kind(request),
            "topic": _topic(request),
            "platform": _platform(request),
            "collection": _collection(request),
            "exact": _is_exact(request),
        }
    except WrongParameter as wrong:
        return JsonResponse({"error": str(wrong)}, status=400)
    results = search.search(request.GET.get("q", ""), user=_user(request), **filters)
    hits = [_as_json(hit) for hit in results.hits]
    return _kept(request, JsonResponse({"query": results.query.text, "hits": hits, "total": results.total}))


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """At most eight titles, symptoms and codes for what somebody is typing, as JSON; 204 while there is no table of them yet."""
    answered = suggestions.answered(request.GET.get("q", ""), _user(request))
    if answered is None:
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    return _kept(request, HttpResponse(answered, content_type="application/json"))


def _is_known(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _user(request: HttpRequest):
    """Whoever brings no session cookie is anonymous: looking at request.user would open a session to say so."""
    return request.user if _is_known(request) else AnonymousUser()


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, with how long it may be kept: a minute, and one for somebody who is signed in not at all."""
    response["Cache-Control"] = "private, no-store" if _is_known(request) else "public, max-age=60"
    patch_vary_headers(response, ["Cookie"])
    return response


def _as_json(hit: search.Hit) -> dict[str, str | None]:
    return {
        "kind": hit.kind,
        "slug": hit.document.slug,
        "title": hit.title,
        "url": hit.url,
        "snippet": hit.snippet,
        "source_path": hit.source_path,
        "collection": hit.collection.slug if hit.collection else None,
    }


def _number(request: HttpRequest, name: str, default: int, *, least: int, most: int) -> int:
    value = request.GET.get(name) or str(default)
    if value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most:
        return int(value)
    raise WrongParameter(f"'{name}' must be a whole number from {least} to {most}.")


def _kind(request: HttpRequest) -> str | None:
    kind = request.GET.get("kind") or None
    known = [format.kind for format in formats.all_formats()]
    if kind is None or kind in known:
        return kind
    raise WrongParameter(f"'kind' must be one of: {', '.join(known)}.")


def _topic(request: HttpRequest) -> Topic | None:
    slug = request.GET.get("topic")
    if not slug:
        return None
    try:
        return Topic.objects.get(slug=slug[:80].replace("\x00", ""))
    except Topic.DoesNotExist:
        raise WrongParameter("'topic' must be the slug of a topic, the last part of its address.") from None


def _platform(request: HttpRequest) -> str | None:
    """One that a document names which this user may read: the answer for others must not say that staff wrote of it."""
    typed = request.GET.get("platform")
    if not typed:
        return None
    platform = formats.platform_word(typed)
    spaced = Concat(Value(" "), "platforms", Value(" "))
    readable = Document.objects.visible_to(_user(request)).annotate(spaced=spaced)
    if (
        platform
        and len(platform) <= formats.PLATFORMS_LENGTH
        and readable.filter(spaced__contains=f" {platform} ").exists()
    ):
        return platform
    raise WrongParameter("'platform' must be a platform that some article or guide names, such as 'windows-server'.")


def _is_exact(request: HttpRequest) -> bool:
    typed = request.GET.get("exact") or "0"
    if typed in ("0", "1"):
        return typed == "1"
    raise WrongParameter("'exact' must be 1 (just what was typed: nothing corrected, no synonyms) or 0.")


def _collection(request: HttpRequest) -> str | None:
    slug = request.GET.get("collection")
    if not slug or slug == search.OWN:
        return slug or None
    if Collection.objects.filter(slug=slug[:40].replace("\x00", "")).exists():
        return slug
    raise WrongParameter(f"'collection' must be the slug of a collection, or '{search.OWN}'.")
