"""What booking promises: `python benchmarks/booking.py [race] [next] [course]`.

`race`: clients race for the times of one day; overlaps are counted by a sweep over what was agreed,
beside the same without a guard. `next`: the next free time of a service in a year's calendar, asked
of a clinic with five practitioners and of one with fifty. `course`: twelve visits laid over a busy
calendar, and small courses compared with every possibility. SQLite in a temporary folder, or
databases of its own on the PostgreSQL server that `--database` names.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from places import empty_place, named

if TYPE_CHECKING:
    from clinic.tablets import Place

HERE = Path(__file__).parent
INSIDE = (
    "import sys, django; sys.path[:0] = ['../tests']; django.setup(); "
    "from {module} import main; main(*sys.argv[1:])"
)
WANTED, WANTED_COURSE = 1.5, 200


def main() -> None:
    asked = _asked()
    print(f"{named(asked.database)}, load of this machine before: {os.getloadavg()[0]:.1f}")
    if "race" in asked.what:
        race(asked.database, asked.clients, asked.attempts, asked.seed)
    if "next" in asked.what:
        with empty_place(asked.database, "next") as place:
            next_free(place, asked.weeks, asked.rounds, asked.seed)
    if "course" in asked.what:
        with empty_place(asked.database, "course") as place:
            course(place, asked.weeks, asked.rounds, asked.seed)
    print(f"load after: {os.getloadavg()[0]:.1f}")


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__)
    what = ["race", "next", "course"]
    reader.add_argument("what", nargs="*", choices=[*what, []], default=[])
    reader.add_argument("--database", default="sqlite", help="sqlite, or postgres://role@host:port")
    reader.add_argument("--clients", type=int, default=64)
    reader.add_argument("--attempts", type=int, default=10_000)
    reader.add_argument("--weeks", type=int, default=52, help="of the calendar searched")
    reader.add_argument("--rounds", type=int, default=100, help="of every question")
    reader.add_argument("--seed", type=int, default=2026)
    reader.add_argument("--quick", action="store_true", help="small numbers, to see that it runs")
    asked = reader.parse_args()
    asked.what = asked.what or what
    if asked.quick:
        asked.attempts, asked.weeks, asked.rounds = 320, 3, 10
    return asked


def inside(place: "Place", module: str, *words: object) -> Any:
    """What a module of this folder says when it runs in the place's own environment."""
    done = subprocess.run(
        [sys.executable, "-c", INSIDE.format(module=module), *map(str, words)],
        env=place.environment(),
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def race(database: str, clients: int, attempts: int, seed: int) -> None:
    """With the guard and without, each in a clinic of its own."""
    print(f"\n{clients} clients race for one day of 8 practitioners and 8 rooms")
    for how, words in (("guarded", "with cells"), ("unguarded", "check, then insert")):
        with empty_place(database, "race") as place:
            place.migrate()
            told = inside(place, "booking_race", clients, attempts, seed, how)
        came = ", ".join(f"{count} {what}" for what, count in sorted(told["came"].items()))
        rate = told["attempts"] / told["seconds"]
        print(f"  {words:18}  {told['attempts']} attempts, {rate:5.0f} a second: {came}")
        wrong = f"overlaps {told['overlaps']}, visits astray {told['astray']}"
        print(f"  {'':18}  {told['standing']} stand, {told['overbooked']} overbooked; {wrong}")


def next_free(place: "Place", weeks: int, rounds: int, seed: int) -> None:
    """A calendar as full as a busy clinic's, and one that is full to its last day."""
    place.migrate()
    for told in inside(place, "booking_calendar", weeks, rounds, seed):
        few, many = told["few"], told["many"]
        print(f"\n{told['calendar']}, {weeks} weeks ({told['cells']} cells)")
        print(f"  {'':22} 5 practitioners   50   ratio")
        for question, ms in few.items():
            ratio = many[question] / ms
            print(f"  {question:22} {ms:12.1f} ms {many[question]:6.1f} {ratio:6.2f}")
    print(f"  wanted of a busy calendar: under {WANTED}")


def course(place: "Place", weeks: int, rounds: int, seed: int) -> None:
    """Twelve visits in a busy clinic of five practitioners."""
    place.migrate()
    told = inside(place, "booking_course", weeks, max(rounds // 5, 5), seed)
    print("\nA course of twelve weekly visits, five practitioners, with the query of what is free")
    for wish, ms in told["medians"].items():
        print(f"  {wish:30} {ms:6.0f} ms median (wanted: under {WANTED_COURSE})")
    print(
        f"  as good as the best of all possible: {told['alike']} of {told['cases']} small courses"
    )


if __name__ == "__main__":
    main()
