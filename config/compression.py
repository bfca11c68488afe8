"""Pages for visitors are sent compressed; docs/decisions/0010-compressed-pages.md says why only those."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware


class CompressPagesForVisitors(GZipMiddleware):
    """Compresses what everybody gets alike; a page with somebody's session or token in it goes as it is."""

    max_random_bytes = 0  # there is no secret to hide the length of, and the same page stays the same bytes

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer, compressed where the browser takes that and nothing in it belongs to one person."""
        if response.get("Content-Type", "").startswith("image/"):  # as small as it gets already
            return response
        is_somebodys = response.cookies or settings.SESSION_COOKIE_NAME in request.COOKIES
        return response if is_somebodys else super().process_response(request, response)
