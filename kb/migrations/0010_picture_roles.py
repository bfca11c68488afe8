"""Editors add pictures and see what was imported; publishers weigh collections and delete pictures that nothing shows."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

EDIT = ["add_image", "view_image", "view_collection", "view_origin"]
ROLES = {"Editor": EDIT, "Publisher": [*EDIT, "change_collection", "delete_image"]}


def give(apps, schema_editor):
    # Permissions are otherwise made only after the last migration.
    app_config = apps.get_app_config("kb")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(content_type__app_label="kb", codename__in=codenames))


def take_back(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in ROLES.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.remove(
                *Permission.objects.filter(content_type__app_label="kb", codename__in=codenames)
            )


class Migration(migrations.Migration):
    dependencies = [("kb", "0009_gaps"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(give, take_back)]
