from django.db import migrations, models


class Migration(migrations.Migration):
    """What is sent next is found without a look at all that waits."""

    dependencies = [("store", "0019_draft_documents")]

    operations = [
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(fields=["workspace", "connection", "state", "kind", "action", "id"], name="posting_in_turn"),
        ),
        migrations.RemoveIndex(model_name="posting", name="posting_to_send"),
    ]
