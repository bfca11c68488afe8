"""What the model of search by meaning was tuned to has nothing of what is reported."""

from pathlib import Path

import pytest

from tests.bench.search import corpus, queries

TUNING = Path(queries.__file__).with_name("tuning")
MEASURED = tuple(folder.partition("/")[0] for folder in corpus.FOLDERS)


def pages(name: str) -> list[str]:
    return [page for _typed, page in (line.split("\t") for line in (TUNING / name).read_text("utf-8").splitlines())]


@pytest.mark.parametrize("name", ["pairs.tsv", "kept-out.tsv"])
def test_no_page_that_a_query_asks_for_was_learnt_from_nor_any_of_the_reported_half(name):
    asked = {page for query in queries.read() for page in query.pages}
    measured = [page for page in pages(name) if page.startswith(MEASURED)]
    assert measured and not asked & set(measured)
    assert {queries.part_of(page) for page in measured} == {"tune"}


def test_what_was_kept_out_was_not_learnt_from():
    assert not set(pages("pairs.tsv")) & set(pages("kept-out.tsv"))
    assert len(pages("pairs.tsv")) == 5825


def test_what_is_asked_elsewhere_is_about_nothing_that_was_learnt_from_or_is_reported():
    elsewhere = {page.partition("/")[0] for page in pages("elsewhere.tsv")}
    learnt = {page.partition("/")[0] for name in ("pairs.tsv", "kept-out.tsv") for page in pages(name)}
    assert elsewhere and not elsewhere & {*learnt, *MEASURED}


def test_what_was_asked_later_is_of_the_reported_part_and_about_other_pages():
    later = [query for query in queries.read() if query.kind == "later"]
    before = {page for query in queries.read() if query.kind != "later" for page in query.pages}
    assert len(later) > 200 and {query.part for query in later} == {"report"}
    assert not before & {query.pages[0] for query in later}
