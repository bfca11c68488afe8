"""Suggestions for visitors before Django's long way begins: they are asked for with every few letters somebody types.

What Django answered the first time says which headers belong to it, so that nothing is said twice: an answer from here
has the headers of one that went through every middleware, for the same host and the same kind of connection. Whoever brings a
session cookie, another host, or comes when the table has to be looked after, is passed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from kb.search import suggestions

PATH = "/api/v1/suggest/"
MOST_HOSTS, MOST_FIELDS = 16, 50
NOT_KEPT = {"content-length", "content-encoding", "date", "etag"}

Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]


def suggesting(application: Application) -> Application:
    """Wraps a WSGI application: answers what it can from the table in memory, and hands on everything else."""
    known: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    visitor = AnonymousUser()

    def wrapped(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH or environ.get("REQUEST_METHOD") != "GET" or _is_known(environ):
            return application(environ, start_response)
        way = _way(environ)
        headers = known.get(way)
        typed = _typed(environ) if headers else None
        body = None if typed is None else suggestions.answered_at_hand(typed, visitor)
        if body is None:
            return application(environ, _noting(known, way, start_response))
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    return wrapped


def _is_known(environ: dict[str, Any]) -> bool:
    return settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", "")


def _way(environ: dict[str, Any]) -> tuple[str, ...]:
    """What Django decides by whether it answers at all: host, and whether the connection is encrypted."""
    names = ("wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "HTTP_X_FORWARDED_PROTO")
    return tuple(str(environ.get(name, "")) for name in names)


def _typed(environ: dict[str, Any]) -> str | None:
    """What was typed, read as Django reads it; nothing where Django would refuse the address."""
    try:
        text = environ.get("QUERY_STRING", "").encode("latin-1").decode("utf-8", "replace")  # as WSGI hands it over
        return parse_qs(text, True, errors="replace", max_num_fields=MOST_FIELDS).get("q", [""])[-1]
    except ValueError:
        return None


def _noting(known: dict, way: tuple[str, ...], start_response: Callable) -> Callable:
    """A `start_response` that keeps the headers of a good answer."""

    def noted(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        if status.startswith("200 ") and len(known) < MOST_HOSTS and not _sets_cookie(headers):
            known[way] = [(name, value) for name, value in headers if name.lower() not in NOT_KEPT]
        return start_response(status, headers, *rest)

    return noted


def _sets_cookie(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "set-cookie" for name, _ in headers)
