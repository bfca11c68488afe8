"""Queries for links."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template

register = template.Library()


@register.simple_tag
def querystring_for(**parameters: object) -> str:
    """The parameters that are not empty, url-encoded in the given order, without the question mark."""
    return urlencode({name: value for name, value in parameters.items() if value not in (None, "")})
