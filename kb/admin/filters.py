"""How the lists of documents and searches can be narrowed down."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kb.models import Collection, Document, Revision

State = Document.State
_submitted = Q(latest__review=Revision.Review.SUBMITTED)
_here = Q(archived_at__isnull=True)
# As `Document.state` derives it, for the database.
IN_STATE = {
    State.DRAFT: _here & ~_submitted & Q(published__isnull=True),
    State.IN_REVIEW: _here & _submitted,
    State.CHANGED: _here & ~_submitted & Q(published__isnull=False) & ~Q(published=F("latest")),
    State.PUBLISHED: _here & ~_submitted & Q(published=F("latest")),
    State.ARCHIVED: ~_here,
}


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(IN_STATE[self.value()]) if self.value() in IN_STATE else queryset


class OverdueFilter(admin.SimpleListFilter):
    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("overdue", _("overdue")), ("none", _("no date"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "overdue":
            return queryset.overdue_for_review()
        return queryset.own().filter(review_by__isnull=True) if self.value() == "none" else queryset


class OwnerFilter(admin.SimpleListFilter):
    title = _("owner")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        owners = get_user_model().objects.filter(pk__in=model_admin.model.objects.values("owner")).order_by("username")
        names = [(str(owner.pk), str(owner)) for owner in owners if owner.pk != request.user.pk]
        return [("me", _("me")), ("nobody", _("nobody")), *names]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        if value == "me":
            return queryset.filter(owner=request.user)
        if value == "nobody":
            return queryset.filter(owner__isnull=True)
        return queryset.filter(owner=int(value)) if value in dict(self.lookup_choices) else queryset


class CollectionFilter(admin.SimpleListFilter):
    title = _("collection")
    parameter_name = "collection"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        collections = list(Collection.objects.values_list("slug", "title"))
        return [("-own", _("our own")), *collections] if collections else []

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "-own":
            return queryset.own()
        return queryset.filter(origin__collection__slug=self.value()) if self.value() else queryset


class FoundNothingFilter(admin.SimpleListFilter):
    title = _("found")
    parameter_name = "found"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("nothing", _("nothing")), ("something", _("something"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "nothing":
            return queryset.filter(found=0)
        return queryset.filter(found__gt=0) if self.value() == "something" else queryset
