"""The synonyms an installation begins with: every line can be used, each comes once, and editors have the last word."""

import pytest

from kb.exchange import import_folder
from kb.models import Synonym
from kb.search import starter, synonyms
from kb.search.query import parse

SHIPPED = starter.LIST.read_text("utf-8")


def test_every_line_that_is_shipped_is_written_as_search_reads_it():
    written = [line for line in SHIPPED.splitlines() if line and not line.startswith("#")]
    assert written == [f"{typed}: {means}" for typed, means in starter.read(SHIPPED).items()]
    assert len(written) > 200


def test_no_shipped_synonym_finds_nearly_everything_or_is_longer_than_its_column():
    for typed, means in starter.read(SHIPPED).items():
        assert len(means.split(", ")) <= 3, typed
        assert len(typed) <= Synonym._meta.get_field("typed").max_length
        assert len(means) <= Synonym._meta.get_field("means").max_length


@pytest.mark.django_db
def test_they_come_once_however_often_they_are_brought_in():
    assert starter.bring_in(SHIPPED) == len(starter.read(SHIPPED)) == Synonym.objects.count()
    assert starter.bring_in(SHIPPED) == 0


@pytest.mark.django_db
def test_what_editors_wrote_changed_or_deleted_stays_so_when_a_later_version_brings_more():
    Synonym.objects.create(typed="phone", means="telephone")
    assert starter.bring_in("phone: mobile device\nbeamer: projector\njunk: spam") == 2
    Synonym.objects.filter(typed="beamer").delete()
    Synonym.objects.filter(typed="junk").update(means="lumber")
    assert starter.bring_in("phone: mobile device\nbeamer: projector\njunk: spam\nwlan: wi fi") == 1
    kept = dict(Synonym.objects.values_list("typed", "means"))
    assert kept == {"phone": "telephone", "junk": "lumber", "wlan": "wi fi"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("phone: mobile device\nBeamer: projector\nbeamer: screen", "line 3: .*already"),
        ("phone: mobile device\nphone: telephone", "line 2"),
        ("one two three four five six: seven", "line 1: .*more than 5 words"),
        ("phone: [mobile, device]", "line 1"),
        ("- phone", "line 1: .*one on each line"),
        ("phone: [", "cannot be read"),
    ],
)
def test_a_list_that_cannot_be_used_says_where_and_brings_nothing(text, said):
    with pytest.raises(starter.Unreadable, match=said):
        starter.bring_in(text)
    assert not Synonym.objects.exists()


@pytest.mark.django_db
def test_everyday_words_are_searched_for_in_the_words_of_articles():
    starter.bring_in(SHIPPED)
    assert "automatic replies" in synonyms.added(parse("out of office does not work")).terms
    assert "mobile device" in synonyms.added(parse("lost phones")).terms


@pytest.mark.django_db
def test_the_list_may_lie_in_a_folder_that_is_imported(tmp_path):
    (tmp_path / "synonyms.yaml").write_text("phone: mobile device\n")
    (tmp_path / "topics.yaml").write_text("mail:\n  title: Mail\n")
    assert import_folder(tmp_path).problems == []
