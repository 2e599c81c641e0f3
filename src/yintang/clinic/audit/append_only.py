"""The database itself refuses to change or remove a row of the audit.

Triggers guard against our own mistakes and against a careless hand at the database. Whoever owns
the database can drop them; then the chain of hashes still tells.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

SAID = "rows of the audit are only ever added"

SQLITE = [
    f"""CREATE TRIGGER IF NOT EXISTS audit_entry_no_{act.lower()} BEFORE {act} ON audit_entry
    BEGIN SELECT RAISE(ABORT, '{SAID}'); END"""
    for act in ("UPDATE", "DELETE")
]
SQLITE_DOWN = [f"DROP TRIGGER IF EXISTS audit_entry_no_{act}" for act in ("update", "delete")]
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE OR REPLACE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_is_append_only()""",
]
POSTGRESQL_DOWN = [
    "DROP TRIGGER IF EXISTS audit_entry_append_only ON audit_entry",
    "DROP FUNCTION IF EXISTS audit_entry_is_append_only()",
]
STATEMENTS = {
    "sqlite": (SQLITE, SQLITE_DOWN),
    "postgresql": (POSTGRESQL, POSTGRESQL_DOWN),
}


def guard(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers up; harmless where they stand."""
    _run(connection, STATEMENTS[connection.vendor][0])


def unguard(connection: BaseDatabaseWrapper) -> None:
    """Take them down: for tests that tamper, and for undoing the migration."""
    _run(connection, STATEMENTS[connection.vendor][1])


def guard_in_migration(apps: Any, schema_editor: Any) -> None:
    """As a step of a migration."""
    guard(schema_editor.connection)


def unguard_in_migration(apps: Any, schema_editor: Any) -> None:
    """As a step of a migration undone."""
    unguard(schema_editor.connection)


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
