from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0003_collections_grow"),
    ]

    operations: list[migrations.operations.base.Operation] = []
