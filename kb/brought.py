"""What was brought in from elsewhere: collections of other people's documentation, where each document came from, and pictures."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

OWN = "own"  # how a filter of a search calls what belongs to no collection


class Collection(models.Model):
    """A set of documents that somebody else wrote, imported together. What belongs to none is the church's own."""

    slug = models.SlugField(
        _("slug"), unique=True, max_length=40, help_text=_("Part of the address of a filtered search.")
    )
    title = models.CharField(_("title"), max_length=80, help_text=_("Shown beside each of its documents."))
    weight = models.FloatField(
        _("weight"),
        default=0.7,
        validators=[MinValueValidator(0.1), MaxValueValidator(1.0)],
        help_text=_("How much a match here counts beside one in your own articles, which count 1."),
    )
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    address = models.URLField(_("address"), blank=True, help_text=_("Where the original stands on the web."))

    class Meta:
        app_label = "kb"
        ordering = ["title"]
        verbose_name, verbose_name_plural = _("collection"), _("collections")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.slug == OWN:
            raise ValidationError({"slug": _("“own” stands for what the church wrote itself. Choose another one.")})


EDITED = "edited"  # in place of a digest: of a document that was edited here, brought back from an export


class Origin(models.Model):
    """Where an imported document came from."""

    document = models.OneToOneField("kb.Document", models.CASCADE, primary_key=True, related_name="origin")
    collection = models.ForeignKey(Collection, models.PROTECT, related_name="origins")
    path = models.CharField(_("file"), max_length=400)  # in the imported folder, with forward slashes
    address = models.URLField(_("original"), blank=True, max_length=500)
    digest = models.CharField(max_length=64, editable=False)  # of what was read: the same again needs no work

    class Meta:
        app_label = "kb"
        verbose_name, verbose_name_plural = _("origin"), _("origins")
        constraints = [models.UniqueConstraint(fields=["collection", "path"], name="origin_path_once_per_collection")]

    def __str__(self) -> str:
        return f"{self.collection}: {self.path}"


class Image(models.Model):
    """A picture, re-encoded and kept in the data folder under the digest of its bytes: the same picture is kept once."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    suffix = models.CharField(max_length=5, editable=False)  # of the file: .png, .jpg, .webp
    name = models.CharField(_("name"), max_length=200)  # as it was uploaded or imported
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    size = models.PositiveIntegerField(_("bytes"))
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        app_label = "kb"
        ordering = ["-created_at"]
        verbose_name, verbose_name_plural = _("picture"), _("pictures")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/images/{self.file_name}"

    @property
    def file_name(self) -> str:
        return f"{self.digest}{self.suffix}"
