"""The admin under the site's own name and colours; its start page says what waits."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils.translation import gettext as _

LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


class VergerAdminSite(AdminSite):
    enable_nav_sidebar = False  # few sections; the breadcrumbs and the start page lead everywhere

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every admin page knows."""
        return {
            **super().each_context(request),
            "site_title": settings.SITE_NAME,
            "site_header": settings.SITE_NAME,
            "is_plain_http": not request.is_secure() and split_domain_port(request.get_host())[0] not in LOOPBACK,
        }

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What needs attention first, then the sections."""
        from kb.admin.attention import heaps, unlearnt  # models are not ready yet when this module is imported

        context = {
            "title": _("What waits for you"),
            "heaps": heaps(self, request.user),
            "unlearnt": unlearnt(request.user),
        }
        return super().index(request, {**context, **(extra_context or {})})

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """Django's guard of every page here; but a text that is sent after the session ended is not lost on the way to signing in."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            from config.rescue import signed_out
            from config.sign_in import way_back

            if not self.has_permission(request):
                if request.method == "POST" and (rescued := signed_out(request)):
                    return rescued
                if way_back(request) != request.get_full_path():
                    return redirect_to_login(request.path, reverse("admin:login"))
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's own page, with our limit of wrong passwords."""
        from config.forms import AdminSignInForm  # models are not ready yet when this module is imported
        from config.sign_in import with_its_status

        self.login_form = AdminSignInForm
        response = super().login(request, extra_context)
        form = getattr(response, "context_data", {}).get("form")
        return with_its_status(response, form) if form is not None and form.is_bound else response
