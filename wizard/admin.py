"""Guides in the admin."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from kb.admin.documents import DocumentAdmin
from kb.admin.forms import DocumentForm, WholeTextForm
from kb.admin.others import ReadOnlyAdmin
from kb.models import Document
from wizard import drawing, runs
from wizard.graph import from_json
from wizard.models import Guide, Run
from wizard.new_guide import NEW_GUIDE
from wizard.spoken import said

PARTS = _(
    "YAML. At the top stand {title}, {summary}, {topic}, {symptoms} and {start}, the key of the first node. Under {nodes} "
    "each node has a key of its own: a question has {ask} and {choices}, a fix {fix} and {steps}; {shortlist}, {end} and "
    "{jump} are the others. {to} names the node that comes next. {tests} are walks that must arrive where they say."
)
KEYS = [
    "title",
    "summary",
    "topic",
    "symptoms",
    "start",
    "nodes",
    "ask",
    "choices",
    "fix",
    "steps",
    "shortlist",
    "end",
    "jump",
    "to",
    "tests",
]


class GuideForm(WholeTextForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whole_text"].help_text = format_html(  # in a new tab: what is typed here stays
            '{} <a href="{}" target="_blank">{}</a>',
            format_html(str(PARTS), **{key: format_html("<code>{}</code>", key) for key in KEYS}),
            reverse("admin:wizard_guide_format"),
            _("Every key and what it takes (in a new tab)."),
        )


@admin.register(Guide)
class GuideAdmin(DocumentAdmin):
    kind = "guide"
    form_class = whole_text_form = GuideForm
    preview_template = "admin/documents/_guide_preview.html"
    has_numbered_lines = True

    def initial_text(self, form_class: type[DocumentForm]) -> dict[str, Any]:
        return form_class.initial_of(NEW_GUIDE)

    def preview_context(self, reading: Any, document: Document | None) -> dict[str, Any]:
        """The map, the same as a list, and the whole guide; every box of the map leads to its place below."""
        graph = from_json(reading.compiled["graph"])
        drawn = drawing.draw(graph, address=lambda key: f"#{key}", say=said)
        html = reading.compiled["html"]
        return {
            "graph": graph,
            "picture": mark_safe(drawn.markup),  # our own drawing, escaped there
            "start": drawn.start,
            "rows": drawing.rows(drawing.outline(graph)),
            "nodes": [(node, html.get(node.key, {})) for node in graph.nodes],
            "replayed": runs.replayed_on(graph, document) if document and document.published_id else [],
        }

    def get_urls(self) -> list:
        reference = path("format/", self.admin_site.admin_view(self.format_view), name="wizard_guide_format")
        return [reference, *super().get_urls()]

    def format_view(self, request: HttpRequest) -> HttpResponse:
        """The reference of the format, as it stands in docs/: who writes here need not have the code at hand."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        text = (settings.BASE_DIR / "docs" / "guide-format.md").read_text(encoding="utf-8")
        return HttpResponse(text, content_type="text/plain; charset=utf-8")

    def walk_url(self, document: Document) -> str:
        return reverse("wizard:draft_walk", args=[document.slug, document.latest.number]) if document.latest else ""


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    """The walks that people kept, for those who help them: to be read, and to be deleted when somebody asks for it."""

    list_display = ("created_at", "guide_title", "status", "stands_at", "words", "contact", "keep_until")
    list_filter = ("status", ("document", admin.RelatedOnlyFieldListFilter), "created_at")
    search_fields = ("words", "contact", "document__title")
    fields = ("report_link", "status", "report_text", "created_at", "keep_until")
    readonly_fields = fields
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Run]:
        return super().get_queryset(request).select_related("document", "revision")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("wizard.view_run")

    def has_view_permission(self, request: HttpRequest, obj: Run | None = None) -> bool:
        return request.user.has_perm("wizard.view_run")

    def has_change_permission(self, request: HttpRequest, obj: Run | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Run | None = None) -> bool:
        return request.user.has_perm("wizard.delete_run")

    @admin.display(description=_("guide"), ordering="document__title")
    def guide_title(self, run: Run) -> str:
        return run.document.title

    @admin.display(description=_("stands at"))
    def stands_at(self, run: Run) -> str:
        return runs.report(run).stands_at

    @admin.display(description=_("report"))
    def report_link(self, run: Run) -> SafeString:
        return format_html('<a href="{}">{}</a>', run.get_absolute_url(), run)

    @admin.display(description=_("as text"))
    def report_text(self, run: Run) -> SafeString:
        return format_html("<pre>{}</pre>", runs.report(run).as_text())
