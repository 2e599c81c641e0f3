"""What became of a course: its photographs judged, and what was told beside them.

Only photographs from the front are judged. Everything else that was measured on them is
exploratory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Course, Visit
from yintang.clinic.progress import targets as rules
from yintang.clinic.progress.answers import in_words
from yintang.clinic.progress.calibration_page import room_noise
from yintang.clinic.progress.series import Series, series_of
from yintang.clinic.progress.shots import visits_of
from yintang.errors import YintangError
from yintang.outcomes import judge_course
from yintang.outcomes.change import Change, Changes, undeclared
from yintang.outcomes.change_record import Visit as Day
from yintang.outcomes.heat import JudgedBy
from yintang.outcomes.measurement import PhotoMeasures

OVERVIEW = 9
"""Rows of the picture of what was not declared."""

MEASUREMENTS = {
    "day": "days since the course began",
    "baseline": "true before the first needle",
    "photo": "SHA-256 of the photograph",
    "pose": "which of the sequence's photographs",
    "shot": "its number at that visit",
    "view": "from where the face is seen",
    "metric": "what was measured, by its id in the atlas",
    "region": "where, by the atlas' id; -R or -L is the patient's right or left",
    "unit": "of value and se",
    "value": "what was measured",
    "se": "its standard error from sampling and landmarks, within this one photograph",
    "used": "false where the photograph failed a check that bears on this value",
    "ita_band": "skin tone, which chooses the noise model",
    "colours": "what colours were judged against: card, own face or none",
    "mm_per_px": "size of a pixel",
}
"""Column of the exported measurements -> meaning."""


@dataclass(frozen=True, slots=True)
class Results:
    """A course judged, and by what; without `changes`, `why` says what is missing."""

    series: Series
    changes: Changes | None
    why: str = ""
    by: JudgedBy | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What was told at a visit, in words: label and value."""

    visit: Visit
    ratings: tuple[tuple[str, int], ...]
    seen: tuple[tuple[str, str], ...]
    different: tuple[tuple[str, str], ...]


def results_of(course: Course) -> Results:
    """Judge a course by its targets, and everything else apart from them."""
    series = series_of(course)
    days = from_the_front(series.visits)
    if len(days) < 2:
        return Results(series, None, "A change needs measured photographs of two visits.")
    try:
        known = atlas()
        declared = [rules.for_judging(one) for one in rules.declared(course)]
        late = [rules.for_judging(one) for one in rules.exploratory(course)]
        shots = [shot for day in days for shot in day.shots]
        others = [*late, *undeclared([*declared, *late], known, shots)]
        found = room_noise(course.patient.clinic)
        by = JudgedBy(days, declared, found[1] if found else None)
        return Results(series, judge_course(days, declared, by.room, others), by=by)
    except YintangError as fault:
        words = str(fault)
        return Results(series, None, f"{words[:1].upper()}{words[1:]}.")


def from_the_front(days: Iterable[Day]) -> list[Day]:
    """Each day with its photographs from the front; days without one are left out."""
    front = [
        replace(day, shots=tuple(shot for shot in day.shots if shot.view == "front"))
        for day in days
    ]
    return [day for day in front if day.shots]


def clearest(changes: Iterable[Change]) -> list[Change]:
    """What fits on the overview: those least likely to be chance, in the order they came."""
    able = [one for one in changes if one.numbers and one.better != "none"]
    told = sorted(able, key=lambda one: one.numbers.p if one.numbers else 1.0)[:OVERVIEW]
    return [one for one in able if one in told]


def beside(course: Course) -> list[Beside]:
    """Her own ratings, what both saw, and what else was different, visit by visit."""
    visits = visits_of(course).select_related("consultation", "circumstances", "clinic")
    told = [_beside(visit) for visit in visits.defer("record").order_by("starts_at")]
    return [one for one in told if one.ratings or one.seen or one.different]


def _beside(visit: Visit) -> Beside:
    consultation = getattr(visit, "consultation", None)
    ratings = consultation.answers.get("ratings", {}) if consultation else {}
    found = getattr(visit, "circumstances", None)
    answers: dict[str, Any] = found.answers if found else {}
    seen = {key: value for key, value in answers.items() if key.startswith("gais_")}
    different = {key: value for key, value in answers.items() if key not in seen}
    concerns = atlas().concerns
    return Beside(
        visit,
        tuple((concerns[id_].name, value) for id_, value in ratings.items() if id_ in concerns),
        tuple(in_words(seen)),
        tuple(in_words(different)),
    )


def measurements(series: Series) -> list[dict[str, Any]]:
    """Every value of a series by the columns of `MEASUREMENTS`; no name, no date."""
    return [row for day in series.visits for shot in day.shots for row in _rows(series, day, shot)]


def _rows(series: Series, day: Day, found: PhotoMeasures) -> Iterable[dict[str, Any]]:
    shot = series.shots[found.photo]
    for one in found.values:
        yield {
            "day": day.day,
            "baseline": day.baseline,
            "photo": found.photo,
            "pose": shot.pose,
            "shot": shot.number,
            "view": found.view,
            "metric": one.metric,
            "region": one.region,
            "unit": one.unit,
            "value": one.value,
            "se": one.se,
            "used": not any(gate.forbids(one.metric, one.region) for gate in found.gates),
            "ita_band": found.ita_band,
            "colours": found.normalised,
            "mm_per_px": found.mm_per_px,
        }


def table(rows: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """Measurements below a heading."""
    return [list(MEASUREMENTS), *([row[key] for key in MEASUREMENTS] for row in rows)]
