"""The roles: Staff reader, Editor and Publisher, with what each may do to articles and documents."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

READ = ["read_staff_documents"]
EDIT = [*READ, *(f"{verb}_{model}" for model in ("document", "article") for verb in ("add", "change", "view"))]
EDIT += ["view_topic", "view_revision", "view_feedback", "change_feedback", "view_searchlog"]
PUBLISH = [*EDIT, "publish_document", "add_topic", "change_topic", "delete_topic"]
ROLES = {"Staff reader": READ, "Editor": EDIT, "Publisher": PUBLISH}


def make_groups(apps, schema_editor):
    # Permissions are otherwise made only after the last migration.
    app_config = apps.get_app_config("kb")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(content_type__app_label="kb", codename__in=codenames))


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0001_documents"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_groups, remove_groups)]
