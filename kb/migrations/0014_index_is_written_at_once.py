"""PostgreSQL writes a published text into the search index at once, and not first to a list that each search reads from end to end.

Texts are published seldom and searched for all day. The list also made an index look so dear to the planner that it read every text.
"""

from django.db import migrations


def write_at_once(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX IF EXISTS kb_searchentry_vector SET (fastupdate = off)")
        schema_editor.execute("SELECT gin_clean_pending_list(indexrelid) FROM pg_stat_user_indexes WHERE indexrelname = 'kb_searchentry_vector'")


def write_to_list(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX IF EXISTS kb_searchentry_vector RESET (fastupdate)")


class Migration(migrations.Migration):
    dependencies = [("kb", "0013_has_signs")]
    operations = [migrations.RunPython(write_at_once, write_to_list)]
