"""Clients that race for the times of one day, each on a connection of its own.

On SQLite in a folder of its own; where the tests run on PostgreSQL, there as well.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

from django.db import connection

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
from places import empty_place

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
INSIDE = (
    "import sys, django; django.setup(); from booking_race import main; "
    "main('8', '160', '1', 'guarded')"
)


def test_clients_racing_for_one_day_never_get_the_same_time(empty_clinic):
    database = "sqlite"
    if connection.vendor == "postgresql":
        database = os.environ["YINTANG_DATABASE_URL"].rpartition("/")[0]
    with empty_place(database, "race_test") as place:
        if database == "sqlite":
            copytree(empty_clinic, place.folder, dirs_exist_ok=True)
        place.migrate()
        done = subprocess.run(
            [sys.executable, "-c", INSIDE],
            env=place.environment(),
            cwd=BENCHMARKS,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["overlaps"] == told["astray"] == 0
    assert told["came"]["booked"] > 10
    assert told["came"]["taken"] > 10
    assert not [word for word in told["came"] if word.startswith("refused")]
