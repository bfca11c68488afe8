"""Who helps others reads the reports of runs; editors and publishers may delete them too."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

MAY = {"Staff reader": ["view_run"], "Editor": ["view_run", "delete_run"], "Publisher": ["view_run", "delete_run"]}


def add_runs(apps, schema_editor):
    app_config = apps.get_app_config("wizard")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in MAY.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.add(
                *Permission.objects.filter(content_type__app_label="wizard", codename__in=codenames)
            )


def remove_runs(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="wizard", codename__in=["view_run", "delete_run"]
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("wizard", "0003_runs"), ("kb", "0002_groups")]
    operations = [migrations.RunPython(add_runs, remove_runs)]
