from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0017_outside")]

    operations = [
        migrations.AddField(
            model_name="run", name="lane", field=models.CharField(blank=True, default="", max_length=100), preserve_default=False
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(condition=models.Q(("lane", ""), _negated=True), fields=["lane"], name="run_on_lane"),
        ),
    ]
