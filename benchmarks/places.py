"""An empty clinic for a benchmark: SQLite in a temporary folder, or a database of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clinic.tablets import Place


def named(database: str) -> str:
    """What a table calls the database."""
    return "SQLite" if database == "sqlite" else "PostgreSQL"


@contextmanager
def empty_place(database: str, name: str) -> Iterator["Place"]:
    """An empty clinic, gone afterwards."""
    from clinic.tablets import Place  # noqa: PLC0415 - the path is set by the benchmark

    with tempfile.TemporaryDirectory(prefix="yintang-bench-") as folder:
        if database == "sqlite":
            yield Place(Path(folder))
            return
        with _postgresql(database, f"yintang_bench_{name}") as url:
            yield Place(Path(folder), {"YINTANG_DATABASE_URL": url})


@contextmanager
def _postgresql(server: str, name: str) -> Iterator[str]:
    import psycopg  # noqa: PLC0415 - an optional extra

    with psycopg.connect(f"{server}/postgres", autocommit=True) as line:
        line.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        line.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server}/{name}"
        finally:
            line.execute(f"DROP DATABASE {name} WITH (FORCE)")
