"""Readers say what they looked for and did not find; editors read it and mark it as handled."""

import django.utils.timezone
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

CODENAMES = ["view_wish", "change_wish"]


def let_editors_read(apps, schema_editor):
    # Permissions are otherwise made only after the last migration.
    app_config = apps.get_app_config("kb")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="kb", codename__in=CODENAMES
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Editor", "Publisher"]):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("kb", "0004_published_links"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("query", models.CharField(blank=True, max_length=200, verbose_name="searched for")),
                ("words", models.TextField(verbose_name="words")),
                ("is_handled", models.BooleanField(default=False, verbose_name="handled")),
                (
                    "created_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="received"),
                ),
            ],
            options={"verbose_name": "wish", "verbose_name_plural": "wishes", "ordering": ["-created_at"]},
        ),
        migrations.RunPython(let_editors_read, migrations.RunPython.noop),
    ]
