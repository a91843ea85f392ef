"""A document that is a draft is shown as one: the choice that the ready-made payment status did not have."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BEFORE = ["not_posted", "open", "part_paid", "paid", "credited", "voided"]


def add_draft(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    fields = apps.get_model("store", "Field").objects.using(schema_editor.connection.alias)
    for field in fields.filter(key="payment_status", type="choice"):
        if field.options.get("choices") == BEFORE:
            field.options["choices"] = ["not_posted", "draft", *BEFORE[1:]]
            field.save(update_fields=["options"])


class Migration(migrations.Migration):
    dependencies = [("store", "0018_run_lane")]
    operations = [migrations.RunPython(add_draft, migrations.RunPython.noop)]
