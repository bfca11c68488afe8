"""The admin of documents: one class for every kind. A kind brings its form and its preview, everything else is here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kb import formats
from kb.admin.decisions import DecisionPages
from kb.admin.editing import EditingPages
from kb.admin.filters import CollectionFilter, OverdueFilter, OwnerFilter, StateFilter
from kb.admin.past import PastPages
from kb.models import Document


class DocumentAdmin(EditingPages, DecisionPages, PastPages, admin.ModelAdmin):
    """List, form, history and decisions of one kind of document. Texts are changed through `kb.publishing` only."""

    kind = ""

    list_display = ("title_and_slug", "state_badge", "topic", "owner", "review_date", "visibility", "last_change")
    list_display_links = ("title_and_slug",)
    list_filter = (
        StateFilter,
        OverdueFilter,
        ("topic", admin.RelatedOnlyFieldListFilter),
        CollectionFilter,
        OwnerFilter,
        "visibility",
    )
    search_fields = ("title", "slug")
    search_help_text = _("Words of the title or the slug")
    ordering = ("-latest__created_at", "title")
    list_per_page = 50
    actions = None

    @property
    def format(self) -> formats.Format:
        return formats.get(self.kind)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        listed = super().get_queryset(request).select_related("topic", "owner", "latest")
        return listed.defer("latest__text", "latest__compiled")

    def get_document(self, request: HttpRequest, pk: int | str) -> Document | None:
        """The document of this kind with its newest text, for those who may change it; None where there is none."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        documents = self.model.objects.select_related(
            "topic", "owner", "latest__reviewer", "latest__author", "published"
        )
        try:
            return documents.defer("latest__compiled", "published__text", "published__compiled").get(pk=pk)
        except (self.model.DoesNotExist, ValidationError, ValueError, OverflowError):
            return None

    def get_document_or_404(self, request: HttpRequest, pk: int) -> Document:
        document = self.get_document(request, pk)
        if document is None:
            raise Http404
        return document

    def page_name(self, page: str) -> str:
        """`change` -> the name of that page's address, `admin:kb_article_change`."""
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"

    def page_context(self, request: HttpRequest, document: Document | None) -> dict[str, Any]:
        """What every page about a document knows; the `*_name` are names of addresses."""
        pages = ("changelist", "add", "change", "history", "revision", "compare", "preview", "decision")
        return {
            **self.admin_site.each_context(request),
            **{f"{page}_name": self.page_name(page) for page in pages},
            "opts": self.opts,
            "document": document,
        }

    def get_urls(self) -> list:
        wrap, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("add/draft/", wrap(self.draft_view), name=f"{name}_new_draft"),
            path("<int:pk>/draft/", wrap(self.draft_view), name=f"{name}_draft"),
            path("<int:pk>/history/<int:number>/", wrap(self.revision_view), name=f"{name}_revision"),
            path("<int:pk>/compare/", wrap(self.compare_view), name=f"{name}_compare"),
            path("<int:pk>/preview/", wrap(self.preview_view), name=f"{name}_preview"),
            path("<int:pk>/decide/<slug:name>/", wrap(self.decision_view), name=f"{name}_decision"),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """Never by Django's own ways: what was published is archived, a draft is deleted by a decision."""
        return False

    @admin.display(description=_("title"), ordering="title")
    def title_and_slug(self, document: Document) -> SafeString:
        return format_html('{}<span class="list-slug">{}</span>', document.title, document.slug)

    @admin.display(description=_("state"))
    def state_badge(self, document: Document) -> SafeString:
        return render_to_string("components/state_badge.html", {"state": document.state})

    @admin.display(description=_("review by"), ordering="review_by")
    def review_date(self, document: Document) -> str | SafeString:
        day = document.review_by
        if day is None:
            return "—"
        if document.is_published and day < timezone.localdate():
            return format_html('{} <span class="badge badge-danger">{}</span>', day.isoformat(), _("overdue"))
        return day.isoformat()

    @admin.display(description=_("last change"), ordering="latest__created_at")
    def last_change(self, document: Document):
        return document.latest.created_at if document.latest else document.created_at
