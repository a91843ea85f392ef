from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0010_connections"),
    ]

    operations = [
        migrations.AddField(
            model_name="gateslot",
            name="under_way_until",
            field=models.FloatField(default=0),
        ),
    ]
