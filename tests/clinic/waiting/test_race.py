"""Two cancellations, two rounds and two answers at once, on SQLite and on PostgreSQL."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
from places import empty_place

INSIDE = "import django; django.setup(); from clinic.waiting.racing import main; main()"


def test_answers_and_rounds_at_once_give_each_time_to_one_and_each_patient_one():
    database = "sqlite"
    if connection.vendor == "postgresql":
        database = os.environ["YINTANG_DATABASE_URL"].rpartition("/")[0]
    with empty_place(database, "waiting_test") as place:
        place.migrate()
        done = subprocess.run(
            [sys.executable, "-c", INSIDE],
            env=place.environment(),
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["taken"] == told["booked"] > 1
    assert told["twice"] == told["doubled"] == 0
