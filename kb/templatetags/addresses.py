"""Queries for links, and the documents that an article shows in its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.safestring import SafeString

from kb import cards

register = template.Library()


@register.simple_tag
def prose_of(page: Mapping[str, Any], user) -> SafeString:
    """The text of an article for this user; `page` is what was compiled of it."""
    return cards.filled(page, user)


@register.simple_tag
def querystring_for(**parameters: object) -> str:
    """The parameters that are not empty, url-encoded in the given order, without the question mark."""
    return urlencode({name: value for name, value in parameters.items() if value not in (None, "")})
