"""How much somebody may read. (`DocumentQuerySet.visible_to` asks this and nothing else about them, so that what holds for one holds for all alike.)"""

from __future__ import annotations

from enum import Enum

from django.conf import settings


class Reach(Enum):
    """Who reads alike: answers made for one of them may be shown to another."""

    NOTHING = "nothing"
    PUBLIC = "public"
    ALL = "all"

    @classmethod
    def of(cls, user) -> Reach:
        """Anyone reads what is public, unless the site is for signed-in readers only. Those who may read staff documents
        (the groups Staff reader, Editor and Publisher, and superusers) read all."""
        if user.is_authenticated and user.has_perm("kb.read_staff_documents"):
            return cls.ALL
        return cls.NOTHING if settings.READERS == "signed-in" and not user.is_authenticated else cls.PUBLIC
