from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0015_triggers"),
    ]

    operations = [
        migrations.AddField(model_name="automation", name="archived_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="automation", name="draft_revision", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(model_name="automation", name="draft_saved_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="automation", name="draft_saved_by", field=models.CharField(blank=True, max_length=200)
        ),
        migrations.AddField(model_name="automationversion", name="note", field=models.CharField(blank=True, max_length=500)),
        migrations.AlterField(model_name="automationversion", name="number", field=models.PositiveIntegerField(null=True)),
        migrations.AddConstraint(
            model_name="automation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("archived_at__isnull", True)), fields=("workspace", "name"), name="automation_name_once"
            ),
        ),
    ]
