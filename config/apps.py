"""The site itself: settings checks, first start, and the admin under our own name."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class VergerConfig(AppConfig):
    name = "config"
    verbose_name = "Verger"

    def ready(self) -> None:
        from config import checks  # noqa: F401  registers the system checks


class VergerAdminConfig(AdminConfig):
    default_site = "config.admin_site.VergerAdminSite"
