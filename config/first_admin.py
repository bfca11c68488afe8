"""The one-time link that makes the first admin. Nothing is stored: the link is signed, lasts a day, and is void once there is an admin."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import signing
from django.db import transaction
from django.forms import ModelForm
from django.urls import reverse

SALT = "verger.first-admin"
LASTS = 24 * 3600  # seconds


def is_needed() -> bool:
    """Whether the site has no admin yet."""
    return not get_user_model().objects.filter(is_superuser=True).exists()


def link() -> str:
    """A fresh link; only the command line makes one, so a lost database does not open a set-up page to strangers."""
    return settings.SITE_URL + reverse("first_admin", args=[signing.dumps("first", salt=SALT)])


def why_not(token: str) -> str:
    """Empty for a link that was printed here within the last day while there is no admin yet; otherwise `forged`, `used` or `late`."""
    try:
        signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.SignatureExpired:
        return "late" if is_needed() else "used"
    except signing.BadSignature:
        return "forged"
    return "" if is_needed() else "used"


def make(form: ModelForm):
    """Saves the form's user as the admin; for the second of two at the same moment raises BadSignature, as for a void link."""
    with transaction.atomic():
        list(Group.objects.select_for_update())  # PostgreSQL lets the second wait here, SQLite at the beginning
        if not is_needed():
            raise signing.BadSignature("There is an admin already.")
        user = form.save(commit=False)
        user.is_staff = user.is_superuser = True
        user.save()
    return user
