"""The search index: FTS5 on SQLite, tsvector and GIN on PostgreSQL. `kb/search/` makes the same when it mends one."""

from django.db import migrations

COLUMNS = "title, codes, keywords, symptoms, headings, summary, body"
NEW = ", ".join(f"new.{name}" for name in ("document_id", *COLUMNS.split(", ")))
OLD = NEW.replace("new.", "old.")
ADD = f"INSERT INTO kb_searchindex(rowid, {COLUMNS}) VALUES ({NEW});"
TAKE = f"INSERT INTO kb_searchindex(kb_searchindex, rowid, {COLUMNS}) VALUES ('delete', {OLD});"
WORDS = "asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart"

CREATE = {
    "sqlite": [
        f"CREATE VIRTUAL TABLE kb_searchindex USING fts5({COLUMNS}, content='kb_searchentry', content_rowid='document_id', "
        "tokenize='porter unicode61 remove_diacritics 2')",
        f"CREATE TRIGGER kb_searchindex_insert AFTER INSERT ON kb_searchentry BEGIN {ADD} END",
        f"CREATE TRIGGER kb_searchindex_delete AFTER DELETE ON kb_searchentry BEGIN {TAKE} END",
        f"CREATE TRIGGER kb_searchindex_update AFTER UPDATE ON kb_searchentry BEGIN {TAKE} {ADD} END",
        "INSERT INTO kb_searchindex(kb_searchindex) VALUES ('rebuild')",
    ],
    "postgresql": [
        "CREATE TEXT SEARCH DICTIONARY verger_stem (TEMPLATE = snowball, LANGUAGE = english)",
        "CREATE TEXT SEARCH CONFIGURATION verger (COPY = pg_catalog.simple)",
        f"ALTER TEXT SEARCH CONFIGURATION verger ALTER MAPPING FOR {WORDS} WITH verger_stem",
        "ALTER TABLE kb_searchentry ADD COLUMN vector tsvector",
        "CREATE INDEX kb_searchentry_vector ON kb_searchentry USING gin (vector)",
    ],
}
DROP = {
    "sqlite": [
        *(f"DROP TRIGGER IF EXISTS kb_searchindex_{event}" for event in ("insert", "delete", "update")),
        "DROP TABLE IF EXISTS kb_searchindex",
    ],
    "postgresql": [
        "ALTER TABLE kb_searchentry DROP COLUMN IF EXISTS vector",
        "DROP TEXT SEARCH CONFIGURATION IF EXISTS verger",
        "DROP TEXT SEARCH DICTIONARY IF EXISTS verger_stem",
    ],
}


def make_index(apps, schema_editor):
    for statement in CREATE.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


def remove_index(apps, schema_editor):
    for statement in DROP.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kb", "0002_groups")]
    operations = [migrations.RunPython(make_index, remove_index)]
