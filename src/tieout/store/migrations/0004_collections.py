import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import tieout.store.ids

TEXTS = [(f"t{number:02}", models.BinaryField(null=True)) for number in range(1, 31)]
NUMBERS = [(name, models.BigIntegerField(null=True)) for number in range(1, 16) for name in (f"n{number:02}", f"n{number:02}_rest")]


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("store", "0003_collections_grow"),
    ]

    operations = [
        migrations.AddField(
            model_name="collection",
            name="listed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="field",
            name="slot",
            field=models.CharField(blank=True, max_length=4),
        ),
        migrations.CreateModel(
            name="FieldValue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("value_hash", models.CharField(max_length=64)),
                ("field", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="store.field")),
                ("record", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.record")),
                ("workspace", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={
                "db_table": "field_value",
                "constraints": [models.UniqueConstraint(fields=("field", "value_hash"), name="field_value_once")],
            },
        ),
        migrations.CreateModel(
            name="ListRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("workspace", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
                (
                    "collection",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="store.collection"),
                ),
                (
                    "record",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="list_row", to="store.record"),
                ),
                ("life", models.SmallIntegerField(choices=[(0, "Live"), (1, "Archived"), (2, "Deleted")])),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("key", models.BinaryField()),
                ("title", models.BinaryField(null=True)),
                *TEXTS,
                *NUMBERS,
                ("search", models.TextField(blank=True)),
            ],
            options={
                "db_table": "list_row",
                "indexes": [models.Index(fields=["collection", "workspace", "life", "updated_at"], name="list_row_place")],
            },
        ),
        migrations.CreateModel(
            name="View",
            fields=[
                ("id", models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("arrangement", models.JSONField(default=dict)),
                ("is_default", models.BooleanField(default=False)),
                ("created_by", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("collection", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.collection")),
                (
                    "owner",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace")),
            ],
            options={
                "db_table": "view",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("owner__isnull", True)), fields=("collection", "name"), name="view_shared_name_once"
                    ),
                    models.UniqueConstraint(fields=("collection", "owner", "name"), name="view_own_name_once"),
                ],
            },
        ),
    ]
