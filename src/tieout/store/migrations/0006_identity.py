import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import tieout.store.ids
from tieout.reconciliation.identity.normal import words

KINDS = ("contact", "customer", "supplier", "item", "invoice", "bill")
SAID = ("first_name", "last_name", "email", "contact_name", "reference")


def make_word_index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """A word-prefix index: FTS5 beside the table on SQLite, a text search index over it on PostgreSQL."""
    del apps
    if editor.connection.vendor == "sqlite":
        editor.execute(
            "CREATE VIRTUAL TABLE suggestible_words USING fts5"
            "(words, content='suggestible', content_rowid='id', tokenize='ascii', detail=none, columnsize=0)"
        )
    else:
        editor.execute("CREATE INDEX suggestible_words ON suggestible USING gin (to_tsvector('simple', words))")


def drop_word_index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    del apps
    editor.execute("DROP TABLE suggestible_words" if editor.connection.vendor == "sqlite" else "DROP INDEX suggestible_words")


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What the mirror has already is suggested too."""
    mirrored, suggestible = apps.get_model("store", "MirrorEntity"), apps.get_model("store", "Suggestible")
    rows = mirrored.objects.filter(kind__in=KINDS, deleted=False).exclude(status="archived").defer("body")
    waiting = []
    for row in rows.iterator(chunk_size=2000):
        entity = row.entity or {}
        text = " ".join((row.name, row.number, *(str(entity.get(name) or "") for name in SAID)))
        place = f"{row.connection_id.hex[-12:]}{row.kind[:3]}"
        own = words(text)
        begins = [f"{row.connection_id.hex[-12:]}1{row.kind[:3]}{word[:40]}" for word in own[:1]]
        said = " ".join([*begins, *(f"{place}{word[:40]}" for word in dict.fromkeys(own))])
        if said:
            waiting.append(suggestible(workspace_id=row.workspace_id, entity_id=row.id, words=said))
        if len(waiting) >= 2000:
            suggestible.objects.bulk_create(waiting)
            waiting = []
    suggestible.objects.bulk_create(waiting)
    if editor.connection.vendor == "sqlite":
        editor.execute("INSERT INTO suggestible_words (suggestible_words) VALUES ('rebuild')")


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0005_record_life"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="mirrorentity",
            index=models.Index(fields=["connection", "kind", "seen_at"], name="mirror_seen"),
        ),
        migrations.CreateModel(
            name="Suggestible",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("words", models.TextField()),
                (
                    "entity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="suggestible", to="store.mirrorentity"
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={"db_table": "suggestible"},
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("source_id", models.UUIDField()),
                ("kind", models.CharField(max_length=30)),
                ("external_id", models.CharField(max_length=100)),
                ("same", models.BooleanField()),
                ("decided_by", models.CharField(max_length=200)),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("connection", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.connection")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={
                "db_table": "decision",
                "constraints": [
                    models.UniqueConstraint(fields=("connection", "source_id", "kind", "external_id"), name="decision_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Mass",
            fields=[
                ("id", models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("collection_key", models.CharField(max_length=60)),
                (
                    "direction",
                    models.CharField(choices=[("import", "Import"), ("export", "Export"), ("links", "Links")], max_length=10),
                ),
                ("kind", models.CharField(max_length=30)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planning", "Planning"),
                            ("planned", "Planned"),
                            ("applying", "Applying"),
                            ("paused", "Paused"),
                            ("finished", "Finished"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                        ],
                        default="planning",
                        max_length=10,
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=300)),
                ("content", models.BinaryField(default=b"")),
                ("counts", models.JSONField(default=dict)),
                ("error", models.TextField(blank=True)),
                ("created_by", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("planned_at", models.DateTimeField(null=True)),
                ("applied_by", models.CharField(blank=True, max_length=200)),
                ("applied_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("connection", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.connection")),
                ("run", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to="store.run")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={
                "db_table": "mass",
            },
        ),
        migrations.CreateModel(
            name="MassRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("record_id", models.UUIDField(null=True)),
                ("record_key", models.CharField(blank=True, max_length=200)),
                ("external_id", models.CharField(blank=True, max_length=100)),
                ("name", models.CharField(blank=True, max_length=600)),
                ("detail", models.CharField(blank=True, max_length=300)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("link", "Link"),
                            ("create", "Create"),
                            ("update", "Update"),
                            ("doubtful", "Doubtful"),
                            ("refused", "Refused"),
                            ("nothing", "Nothing"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("remedy", models.CharField(blank=True, max_length=500)),
                ("changes", models.JSONField(default=list)),
                ("candidates", models.JSONField(default=list)),
                ("says", models.CharField(blank=True, max_length=64)),
                ("choice", models.CharField(blank=True, max_length=10)),
                ("chosen", models.CharField(blank=True, max_length=100)),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("waiting", "Waiting"),
                            ("done", "Done"),
                            ("refused", "Refused"),
                            ("changed", "Changed"),
                            ("left", "Left"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=500)),
                ("mass", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="store.mass")),
                ("posting", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to="store.posting")),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={
                "db_table": "mass_row",
            },
        ),
        migrations.AddIndex(
            model_name="mass",
            index=models.Index(fields=["workspace", "-id"], name="mass_recent"),
        ),
        migrations.AddIndex(
            model_name="massrow",
            index=models.Index(fields=["mass", "state", "number"], name="mass_row_by_state"),
        ),
        migrations.AddConstraint(
            model_name="massrow",
            constraint=models.UniqueConstraint(fields=("mass", "number"), name="mass_row_once"),
        ),
        migrations.RunPython(make_word_index, drop_word_index),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
