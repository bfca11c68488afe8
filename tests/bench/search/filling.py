"""A database of documents that are only titles, symptoms and codes: `python -m tests.bench.search.filling SIZE OUT [FOLDER]`.

OUT gets different beginnings of one to three words, as somebody types them who looks for one of the titles.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from itertools import accumulate, islice
from pathlib import Path

BATCH = 1000
SYMPTOMS, CODES = 0.35, 0.05  # the share of the documents that have one: 1.4 lines to a document
VOCABULARY = 20_000
BEGINNINGS = 12_000


def main() -> int:
    size, out, folder = int(sys.argv[1]), Path(sys.argv[2]), "".join(sys.argv[3:])
    import django

    django.setup()
    from django.core.management import call_command

    title = _from_documentation(Path(folder)) if folder else _from_made_up_words()
    if title is None:
        return 2
    call_command("migrate", verbosity=0)
    titles = []
    for start in range(0, size, BATCH):
        titles += _fill(range(start + 1, min(start + BATCH, size) + 1), title)
    out.write_text(json.dumps(list(islice(_beginnings(titles), BEGINNINGS))), "utf-8")
    return 0


def _from_documentation(folder: Path) -> Callable[[], str] | None:
    """Makes titles of halves of its titles, the same ones in every run."""
    from tests.bench.search import corpus

    chance, titles = random.Random(5), [page.title.split() for page in corpus.read(folder).values()]
    if not titles:
        print(corpus.HOW)
        return None

    def title() -> str:
        left, right = chance.choice(titles), chance.choice(titles)
        return " ".join(left[: len(left) // 2 + 1] + right[len(right) // 2 :])[:200]

    return title


def _from_made_up_words() -> Callable[[], str]:
    """Makes titles of three to nine words; the commonest stands in nearly every other, most in next to none, as in a language."""
    chance = random.Random(5)
    syllables = [first + second for first in "bcdfghlmnprst" for second in ("a", "e", "i", "o", "u", "an", "er", "in")]
    known = list(
        dict.fromkeys("".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(2 * VOCABULARY))
    )
    known = known[:VOCABULARY]
    weights = list(accumulate(1 / (place + 1) for place in range(len(known))))

    def title() -> str:
        return " ".join(chance.choices(known, cum_weights=weights, k=chance.randint(3, 9))).capitalize()

    return title


def _fill(numbers: range, title: Callable[[], str]) -> list[str]:
    from django.db import transaction

    from kb.models import SearchEntry
    from tests.bench.search.published import publish

    chance = random.Random(numbers.start)
    texts = {number: title() for number in numbers}
    with transaction.atomic():
        publish({number: (text, "") for number, text in texts.items()})
        SearchEntry.objects.bulk_create(
            SearchEntry(
                document_id=number,
                title=text,
                codes=f"0x8501{number % 65536:04X}" if chance.random() < CODES else "",
                symptoms=title() if chance.random() < SYMPTOMS else "",
            )
            for number, text in texts.items()
        )
    return list(texts.values())


def _beginnings(titles: list[str]) -> Iterator[str]:
    """Different ones, without end as long as there are any: one to three words that stand side by side, the last one begun."""
    chance, seen = random.Random(7), set()
    for _ in range(40 * BEGINNINGS):
        words = chance.choice(titles).split()
        count = min(len(words), chance.randint(1, 3))
        first = chance.randrange(len(words) - count + 1)
        *whole, last = words[first : first + count]
        typed = " ".join([*whole, last[: chance.randint(1, len(last))]])
        if len(typed) > 1 and typed not in seen:
            seen.add(typed)
            yield typed


if __name__ == "__main__":
    raise SystemExit(main())
