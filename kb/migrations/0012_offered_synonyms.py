"""Which starter synonyms were brought in once; and on PostgreSQL summaries count as what a document says in front."""

from django.db import migrations, models


def index_summaries_in_front(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    from kb.search import postgresql  # the index is made anew as today's code makes it, also when it reads an old database

    with schema_editor.connection.cursor() as cursor:
        columns = {one.name for one in schema_editor.connection.introspection.get_table_description(cursor, postgresql.ENTRIES)}
    if postgresql.VECTOR not in columns:
        return  # the index is away; `manage.py rebuild_search` makes it as today's code does
    pks = apps.get_model("kb", "SearchEntry").objects.values_list("pk", flat=True)
    for pk in list(pks):
        postgresql.write(schema_editor.connection, pk)


class Migration(migrations.Migration):
    dependencies = [("kb", "0011_platforms_and_synonyms")]
    operations = [
        migrations.CreateModel(
            name="OfferedSynonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("typed", models.CharField(max_length=80, unique=True)),
            ],
            options={"verbose_name": "offered synonym", "verbose_name_plural": "offered synonyms"},
        ),
        migrations.RunPython(index_summaries_in_front, migrations.RunPython.noop),
    ]
