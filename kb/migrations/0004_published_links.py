"""Where published texts lead, so that a page can name the guides that lead to it. What is published now is read once."""

import django.db.models.deletion
from django.db import migrations, models

from kb import formats


def read_published_texts(apps, schema_editor):
    Document, PublishedLink = apps.get_model("kb", "Document"), apps.get_model("kb", "PublishedLink")
    for pk, kind, text in Document.objects.exclude(published=None).values_list("pk", "kind", "published__text"):
        links = {(link.kind, link.slug[:80]) for link in formats.get(kind).read(text).links}
        PublishedLink.objects.bulk_create(PublishedLink(document_id=pk, kind=a, slug=b) for a, b in sorted(links))


class Migration(migrations.Migration):
    dependencies = [("kb", "0003_search_index")]
    operations = [
        migrations.CreateModel(
            name="PublishedLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("slug", models.SlugField(max_length=80)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="kb.document"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="publishedlink",
            constraint=models.UniqueConstraint(
                fields=("kind", "slug", "document"), name="published_link_once_per_document"
            ),
        ),
        migrations.RunPython(read_published_texts, migrations.RunPython.noop),
    ]
