import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import tieout.store.ids


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0004_collections"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeSet",
            fields=[
                ("id", models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("create", "Create"),
                            ("edit", "Edit"),
                            ("bulk", "Bulk"),
                            ("paste", "Paste"),
                            ("import", "Import"),
                            ("delete", "Delete"),
                            ("restore", "Restore"),
                            ("undo", "Undo"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("actor", models.CharField(max_length=200)),
                ("counts", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.CharField(blank=True, max_length=200)),
                ("collection", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.collection")),
                ("undo", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to="store.changeset")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={"db_table": "change_set"},
        ),
        migrations.AddIndex(
            model_name="changeset",
            index=models.Index(fields=["workspace", "collection", "-id"], name="change_set_recent"),
        ),
        migrations.CreateModel(
            name="ChangedRecord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("change", models.CharField(max_length=20)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("refused", models.CharField(blank=True, max_length=300)),
                ("record", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.record")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
                (
                    "change_set",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="records", to="store.changeset"),
                ),
            ],
            options={"db_table": "changed_record"},
        ),
        migrations.AddConstraint(
            model_name="changedrecord",
            constraint=models.UniqueConstraint(fields=("change_set", "record"), name="changed_record_once"),
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("author", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("mentions", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("edited_at", models.DateTimeField(null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
                ("member", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to="store.member")),
                ("record", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.record")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={"db_table": "comment"},
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["workspace", "record", "-id"], name="comment_of_record"),
        ),
        migrations.CreateModel(
            name="RecordFile",
            fields=[
                ("id", models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=100)),
                ("bytes_count", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_by", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("deleted_at", models.DateTimeField(null=True)),
                ("deleted_by", models.CharField(blank=True, max_length=200)),
                ("record", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.record")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={"db_table": "record_file"},
        ),
        migrations.AddIndex(
            model_name="recordfile",
            index=models.Index(fields=["workspace", "record", "-id"], name="record_file_of_record"),
        ),
        migrations.AddIndex(
            model_name="recordfile",
            index=models.Index(fields=["workspace", "sha256"], name="record_file_by_content"),
        ),
        migrations.AddField(
            model_name="import",
            name="change_set",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to="store.changeset"),
        ),
    ]
