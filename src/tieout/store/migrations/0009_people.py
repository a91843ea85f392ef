import django.db.models.deletion
import django.utils.timezone
import tieout.store.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0008_documents'),
    ]

    operations = [
        migrations.AddField(
            model_name='workspace',
            name='mfa_required',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='workspace',
            name='sso_domains',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='workspace',
            name='sso_role',
            field=models.CharField(choices=[('administrator', 'System Administrator'), ('finance', 'Finance'), ('editor', 'Editor'), ('auditor', 'Auditor')], default='auditor', max_length=20),
        ),
        migrations.AddField(
            model_name='workspace',
            name='token_days_max',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('role', models.CharField(choices=[('administrator', 'System Administrator'), ('finance', 'Finance'), ('editor', 'Editor'), ('auditor', 'Auditor')], max_length=20)),
                ('scopes', models.JSONField(default=list)),
                ('prefix', models.CharField(max_length=20)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('last_used_at', models.DateTimeField(null=True)),
                ('window_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('window_calls', models.PositiveIntegerField(default=0)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='store.member')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='store.workspace')),
            ],
            options={
                'db_table': 'api_token',
            },
        ),
        migrations.CreateModel(
            name='MailMessage',
            fields=[
                ('id', models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=200, unique=True)),
                ('to', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('sealed_text', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'db_table': 'mail_message',
                'indexes': [models.Index(fields=['state', 'next_at'], name='mail_due')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('role', models.CharField(choices=[('administrator', 'System Administrator'), ('finance', 'Finance'), ('editor', 'Editor'), ('auditor', 'Auditor')], max_length=20)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('is_mailed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_by', models.CharField(max_length=200)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='store.workspace')),
            ],
            options={
                'db_table': 'invitation',
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True)), fields=('workspace', 'email'), name='invitation_open_once')],
            },
        ),
        migrations.CreateModel(
            name='NotificationChoice',
            fields=[
                ('id', models.UUIDField(default=tieout.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('topic', models.CharField(choices=[('exceptions', 'Exceptions'), ('approvals', 'Approvals'), ('connections', 'Broken connections')], max_length=20)),
                ('how', models.CharField(choices=[('now', 'At once'), ('daily', 'Once a day'), ('never', 'Never')], max_length=10)),
                ('told_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='store.member')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='store.workspace')),
            ],
            options={
                'db_table': 'notification_choice',
                'constraints': [models.UniqueConstraint(fields=('member', 'topic'), name='notification_choice_once')],
            },
        ),
    ]
