import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BaselineSubmission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                ("answers", models.JSONField(verbose_name="内容")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="报送时间")),
                ("baseline", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="submissions", to="communities.baseline", verbose_name="基线")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="报送人")),
            ],
            options={"verbose_name": "基线报送", "ordering": ["round"]},
        ),
        migrations.AddField(
            model_name="baselinesection",
            name="explanations",
            field=models.JSONField(default=dict, verbose_name="情况说明"),
        ),
        migrations.AddField(
            model_name="baselinesection",
            name="page",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="baselinesubmission",
            constraint=models.UniqueConstraint(fields=("baseline", "round"), name="baseline_submission_once"),
        ),
    ]
