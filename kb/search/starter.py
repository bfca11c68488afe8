"""The synonyms that an installation begins with: everyday words, and what articles say instead.

Each is brought in once. From then on it belongs to the editors: what they change or delete stays so, also when a later
version brings more.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from kb import strict_yaml
from kb.learnt import OfferedSynonym, Synonym
from kb.search import synonyms

LIST = settings.BASE_DIR / "content" / "synonyms.yaml"


class Unreadable(ValueError):
    """The list cannot be used; the message names the line."""


def bring_in(text: str) -> int:
    """Adds the synonyms of this list that were never offered here, and says how many. Raises `Unreadable`, and then adds none."""
    listed = read(text)
    known = set(OfferedSynonym.objects.values_list("typed", flat=True))
    new = {typed: means for typed, means in listed.items() if typed not in known}
    with transaction.atomic():
        OfferedSynonym.objects.bulk_create((OfferedSynonym(typed=typed) for typed in new), ignore_conflicts=True)
        before = Synonym.objects.count()
        rows = (Synonym(typed=typed, means=means) for typed, means in new.items())
        Synonym.objects.bulk_create(rows, ignore_conflicts=True)  # an editor's own stays as it is
        return Synonym.objects.count() - before


def read(text: str) -> dict[str, str]:
    """What people type, and what articles say, both spelt as search reads them. Raises `Unreadable`."""
    loaded = strict_yaml.load(text)
    for problem in loaded.problems:
        raise Unreadable(f"line {problem.line}: {problem.message}")
    found: dict[str, str] = {}
    for typed, means in loaded.value.items() if isinstance(loaded.value, dict) else ():
        try:
            left, right = synonyms.spelt(typed, means if isinstance(means, str) else "")
        except synonyms.Wrong as wrong:
            raise Unreadable(f"line {loaded.line(typed)}: {wrong}") from wrong
        if left in found:
            raise Unreadable(f"line {loaded.line(typed)}: “{left}” is there already.")
        found[left] = right
    if not found:
        raise Unreadable("line 1: Synonyms are written `what people type: what articles say`, one on each line.")
    return found
