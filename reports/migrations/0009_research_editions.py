"""Research reports built before there were two editions were for their requester alone: from now on for the street's readers."""

from django.db import migrations


def keep_from_communities(apps, schema_editor):
    runs = apps.get_model("reports", "ReportRun").objects.filter(code__in=["research_report", "research_report_word"])
    runs.update(content_permission="view_vetting")


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_ledger_snapshots")]

    operations = [migrations.RunPython(keep_from_communities, migrations.RunPython.noop)]
