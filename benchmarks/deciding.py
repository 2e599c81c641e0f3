"""How often a verdict is wrong, and how often a change is found: simulated courses.

    python benchmarks/deciding.py [--courses 1000]

Each course has two baselines a week apart and ten weekly visits, three shots each. The noise of a
shot is that of a clinic with a reference card. Days add nothing to it ("shots only", which is
re-photography as the reference simulates it), or as much again, remembering the week before with a
correlation of 0, 0.2 or 0.4. The judge is given the defaults, or a calibration of ten or of forty
people on two days with three shots, simulated anew for each course. One target is declared or
three; none of them changes, or the first by one detectable change: what the judge's own noise says
can be told between two single photographs. The other two then stay as they are.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from outcomes.series_of_photographs import course, photo

from yintang.atlas import load_atlas
from yintang.outcomes.calibration import Calibration, Repeat, calibrate
from yintang.outcomes.change import compare, judge_course, target
from yintang.outcomes.noise import default_noise, sdc

NAMES = ("redness:cheek", "dark-circle:under-eye", "lines-medium:forehead")
LEVELS = {"redness": 22.0, "dark-circle": 4.0, "lines-medium": 0.2}
SIMULATED = {"redness": 0.175, "dark-circle": 0.116, "lines-medium": 0.0047}
"""Standard error of one photograph in a clinic with a card: smallest detectable changes of 0.48 EI
(`rephotography.py`), 0.32 CIELAB units and 6.5 % of the lines (the reference's) over 2.77. Days are
taken to differ as much as shots do."""
KEYS = tuple((name.partition(":")[0], name.partition(":")[2]) for name in NAMES)
Noises = dict[tuple[str, str], tuple[float, float]]
TARGETS = tuple(target(name, load_atlas()) for name in NAMES)


WAYS = (
    ("shots only", 0.0, 0.0),
    ("days 0.0", 1.0, 0.0),
    ("days 0.2", 1.0, 0.2),
    ("days 0.4", 1.0, 0.4),
)
"""Name, what days add as a multiple of what shots do, and the correlation from week to week."""


def calibrated(rng: np.random.Generator, people: int, true: Noises) -> Calibration:
    """A calibration of so many people in a room with the true noise."""
    repeats = []
    for person in range(people):
        level = {key: LEVELS[key[0]] * rng.normal(1, 0.1) for key in true}
        for day in range(2):
            daily = {key: level[key] + rng.normal(0, s[1]) for key, s in true.items()}
            for shot in range(3):
                values = {key: daily[key] + rng.normal(0, s[0]) for key, s in true.items()}
                repeats.append(Repeat(str(person), day, photo(values, f"{person}-{day}-{shot}")))
    return calibrate(repeats)


def detectable(room: Calibration | None, key: tuple[str, str]) -> float:
    found = room.noise(*key, "light") if room else None
    return sdc(found or default_noise(*key, "light", card=True), level=LEVELS[key[0]])


def simulate(
    courses: int, way: tuple[str, float, float], people: int, declared: int, ends: bool
) -> tuple[float, float, float]:
    """Shares of courses: called changed where nothing changed, per target and per family; the
    first target found where it changed by one detectable change."""
    _, daily, rho = way
    true = {key: (SIMULATED[key[0]], daily * SIMULATED[key[0]]) for key in KEYS[:declared]}
    targets, rng = TARGETS[:declared], np.random.default_rng(7)
    wrong, family, found = 0, 0, 0
    for changes in (False, True):
        for _ in range(courses):
            room = calibrated(rng, people, true) if people else None
            levels = {key: (LEVELS[key[0]], LEVELS[key[0]]) for key in true}
            if changes:
                start = LEVELS[KEYS[0][0]]
                levels[KEYS[0]] = (start, start - detectable(room, KEYS[0]))
            visits = course(rng, levels, true, rho=rho)
            judged = (
                compare(visits[1].shots, visits[-1].shots, targets, room)
                if ends
                else judge_course(visits, targets, room)
            )
            verdicts = [c.verdict for c in judged.targets]
            if changes:
                found += verdicts[0] == "improved"
            else:
                false = sum(v in {"improved", "worse"} for v in verdicts)
                wrong, family = wrong + false, family + (false > 0)
    return wrong / (courses * declared), family / courses, found / courses


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--courses", type=int, default=1000)
    courses = parser.parse_args().courses
    print(f"{courses} courses unchanged and {courses} changed a row; per cent")
    print("visits      noise      calibrated  targets   false each  false any  found")
    every = [(False, people, way) for people in (0, 10, 40) for way in WAYS]
    for ends, people, way in [*every, *((True, 10, way) for way in WAYS[:2])]:
        for declared in (1, 3):
            rates = simulate(courses, way, people, declared, ends)
            shown = "".join(f"{100 * rate:11.1f}" for rate in rates)
            print(
                f"{'two days' if ends else 'all':11} {way[0]:10} {people:6} people"
                f"{declared:8} {shown}",
                flush=True,
            )


if __name__ == "__main__":
    main()
