"""What the outline of a guide needs of its graph."""

from __future__ import annotations

from html import unescape

from django import template
from django.utils.html import strip_tags
from django.utils.text import Truncator

from wizard import graph
from wizard.advice import Suggestion
from wizard.spoken import said

register = template.Library()

SHORT = 200  # characters of a text that is not worth folding
FIRST_WORDS = 90

register.filter("edges", graph.edges)
register.filter("said", said)


@register.filter
def first_words(html: str) -> str:
    """What a folded text begins with, as plain text; empty for one so short that it stands open."""
    words = unescape(strip_tags(html)).split()
    if len(" ".join(words)) <= SHORT and "<pre" not in html and "<img" not in html:
        return ""
    first = unescape(strip_tags(html.partition("</p>")[0])).split()
    return Truncator(" ".join(first) or "…").chars(FIRST_WORDS)


@register.filter
def signed(amount: float) -> str:
    """A term of a sum, with its sign: "+0.92"."""
    return f"{amount:+.2f}"


@register.filter
def total(suggestion: Suggestion) -> str:
    """What the terms of a suggestion sum to."""
    return signed(sum(term.amount for term in suggestion.terms))


@register.filter
def title_of(guide: graph.Graph, key: str) -> str:
    """The words of the node with this key."""
    node = guide.node(key)
    return node.title if node else key
