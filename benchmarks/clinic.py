"""What the clinic does under load: `python benchmarks/clinic.py [pages] [tablets] [kills]`.

`pages`: the median times of search, patient page, today and a tap in a large clinic over those in a
small one. `tablets`: fifty tablets tapping at once. `kills`: a server killed while tablets tap, and
what the database holds afterwards. SQLite in a temporary folder, or databases of its own on the
PostgreSQL server that `--database` names (its role must be allowed to make databases).
"""

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from clinic.tablets import TAPS, Place, Tablet, kills, taps
from clinic_pages import compare
from places import empty_place, named

ROUNDS = 5
"""Alone, one tablet taps through so many sessions."""


def main() -> None:
    asked = _asked()
    print(f"{named(asked.database)}, load of this machine before: {os.getloadavg()[0]:.1f}")
    if "pages" in asked.what:
        with (
            empty_place(asked.database, "small") as small,
            empty_place(asked.database, "large") as large,
        ):
            sizes = {"small": (small, asked.small), "large": (large, asked.large)}
            compare(sizes, asked.rounds, asked.minutes)
    if "tablets" in asked.what:
        for pace in asked.pace:
            with empty_place(asked.database, "tablets") as place:
                together(place, asked.tablets, pace)
    if "kills" in asked.what:
        with empty_place(asked.database, "kills") as place:
            killed(place, asked.kills, asked.seed)
    print(f"load after: {os.getloadavg()[0]:.1f}")


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__)
    what = ["pages", "tablets", "kills"]
    reader.add_argument("what", nargs="*", choices=[*what, []], default=[])
    reader.add_argument("--database", default="sqlite", help="sqlite, or postgres://role@host:port")
    reader.add_argument("--small", type=int, default=100, help="patients")
    reader.add_argument("--large", type=int, default=100_000, help="patients")
    reader.add_argument("--rounds", type=int, default=60, help="of every page")
    reader.add_argument("--minutes", type=float, default=10, help="at most, for the pages")
    reader.add_argument("--tablets", type=int, default=50)
    reader.add_argument(
        "--pace", type=float, nargs="*", default=[3, 0], help="seconds from tap to tap"
    )
    reader.add_argument("--kills", type=int, default=200)
    reader.add_argument("--seed", type=int, default=2026)
    reader.add_argument("--quick", action="store_true", help="small numbers, to see that it runs")
    asked = reader.parse_args()
    asked.what = asked.what or what
    if asked.quick:
        asked.large, asked.rounds, asked.tablets, asked.kills, asked.pace = 2000, 10, 5, 3, [0.2]
    return asked


def together(place: Place, number: int, pace: float) -> None:
    """One tablet alone, then many at once; every tap is counted afterwards."""
    made = place.make(ROUNDS + number)
    alone = [Tablet(made["cookie"], visit) for visit in made["visits"][:ROUNDS]]
    many = [Tablet(made["cookie"], visit) for visit in made["visits"][ROUNDS:]]
    with place.servers() as server:
        server.start()
        alone[0].at(server.port).look()
        for tablet in alone:
            _tap_through(tablet, server.port, 0 if pace == 0 else 0.05, Random(1))
        started = time.perf_counter()
        with ThreadPoolExecutor(number) as pool:
            jobs = [
                pool.submit(_tap_through, tablet, server.port, pace, Random(n))
                for n, tablet in enumerate(many)
            ]
            for job in jobs:
                job.result()
        lasted = time.perf_counter() - started
    wrong = place.faults({tablet.visit: tablet.acknowledged for tablet in [*alone, *many]})
    one = 1000 * float(np.median([s for tablet in alone for s in tablet.took]))
    every = 1000 * np.array([s for tablet in many for s in tablet.took])
    median, late = np.percentile(every, [50, 95])
    how = f"a tap every {pace:g} s or so" if pace else "each tap as soon as the last is answered"
    print(f"\n{number} tablets, {TAPS} taps each, {how}: {len(every) / lasted:.0f} taps a second")
    print(f"  one tablet alone   median {one:6.1f} ms")
    print(f"  together           median {median:6.1f} ms, 95th percentile {late:6.1f} ms")
    print(f"  95th percentile over one tablet's median: {late / one:.1f}   (wanted: under 10)")
    print(f"  lost or twice: {wrong or 'nothing'}")


def _tap_through(tablet: Tablet, port: int, pace: float, luck: Random) -> None:
    """Tap a whole session; between taps, ask for news as often as the page does."""
    tablet.at(port)
    time.sleep(luck.uniform(0, pace))
    asked = time.perf_counter()
    for tap in taps():
        tablet.tap(tap)
        time.sleep(luck.uniform(0.5 * pace, 1.5 * pace))
        if pace and time.perf_counter() - asked > 5:
            tablet.look()
            asked = time.perf_counter()
    tablet.hang_up()


def killed(place: Place, number: int, seed: int) -> None:
    """Kill the server so many times and count."""
    made = place.make(2 * number)
    acknowledged = kills(place, made, number=number, luck=Random(seed))
    wrong = place.faults(acknowledged)
    count = sum(len(ids) for ids in acknowledged.values())
    print(f"\n{number} kills, {count} taps acknowledged; lost or twice: {wrong or 'nothing'}")


if __name__ == "__main__":
    main()
