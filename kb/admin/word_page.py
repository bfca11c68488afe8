"""The page where a Word file becomes a draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kb import word
from kb.models import Topic


class WordForm(forms.Form):
    """A file and the topic of its draft."""

    file = forms.FileField(
        label=gettext_lazy("Word file"),
        help_text=gettext_lazy("A .docx of at most 20 MB. Headings, lists, tables, links and pictures come along."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
    topic = forms.ModelChoiceField(Topic.objects.all(), label=gettext_lazy("Topic"), required=False)


class WordPage:
    """Adds the page to the admin of articles."""

    def word_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = WordForm(request.POST, request.FILES) if request.method == "POST" else WordForm()
        if request.method == "POST" and form.is_valid() and (brought := self._brought(request, form)):
            for note in brought.notes:
                messages.warning(request, note)
            messages.success(request, _("This is a draft now. Read it through, then publish it."))
            return HttpResponseRedirect(reverse(self.page_name("change"), args=[brought.document.pk]))
        context: dict[str, Any] = {**self.page_context(request, None), "title": _("From a Word file"), "form": form}
        request.current_app = self.admin_site.name
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/documents/word.html", context, status=status)

    def _brought(self, request: HttpRequest, form: WordForm) -> word.Brought | None:
        file, topic = form.cleaned_data["file"], form.cleaned_data["topic"]
        try:
            data = file.read(word.MAX_BYTES + 1)
            return word.import_word(data, name=file.name[:200], topic=topic.slug if topic else "", by=request.user)
        except word.BadWord as bad:
            form.add_error("file", str(bad))
            return None
