"""Platforms stand beside title and topic, so that a search can be narrowed to one; editors may write synonyms."""

import re

from django.contrib.auth.management import create_permissions
from django.db import migrations, models

GROUPS = ("Editor", "Publisher")
PERMISSIONS = [f"{verb}_synonym" for verb in ("add", "change", "delete", "view")]
LENGTH = 200
BATCH = 500


def copy_platforms(apps, schema_editor):
    Document = apps.get_model("kb", "Document")
    documents = Document.objects.filter(kind="article", published__isnull=False)
    named = documents.values_list("pk", "published__compiled__platforms")
    changed = []
    for pk, platforms in named.iterator(chunk_size=BATCH):
        words = dict.fromkeys("-".join(re.findall(r"[^\W_]+", str(one).lower())) for one in platforms or ())
        if any(words):
            changed.append(Document(pk=pk, platforms=" ".join(filter(None, words))[:LENGTH]))
    Document.objects.bulk_update(changed, ["platforms"], batch_size=BATCH)


def let_editors_write_synonyms(apps, schema_editor):
    # Permissions are otherwise made only after the last migration.
    app_config = apps.get_app_config("kb")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    found = Permission.objects.filter(content_type__app_label="kb", codename__in=PERMISSIONS)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [("kb", "0010_picture_roles"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.AddField(
            model_name="document",
            name="platforms",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="platforms"),
        ),
        migrations.AlterField(
            model_name="synonym",
            name="typed",
            field=models.CharField(
                help_text="A word, or a few words in a row. Small letters will do.",
                max_length=80,
                unique=True,
                verbose_name="people type",
            ),
        ),
        migrations.RunPython(copy_platforms, migrations.RunPython.noop),
        migrations.RunPython(let_editors_write_synonyms, migrations.RunPython.noop),
    ]
