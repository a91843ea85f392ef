from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0006_identity"),
    ]

    operations = [
        migrations.AddField(
            model_name="link",
            name="agreed",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddIndex(
            model_name="mirrorentity",
            index=models.Index(fields=["connection", "contact_id"], name="mirror_contact"),
        ),
    ]
