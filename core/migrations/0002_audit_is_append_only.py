"""The database itself refuses to change a link of the audit chain (SECURITY 37)."""

from django.db import migrations

_POSTGRESQL = (
    """
    CREATE FUNCTION core_auditevent_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the audit chain is append-only'; END $$
    """,
    """
    CREATE TRIGGER core_auditevent_no_update BEFORE UPDATE ON core_auditevent
    FOR EACH ROW EXECUTE FUNCTION core_auditevent_is_append_only()
    """,
)
_SQLITE = (
    """
    CREATE TRIGGER core_auditevent_no_update BEFORE UPDATE ON core_auditevent
    BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END
    """,
)


def _guard(apps, schema_editor):
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


def _leave_unguarded(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER core_auditevent_no_update ON core_auditevent")
        schema_editor.execute("DROP FUNCTION core_auditevent_is_append_only()")
    else:
        schema_editor.execute("DROP TRIGGER core_auditevent_no_update")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(_guard, _leave_unguarded)]
