"""Whether finding a practitioner grows slower with their number: `python benchmarks/directory.py`.

A directory with 1,000 and one with 100,000 practitioners, spread over the towns of the United
Kingdom as people are, asked for the same places, concerns and credentials. The two are asked in
turn, so that whatever else the machine does falls on both. SQLite in a temporary folder, or
databases of its own on the PostgreSQL server that `--database` names.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import numpy as np

CONCERNS = ["G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G10", "G12"]
OTHER = ["pl", "pt", "fr", "es", "zh", "ar", "pa", "de", "it", "ro"]
PER_CLINIC = 5
ASKED = {
    "place and concern": "concern={concern}",
    "and registration verified": "concern={concern}&verified=registration",
    "and a language": "concern={concern}&language=pl",
}
"""What is asked of every place, by its name in the report; however far, so that both show ten."""


def main() -> None:
    asked = _asked()
    if asked.serve:
        _serve(asked.serve)
        return
    print(f"{'SQLite' if asked.database == 'sqlite' else 'PostgreSQL'}, {asked.rounds} places")
    with ExitStack() as stack:
        sizes = (asked.small, asked.large)
        servers = [stack.enter_context(_directory(asked.database, size)) for size in sizes]
        places = _places(Random(11), asked.rounds)
        for name, words in ASKED.items():
            took: list[list[float]] = [[], []]
            for n, place in enumerate(places):
                query = f"within=any&place={place}&" + words.format(
                    concern=CONCERNS[n % len(CONCERNS)]
                )
                for times, server in zip(took, servers, strict=True):
                    times.append(_ask(server, query))
            small, large = (1000 * np.array(times) for times in took)
            ratio = np.median(large) / np.median(small)
            print(
                f"{name}: median {np.median(small):.1f} ms among {sizes[0]:,}, "
                f"{np.median(large):.1f} ms among {sizes[1]:,}, ratio {ratio:.2f}; "
                f"95th percentile {np.percentile(small, 95):.1f} and "
                f"{np.percentile(large, 95):.1f} ms   (wanted: ratio under 2)"
            )


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--database", default="sqlite", help="sqlite, or postgres://role@host:port")
    reader.add_argument("--small", type=int, default=1000, help="practitioners")
    reader.add_argument("--large", type=int, default=100_000, help="practitioners")
    reader.add_argument("--rounds", type=int, default=100, help="places asked about")
    reader.add_argument("--quick", action="store_true", help="small numbers, to see that it runs")
    reader.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    asked = reader.parse_args()
    if asked.quick:
        asked.large, asked.rounds = 5000, 20
    return asked


def _ask(server: subprocess.Popen[str], query: str) -> float:
    """Seconds that the whole page took."""
    assert server.stdin
    assert server.stdout
    print(query, file=server.stdin, flush=True)
    return float(server.stdout.readline())


@contextmanager
def _directory(database: str, size: int) -> Iterator[subprocess.Popen[str]]:
    """A process with a directory of so many practitioners, filled and warm."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="yintang-bench-"))
        told = {"YINTANG_DATA_DIR": folder, "YINTANG_SECRET_KEY": "x" * 60, "YINTANG_HTTPS": "0"}
        if database != "sqlite":
            url = stack.enter_context(_postgresql(database, f"yintang_bench_directory_{size}"))
            told["YINTANG_DATABASE_URL"] = url
        server = subprocess.Popen(
            [sys.executable, __file__, "--serve", str(size)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | told,
        )  # fmt: skip
        stack.callback(server.wait)
        stack.callback(server.terminate)
        assert server.stdout
        print(json.loads(server.stdout.readline())["filled"])
        yield server


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


# --- In the process of one directory -------------------------------------------------------------


def _serve(size: int) -> None:
    """Fill the database, then answer each query on the input with the seconds its page took."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yintang.clinic.settings"
    import django  # noqa: PLC0415 - the settings come first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    client = Client(headers={"host": "localhost"})
    client.get("/find/")  # what is read once a process
    began = time.perf_counter()
    rows = _fill(size)
    print(
        json.dumps({"filled": f"{rows:,} rows in {time.perf_counter() - began:.0f} s"}), flush=True
    )
    for place in _places(Random(3), 5):
        client.get(f"/find/?place={place}")
    for query in sys.stdin:
        began = time.perf_counter()
        answer = client.get(f"/find/?{query.strip()}")
        assert answer.status_code == 200
        print(time.perf_counter() - began, flush=True)


def _towns(country: str = "UK") -> list[Any]:
    from yintang.clinic.directory.gazetteer import _by_name  # noqa: PLC0415

    return [place for place in _by_name()[1] if place.country == country and place.people]


def _places(luck: Random, number: int) -> list[str]:
    """Names of towns, a large one as likely to be asked about as it has people."""
    towns = _towns()
    weights = [town.people for town in towns]
    return [f"{town.name}, {town.region}" for town in luck.choices(towns, weights, k=number)]


def _fill(size: int) -> int:
    """So many practitioners in the clinics of five; the number of rows written."""
    from django.db import connection, transaction  # noqa: PLC0415

    from yintang.clinic.accounts.models import User  # noqa: PLC0415
    from yintang.clinic.directory.models import Term  # noqa: PLC0415

    luck, written = Random(7), 0
    users = [User.objects.create_user(f"p{n}@example.org", name=f"P{n}") for n in range(PER_CLINIC)]
    towns = _towns()
    weights = [town.people for town in towns]
    with transaction.atomic():
        for first in range(0, size // PER_CLINIC, 1000):
            number = min(1000, size // PER_CLINIC - first)
            places = luck.choices(towns, weights, k=number)
            written += _clinics(first, places, users, luck)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a server does by itself, sooner or later
    assert Term.objects.filter(word="").count() == size
    return written


def _clinics(first: int, towns: list[Any], users: list[Any], luck: Random) -> int:
    from yintang.clinic.clinics.models import Clinic, Membership, Role  # noqa: PLC0415
    from yintang.clinic.directory import models  # noqa: PLC0415

    now, today = datetime.now(UTC), datetime.now(UTC).date()
    clinics = [Clinic(name=f"Practice {first + n}") for n in range(len(towns))]
    listings = [
        models.Listing(
            clinic=clinic, slug=f"practice-{first + n}", published_at=now, about="A practice.",
            town=town.name, lat=town.lat + luck.gauss(0, 0.02), lon=town.lon + luck.gauss(0, 0.03),
            exact=True, consultation=luck.random() < 0.8,
        )
        for n, (clinic, town) in enumerate(zip(clinics, towns, strict=True))
    ]  # fmt: skip
    members = [
        Membership(clinic=clinic, user=user, role=Role.PRACTITIONER)
        for clinic in clinics
        for user in users
    ]
    people = [
        models.Practitioner(
            listing=listings[n // PER_CLINIC], membership=member, slug=f"p{n % PER_CLINIC}",
            name=f"P{first * PER_CLINIC + n}", languages=["en", luck.choice(OTHER)],
            concerns=luck.sample(CONCERNS, 3), consented_at=now,
        )
        for n, member in enumerate(members)
    ]  # fmt: skip
    rows = [clinics, listings, members, people, _credentials(people, luck, today)]
    for kind in rows:
        type(kind[0])._default_manager.bulk_create(kind, batch_size=5000)  # type: ignore[attr-defined]
    return sum(map(len, rows)) + _terms(people)


def _credentials(people: list[Any], luck: Random, today: date) -> list[Any]:
    from yintang.clinic.directory.models import Credential  # noqa: PLC0415

    return [
        Credential(
            listing=one.listing, practitioner=one, kind=kind, body="Example", covers_face=True,
            checked_on=today, holds_until=today + timedelta(luck.choice([-30, 90, 200, 300])),
        )
        for one in people
        for kind in ("registration", "insurance")
    ]  # fmt: skip


def _terms(people: list[Any]) -> int:
    """What each is found by: most of the rows, so they go past the models."""
    from django.db import connection  # noqa: PLC0415

    from yintang.clinic.directory.cells import cell  # noqa: PLC0415
    from yintang.clinic.directory.models import Term  # noqa: PLC0415

    key = Term._meta.get_field("practitioner")
    rows = [
        (key.get_db_prep_value(one.pk, connection), word, cell(at.lat, at.lon), at.lat, at.lon)
        for one in people
        for at in [one.listing]
        for word in sorted(set(one.words()))
    ]
    columns = "practitioner_id, word, cell, lat, lon"
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {Term._meta.db_table} ({columns}) VALUES (%s, %s, %s, %s, %s)", rows
        )
    return len(rows)


if __name__ == "__main__":
    main()
