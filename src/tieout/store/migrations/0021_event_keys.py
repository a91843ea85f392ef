import django.db.models.deletion
from django.db import migrations, models

import tieout.store.ids


class Migration(migrations.Migration):
    """A signed call that is sent again is recognised by what was signed and by its sender's id."""

    dependencies = [("store", "0020_postings_in_turn")]

    operations = [
        migrations.CreateModel(
            name="EventKey",
            fields=[
                ("id", models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=200)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.event")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={
                "db_table": "event_key",
                "constraints": [models.UniqueConstraint(fields=("workspace", "source", "key"), name="event_key_once")],
            },
        ),
    ]
