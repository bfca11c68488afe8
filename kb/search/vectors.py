"""The vectors of documents: written to the database, and a copy in each process, in which those near a query are found.

A vector is 384 whole numbers from -127 to 127. Of many, the signs alone (48 bytes each) choose a thousand, whose whole
vectors are then compared: a search among 100,000 documents takes a few milliseconds.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db import connection, transaction

from kb.learnt import SearchVectors
from kb.search import piecewise
from kb.search.engines import engine
from kb.search.meaning import MARK, SIZE, Meant

CLOSELY = 1000  # passages that are compared by their whole vectors
AT_ONCE = 16_384  # passages whose signs are compared at once
PART = 16  # of the passages, one in so many tells how unlike the nearest are
ROWS = 500  # read from the database at once
COUNTED = 60.0  # seconds after which rows are counted again

_lock = threading.Lock()


@dataclass
class _Copy:
    """What a process holds: for each passage its row, its document and its vector."""

    last: int
    counted: float  # when it was last made sure that nothing came in with a lower number
    rows: Any
    documents: Any
    numbers: Any
    lengths: Any
    signs: Any


_copies: dict[str, _Copy] = {}  # of each database; only the tests have more than one


@dataclass(frozen=True)
class Near:
    """How near documents are, from -1 to 1; those that are not named are no nearer than `others`."""

    found: Mapping[int, float]
    others: float = 0.0

    def __getitem__(self, pk: int) -> float:
        return self.found.get(pk, self.others)


def near(vector: Any) -> Near:
    """The documents whose passages are nearest to a vector; each counts by its nearest passage."""
    import numpy

    copy = _current()
    if not len(copy.rows):
        return Near({})
    numbers, lengths, documents = copy.numbers, copy.lengths, copy.documents
    if len(numbers) > CLOSELY:
        chosen = _fewest(_unlike(copy.signs, _signs(vector[None, :])), CLOSELY)
        # Takes half the time that an index in brackets takes.
        numbers, lengths, documents = (one.take(chosen, axis=0) for one in (numbers, lengths, documents))
    cosines = numbers.astype(numpy.float32) @ vector / lengths
    order = cosines.argsort()
    # Of a document's passages the nearest comes last, and stays.
    found = dict(zip(documents[order].tolist(), cosines[order].tolist(), strict=True))
    return Near(found, min(found.values()))


def of_pieces(pks: Iterable[int]) -> dict[int, bytes]:
    """The vectors of the pieces of these documents, packed, of those that have been learnt. They are read anew for each search, which compares few."""
    statement = f"SELECT document_id, digest, pieces FROM kb_searchvectors WHERE document_id IN ({engine().LISTED})"
    with connection.cursor() as cursor:
        cursor.execute(statement, [engine().as_list(pks)])
        return {pk: bytes(packed) for pk, digest, packed in cursor.fetchall() if digest.startswith(MARK)}


def write(made: Mapping[int, tuple[str, Meant]]) -> None:
    """Puts the digest of each document and what it means into the database, in place of what is there."""
    rows = [
        SearchVectors(document_id=pk, digest=digest, passages=_packed(vectors), pieces=piecewise.packed(pieces))
        for pk, (digest, (vectors, pieces)) in made.items()
    ]
    with transaction.atomic():
        SearchVectors.objects.filter(document__in=list(made)).delete()
        SearchVectors.objects.bulk_create(rows, ignore_conflicts=True)


def _packed(vectors: Any) -> bytes:
    import numpy

    largest = numpy.maximum(numpy.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return numpy.round(vectors / largest * 127).astype(numpy.int8).tobytes()


def _signs(numbers: Any) -> Any:
    """The signs of each vector, 64 in a number: six rows of as many as there are vectors. So they are compared in a fifth of the time of six in a row for each."""
    import numpy

    return numpy.ascontiguousarray(numpy.packbits(numbers > 0, axis=1).view(numpy.uint64).T)


def _unlike(signs: Any, others: Any) -> Any:
    """In how many signs each vector differs. Some at a time, so that what lies between stays in the processor's cache."""
    import numpy

    unlike = numpy.empty(signs.shape[1], numpy.uint16)
    for start in range(0, len(unlike), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        numpy.bitwise_count(signs[:, some] ^ others).sum(axis=0, out=unlike[some])
    return unlike


def _fewest(counts: Any, most: int) -> Any:
    """The places of so many of the least. A part of them tells about how low they are; only those as low are looked at closely."""
    import numpy

    part = counts[::PART]
    likely = numpy.searchsorted(numpy.bincount(part).cumsum(), 1.5 * most / PART)
    low = numpy.flatnonzero(counts <= likely)
    return low[_least(counts[low], most)] if len(low) >= most else _least(counts, most)


def _least(counts: Any, most: int) -> Any:
    """The places of so many of the least, among however many; counting how often each number is there takes less than sorting."""
    import numpy

    bound = numpy.searchsorted(numpy.bincount(counts).cumsum(), most)
    below = numpy.flatnonzero(counts < bound)
    return numpy.concatenate((below, numpy.flatnonzero(counts == bound)[: most - len(below)]))


def _current() -> _Copy:
    """This process's copy, after a look whether the database has anything newer: one query that reads one row.

    What was taken away does no harm, since nothing shows that cannot be read; what came in beside a later row is
    noticed by counting, which reads all rows and is done now and then.
    """
    name = connection.alias + str(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM kb_searchvectors")
        last = cursor.fetchone()[0] or 0
    copy = _copies.get(name)
    if copy is None or copy.last != last or monotonic() - copy.counted > COUNTED:
        with _lock:
            copy = _copies.get(name)
            if copy is None or copy.last != last or _has_changed(copy):
                copy = _copies[name] = _brought_up_to_date(copy, last)
    return copy


def _has_changed(copy: _Copy) -> bool:
    """Whether there is another number of rows than in the copy, if nobody has looked for a while."""
    import numpy

    if monotonic() - copy.counted <= COUNTED:
        return False
    copy.counted = monotonic()
    return SearchVectors.objects.count() != len(numpy.unique(copy.rows))


def _brought_up_to_date(copy: _Copy | None, last: int) -> _Copy:
    """The copy without the rows that are gone, and with those that are new."""
    import numpy

    there = list(SearchVectors.objects.order_by("pk").values_list("pk", flat=True))
    kept = numpy.isin(copy.rows, there) if copy else None
    parts = [(copy.rows[kept], copy.documents[kept], copy.numbers[kept])] if copy else []
    new = sorted(set(there) - set(copy.rows.tolist() if copy else ()))
    for start in range(0, len(new), ROWS):
        rows = SearchVectors.objects.filter(pk__in=new[start : start + ROWS]).values_list(
            "pk", "document_id", "digest", "passages"
        )
        parts.extend(_unpacked(list(rows)))
    empty = (numpy.zeros(0, numpy.int64), numpy.zeros(0, numpy.int64), numpy.zeros((0, SIZE), numpy.int8))
    rows, documents, numbers = (numpy.concatenate(part) for part in zip(empty, *parts, strict=True))
    lengths = numpy.sqrt(numpy.einsum("ij,ij->i", numbers, numbers, dtype=numpy.float32))
    return _Copy(last, monotonic(), rows, documents, numbers, numpy.maximum(lengths, 1e-9), _signs(numbers))


def _unpacked(rows: Sequence[tuple[int, int, str, Any]]) -> list[tuple[Any, Any, Any]]:
    """For each row of the database: its number and its document, once for every passage, and the passages' vectors."""
    import numpy

    parts = []
    for pk, document, digest, packed in rows:
        numbers = numpy.frombuffer(bytes(packed), numpy.int8)
        if len(numbers) % SIZE == 0 and len(numbers) and digest.startswith(MARK):
            numbers = numbers.reshape(-1, SIZE)
            parts.append((numpy.full(len(numbers), pk), numpy.full(len(numbers), document), numbers))
    return parts
