"""The beginnings that the benchmark of suggestions types: different ones, and each finds something."""

from itertools import islice

from kb.search.suggestions import _asked
from kb.search.table import Row, Table
from tests.bench.search.filling import _beginnings, _from_made_up_words


def test_every_beginning_is_a_new_one_and_has_a_suggestion():
    title = _from_made_up_words()
    titles = [title() for _ in range(300)]
    typed = list(islice(_beginnings(titles), 500))
    assert len(set(typed)) == 500
    table = Table(Row("article", f"page-{number}", text, number) for number, text in enumerate(titles))
    assert all(table.answer(_asked(one)) for one in typed)


def test_the_titles_are_the_same_in_every_run_and_their_words_unevenly_common():
    one, other = _from_made_up_words(), _from_made_up_words()
    titles = [one() for _ in range(500)]
    assert titles == [other() for _ in range(500)]
    words = " ".join(titles).lower().split()
    counts = sorted((words.count(word) for word in set(words)), reverse=True)
    assert counts[0] > 100 and counts[len(counts) // 2] == 1
