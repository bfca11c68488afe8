"""Editors and publishers may work on guides too."""

from django.contrib.auth.management import create_permissions
from django.db import migrations


def add_guides(apps, schema_editor):
    app_config = apps.get_app_config("wizard")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    codenames = ["add_guide", "change_guide", "view_guide"]
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="wizard", codename__in=codenames)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Editor", "Publisher"]):
        group.permissions.add(*permissions)


def remove_guides(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(content_type__app_label="wizard").delete()


class Migration(migrations.Migration):
    dependencies = [("wizard", "0001_guide_proxy"), ("kb", "0002_groups")]
    operations = [migrations.RunPython(add_guides, remove_guides)]
