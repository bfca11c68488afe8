"""What the pieces of a document mean, beside its vectors; made with them, anew, in the background."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kb", "0014_index_is_written_at_once")]
    operations = [
        migrations.AddField(model_name="searchvectors", name="pieces", field=models.BinaryField(default=bytes)),
    ]
