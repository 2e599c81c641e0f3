"""The tables of the tests are those that an installation gets."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def test_the_migrations_lack_nothing_of_the_models():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_migration_has_run_here():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
