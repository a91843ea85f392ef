import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import tieout.store.exact
import tieout.store.ids


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0011_held_slots"),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("path", models.CharField(max_length=800)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True)),
                (
                    "plan",
                    tieout.store.exact.ExactJSONField(
                        decoder=tieout.store.exact.ExactDecoder,
                        default=list,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                    ),
                ),
                ("roles", models.JSONField(default=list)),
                ("members", models.JSONField(default=list)),
                ("needed", models.PositiveIntegerField(default=1)),
                ("own_allowed", models.BooleanField(default=False)),
                ("asked_for", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("expired", "Not answered in time"),
                            ("overtaken", "Asked again, because what would be done has changed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("due_at", models.DateTimeField(null=True)),
                ("remind_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("escalate_at", models.DateTimeField(null=True)),
                ("escalate_to", models.CharField(blank=True, max_length=20)),
                ("escalated_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "approval",
            },
        ),
        migrations.CreateModel(
            name="ApprovalVote",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("member_id", models.UUIDField()),
                ("name", models.CharField(max_length=200)),
                ("approves", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "db_table": "approval_vote",
            },
        ),
        migrations.CreateModel(
            name="WaitingFor",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("path", models.CharField(max_length=800)),
                ("subject_id", models.UUIDField()),
                (
                    "trigger",
                    tieout.store.exact.ExactJSONField(
                        decoder=tieout.store.exact.ExactDecoder, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("until", models.DateTimeField()),
                ("event_id", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "db_table": "waiting_for",
            },
        ),
        migrations.AddField(
            model_name="event",
            name="actor",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="event",
            name="cause_run",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="depth",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="run",
            name="depth",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="run",
            name="item_number",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="run",
            name="parent",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="children", to="store.run"
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="parent_path",
            field=models.CharField(blank=True, max_length=800),
        ),
        migrations.AddField(
            model_name="run",
            name="paused",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="runstep",
            name="state",
            field=tieout.store.exact.ExactJSONField(
                decoder=tieout.store.exact.ExactDecoder, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="subject",
            field=tieout.store.exact.ExactJSONField(
                decoder=tieout.store.exact.ExactDecoder, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
            ),
        ),
        migrations.AlterField(
            model_name="run",
            name="context",
            field=tieout.store.exact.ExactJSONField(
                decoder=tieout.store.exact.ExactDecoder, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
            ),
        ),
        migrations.AlterField(
            model_name="run",
            name="position",
            field=models.CharField(blank=True, max_length=800),
        ),
        migrations.AlterField(
            model_name="runstep",
            name="output",
            field=tieout.store.exact.ExactJSONField(
                decoder=tieout.store.exact.ExactDecoder, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
            ),
        ),
        migrations.AlterField(
            model_name="runstep",
            name="path",
            field=models.CharField(max_length=800),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["workspace", "subject_id", "occurred_at"], name="event_of_subject"),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["parent", "parent_path", "status"], name="run_of_parent"),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["version", "created_at"], name="run_of_version"),
        ),
        migrations.AddField(
            model_name="approval",
            name="run",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.run"),
        ),
        migrations.AddField(
            model_name="approval",
            name="workspace",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace"),
        ),
        migrations.AddField(
            model_name="approvalvote",
            name="approval",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="store.approval"),
        ),
        migrations.AddField(
            model_name="approvalvote",
            name="workspace",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace"),
        ),
        migrations.AddField(
            model_name="waitingfor",
            name="run",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.run"),
        ),
        migrations.AddField(
            model_name="waitingfor",
            name="workspace",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace"),
        ),
        migrations.AddIndex(
            model_name="approval",
            index=models.Index(fields=["workspace", "state", "asked_at"], name="approval_by_state"),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("run", "path"), name="approval_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalvote",
            constraint=models.UniqueConstraint(fields=("approval", "member_id"), name="approval_vote_once"),
        ),
        migrations.AddIndex(
            model_name="waitingfor",
            index=models.Index(fields=["workspace", "subject_id"], name="waiting_for_subject"),
        ),
        migrations.AddConstraint(
            model_name="waitingfor",
            constraint=models.UniqueConstraint(fields=("run", "path"), name="waiting_for_once"),
        ),
    ]
