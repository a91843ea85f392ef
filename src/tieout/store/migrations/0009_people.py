from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0008_documents"),
    ]

    operations: list[migrations.operations.base.Operation] = []
