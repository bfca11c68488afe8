"""People in the admin: who is put into a group that works there may also sign in there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

admin.site.unregister([Group, User])


class RightsAsBoxes:
    """Groups and single rights as boxes to tick: they work without scripts, on a phone and for screen readers."""

    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any):
        kwargs["widget"] = forms.CheckboxSelectMultiple()
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.help_text = ""  # Django's tells how to choose several from a list
        return field


@admin.register(Group)
class RoleAdmin(RightsAsBoxes, GroupAdmin):
    """Django's own; what Editor, Publisher and Staff reader may do is said by migrations, kb's 0002 the first."""


@admin.register(User)
class PersonAdmin(RightsAsBoxes, UserAdmin):
    """Django's own, but the few groups are boxes to tick, single rights are folded away, and a group such as Editor brings the right
    to open the admin with it, which one easily forgets."""

    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("Personal info"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("Permissions"), {"fields": ("is_active", "groups", "is_staff", "is_superuser")}),
        (
            gettext_lazy("Single rights, beside those of the groups"),
            {"fields": ("user_permissions",), "classes": ("collapse",)},
        ),
        (gettext_lazy("Important dates"), {"fields": ("last_login", "date_joined"), "classes": ("collapse",)}),
    )
    list_display = ("username", "email", "roles", "is_active", "is_staff")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("groups"))
    def roles(self, user: User) -> str:
        return ", ".join(sorted(group.name for group in user.groups.all()))

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        user = form.instance
        works_here = Permission.objects.filter(
            group__user=user, content_type__app_label="kb", codename="change_document"
        )
        if not user.is_staff and works_here.exists():
            user.is_staff = True
            user.save(update_fields=["is_staff"])
            messages.info(request, _("“Staff status” was ticked too: without it an editor cannot open the admin."))
