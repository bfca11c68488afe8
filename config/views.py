"""Home, health, the first admin, and the pages for when something went wrong."""

from __future__ import annotations

import logging
from functools import partial

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import LoginView, PasswordResetView
from django.core import signing
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from config import first_admin as first
from config import forgotten, rescue
from config.forms import FirstAdminForm, SignInForm
from config.patterns import COLOURS
from config.patterns import patterns as all_patterns
from config.sign_in import TooMany, with_its_status
from kb import astray
from kb.models import Document, Topic

log = logging.getLogger(__name__)

PAPER = "#fdfcf9"  # --paper of static/css/tokens.css, for what stands outside of pages


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The search box, the guides by symptom, the topics with counts, and what was confirmed or published last."""
    visible = Document.objects.visible_to(request.user).select_related("topic")
    context = {
        "topics": Topic.objects.with_counts(visible),
        "guides": visible.of_kind("guide").order_by("topic__position", "title"),
        "confirmed": visible.own().filter(confirmed_at__isnull=False).order_by("-confirmed_at", "title")[:5],
        "recent": visible.own().exclude(kind="guide").order_by("-updated_at", "title")[:6],
    }
    return render(request, "home.html", context)


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """The colours, the type and every component, for whoever changes the look."""
    return render(request, "patterns.html", {"patterns": all_patterns(), "colours": COLOURS})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: everything in a public site but the walks, the searches and the admin; nothing in a private one."""
    if settings.READERS == "signed-in":
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search/", "Disallow: /accounts/"]
        lines += ["Disallow: /fix/*?", "", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to keep the site on its home screen."""
    icons = [{"src": static(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)]
    content = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME[:12],
        "start_url": "/",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Lets browsers search here from the address bar (OpenSearch 1.1)."""
    return render(request, "opensearch.xml", content_type="application/opensearchdescription+xml")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows the offline page; it stands at the root, so that it may do so for the whole site."""
    return render(request, "worker.js", content_type="text/javascript")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a reader gets when the network is away; the browser keeps it from an earlier visit."""
    return render(request, "offline.html")


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """The process and its database answer; no details to strangers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.exception("The database does not answer")
        return JsonResponse({"status": "database"}, status=503)
    return JsonResponse({"status": "ok"})


class SignIn(LoginView):
    """Signing in; after too many wrong passwords it says when to try again."""

    form_class = SignInForm
    extra_context = {"site_name": settings.SITE_NAME}

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        return with_its_status(super().form_invalid(form), form)


class ForgottenPassword(PasswordResetView):
    """Sends a link for a new password; one answer, whether the address is known, unknown, or got enough links already."""

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        try:
            may_be_sent = forgotten.may_be_sent(self.request, form.cleaned_data["email"])
        except TooMany as refused:
            form.add_error(None, refused)
            return with_its_status(self.form_invalid(form), form)
        if not may_be_sent:
            return redirect(self.get_success_url())
        return forgotten.AnswerFirst(self.get_success_url(), then=partial(super().form_valid, form))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def first_admin(request: HttpRequest, token: str) -> HttpResponse:
    """Makes the first admin, once, for whoever holds the link that the first start printed."""
    reason = first.why_not(token)
    if reason:
        return _void_link(request, reason)
    form = FirstAdminForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = first.make(form)
        except signing.BadSignature:  # somebody else was a moment faster
            return _void_link(request, "used")
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("admin:index")
    return render(request, "first_admin.html", {"form": form}, status=200 if request.method != "POST" else 422)


def _void_link(request: HttpRequest, reason: str) -> HttpResponse:
    """Says to whoever holds a link of ours why it makes no admin; a forged one is no page at all."""
    if reason == "forged":
        raise Http404("This link was not made here.")
    return render(request, "first_admin_void.html", {"reason": reason}, status=410)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be read; under a host that the site does not know, what to set."""
    return render(request, "400.html", {"is_other_host": isinstance(exception, DisallowedHost)}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What this person may not do; what they had typed into a document comes back."""
    return rescue.refused(request, "403.html", rescue.typed_text(request))


def form_out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this session (CSRF): what was typed into a document comes back."""
    return rescue.refused(request, "403_csrf.html", rescue.typed_text(request))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that leads nowhere, with what may have been meant."""
    return astray.page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault. The page asks nothing of the database, which may be what is broken."""
    return render(None, "500.html", {"site_name": settings.SITE_NAME}, status=500)
