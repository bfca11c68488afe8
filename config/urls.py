"""Every address of the site. Names are words of the field; templates say `{% url %}`."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from config import views
from kb.api import search_documents, suggest
from kb.feeds import PublishedFeed
from kb.sitemaps import SITEMAPS
from wizard.api import diagnose

# Links in mails lead to the configured address, whatever host the request named.
_site = urlsplit(settings.SITE_URL)
MAIL_CONTEXT = {"protocol": _site.scheme, "domain": _site.netloc, "site_name": settings.SITE_NAME}

# What people get who cut the end off an address, or guess one: the list in which the rest stood.
CUT_SHORT = {
    "articles/": "/#topics",
    "topics/": "/#topics",
    "guides/": "/fix/",
    "fix/run/": "/fix/",
    "accounts/": "/accounts/password/",  # which asks for signing in first
}

urlpatterns = [
    path("", views.home, name="home"),
    # Documents
    *(path(cut, RedirectView.as_view(url=whole, permanent=True)) for cut, whole in CUT_SHORT.items()),
    path("", include("kb.urls")),
    path("fix/", include("wizard.urls")),
    path("patterns/", views.patterns, name="patterns"),
    # For machines
    path("api/v1/search/", search_documents, name="api_search"),
    path("api/v1/suggest/", suggest, name="api_suggest"),
    path("api/v1/diagnose", diagnose, name="api_diagnose"),
    path("feed/", require_safe(PublishedFeed()), name="feed"),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
    path("worker.js", views.worker, name="worker"),
    path("offline/", views.offline, name="offline"),
    path("healthz", views.health, name="health"),
    path("readyz", views.ready, name="ready"),
    # Signing in
    path("accounts/login/", views.SignIn.as_view(), name="login"),
    path("accounts/logout/", auth.LogoutView.as_view(), name="logout"),
    path("accounts/password/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("accounts/password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("accounts/reset/", views.ForgottenPassword.as_view(extra_email_context=MAIL_CONTEXT), name="password_reset"),
    path("accounts/reset/sent/", auth.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path("accounts/reset/<uidb64>/<token>/", auth.PasswordResetConfirmView.as_view(), name="password_reset_confirm"),
    path("accounts/reset/done/", auth.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    # The first start and the admin
    path("first-admin/<token>/", views.first_admin, name="first_admin"),
    path("admin/", admin.site.urls),
]

handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"
