"""The dictionary of names takes the place of the column of readings, and knows the names on file."""

from django.db import migrations, models

from core import names

BATCH = 2000


def enter_names(apps, schema_editor):
    person, part = (apps.get_model("communities", name) for name in ("Person", "NamePart"))
    rows = []
    for name in person.objects.order_by().values_list("name", flat=True).distinct().iterator():
        rows += [part(part=text.encode(), name=name) for text in names.search_parts(name)]
        if len(rows) >= BATCH:
            part.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
            rows = []
    part.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("communities", "0002_milestone_editions")]

    operations = [
        migrations.CreateModel(
            name="NamePart",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "part", "name", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("part", models.BinaryField()),
                ("name", models.CharField(max_length=50)),
            ],
            options={
                "verbose_name": "姓名索引",
                "indexes": [models.Index(fields=["name", "part"], name="name_part_name")],
            },
        ),
        migrations.RunPython(enter_names, migrations.RunPython.noop),
        migrations.RemoveField(model_name="person", name="name_keys"),
    ]
