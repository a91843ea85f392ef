import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0013_step_postings"),
    ]

    operations = [
        migrations.CreateModel(
            name="StepEffect",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("output", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.run")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={
                "db_table": "step_effect",
            },
        ),
    ]
