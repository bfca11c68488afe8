"""The first hits compared piece by piece, beside a plain working-out of the same; and what it changes in search and what not."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.safestring import SafeString

from kb import search
from kb.models import Collection, Origin, SearchVectors
from kb.search import learning, meaning, page, piecewise, query, ranking, rows, vectors
from tests.factories import make_article, make_guide
from tests.kb.optional import needs_model

numpy = pytest.importorskip("numpy", reason="needs the packages of requirements-meaning.txt")

ANYBODY = AnonymousUser()
WIDE = 10  # of a state


def directions(chance, count: int):
    made = chance.normal(size=(count, piecewise.SIZE))
    return (made / numpy.linalg.norm(made, axis=1, keepdims=True)).astype(numpy.float32)


def plainly_near(typed, document) -> float:
    return sum(max(0.0, *(float(one @ other) for other in document)) for one in typed) / len(typed)


@pytest.mark.parametrize("counts", [[1], [3, 1, 8], [40, 200, 2]])
def test_each_piece_that_was_typed_counts_by_the_nearest_of_a_document(counts):
    chance = numpy.random.default_rng(len(counts))
    typed = directions(chance, 5)
    documents = {pk: directions(chance, count) for pk, count in enumerate(counts, 7)}
    near = piecewise.near(typed, {pk: piecewise.packed(pieces) for pk, pieces in documents.items()})
    assert near == pytest.approx({pk: plainly_near(typed, pieces) for pk, pieces in documents.items()}, abs=0.03)


def test_a_document_that_says_just_what_was_typed_is_as_near_as_can_be():
    typed = directions(numpy.random.default_rng(1), 6)
    near = piecewise.near(typed, {1: piecewise.packed(typed), 2: piecewise.packed(-typed[:1])})
    assert near[1] == pytest.approx(1.0, abs=0.01)
    assert 0 <= near[2] < 0.5


@pytest.mark.parametrize("count", [0, 1, 33])
def test_a_piece_takes_half_a_byte_for_each_of_its_numbers(count):
    assert len(piecewise.packed(directions(numpy.random.default_rng(2), count))) == count * piecewise.SIZE // 2


@pytest.mark.parametrize("damaged", [b"", b"\1\2\3"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_document_without_whole_pieces_is_passed_over(damaged, place):
    chance = numpy.random.default_rng(5)
    typed, packs = directions(chance, 4), [piecewise.packed(directions(chance, count)) for count in (3, 5)]
    whole = piecewise.near(typed, dict(enumerate(packs)))
    listed = [*packs[:place], damaged, *packs[place:]]
    assert [*piecewise.near(typed, dict(enumerate(listed))).values()] == [*whole.values()]
    assert piecewise.near(typed, {1: damaged}) == {}


def test_nothing_typed_or_nothing_to_compare_with_is_near_to_nothing():
    typed = directions(numpy.random.default_rng(3), 2)
    assert piecewise.near(typed[:0], {1: piecewise.packed(typed)}) == {}
    assert piecewise.near(typed, {}) == {}


def test_a_piece_that_stands_in_the_texts_more_than_once_is_their_mean_and_signs_are_left_out():
    chance = numpy.random.default_rng(4)
    weights, bias = chance.normal(size=(piecewise.SIZE, WIDE)), chance.normal(size=piecewise.SIZE)
    one, two = chance.normal(size=(3, WIDE)), chance.normal(size=(2, WIDE))
    found = piecewise.Narrowing(weights, bias).of([([5, 9, 2], one), ([2, 5], two)], without={9})
    wanted = [weights @ state + bias for state in ((one[2] + two[0]) / 2, (one[0] + two[1]) / 2)]
    assert numpy.allclose(found, [row / numpy.linalg.norm(row) for row in wanted], atol=1e-5)
    assert found.dtype == numpy.float32


@pytest.mark.parametrize("read", [[([], numpy.zeros((0, WIDE)))], [([9, 9], numpy.ones((2, WIDE)))]])
def test_a_text_of_signs_alone_has_no_pieces(read):
    narrowing = piecewise.Narrowing(numpy.ones((piecewise.SIZE, WIDE)), numpy.zeros(piecewise.SIZE))
    assert narrowing.of(read, without={9}).shape == (0, piecewise.SIZE)


@needs_model
def test_signs_are_pieces_without_a_letter_or_figure():
    pieces = meaning._model()[0].pieces
    for text in ["?!", " -- ...", "<>", ""]:
        assert set(pieces.numbers(text, most=20)) <= pieces.signs
    for text in ["printer", " 451", "é", "日本", "привет"]:
        assert not set(pieces.numbers(text, most=20)[1:-1]) & pieces.signs


# In the order of hits


def row(pk: int, score: float, weight: float = 1.0) -> rows.Row:
    return rows.Row(pk, f"title {pk}", score, rows.Facets((), (), (), ()), None, weight)


def order_of(found: list[rows.Row], near: dict[int, float], words_typed: int = 9) -> list[int]:
    return [one.pk for one in rows.compared(found, near, words_typed=words_typed)]


def test_what_is_nearest_moves_up_and_scores_stay_as_they_were():
    found = [row(1, 5.0), row(2, 4.8), row(3, 4.0)]
    near = {1: 0.4, 2: 0.4 + 0.3 / ranking.PIECEWISE, 3: 0.4 + 0.9 / ranking.PIECEWISE}
    assert order_of(found, near) == [2, 1, 3]
    assert {*rows.compared(found, near, words_typed=9)} == {*found}


def test_without_anything_to_compare_the_order_stays():
    assert order_of([row(1, 5.0), row(2, 4.8)], {}) == [1, 2]
    assert order_of([], {}) == []


def test_what_has_no_pieces_yet_counts_as_the_least_near():
    assert order_of([row(1, 5.0), row(2, 4.9)], {2: 0.6}) == [1, 2]
    assert order_of([row(1, 5.0), row(2, 4.9), row(3, 4.8)], {2: 0.6, 3: 0.7}) == [3, 1, 2]


@pytest.mark.parametrize(("weight", "first"), [(1.0, 2), (0.5, 1)])
def test_a_match_in_a_collection_counts_as_its_weight_says(weight, first):
    near = {1: 0.4, 2: 0.4 + 1.5 / ranking.PIECEWISE}
    assert order_of([row(1, 5.0), row(2, 4.0, weight)], near)[0] == first


@pytest.mark.parametrize(("words_typed", "first"), [(0, 1), (1, 1), (2, 2), (4, 2), (40, 2)])
def test_a_word_or_two_tell_the_less(words_typed, first):
    near = {1: 0.4, 2: 0.4 + 1 / ranking.PIECEWISE}  # counts 1 in full
    assert order_of([row(1, 5.0), row(2, 4.6)], near, words_typed)[0] == first


def test_no_mixture_of_words_meaning_and_pieces_outranks_a_quoted_line():
    most = 1 + ranking.MEANING + ranking.PIECEWISE + ranking.TAKEN
    assert most < ranking.EXACTLY * ranking.QUOTED


@pytest.fixture
def shelf(db, settings, monkeypatch):
    settings.SEARCH_MEANING = True
    monkeypatch.setattr(vectors, "_copies", {})
    monkeypatch.setattr(learning, "later", lambda pk: learning.learn([pk]))
    return [
        make_article(slug=slug, title=title, summary=summary, body="## Steps\nSee the list.\n")
        for slug, title, summary in (
            ("erase", "Erase a lost phone", "Wipe it from the server."),
            ("find", "Find a lost phone", "See on a map where it is."),
            ("lock", "Lock a lost phone", "Set a password for it from afar."),
        )
    ]


def order(typed: str) -> list[str]:
    return [hit.document.slug for hit in search.search(typed, user=ANYBODY).hits]


@needs_model
def test_each_document_keeps_its_pieces_beside_its_vectors(shelf):
    kept = list(SearchVectors.objects.all())
    assert len(kept) == 3
    for one in kept:
        count, rest = divmod(len(one.pieces), piecewise.SIZE // 2)
        assert count >= 10 and not rest


@needs_model
@pytest.mark.parametrize("first", ["erase", "find", "lock"])
def test_the_pieces_decide_among_hits_that_are_about_as_good(shelf, monkeypatch, first):
    number = {article.slug: article.pk for article in shelf}[first]
    monkeypatch.setattr(piecewise, "near", lambda typed, documents: {pk: float(pk == number) for pk in documents})
    assert order("what to do about a mobile that was stolen")[0] == first


@needs_model
def test_pages_of_hits_are_in_the_same_order(shelf):
    typed = "what to do about a mobile that was stolen"
    pages = [search.search(typed, user=ANYBODY, limit=1, offset=offset).hits for offset in range(3)]
    assert [hit.document.slug for (hit,) in pages] == order(typed)


@needs_model
@pytest.mark.parametrize("typed", ['"lost phone"', "phone -map", "0x85010014 phone"])
def test_where_something_must_or_must_not_be_there_the_order_is_that_of_words(shelf, monkeypatch, typed):
    make_article(slug="code", title="Phone", codes=["0x85010014"])
    monkeypatch.setattr(piecewise, "near", lambda *given: pytest.fail("was compared"))
    assert order(typed)


@needs_model
def test_by_words_alone_nothing_is_compared(shelf, settings, monkeypatch):
    settings.SEARCH_MEANING = False
    monkeypatch.setattr(piecewise, "near", lambda *given: pytest.fail("was compared"))
    assert len(order("lost phone")) == 3


@needs_model
@pytest.mark.parametrize("kept", [b"", b"\1\2\3"])
def test_missing_or_damaged_pieces_leave_the_order_as_it_was(shelf, caplog, kept):
    SearchVectors.objects.update(pieces=kept)
    assert order("wipe the lost phone")[0] == "erase"
    assert not caplog.records


@needs_model
def test_an_error_in_it_leaves_the_order_as_it_was(shelf, monkeypatch, caplog):
    def fails(*args: object) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(piecewise, "near", fails)
    assert order("wipe the lost phone")[0] == "erase"
    assert "no memory" in caplog.text and "stay in their order" in caplog.text


@needs_model
def test_pieces_of_another_model_are_not_compared(shelf):
    assert len(vectors.of_pieces([article.pk for article in shelf])) == 3
    SearchVectors.objects.filter(document=shelf[0]).update(digest="0" * 32)
    assert vectors.of_pieces([article.pk for article in shelf]).keys() == {article.pk for article in shelf[1:]}


@needs_model
def test_what_search_knows_of_a_collection_reaches_its_rows(shelf):
    collection = Collection.objects.create(title="Other", slug="other", weight=0.5)
    Origin.objects.create(document=shelf[0], collection=collection, path="a.md")
    found = rows.visible({article.pk: 1.0 for article in shelf}, ANYBODY, by_meaning=True)
    assert {one.pk: one.weight for one in found} == {shelf[0].pk: 0.5, shelf[1].pk: 1.0, shelf[2].pk: 1.0}


@pytest.mark.parametrize(("score", "leads"), [(3.4, False), (3.6, True)])
def test_a_guide_leads_if_it_counts_nearly_as_much_as_the_best_whatever_comes_first(db, score, leads):
    first, best, guide = make_article(slug="first"), make_article(slug="best"), make_guide(slug="guide")
    counting = {first: 4.0, best: 5.0, guide: score}
    hits = [search.Hit(document, SafeString(""), counts) for document, counts in counting.items()]
    shown = page.SearchPage(search.Results(query.parse("the phone is lost"), hits), {}, 1, ANYBODY)
    assert shown.leading == hits[2:] * leads
