"""Synonyms: what people type, and what the articles call it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kb.models import Synonym
from kb.search import synonyms


class SynonymForm(forms.ModelForm):
    """Keeps both sides as search reads them, and says what cannot be used."""

    class Meta:
        model = Synonym
        fields = ("typed", "means")
        error_messages = {"typed": {"unique": _("There is a synonym for this already; add the meaning there.")}}

    def clean(self) -> dict[str, Any]:
        """Both sides are spelt before Django asks whether there is such a one already."""
        cleaned = super().clean()
        if "typed" in cleaned and "means" in cleaned:
            try:
                cleaned["typed"], cleaned["means"] = synonyms.spelt(cleaned["typed"], cleaned["means"])
            except synonyms.Wrong as wrong:
                self.add_error(wrong.field, str(wrong))
        return cleaned


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    """Live with the next search: search reads them from the database."""

    form = SynonymForm
    list_display = ("typed", "means")
    search_fields = ("typed", "means")
    list_per_page = 100

    def response_post_save_add(self, request: HttpRequest, obj: Synonym) -> HttpResponse:
        """Who came with the words of a gap goes back to the other gaps."""
        if "typed" in request.GET and request.user.has_perm("kb.view_searchlog"):
            return HttpResponseRedirect(reverse("admin:kb_gap_changelist"))
        return super().response_post_save_add(request, obj)
