"""Removing a column's own index, Django takes PostgreSQL's other indexes of that column alone with it, those of constraints
too: so the constraint goes before and comes back after."""

from django.db import migrations, models

ONCE = models.UniqueConstraint(
    condition=models.Q(("id_number_hash", ""), _negated=True), fields=("id_number_hash",), name="person_id_number_once"
)


class Migration(migrations.Migration):
    dependencies = [("communities", "0012_account_of_a_person")]

    operations = [
        migrations.RemoveConstraint(model_name="person", name="person_id_number_once"),
        migrations.AlterField(
            model_name="person",
            name="id_number_hash",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddConstraint(model_name="person", constraint=ONCE),
    ]
