"""What a document was: the list of its revisions, one revision, the difference of any two, and how any of them looks to readers."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from kb.diffing import compare
from kb.models import Document, Revision

PER_PAGE = 50


class PastPages:
    """History, one revision, comparison and preview."""

    preview_page_template = "admin/documents/preview.html"

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        document = self.get_document(request, object_id)
        if document is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        revisions = document.revisions.select_related("author", "reviewer").defer("text", "compiled")
        page = Paginator(revisions, PER_PAGE).get_page(request.GET.get("page"))
        numbers = [revision.number for revision in page]
        context = {
            **self.page_context(request, document),
            "title": str(document),
            "revisions": page,
            "newer": numbers[0] if numbers else None,
            "older": numbers[1] if len(numbers) > 1 else None,
            "may_revert": request.user.has_perm("kb.publish_document") and not document.archived_at,
        }
        return self._answer(request, "history", context)

    def revision_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        document = self.get_document_or_404(request, pk)
        revision = _revision(document, number)
        before = document.revisions.filter(number__lt=number).first()
        context = {
            **self.page_context(request, document),
            "title": str(document),
            "revision": revision,
            "before": before,
            "comparison": compare(before.text if before else "", revision.text),
            "may_publish": request.user.has_perm("kb.publish_document"),
        }
        return self._answer(request, "revision", context)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The difference of the revisions `from` and `to`, the older one always first."""
        document = self.get_document_or_404(request, pk)
        numbers = sorted(_number(request.GET.get(name)) for name in ("from", "to"))
        old, new = (_revision(document, number) for number in numbers)
        context = {
            **self.page_context(request, document),
            "title": str(document),
            "old": old,
            "new": new,
            "comparison": compare(old.text, new.text),
        }
        return self._answer(request, "compare", context)

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A revision (the newest without `revision`) as readers would get it."""
        document = self.get_document_or_404(request, pk)
        number = request.GET.get("revision")
        revision = _revision(document, _number(number)) if number else document.latest
        reading = self.format.read(revision.text)
        context = {
            **self.page_context(request, document),
            "revision": revision,
            "preview": reading,
            "preview_template": self.preview_template,
            **(self.preview_context(reading, document) if reading.is_readable else {}),
        }
        return TemplateResponse(request, self.preview_page_template, context)

    def _answer(self, request: HttpRequest, name: str, context: dict) -> HttpResponse:
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/documents/{name}.html", context)


def _number(given: str | None) -> int:
    if not given or not given.isascii() or not given.isdecimal() or len(given) > 9:
        raise Http404("A revision has a number.")
    return int(given)


def _revision(document: Document, number: int) -> Revision:
    if number > 999_999_999:
        raise Http404("There is no such revision.")
    return get_object_or_404(document.revisions.select_related("author", "reviewer"), number=number)
