"""What searches came to, what editors did about gaps, and counts of tries; the help text of a topic's slug said `<slug>`."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kb", "0008_brought_in")]
    operations = [
        migrations.AddField("searchlog", "clicks", models.PositiveIntegerField("went on to a page", default=0)),
        migrations.AddField("searchlog", "told", models.PositiveIntegerField("could tell", default=0)),
        migrations.AddField("searchlog", "form", models.CharField(default="", editable=False, max_length=250)),
        migrations.CreateModel(
            name="Gap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=250)),
                ("title", models.CharField(max_length=200, verbose_name="missed")),
                ("dismissed_on", models.DateField(blank=True, null=True)),
                ("times", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="kb.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "gap",
                "verbose_name_plural": "gaps",
                "ordering": ["title"],
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("source", "key"), name="gap_once_per_source")],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("times", models.PositiveIntegerField(default=0)),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "tally", "verbose_name_plural": "tallies", "default_permissions": ()},
        ),
        migrations.AlterField(
            "topic",
            "slug",
            models.SlugField(
                help_text="The last part of the address: /topics/phones/.",
                max_length=80,
                unique=True,
                verbose_name="slug",
            ),
        ),
    ]
