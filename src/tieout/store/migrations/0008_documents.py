import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import tieout.store.ids


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0007_accounting"),
    ]

    operations = [
        migrations.AddField(
            model_name="workspace",
            name="documents_need_approval",
            field=models.CharField(
                choices=[("never", "Never"), ("editors", "When an Editor asks"), ("always", "Always")],
                default="editors",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="link",
            name="source_kind",
            field=models.CharField(choices=[("record", "Record"), ("entity", "Entity"), ("request", "Request")], max_length=10),
        ),
        migrations.CreateModel(
            name="DocumentRequest",
            fields=[
                ("id", models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("record_version", models.PositiveIntegerField(default=1)),
                ("key", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=30)),
                ("credited_external_id", models.CharField(blank=True, max_length=100)),
                ("lines", models.JSONField(default=list)),
                ("identities", models.JSONField(default=list)),
                ("number", models.CharField(blank=True, max_length=300)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("net", models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                ("tax", models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                ("gross", models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                ("status_asked", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting_approval", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=20,
                    ),
                ),
                ("files", models.JSONField(blank=True, default=list)),
                ("asked_by", models.CharField(max_length=200)),
                ("asker_id", models.IntegerField(null=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("connection", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.connection")),
                ("record", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.record")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={
                "db_table": "document_request",
                "indexes": [
                    models.Index(fields=["workspace", "record"], name="document_request_record"),
                    models.Index(fields=["workspace", "state"], name="document_request_state"),
                ],
                "constraints": [models.UniqueConstraint(fields=("workspace", "key"), name="document_request_once")],
            },
        ),
    ]
