"""What strangers typed, as it can be shown."""

from __future__ import annotations

from django import template

from kb.readable import MOST, readable

register = template.Library()


@register.filter
def shown(text: object, most: int = MOST) -> str:
    """The text on one line, without what hides or overflows, cut to `most` characters."""
    return readable(str(text), most)
