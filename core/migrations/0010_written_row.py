import django.db.models.deletion
from django.db import migrations, models

import core.secrets

TAKE = """
    INSERT INTO "core_writtenrow" ("row_id", "target_id", "before")
    SELECT "id", "target_id", "before" FROM "core_importrow" WHERE "target_id" <> ''
"""
GIVE_BACK = """
    UPDATE "core_importrow" SET "target_id" = written."target_id", "before" = written."before"
    FROM "core_writtenrow" AS written WHERE written."row_id" = "core_importrow"."id"
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0009_row_batch_led_by_longer_index")]

    operations = [
        migrations.CreateModel(
            name="WrittenRow",
            fields=[
                (
                    "row",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="written",
                        serialize=False, to="core.importrow",
                    ),
                ),
                ("target_id", models.CharField(max_length=36)),
                ("before", core.secrets.EncryptedTextField(blank=True, verbose_name="写入前")),
            ],
            options={"verbose_name": "已写入的行"},
        ),
        migrations.RunSQL(TAKE, GIVE_BACK),
        migrations.RemoveField(model_name="importrow", name="before"),
        migrations.RemoveField(model_name="importrow", name="target_id"),
    ]  # fmt: skip
