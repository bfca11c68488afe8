"""The headers every answer carries; the policy allows our own files only, nothing inline, no other host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_CHARSET = re.compile(r";\s*charset[^;]*", re.IGNORECASE)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def security_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Adds the headers, and keeps what a signed-in person sees out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if hasattr(request, "session") and request.session.accessed and not request.session.is_empty():
            response["Cache-Control"] = "no-store"
        # A browser may otherwise keep a redirect or "withdrawn" for good, and documents are renamed and brought back.
        response.setdefault("Cache-Control", "no-cache")
        return response

    return middleware


def without_charset(application: Callable) -> Callable:
    """Wraps a WSGI application so that every request is read as UTF-8, whatever its Content-Type names.

    Django reads the query in the codec named there while it makes the request, where no error of it is caught: a codec such as
    idna, or one parameter too many, would end in a bare 500.
    """

    def wrapped(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        named = environ.get("CONTENT_TYPE", "")
        return application({**environ, "CONTENT_TYPE": _CHARSET.sub("", named)}, start_response)

    return wrapped


def without_body_for_head(application: Callable) -> Callable:
    """Wraps a WSGI application so that HEAD is answered with headers alone.

    Django leaves that to the server, and gunicorn writes a warning for each: a program that looks whether the site is up would
    fill the log.
    """

    def wrapped(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        body = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        if close := getattr(body, "close", None):
            close()
        return []

    return wrapped
