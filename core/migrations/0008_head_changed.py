from django.db import migrations, models
from django.db.models import F


def begin_at_the_end(apps, schema_editor):
    """What was kept of earlier states is in no process any more: the end is as good as the newest change."""
    apps.get_model("core", "AuditHead").objects.update(changed=F("seq"))


class Migration(migrations.Migration):
    dependencies = [("core", "0007_drafts")]

    operations = [
        migrations.AddField("audithead", "changed", models.BigIntegerField(default=0)),
        migrations.RunPython(begin_at_the_end, migrations.RunPython.noop),
    ]
