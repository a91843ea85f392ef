from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0012_flow"),
    ]

    operations = [
        migrations.AlterField(
            model_name="link",
            name="source_kind",
            field=models.CharField(
                choices=[("record", "Record"), ("entity", "Entity"), ("request", "Request"), ("step", "Step")], max_length=10
            ),
        ),
    ]
