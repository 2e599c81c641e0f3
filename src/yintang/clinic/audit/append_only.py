"""The database itself refuses to change or remove a row of the audit, or of another such table.

Triggers guard against our own mistakes and against a careless hand at the database. Whoever owns
the database can drop them; then the chain of hashes still tells.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

AUDIT = "audit_entry"
Step = Callable[[Any, Any], None]


def guard(connection: BaseDatabaseWrapper, *tables: str) -> None:
    """Put the triggers up, of the audit where no table is named; harmless where they stand."""
    up = {"sqlite": _sqlite_up, "postgresql": _postgresql_up}[connection.vendor]
    _run(connection, [line for table in tables or (AUDIT,) for line in up(table)])


def unguard(connection: BaseDatabaseWrapper, *tables: str) -> None:
    """Take them down: for tests that tamper, and for undoing the migration."""
    down = {"sqlite": _sqlite_down, "postgresql": _postgresql_down}[connection.vendor]
    _run(connection, [line for table in tables or (AUDIT,) for line in down(table)])


def guard_in_migration(apps: Any, schema_editor: Any) -> None:
    """As a step of the audit's migration."""
    guard(schema_editor.connection)


def unguard_in_migration(apps: Any, schema_editor: Any) -> None:
    """As a step of that migration undone."""
    unguard(schema_editor.connection)


def steps_for(*tables: str) -> tuple[Step, Step]:
    """The two steps of another app's migration: guarding its tables, and undoing that."""
    return (
        lambda _, schema_editor: guard(schema_editor.connection, *tables),
        lambda _, schema_editor: unguard(schema_editor.connection, *tables),
    )


def _said(table: str) -> str:
    return f"rows of {'the audit' if table == AUDIT else table} are only ever added"


def _sqlite_up(table: str) -> list[str]:
    return [
        f"""CREATE TRIGGER IF NOT EXISTS {table}_no_{act.lower()} BEFORE {act} ON {table}
        BEGIN SELECT RAISE(ABORT, '{_said(table)}'); END"""
        for act in ("UPDATE", "DELETE")
    ]


def _sqlite_down(table: str) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {table}_no_{act}" for act in ("update", "delete")]


def _postgresql_up(table: str) -> list[str]:
    return [
        f"""CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{_said(table)}' USING ERRCODE = 'restrict_violation'; END $$""",
        f"""CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()""",
    ]


def _postgresql_down(table: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
        f"DROP FUNCTION IF EXISTS {table}_is_append_only()",
    ]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
