"""Search without an index: the texts themselves, read with LIKE. Slow and plain, for as long as an index is missing or damaged."""

from __future__ import annotations

import re

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q

from kb.models import SearchEntry
from kb.search.query import Query
from kb.search.ranking import DECLARED, MENTIONED, WEIGHTS, Scores, code_tokens


def match(connection: BaseDatabaseWrapper, query: Query, *, limit: int) -> Scores:
    """The documents that hold any of the words, each with its score; at most `limit` are looked at."""
    tokens = [code_tokens(code)[0] for code in query.codes]
    wanted = [*query.terms, *query.phrases, *(token for code in query.codes for token in code_tokens(code))]
    entries = SearchEntry.objects.filter(_anywhere(wanted)).exclude(_anywhere(query.minus))
    for phrase in query.phrases:
        entries = entries.filter(_anywhere([phrase]))
    rows = entries.order_by("pk").values_list("pk", *WEIGHTS)[:limit]
    return {pk: _score(dict(zip(WEIGHTS, texts, strict=True)), wanted, tokens) for pk, *texts in rows}


def _anywhere(texts: list[str] | tuple[str, ...]) -> Q:
    """Any of the texts in any column; nothing where there are none. They are letters, digits and spaces only."""
    found = Q(pk__in=[])
    for text in texts:
        look_up, value = ("icontains", text) if _is_plain(text) else ("iregex", _pattern(text))
        for column in WEIGHTS:
            found |= Q(**{f"{column}__{look_up}": value})
    return found


def _is_plain(text: str) -> bool:
    """Whether LIKE will do: a word that is long enough not to stand within others by chance."""
    return " " not in text and len(text) > 3


def _pattern(text: str) -> str:
    """A short word by itself, or words in a row whatever stands between them: 10.5.3 for `10 5 3`."""
    return f"(^|[^a-z0-9]){'[^a-z0-9]+'.join(text.split())}($|[^a-z0-9])"


def _score(texts: dict[str, str], wanted: list[str], tokens: list[str]) -> float:
    lowered = {column: text.lower() for column, text in texts.items()}
    score = sum(max(WEIGHTS[column] * _holds(lowered[column], text) for column in WEIGHTS) for text in wanted)
    if any(token in lowered["codes"].split() for token in tokens):
        return score + DECLARED
    return score + MENTIONED * any(token in lowered["keywords"].split() for token in tokens)


def _holds(lowered: str, text: str) -> bool:
    return text in lowered if _is_plain(text) else bool(re.search(_pattern(text), lowered))
