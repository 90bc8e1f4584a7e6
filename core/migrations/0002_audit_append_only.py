"""The database itself refuses to change or delete audit records.

It does not stop whoever owns the database from dropping the trigger; the hash chain
shows what was done then (core.audit.verify).
"""

from django.db import migrations

REFUSAL = "audit records are append-only"
SQLITE = [
    f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON core_auditevent "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    f"CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON core_auditevent "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON core_auditevent "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
]
UNDO_SQLITE = ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"]
UNDO_POSTGRESQL = [
    "DROP TRIGGER audit_no_change ON core_auditevent",
    "DROP TRIGGER audit_no_truncate ON core_auditevent",
    "DROP FUNCTION audit_refuse",
]


def _run(schema_editor, sqlite, postgresql):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: _run(editor, SQLITE, POSTGRESQL),
            lambda apps, editor: _run(editor, UNDO_SQLITE, UNDO_POSTGRESQL),
        )
    ]
