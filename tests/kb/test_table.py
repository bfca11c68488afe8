"""What a table answers: the same as going through all lines of all documents, whatever the documents are."""

from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from kb import formats
from kb.search import lines
from kb.search.table import Row, Table
from kb.search.words import words

TEXT = st.lists(st.text("abé", min_size=1, max_size=3), min_size=1, max_size=4).map(" ".join)


@st.composite
def rows(draw):
    return [
        Row(
            kind=draw(st.sampled_from(["article", "guide"])),
            slug=f"page-{number}",
            title=draw(TEXT),
            revision=number,
            symptoms="\n".join(draw(st.lists(TEXT, max_size=2))),
            is_imported=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 40)))
    ]


def plainly(documents, typed, without):
    """The texts and addresses that are right by definition: all lines in their order, the first 64 that fit, and of these the
    first of each document, those before that begin so.
    """
    every = [
        ((row.is_imported, what, row.kind != "guide", len(text), text), document, row, text)
        for document, row in enumerate(documents)
        for what, text in [(0, row.title), *((2, symptom) for symptom in row.symptoms.splitlines())]
    ]
    every.sort(key=lambda one: one[0])
    fitting = [
        (document, row, text)
        for _, document, row, text in every
        if document not in without and all(any(word.startswith(begin) for word in words(text)) for begin in typed)
    ][:64]
    fitting.sort(key=lambda one: not " ".join(words(one[2])).startswith(" ".join(typed)))
    first = {}
    for document, row, text in fitting:
        first.setdefault(document, (text, formats.get(row.kind).address(row.slug)))
    return list(first.values())[:8]


@given(
    rows(),
    st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=3),
    st.sets(st.integers(0, 39), max_size=5),
    st.sampled_from([0, 2, lines.FEW]),
)
def test_the_answer_is_the_one_that_is_right_by_definition(documents, typed, without, few):
    with mock.patch.object(lines, "FEW", few):
        found = Table(documents).answer(tuple(typed), without)
    assert [(one.text, one.url) for one in found] == plainly(documents, typed, without)
