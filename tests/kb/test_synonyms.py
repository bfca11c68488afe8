"""What people type and what the articles call it: found at once, shown, and put off."""

import pytest
from django.contrib.auth.models import AnonymousUser

from kb import search
from kb.models import SearchWord, Synonym
from kb.search import synonyms
from kb.search.finding import spelt
from kb.search.query import parse
from tests.factories import make_article

pytestmark = pytest.mark.django_db

ANYBODY = AnonymousUser()


def found(typed: str, **options) -> list[str]:
    return [hit.document.slug for hit in search.search(typed, user=ANYBODY, **options).hits]


@pytest.fixture
def projector(db):
    make_article(slug="projector", title="The projector shows blue only")
    make_article(slug="hall", title="Keys of the hall")


def test_a_synonym_is_live_with_the_next_search_and_gone_with_the_next_one(projector):
    assert found("beamer") == []
    one = Synonym.objects.create(typed="beamer", means="projector")
    assert found("beamer") == ["projector"]
    one.means = "keys"
    one.save()
    assert found("beamer") == ["hall"]
    one.delete()
    assert found("beamer") == []


def test_what_was_typed_is_searched_for_too_and_ranks_before_what_it_means(projector):
    make_article(slug="beamer", title="The beamer shows blue only")
    Synonym.objects.create(typed="beamer", means="projector")
    results = search.search("beamer", user=ANYBODY)
    assert {hit.document.slug for hit in results.hits} == {"beamer", "projector"}
    best, other = (hit.score for hit in results.hits)
    assert 0.2 * best < other < best


@pytest.mark.parametrize(
    "typed", ["it does not turn on", "does not turn on again", "Doesn't turn on? It DOES NOT TURN ON"]
)
def test_a_row_of_words_stands_for_a_row_of_words(typed):
    make_article(slug="power", title="A switch has no power at all")
    make_article(slug="all", title="Power at no time")
    Synonym.objects.create(typed="not turn on", means="no power")
    Synonym.objects.create(typed="does not turn on", means="no power, flat battery")
    query = synonyms.added(parse(typed))
    assert "no power" in query.terms
    assert found(typed)[0] == "power"


def test_accents_and_capitals_do_not_matter(projector):
    Synonym.objects.create(typed="vídeoprojecteur".replace("í", "i"), means="projector")
    assert found("VÍDEOPROJECTEUR") == ["projector"]


def test_a_word_with_a_synonym_is_not_taken_for_a_misspelt_one(projector):
    make_article(title="Beamers of wood")
    Synonym.objects.create(typed="beame", means="projector")
    assert search.search("beame", user=ANYBODY).corrections == ()
    assert found("beame") == ["projector"]


@pytest.mark.parametrize("typed", ['"beamer"', "hall -beamer", '"the beamer is"'])
def test_what_is_quoted_or_left_out_is_meant_as_it_stands(projector, typed):
    Synonym.objects.create(typed="beamer", means="projector")
    assert synonyms.added(parse(typed)).synonyms == ()


def test_an_exact_search_goes_by_what_was_typed_alone(projector):
    Synonym.objects.create(typed="beamer", means="projector")
    assert found("beamer", exact=True) == []
    SearchWord.objects.create(word="projector")
    assert found("projektor") == ["projector"] and found("projektor", exact=True) == []


def test_the_meaning_of_a_word_that_no_article_has_is_compared_in_the_words_of_the_articles_too(projector):
    Synonym.objects.create(typed="beamer", means="projector, screen")
    Synonym.objects.create(typed="blue", means="colour")
    typed = "the Beamer is blue"
    assert spelt(synonyms.added(parse(typed)), ANYBODY).meanings == (typed, "the projector is blue")
    make_article(title="Beamer")
    assert spelt(synonyms.added(parse(typed)), ANYBODY).meanings == (typed,)


def test_a_synonym_counts_less_than_what_was_typed_unless_no_article_has_that(projector):
    Synonym.objects.create(typed="beamer", means="projector")
    strange = spelt(synonyms.added(parse("beamer blue")), ANYBODY)
    assert strange.typed == ("beamer", "blue", "projector")
    make_article(title="Beamer")
    assert spelt(synonyms.added(parse("beamer blue")), ANYBODY).typed == ("beamer", "blue")


def test_a_plural_is_found_by_its_singular_unless_it_has_a_synonym_of_its_own():
    Synonym.objects.create(typed="beamer", means="projector")
    assert synonyms.added(parse("two beamers")).terms == ("two", "beamers", "projector")
    Synonym.objects.create(typed="beamers", means="screens")
    assert synonyms.added(parse("two beamers")).terms == ("two", "beamers", "screens")
    Synonym.objects.create(typed="acces", means="entry")
    assert synonyms.added(parse("access")).synonyms == ()


def test_of_synonyms_within_each_other_the_longest_is_meant():
    Synonym.objects.create(typed="phone", means="telephone")
    Synonym.objects.create(typed="lost phone", means="remote wipe")
    assert synonyms.added(parse("a lost phone")).synonyms == (("lost phone", ("remote wipe",)),)


def test_however_many_synonyms_there_are_the_terms_stay_few():
    Synonym.objects.bulk_create(
        Synonym(typed=f"word{number}", means=", ".join(f"other{number}{letter}" for letter in "abcdefgh"))
        for number in range(20)
    )
    terms = synonyms.added(parse(" ".join(f"word{number}" for number in range(20)))).terms
    assert 20 <= len(terms) <= synonyms.MOST_TERMS


def test_synonyms_cost_one_query_however_many_there_are(projector, django_assert_max_num_queries):
    Synonym.objects.bulk_create(Synonym(typed=f"word{number}", means="projector") for number in range(500))
    with django_assert_max_num_queries(1):
        synonyms.added(parse("one word7 and another word8 " * 20))


@pytest.mark.parametrize(
    ("typed", "means", "kept"),
    [
        ("Beamer", "Projector,  video-projector,", ("beamer", "projector, video projector")),
        ("  does NOT turn on ", "no power, No Power", ("does not turn on", "no power")),
        ("Café", "coffee", ("cafe", "coffee")),
    ],
)
def test_both_sides_are_kept_as_search_reads_them(typed, means, kept):
    assert synonyms.spelt(typed, means) == kept


@pytest.mark.parametrize(
    ("typed", "means", "field", "said"),
    [
        ("!!", "projector", "typed", "at least one word"),
        ("beamer", " , ", "means", "at least one word"),
        ("beamer", "projector, BEAMER", "means", "both sides"),
        ("one two three four five six", "projector", "typed", "more than 5 words"),
        ("beamer", "one two three four five six", "means", "more than 5 words"),
        ("beamer", ",".join("abcdefghi"), "means", "At most 8"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(typed, means, field, said):
    with pytest.raises(synonyms.Wrong, match=said) as wrong:
        synonyms.spelt(typed, means)
    assert wrong.value.field == field
