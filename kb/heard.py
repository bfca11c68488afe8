"""What readers tell us and ask for: feedback, wishes, searches. Nothing of who they are is kept."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kb.readable import readable


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
        return readable(self.words)


class SearchLog(models.Model):
    """How often something was searched for on a day, how much was found, and whether it led anywhere; no address, no cookie.

    `told` counts the searches of browsers that say which page they come from: of the others nobody knows whether they went on.
    """

    day = models.DateField(_("day"))
    query = models.CharField(_("searched for"), max_length=200)
    form = models.CharField(max_length=250, editable=False, default="")  # kb/search/grouping.py; older rows have none
    times = models.PositiveIntegerField(_("times"), default=1)
    found = models.PositiveIntegerField(_("found"))
    told = models.PositiveIntegerField(_("could tell"), default=0)
    clicks = models.PositiveIntegerField(_("went on to a page"), default=0)

    class Meta:
        ordering = ["-day", "-times"]
        verbose_name, verbose_name_plural = _("search"), _("searches")
        constraints = [models.UniqueConstraint(fields=["day", "query"], name="search_log_once_per_day")]

    def __str__(self) -> str:
        return readable(self.query)


class Gap(models.Model):
    """What an editor did about something that readers miss: began a document for it, or said that it is not for this site."""

    source = models.CharField(max_length=20)  # where it was noticed: kb/gaps.py
    key = models.CharField(max_length=250)
    title = models.CharField(_("missed"), max_length=200)
    document = models.ForeignKey("kb.Document", models.SET_NULL, null=True, blank=True, related_name="+")
    dismissed_on = models.DateField(null=True, blank=True)
    times = models.PositiveIntegerField(default=0)  # how often it had been missed when it was dismissed
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title"]
        verbose_name, verbose_name_plural = _("gap"), _("gaps")
        default_permissions = ()  # who reads the searches sees the gaps, who writes documents closes them
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="gap_once_per_source")]

    def __str__(self) -> str:
        return self.title


class Tally(models.Model):
    """How often something was tried until a moment, such as signing in; by a keyed hash that names nobody."""

    key = models.CharField(max_length=64, unique=True)
    times = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        verbose_name, verbose_name_plural = _("tally"), _("tallies")

    def __str__(self) -> str:
        return f"{self.times} until {self.until:%Y-%m-%d %H:%M}"
