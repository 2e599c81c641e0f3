"""The tables in which the tests write: on SQLite copied, not made anew by every worker."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker

IN_MEMORY = "file:memorydb_default?mode=memory&cache=shared"
"""Django's own name for the database in memory under test."""


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """What the migrations made, triggers included."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            copy_into_memory(request.getfixturevalue("empty_clinic") / "yintang.sqlite3")
            yield
        else:
            made = setup_databases(verbosity=0, interactive=False)
            yield
            teardown_databases(made, verbosity=0)


def copy_into_memory(database: Path) -> None:
    connection.close()
    connection.settings_dict["NAME"] = IN_MEMORY
    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as made:
        made.backup(connection.connection)
