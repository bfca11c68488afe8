"""Guides are documents, with a manager of their own; runs are walks that were kept, visits daily counts, advice sets what these taught."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kb.models import Document, DocumentQuerySet, Revision


class GuideManager(models.Manager.from_queryset(DocumentQuerySet)):
    def get_queryset(self) -> DocumentQuerySet:
        return super().get_queryset().of_kind("guide")


class Guide(Document):
    """The documents of kind guide."""

    objects = GuideManager()

    class Meta:
        proxy = True
        verbose_name, verbose_name_plural = _("guide"), _("guides")


class Visit(models.Model):
    """How often an answer was given at a node on a day, under keys that outlive revisions; no address, no cookie."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="visits")
    day = models.DateField(_("day"))
    node = models.CharField(_("node"), max_length=40)
    answer = models.CharField(_("answer"), max_length=40)
    times = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        verbose_name, verbose_name_plural = _("visit"), _("visits")
        constraints = [
            models.UniqueConstraint(fields=["document", "day", "node", "answer"], name="visit_once_per_day_and_answer")
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.node}={self.answer}"


class AdviceSet(models.Model):
    """What verdicts taught about one guide until a day: the shares of its causes. The newest set is live; addresses name theirs."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="advice_sets", verbose_name=_("guide"))
    number = models.PositiveIntegerField(_("number"))
    until = models.DateField(_("learned from verdicts until"))
    priors = models.JSONField(_("shares of the causes"), default=dict)
    places = models.JSONField(_("what was compared"), default=list)
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        ordering = ["document", "-number"]
        verbose_name, verbose_name_plural = _("advice set"), _("advice sets")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="advice_set_number_unique_per_document")
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.number}"


class Run(models.Model):
    """A walk that somebody chose to keep. Whoever has its token may read, add to and delete it; nothing says who that is."""

    class Status(models.TextChoices):
        SAVED = "saved", _("saved")
        STUCK = "stuck", _("still stuck")
        FIXED = "fixed", _("fixed")

    token = models.CharField(max_length=22, unique=True, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="runs", verbose_name=_("guide"))
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+", verbose_name=_("revision"))
    advice = models.PositiveIntegerField(default=0, editable=False)
    answers = models.JSONField(_("answers"), default=dict)
    evidence = models.JSONField(_("lines of the pasted text"), default=list)
    verdicts = models.JSONField(_("verdicts"), default=list)
    minutes = models.PositiveIntegerField(_("minutes"), default=0)
    words = models.TextField(_("words"), blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.SAVED)
    created_at = models.DateTimeField(_("saved"), default=timezone.now, db_index=True)
    keep_until = models.DateField(_("kept until"), db_index=True)
    key = models.CharField(max_length=32, unique=True, editable=False)  # the same form sent twice is one row
    sender = models.CharField(
        max_length=32, editable=False
    )  # keyed hash of address and day: counts a flood, names nobody

    class Meta:
        ordering = ["-created_at"]
        verbose_name, verbose_name_plural = _("run"), _("runs")

    def __str__(self) -> str:
        return f"{self.document}, {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return f"/fix/run/{self.token}/"
