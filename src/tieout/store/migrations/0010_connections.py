import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0009_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="polled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="connection",
            name="read_at",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="connection",
            name="read_trouble",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="connection",
            name="swept_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="pendingconsent",
            name="replaces",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to="store.connection"),
        ),
        migrations.AlterField(
            model_name="run",
            name="kind",
            field=models.CharField(
                choices=[
                    ("automation", "Automation"),
                    ("sync", "Sync"),
                    ("import", "Import"),
                    ("reference", "Reference"),
                    ("tie_out", "Tie Out"),
                    ("reading", "Reading"),
                    ("mass", "Mass"),
                ],
                max_length=20,
            ),
        ),
    ]
