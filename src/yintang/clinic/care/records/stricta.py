"""What STRICTA 2010 asks a report of acupuncture to say, filled from a visit's record.

The items are those of MacPherson and others 2010 (doi 10.1371/journal.pmed.1000261), named here in
our own words. An item that nothing in the record answers says so.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from yintang.atlas.model import Atlas

SIDES = {"R": "right", "L": "left", "M": "midline"}
NOT_RECORDED = "Not recorded."

NTH = re.compile(r", \d$")
"""The number that tells sources of one title apart: "A clinic's public page, 2"."""

Record = Mapping[str, Any]


def stricta_of(record: Record, atlas: Atlas) -> list[dict[str, Any]]:
    """Every item: its number, its name, what is said, and whether anything answers it."""
    placed = [one for one in record["needles"] if one["status"] in PLACED]
    answers = {
        "1a": ("Kind of acupuncture", _kind(record)),
        "1b": ("Why this treatment", _why(record, placed)),
        "1c": ("How far it was made for the patient", _individual(record)),
        "2a": ("How many needles", _count(record, placed)),
        "2b": ("Which points, and on which side", _points(placed)),
        "2c": ("How deep", _depth(placed)),
        "2d": ("Response sought", _response(placed)),
        "2e": ("Stimulation", _stimulation(placed)),
        "2f": ("How long the needles stayed", _retention(record, placed)),
        "2g": ("Needles used", _used(record, placed)),
        "3a": ("How many visits", _visits(record)),
        "3b": ("How often, and how long", _often(record)),
        "4a": ("What was done besides", _besides(record, atlas)),
        "4b": ("Setting, and what the patient was told", _setting(record)),
        "5": ("Who treated", _practitioner(record)),
        "6a": ("Why this comparison", [NO_CONTROL]),
        "6b": ("What the comparison was", [NO_CONTROL]),
    }
    return [
        {"item": item, "name": name, "says": says or [NOT_RECORDED], "filled": bool(says)}
        for item, (name, says) in answers.items()
    ]


PLACED = {"in", "out", "retained", "incident"}
NO_CONTROL = "Does not apply: this is care, not a trial."


def _kind(record: Record) -> list[str]:
    if record["plan"] is None:
        return []
    return [f"Facial acupuncture with body points, Chinese medicine; {record['plan']['protocol']}."]


def _why(record: Record, placed: list[dict[str, Any]]) -> list[str]:
    diagnosis, says = record["diagnosis"], []
    names = [f"{one['name']} ({one['code']})" for one in diagnosis["patterns"]]
    if names:
        says.append(f"Pattern: {', '.join(names)}.")
    says += [words for words in (diagnosis["own_words"], diagnosis["reason"]) if words]
    titles = sorted({NTH.sub("", title) for one in placed for title in one.get("titles", [])})
    if titles:
        says.append(f"The needles' places rest on: {'; '.join(titles)}.")
    return says


def _individual(record: Record) -> list[str]:
    planned = [one for one in record["needles"] if one["planned"]]
    if not planned:
        return []
    own = sum(one["moved_by"] == "practitioner" for one in planned)
    return [
        "Made for this patient alone: from goals, answers and face. "
        f"{len(planned) - own} of {len(planned)} needles as the planner placed them, "
        f"{own} placed or moved by the practitioner."
    ]


def _count(record: Record, placed: list[dict[str, Any]]) -> list[str]:
    if record["session"] is None:
        return []
    zones = ", ".join(
        f"{zone['name'].lower()} {zone['in']}" for zone in record["session"]["zones"] if zone["in"]
    )
    count = record["session"]["counts"]["in"]
    return [f"{count} in{f': {zones}' if zones else ''}. Planned: {_planned(record)}."]


def _planned(record: Record) -> int:
    return sum(bool(one["planned"]) for one in record["needles"])


def _points(placed: list[dict[str, Any]]) -> list[str]:
    sides: dict[str, Counter[str]] = {}
    for one in placed:
        sides.setdefault(one["name"], Counter())[one["side"]] += 1
    said = [f"{name} {_sides(count)}" for name, count in sides.items()]
    return [f"{', '.join(said)}. The table of needles holds each."] if said else []


def _sides(count: Counter[str]) -> str:
    times = {side: f" ({n})" if n > 1 else "" for side, n in count.items()}
    if set(count) == {"L", "R"} and not any(times.values()):
        return "both sides"
    return " and ".join(f"{SIDES[side]}{times[side]}" for side in sorted(count, reverse=True))


def _depth(placed: list[dict[str, Any]]) -> list[str]:
    return _range(
        (one.get("depth_mm") for one in placed), "mm", "as planned; the table of needles holds each"
    )


def _range(values: Iterable[float | None], unit: str, more: str) -> list[str]:
    known = sorted(value for value in values if value is not None)
    if not known:
        return []
    low, high = known[0], known[-1]
    span = f"{low:g} {unit}" if low == high else f"{low:g} to {high:g} {unit}"
    return [f"{span}, {more}."]


def _response(placed: list[dict[str, Any]]) -> list[str]:
    """A technique that holds the needle still seeks no response."""
    if not placed:
        return []
    still = sum("still" in one.get("technique", "") for one in placed)
    rest = len(placed) - still
    said = [f"None sought at {still} needles, which were held still."] if still else []
    return said + ([f"As each needle's technique says, at {rest} needles."] if rest else [])


def _stimulation(placed: list[dict[str, Any]]) -> list[str]:
    techniques = Counter(one["technique"] for one in placed if one.get("technique"))
    said = [f"{technique} ({n})" for technique, n in techniques.most_common()]
    return [f"By hand: {'; '.join(said)}. No electricity."] if said else []


def _retention(record: Record, placed: list[dict[str, Any]]) -> list[str]:
    minutes = [stayed for one in placed if (stayed := _minutes(one)) is not None]
    said = _range(minutes, "minutes", "from in to out, as tapped")
    if record["plan"] and said:
        said.append(f"Planned: {record['plan']['retention_min']} minutes.")
    return said


def _minutes(needle: Mapping[str, Any]) -> int | None:
    entered, left = _instant(needle["in_at"]), _instant(needle["out_at"])
    return None if entered is None or left is None else round((left - entered).total_seconds() / 60)


def _instant(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _used(record: Record, placed: list[dict[str, Any]]) -> list[str]:
    packs = record["session"]["packs"] if record["session"] else []
    opened = {(one["diameter_mm"], one["length_mm"]) for one in packs}
    sizes = Counter(
        (one["diameter_mm"], one["length_mm"]) for one in placed if one.get("diameter_mm")
    )
    said = [
        f"{one['maker']}, {one['diameter_mm']:g} × {one['length_mm']:g} mm, lot {one['lot']}, "
        f"use by {one['expiry']}."
        for one in packs
    ]
    without = [f"{d:g} × {le:g} mm ({n})" for (d, le), n in sorted(sizes.items())
               if (d, le) not in opened]  # fmt: skip
    return said + ([f"{', '.join(without)}: maker and lot were not recorded."] if without else [])


def _visits(record: Record) -> list[str]:
    visit = record["visit"]
    return [f"Visit {visit['number']} of {visit['sessions']}."] if visit["sessions"] else []


def _often(record: Record) -> list[str]:
    visit = record["visit"]
    days = visit["interval_days"]
    every = [f"One visit every {days} days."] if days else []
    return [*every, f"{visit['minutes']} minutes are set aside for a visit."]


def _besides(record: Record, atlas: Atlas) -> list[str]:
    if record["session"] is None:
        return []
    done: dict[str, str] = {}
    for event in record["session"]["adjuncts"]:
        known = atlas.adjuncts.get(event["adjunct"])
        done[known.name if known else event["adjunct"]] = event["state"]
    herbs = [
        line for part in record["consultation"] if part["heading"] == "Herbs"
        for line in part["lines"]
    ]  # fmt: skip
    said = [f"{name}: {DONE.get(state, state)}." for name, state in done.items()]
    return [*said, *(f"Herbs as told: {line}" for line in herbs)] or ["Nothing."]


DONE = {"started": "begun", "step": "begun", "done": "done", "stopped": "stopped early"}


def _setting(record: Record) -> list[str]:
    says = [f"{record['clinic']['name']}, one patient, one practitioner."]
    says += [
        f"Consent to {one['purpose'].lower()}: {one['state']}, text {one['version']}."
        for one in record["consents"]
    ]
    handed = record["session"]["aftercare"] if record["session"] else []
    return says + [f"Aftercare was {one['how']}." for one in handed[-1:]]


def _practitioner(record: Record) -> list[str]:
    who = record["practitioner"]
    titled = f"{who['name']}, {who['title']}" if who["title"] else who["name"]
    missing = "" if who["title"] else " Qualification not recorded: an owner can add it."
    return [f"{titled}, {record['clinic']['name']}.{missing}"]
