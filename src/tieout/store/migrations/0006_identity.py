from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0005_record_life"),
    ]

    operations: list[migrations.operations.base.Operation] = []
