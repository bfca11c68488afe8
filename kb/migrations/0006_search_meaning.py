"""What search learns from published texts: vectors that say what they mean, and words to correct misspelt ones by.

Both are made after this, by `manage.py rebuild_search` (`make serve` runs it) and whenever a document is published.
"""

import django.db.models.deletion
from django.db import migrations, models

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("kb", "0005_wishes")]
    operations = [
        migrations.CreateModel(
            name="SearchVectors",
            fields=[
                ("id", ID),
                ("digest", models.CharField(max_length=32)),
                ("passages", models.BinaryField()),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="search_vectors", to="kb.document"
                    ),
                ),
            ],
            options={"verbose_name": "search vectors", "verbose_name_plural": "search vectors"},
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[("id", ID.clone()), ("word", models.CharField(max_length=40, unique=True))],
            options={"verbose_name": "search word", "verbose_name_plural": "search words"},
        ),
    ]
