"""Whether a document has signs stands beside its title, so that a pasted text is held against those alone that have some."""

from django.db import migrations, models

BATCH = 500


def _has_signs(compiled):
    nodes = compiled.get("graph", {}).get("nodes", ())
    return bool(compiled.get("signs")) or any(
        choice.get("signs") for node in nodes for choice in node.get("choices", ())
    )


def look_for_signs(apps, schema_editor):
    Document = apps.get_model("kb", "Document")
    published = Document.objects.filter(published__isnull=False).values_list("pk", "published__compiled")
    found = [pk for pk, compiled in published.iterator(chunk_size=BATCH) if _has_signs(compiled or {})]
    for start in range(0, len(found), BATCH):
        Document.objects.filter(pk__in=found[start : start + BATCH]).update(has_signs=True)


class Migration(migrations.Migration):
    dependencies = [("kb", "0012_offered_synonyms")]
    operations = [
        migrations.AddField(
            model_name="document",
            name="has_signs",
            field=models.BooleanField(default=False, editable=False, verbose_name="has signs"),
        ),
        migrations.RunPython(look_for_signs, migrations.RunPython.noop),
    ]
