import django.db.models.deletion
import django.utils.timezone
import tieout.store.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0014_step_effects"),
    ]

    operations = [
        migrations.AddField(
            model_name="workspace",
            name="time_zone",
            field=models.CharField(default="UTC", max_length=60),
        ),
        migrations.CreateModel(
            name="Hook",
            fields=[
                ("id", models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("shown", models.CharField(max_length=10)),
                ("secret", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("made_by", models.CharField(blank=True, max_length=200)),
                ("automation", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to="store.automation")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={
                "db_table": "hook",
            },
        ),
        migrations.CreateModel(
            name="HookSample",
            fields=[
                ("id", models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("values", models.JSONField()),
                ("types", models.JSONField()),
                ("event_id", models.UUIDField()),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("hook", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="samples", to="store.hook")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={
                "db_table": "hook_sample",
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("terms", models.JSONField()),
                ("next_due_at", models.DateTimeField(db_index=True)),
                ("automation", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to="store.automation")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={
                "db_table": "schedule",
            },
        ),
        migrations.CreateModel(
            name="DayDone",
            fields=[
                ("id", models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={
                "db_table": "day_done",
                "constraints": [models.UniqueConstraint(fields=("workspace", "name"), name="day_done_once")],
            },
        ),
        migrations.CreateModel(
            name="MissedEvent",
            fields=[
                ("id", models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("missed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("automation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.automation")),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.event")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={
                "db_table": "missed_event",
                "indexes": [models.Index(fields=["missed_at"], name="missed_event_at")],
                "constraints": [models.UniqueConstraint(fields=("automation", "event"), name="missed_event_once")],
            },
        ),
    ]
