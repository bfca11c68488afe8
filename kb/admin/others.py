"""Topics, and what readers told and asked us."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kb import feedback as opinions
from kb import wishes
from kb.admin.filters import FoundNothingFilter
from kb.models import Feedback, SearchLog, Topic, Wish
from kb.readable import MOST, readable


@admin.register(Topic)
class TopicAdmin(ModelAdmin):
    list_display = ("title", "slug", "position", "documents_on_it")
    search_fields = ("title", "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return super().get_queryset(request).annotate(count=Count("documents"))

    def get_readonly_fields(self, request: HttpRequest, obj: Topic | None = None) -> tuple[str, ...]:
        """Texts name their topic by its slug, so that stays as it is once there is one."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Topic | None = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("title",)}

    @admin.display(description=_("documents"), ordering="count")
    def documents_on_it(self, topic: Topic) -> int:
        return topic.count


def in_a_list(typed: str, most: int = MOST) -> SafeString:
    """What a stranger typed, for a column of a list."""
    return format_html("<bdi>{}</bdi>", readable(typed, most))


class ReadOnlyAdmin(ModelAdmin):
    """Rows that readers made: to be read, not to be written."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    list_display = ("received", "document_link", "is_helpful", "said", "is_handled")
    list_filter = ("is_handled", "is_helpful", "created_at")
    search_fields = ("words", "document__title")
    fields = ("document_link", "is_helpful", "words", "created_at", "is_handled")
    readonly_fields = fields
    list_per_page = 50
    actions = ("mark_handled",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feedback]:
        return super().get_queryset(request).select_related("document")

    def has_change_permission(self, request: HttpRequest, obj: Feedback | None = None) -> bool:
        """Marking as handled is all that can be changed, and that is done in the list."""
        return obj is None and super().has_change_permission(request)

    @admin.action(description=_("Mark as handled"), permissions=["change"])
    def mark_handled(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> None:
        marked = opinions.mark_handled(queryset)
        for one in marked:
            self.log_change(request, one, "Marked as handled.")
        said = ngettext("%d is handled now.", "%d are handled now.", len(marked)) % len(marked)
        self.message_user(request, said)

    @admin.display(description=_("received"), ordering="created_at")
    def received(self, feedback: Feedback):
        return feedback.created_at

    @admin.display(description=_("words"), ordering="words")
    def said(self, feedback: Feedback) -> SafeString:
        return in_a_list(feedback.words, 300)

    @admin.display(description=_("document"), ordering="document__title")
    def document_link(self, feedback: Feedback) -> SafeString:
        return format_html('<a href="{}">{}</a>', feedback.document.get_absolute_url(), feedback.document)


@admin.register(Wish)
class WishAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "said", "typed", "is_handled")
    list_display_links = None
    list_filter = ("is_handled", "created_at")
    search_fields = ("words", "query")
    list_per_page = 50
    actions = ("mark_handled",)

    def has_change_permission(self, request: HttpRequest, obj: Wish | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    @admin.display(description=_("searched for"), ordering="query")
    def typed(self, wish: Wish) -> SafeString:
        return in_a_list(wish.query)

    @admin.display(description=_("words"), ordering="words")
    def said(self, wish: Wish) -> SafeString:
        return in_a_list(wish.words, 300)

    @admin.action(description=_("Mark as handled"), permissions=["change"])
    def mark_handled(self, request: HttpRequest, queryset: QuerySet[Wish]) -> None:
        marked = wishes.mark_handled(queryset)
        for one in marked:
            self.log_change(request, one, "Marked as handled.")
        self.message_user(request, ngettext("%d is handled now.", "%d are handled now.", len(marked)) % len(marked))


@admin.register(SearchLog)
class SearchLogAdmin(ReadOnlyAdmin):
    list_display = ("typed", "times", "found", "told", "clicks", "day")
    list_display_links = None
    list_filter = (FoundNothingFilter, "day")
    search_fields = ("query",)
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: SearchLog | None = None) -> bool:
        return False

    @admin.display(description=_("searched for"), ordering="query")
    def typed(self, row: SearchLog) -> SafeString:
        return in_a_list(row.query)
