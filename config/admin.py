"""People in the admin: who is put into a group that works there may also sign in there."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Permission, User
from django.http import HttpRequest
from django.utils.translation import gettext as _

admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Django's own, but a group such as Editor brings the right to open the admin with it, which one easily forgets."""

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
