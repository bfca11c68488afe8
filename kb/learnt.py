"""What search knows beyond the words of published texts: learnt from them after publishing, or told by editors."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchVectors(models.Model):
    """What a published document means, as vectors of small numbers: of its passages, and of each piece of them (`kb/search/vectors.py`, `piecewise.py`).

    A row is never changed but made anew, so that the highest id and the number of rows tell whether there is anything new.
    """

    document = models.OneToOneField("kb.Document", models.CASCADE, related_name="search_vectors")
    digest = models.CharField(max_length=32)  # of the passages and the model they were made from
    passages = models.BinaryField()
    pieces = models.BinaryField(default=bytes)

    class Meta:
        app_label = "kb"
        verbose_name, verbose_name_plural = _("search vectors"), _("search vectors")

    def __str__(self) -> str:
        return str(self.document)


class SearchWord(models.Model):
    """A word of titles, headings, summaries, keywords or symptoms: what a misspelt word may have been meant for."""

    word = models.CharField(max_length=40, unique=True)

    class Meta:
        app_label = "kb"
        verbose_name, verbose_name_plural = _("search word"), _("search words")

    def __str__(self) -> str:
        return self.word


class Synonym(models.Model):
    """What people type, and what the articles call it; written by editors, and live with the next search."""

    typed = models.CharField(
        _("people type"),
        max_length=80,
        unique=True,
        help_text=_("A word, or a few words in a row. Small letters will do."),
    )
    means = models.CharField(
        _("articles say"), max_length=200, help_text=_("One or more words or phrases, with commas between them.")
    )

    class Meta:
        app_label = "kb"
        ordering = ["typed"]
        verbose_name, verbose_name_plural = _("synonym"), _("synonyms")

    def __str__(self) -> str:
        return f"{self.typed}: {self.means}"


class OfferedSynonym(models.Model):
    """A synonym of the starter list that was brought in once: one that editors have deleted since does not come back."""

    typed = models.CharField(max_length=80, unique=True)

    class Meta:
        app_label = "kb"
        verbose_name, verbose_name_plural = _("offered synonym"), _("offered synonyms")

    def __str__(self) -> str:
        return self.typed
