"""The index: made by migration, mended by command, and what happens while it is missing or damaged."""

import logging
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from kb import formats, publishing, search
from kb.models import Document, SearchEntry
from kb.search import engines, postgresql, sqlite
from tests.factories import make_article, make_guide

ANYBODY = AnonymousUser()
engine = engines.engine()


def found(typed: str) -> list[str]:
    return sorted(hit.document.slug for hit in search.search(typed, user=ANYBODY).hits)


def schema() -> set:
    """Everything of the index that the database knows of."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT type, name, replace(sql, '  ', ' ') FROM sqlite_master WHERE name LIKE 'kb_searchindex%%'", []
            )
        else:
            cursor.execute(
                "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE tablename = 'kb_searchentry' "
                "UNION SELECT 'column', column_name, data_type FROM information_schema.columns WHERE table_name = 'kb_searchentry' "
                "UNION SELECT 'word', maptokentype::text, dictname FROM pg_ts_config_map "
                "JOIN pg_ts_config c ON c.oid = mapcfg JOIN pg_ts_dict d ON d.oid = mapdict WHERE cfgname = 'verger'"
            )
        return {tuple(row) for row in cursor.fetchall()}


def take_away() -> None:
    """Drops the index under the feet of a running site, as an accident would."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE kb_searchindex")
        else:
            cursor.execute("ALTER TABLE kb_searchentry DROP COLUMN vector")


@pytest.mark.django_db
def test_mending_makes_what_the_migration_made():
    migrated = schema()
    assert len(migrated) > 7
    search.rebuild()
    assert schema() == migrated


@pytest.mark.django_db
def test_the_index_has_no_list_that_each_search_would_read():
    definitions = {name: definition for _, name, definition in schema() if name == "kb_searchentry_vector"}
    assert set(definitions) == ({"kb_searchentry_vector"} if connection.vendor == "postgresql" else set())
    assert all("fastupdate=off" in definition for definition in definitions.values())


@pytest.mark.django_db(transaction=True)
def test_the_migration_can_be_taken_back_and_made_again():
    made = schema()
    MigrationExecutor(connection).migrate([("kb", "0002_groups")])
    assert not {row for row in schema() if "vector" in row[1] or row[1].startswith("kb_searchindex")}
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert schema() == made


@pytest.mark.django_db
def test_while_the_index_is_missing_everything_is_found_in_the_texts(caplog):
    make_article(slug="a", title="Printer", body="## Text\nToner of the type 10.5.3.\n")
    make_article(slug="b", title="Scanner", codes=["0x85010014"])
    make_article("published", slug="c", title="Printer", visibility="staff")
    take_away()
    assert found("printer") == found('"toner of the type"') == found("10.5.3") == ["a"]
    assert found("85010014") == ["b"]
    assert found("printer scanner") == ["a", "b"]
    assert found("printer scanner -toner") == ["b"]
    assert found("%") == found("pr_r") == found("pr%r") == []
    assert "rebuild_search" in caplog.text


@pytest.mark.django_db
def test_without_an_index_titles_come_before_bodies_and_codes_before_all():
    make_article(slug="body", title="Nothing", body="## Text\nPrinter.\n")
    make_article(slug="title", title="Printer")
    make_article(slug="mention", title="Nothing", body="## Text\n0x85010014\n")
    make_article(slug="code", title="Nothing", codes=["85010014"])
    take_away()
    hits = search.search("printer 0×85010014", user=ANYBODY).hits
    assert [hit.document.slug for hit in hits] == ["code", "mention", "title", "body"]
    assert "<mark>0x85010014</mark>" in hits[1].snippet


@pytest.mark.django_db
def test_while_the_index_is_missing_people_go_on_publishing_and_archiving(caplog):
    old = make_article(slug="old", title="Printer")
    take_away()
    make_article(slug="new", title="Printer")
    assert found("printer") == ["new", "old"]
    publishing.archive(old, by=None)
    assert found("printer") == ["new"]
    assert "rebuild_search" in caplog.text


@pytest.mark.django_db
def test_rebuild_search_mends_a_missing_index(capsys, caplog):
    make_article(slug="a", title="Printer")
    make_guide(slug="g", title="Printer guide")
    make_article("draft", slug="d", title="Printer draft")
    take_away()
    call_command("rebuild_search")
    assert capsys.readouterr().out.startswith("2 documents can be found")
    caplog.clear()
    assert found("printers") == ["a", "g"]  # stemmed: by the index, not by the fall-back
    assert not caplog.records


@pytest.mark.django_db
def test_rebuild_search_reads_missing_documents_in_and_throws_archived_ones_out():
    make_article(slug="a", title="Printer")
    SearchEntry.objects.all().delete()
    archived = make_article("archived", slug="b", title="Printer")
    SearchEntry.objects.create(document=archived, title="Printer")
    assert search.rebuild() == 1
    assert found("printer") == ["a"]
    assert list(SearchEntry.objects.values_list("document__slug", flat=True)) == ["a"]


@pytest.mark.django_db
def test_rebuild_search_reads_every_document_anew_when_it_is_told_to():
    article = make_article(slug="a", title="Printer")
    SearchEntry.objects.filter(document=article).update(title="Scanner")
    call_command("rebuild_search", "--reread", stdout=StringIO())
    assert (found("printer"), found("scanner")) == (["a"], [])
    assert list(SearchEntry.objects.values_list("document__slug", flat=True)) == ["a"]


DAMAGE = {
    "sqlite": [
        "DROP TABLE kb_searchindex_data",
        "DROP TABLE kb_searchindex_idx",
        "DROP TABLE kb_searchindex_docsize",
        "DROP TABLE kb_searchindex_config",
        "DELETE FROM kb_searchindex_data",
        "UPDATE kb_searchindex_data SET block = zeroblob(length(block)) WHERE id > 10",
        "DROP TRIGGER kb_searchindex_insert",
    ],
    "postgresql": [
        "DROP INDEX kb_searchentry_vector",
        "DROP TEXT SEARCH CONFIGURATION verger",
        "DROP TEXT SEARCH DICTIONARY verger_stem CASCADE",
        "ALTER TABLE kb_searchentry DROP COLUMN vector",
        "UPDATE kb_searchentry SET vector = NULL",
    ],
}[connection.vendor]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_hinders_nobody_and_is_mended(damage):
    make_article(slug="a", title="Printer")
    with connection.cursor() as cursor:
        cursor.execute(damage)
    search.search("printer", user=ANYBODY)
    make_article(slug="b", title="Printer")
    search.search("printer", user=ANYBODY)
    assert search.rebuild() == 2
    assert found("printers") == ["a", "b"]


@pytest.mark.django_db
def test_a_very_long_article_can_be_published_and_found():
    words = [f"word{number}" + ("\n\n" if number % 100 == 0 else "") for number in range(15_000)]
    make_article(slug="long", title="Printer", keywords=["k" * 30_000], body=f"## Text\n{' '.join(words)}\n")
    assert found("word7") == found("printer") == ["long"]


@pytest.mark.django_db
def test_searching_writes_nothing_and_takes_few_queries(django_assert_max_num_queries):
    for number in range(30):
        make_article(title=f"Printer {number}", codes=["0x85010014"])
    with django_assert_max_num_queries(22) as context:
        assert search.search("printer 0x85010014 toner", user=ANYBODY).total == 30
    assert all(
        query["sql"].lstrip().upper().startswith(("SELECT", "WITH", "SAVEPOINT", "RELEASE")) for query in context
    )


@pytest.mark.django_db
def test_of_more_matches_than_are_ranked_those_with_all_the_words_are_not_lost(monkeypatch):
    monkeypatch.setattr("kb.search.finding.MAX_RANKED", 5)
    for number in range(12):
        make_article(slug=f"hall-{number}", title="Hall")
    make_article(slug="wanted", title="Projector in the hall")
    hits = search.search("hall projector", user=ANYBODY).hits
    assert hits[0].document.slug == "wanted"
    assert len(hits) <= 6


@pytest.mark.django_db
def test_of_words_that_stand_everywhere_only_as_many_matches_are_ranked_as_are_shown(monkeypatch):
    monkeypatch.setattr("kb.search.finding.MOST_FOUND", 5)
    ranked, match = [], engine.match
    monkeypatch.setattr(
        engine, "match", lambda *args, limit, **more: ranked.append(limit) or match(*args, limit=limit, **more)
    )
    for number in range(12):
        make_article(slug=f"hall-{number}", title="Hall", body="## Text\nIt is who it is.\n")
    make_article(slug="who", title="Who is who")
    assert found("who is")[-1] == "who" and found("who is the hall")
    assert ranked == [5, 2000]


@pytest.mark.django_db(transaction=True)
def test_what_an_undone_transaction_wrote_is_not_in_the_index():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_article(slug="a", title="Printer")
        assert found("printer") == ["a"]
        1 / 0  # noqa: B018
    assert found("printer") == []
    assert not Document.objects.exists()


def test_every_engine_answers_the_same_calls():
    for module in (sqlite, postgresql):
        assert all(callable(getattr(module, name)) for name in ("create", "drop", "probe", "write", "match"))
        assert module.BROKEN


@pytest.mark.django_db
def test_columns_hold_declared_codes_apart_from_those_that_are_only_mentioned():
    text = formats.SearchText(
        title="Error 0x80072EE7",
        codes=("0X85010014", "SYNC_5", "-36"),
        keywords="phone",
        body="See event id 3005 and 0×85010014.",
    )
    article = make_article(slug="a")
    search.index(article, text)
    entry = SearchEntry.objects.get(document=article)
    assert {"0x85010014", "85010014", "sync5", "SYNC_5", "0x80072ee7", "minus36"} <= set(entry.codes.split())
    assert set(entry.keywords.split()) == {"phone", "event3005", "3005"}
    assert entry.body == text.body


@pytest.mark.django_db
def test_a_search_within_a_transaction_leaves_it_usable(caplog):
    make_article(slug="a", title="Printer")
    take_away()
    caplog.set_level(logging.CRITICAL)
    with transaction.atomic():
        assert found("printer") == ["a"]
        make_article(slug="b", title="Printer")
    assert found("printer") == ["a", "b"]
