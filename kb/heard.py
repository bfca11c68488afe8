"""What readers tell us and ask for: feedback, wishes, searches. Nothing of who they are is kept."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Feedback(models.Model):
    """Helpful or not, with an optional word; no account, no cookie."""

    document = models.ForeignKey("kb.Document", models.CASCADE, related_name="feedback")
    revision = models.ForeignKey("kb.Revision", models.CASCADE, related_name="+")
    is_helpful = models.BooleanField(_("helpful"))
    words = models.TextField(_("words"), blank=True)
    key = models.CharField(max_length=36, unique=True, editable=False)  # the same form sent twice is one row
    sender = models.CharField(
        max_length=32, editable=False
    )  # keyed hash of address and day: counts a flood, names nobody
    is_handled = models.BooleanField(_("handled"), default=False)
    created_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name, verbose_name_plural = _("feedback"), _("feedback")

    def __str__(self) -> str:
        return f"{self.document}: {'helpful' if self.is_helpful else 'not helpful'}"


class Wish(models.Model):
    """What a reader looked for and did not find, in their words; nothing of who it was is kept."""

    query = models.CharField(_("searched for"), max_length=200, blank=True)
    words = models.TextField(_("words"))
    is_handled = models.BooleanField(_("handled"), default=False)
    created_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name, verbose_name_plural = _("wish"), _("wishes")

    def __str__(self) -> str:
        return self.words[:80]


class SearchLog(models.Model):
    """How often something was searched for on a day, and how much was found; no address, no cookie."""

    day = models.DateField(_("day"))
    query = models.CharField(_("searched for"), max_length=200)
    times = models.PositiveIntegerField(_("times"), default=1)
    found = models.PositiveIntegerField(_("found"))

    class Meta:
        ordering = ["-day", "-times"]
        verbose_name, verbose_name_plural = _("search"), _("searches")
        constraints = [models.UniqueConstraint(fields=["day", "query"], name="search_log_once_per_day")]

    def __str__(self) -> str:
        return self.query
