"""What the outline of a guide needs of its graph."""

from __future__ import annotations

from django import template

from wizard import graph
from wizard.advice import Suggestion
from wizard.spoken import said

register = template.Library()

register.filter("edges", graph.edges)
register.filter("said", said)


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
