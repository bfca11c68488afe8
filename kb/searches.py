"""Which searches of readers are counted, and which led them to a page; docs/decisions/0018-searches-and-clicks.md says why so.

A browser names the page it comes from to the site it came from (Referer, under our Referrer-Policy "same-origin"): a document
that is asked for from a page of results was clicked there. The address of the hit carries nothing, no script is needed, and
the page is the same for everybody. A browser that keeps this to itself is seen to do so when it searches.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kb import formats, search
from kb.feedback import is_same_origin, peer_of
from kb.limits import DAY, Limit, in_passing

SEARCHES, CLICKS = Limit("search", 1, DAY), Limit("click", 1, DAY)


def log(request: HttpRequest, typed: str, found: int) -> None:
    """Counts what was searched for, once a day for a reader; never what programs fetch ahead or those who write here try out."""
    if _is_readers(request):
        told = _came_from(request) is not None
        in_passing("A search", lambda: _once(SEARCHES, request, typed) and search.log(typed, found, told=told))


def count_clicks(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a document that a reader comes to from a page of results is counted for what was searched for there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        typed = _searched_before(request)
        is_click = typed and response.status_code < 400 and _is_document(request.path) and _is_readers(request)
        if is_click:
            in_passing("A click", lambda: _once(CLICKS, request, typed) and search.click(typed))
        return response

    return middleware


def _once(limit: Limit, request: HttpRequest, typed: str) -> bool:
    return limit.add(peer_of(request), typed).times == 1


def _came_from(request: HttpRequest):
    """The address of the page of ours that the reader was on, taken apart; None where the browser does not say."""
    referer = request.headers.get("Referer", "")
    if not referer or not is_same_origin(request):
        return None
    try:
        return urlsplit(referer)
    except ValueError:
        return None


def _searched_before(request: HttpRequest) -> str:
    """What was searched for on the page of results that the reader comes from; empty if they come from elsewhere."""
    if request.method != "GET" or reverse("kb:search") not in request.headers.get("Referer", ""):
        return ""
    before = _came_from(request)
    if before is None or before.path != reverse("kb:search"):
        return ""
    try:
        return parse_qs(before.query, max_num_fields=20).get("q", [""])[0]
    except ValueError:
        return ""


def _is_document(path: str) -> bool:
    slug = path.rstrip("/").rpartition("/")[2]
    return any(format.address(slug) == path for format in formats.all_formats())


def _is_readers(request: HttpRequest) -> bool:
    """Whether a person reads this page who does not write here. Whoever brings no session cookie is a visitor."""
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return False
    return settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.has_perm("kb.change_document")
