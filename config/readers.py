"""READERS=signed-in: nobody reads anything before signing in, whatever the view; what is open is a short list."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse

from config.rescue import signed_out
from config.sign_in import way_back

OPEN_TO_ALL = {
    "login",
    "logout",
    "password_reset",
    "password_reset_done",
    "password_reset_confirm",
    "password_reset_complete",
    "health",
    "ready",
    "robots",
    "manifest",
    "opensearch",
    "worker",
    "offline",
    "first_admin",
    "admin:login",
}


def signed_in_readers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Asks for signing in before any view that is not on the list; the API answers 401 instead."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if settings.READERS == "public" or request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in OPEN_TO_ALL:
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"error": "Sign in first."}, status=401)
        return signed_out(request) or redirect_to_login(way_back(request))

    middleware.process_view = process_view
    return middleware
