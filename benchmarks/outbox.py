"""Whether the outbox loses a letter or sends one twice: `python benchmarks/outbox.py`.

Programs that send to a real mail server on this computer are killed with `kill -9` at random
moments; then several send at once. What was taken is counted by the mail server, what is known by
the database. SQLite in a temporary folder, or databases of its own on the
PostgreSQL server that `--database` names (its role must be allowed to make databases).
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from clinic.outbox.killing import Outcome, run_killed, run_together
from clinic.tablets import Place


def main() -> None:
    asked = _asked()
    kind = "SQLite" if asked.database == "sqlite" else "PostgreSQL"
    print(f"{kind}, load of this machine before: {os.getloadavg()[0]:.1f}")
    with _place(asked.database, "kills") as place:
        letters = asked.kills * asked.letters
        told(run_killed(place, kills=asked.kills, letters=letters, luck=Random(asked.seed)))
    with _place(asked.database, "together") as place:
        done = run_together(place, senders=asked.senders, letters=letters)
    print(f"\n{asked.senders} senders at once, {done.letters / done.seconds:.0f} letters a second")
    told(done)
    print(f"load after: {os.getloadavg()[0]:.1f}")


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--database", default="sqlite", help="sqlite, or postgres://role@host:port")
    reader.add_argument("--kills", type=int, default=200)
    reader.add_argument("--letters", type=int, default=6, help="for each kill")
    reader.add_argument("--senders", type=int, default=3)
    reader.add_argument("--seed", type=int, default=2026)
    reader.add_argument("--quick", action="store_true", help="ten kills, to see that it runs")
    asked = reader.parse_args()
    if asked.quick:
        asked.kills = 10
    return asked


@contextmanager
def _place(database: str, name: str) -> Iterator[Place]:
    """An empty clinic, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="yintang-bench-") as folder:
        if database == "sqlite":
            yield Place(Path(folder))
            return
        import psycopg  # noqa: PLC0415 - an optional extra

        name = f"yintang_bench_outbox_{name}"
        with psycopg.connect(f"{database}/postgres", autocommit=True) as line:
            line.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            line.execute(f"CREATE DATABASE {name}")
            try:
                yield Place(Path(folder), {"YINTANG_DATABASE_URL": f"{database}/{name}"})
            finally:
                line.execute(f"DROP DATABASE {name} WITH (FORCE)")


def told(done: Outcome) -> None:
    print(f"\n{done.letters} letters, {done.kills} kills, {done.seconds:.0f} s")
    print(f"  sent once, and known to be             {done.sent:6}")
    print(f"  put to the desk, taken by the server   {done.unsure_taken:6}")
    print(f"  put to the desk, not taken             {done.unsure_not_taken:6}")
    print(f"  lost                                   {done.lost:6}   (wanted: 0)")
    print(f"  sent twice                             {done.twice:6}   (wanted: 0)")


if __name__ == "__main__":
    main()
