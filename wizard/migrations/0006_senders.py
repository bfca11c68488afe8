"""Who sent what how often today, under keyed hashes: so that nobody drives up a count or pastes without an end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wizard", "0005_advice_sets")]
    operations = [
        migrations.CreateModel(
            name="Sender",
            fields=[
                ("key", models.CharField(editable=False, max_length=32, primary_key=True, serialize=False)),
                ("day", models.DateField(db_index=True, verbose_name="day")),
                ("times", models.PositiveIntegerField(default=0, verbose_name="times")),
            ],
            options={"verbose_name": "sender", "verbose_name_plural": "senders"},
        )
    ]
