"""Another time for each of several appointments, so that all together give up the least.

Each may have any time that is free for it within two weeks, in any room; no two of them may take
the same practitioner, room, equipment or patient at once. Which is given to whom is one
whole-number programme, solved exactly (scipy's HiGHS). The points are those of a course, and this
project's own: no source weighs another day against another hour.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from yintang.clinic.booking.cells import Need, lapsed, needs
from yintang.clinic.booking.course_times import busy_days, search_of
from yintang.clinic.booking.free import on_the_step
from yintang.clinic.booking.models import Appointment, Rules
from yintang.clinic.booking.searching import Start, not_before, on_day
from yintang.clinic.booking.slots import Slot, slots_of
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.planning.arranging import (
    ANOTHER_PRACTITIONER,
    DAY,
    QUARTER_HOUR,
    quarters_between,
)

SOONER, LATER = timedelta(days=3), timedelta(days=14)
MOST_TIMES = 60
"""Of each appointment the cheapest so many times are weighed."""
NONE = 10_000
"""Points for leaving somebody without a time."""


@dataclass(frozen=True, slots=True)
class Another:
    """An appointment, the time proposed for it, and the others that it could have."""

    appointment: Appointment
    slot: Slot | None
    """None where nothing is left within two weeks."""
    others: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: Start
    points: int
    needs: tuple[Need, ...]


def other_times(appointments: Sequence[Appointment], now: datetime) -> list[Another]:
    """The best new times for all of these, whose own times no longer count as taken.

    None of them falls on a day that one of them is to leave.
    """
    left = {one.day for one in appointments}
    candidates = [_candidates(one, appointments, left, now) for one in appointments]
    chosen = _best(candidates)
    return [
        _another(one, those, pick)
        for one, those, pick in zip(appointments, candidates, chosen, strict=True)
    ]


def _another(
    appointment: Appointment, candidates: Sequence[_Candidate], pick: int | None
) -> Another:
    by_time = sorted(range(len(candidates)), key=lambda n: candidates[n].start.day.first)
    slots = slots_of(appointment.service, [candidates[n].start for n in by_time])
    slot = None if pick is None else slots[by_time.index(pick)]
    return Another(appointment, slot, tuple(sorted(slots, key=lambda one: one.starts_at)))


def _candidates(
    appointment: Appointment, besides: Sequence[Appointment], left: set[date], now: datetime
) -> list[_Candidate]:
    """The times that are free for one of them, the cheapest first."""
    service, patient = appointment.service, appointment.patient
    today = today_in(service.clinic, now)
    first = max(today, appointment.day - SOONER)
    days = [first + timedelta(n) for n in range((appointment.day + LATER - first).days + 1)]
    days = [day for day in days if day not in left]
    if not days:
        return []
    search = search_of(service, days[0], days[-1], patient)
    step = Rules.of(service.clinic).step_minutes
    found = []
    for day, busy in busy_days(search, days, [*lapsed(now), *(one.pk for one in besides)]):
        wanted = on_the_step(day, step) & not_before(day, now)
        for who in search.performers:
            for room in search.places:
                here = replace(search, performers=[who], places=[room])
                found += list(on_day(here, day, wanted, busy))
    weighed = sorted(
        found, key=lambda one: (_points(appointment, one), one.day.instant(one.bit), str(one))
    )
    return [_candidate(appointment, one) for one in weighed[:MOST_TIMES]]


def _points(appointment: Appointment, start: Start) -> int:
    at, _ = start.day.wall(start.bit)
    other = start.practitioner != appointment.practitioner_id
    return (
        abs((start.day.day - appointment.day).days) * DAY
        + quarters_between(at, appointment.at) * QUARTER_HOUR
        + other * ANOTHER_PRACTITIONER
    )


def _candidate(appointment: Appointment, start: Start) -> _Candidate:
    things = (start.room, start.equipment, appointment.patient_id)
    taken = needs(
        start.day.instant(start.bit), appointment.service.phases, start.practitioner, things
    )
    return _Candidate(start, _points(appointment, start), tuple(taken))


def _best(candidates: Sequence[Sequence[_Candidate]]) -> list[int | None]:
    """For each the place of its candidate; None where it goes without."""
    columns = [(n, place) for n, those in enumerate(candidates) for place in range(len(those))]
    if not columns:
        return [None] * len(candidates)
    rows: dict[object, list[int]] = defaultdict(list)
    for column, (n, place) in enumerate(columns):
        rows[n].append(column)
        for need in candidates[n][place].needs:
            rows[need].append(column)
    # Cells that the same candidates want make one rule.
    rules = sorted({tuple(row) for row in rows.values() if len(row) > 1})
    entries = [(row, column) for row, rule in enumerate(rules) for column in rule]
    points = np.array([candidates[n][place].points - NONE for n, place in columns], dtype=float)
    limits = []
    if entries:
        i, j = zip(*entries, strict=True)
        matrix = coo_array((np.ones(len(entries)), (i, j)), shape=(len(rules), len(columns)))
        limits = [LinearConstraint(matrix.tocsr(), -np.inf, 1)]
    solved = milp(
        points,
        constraints=limits,
        integrality=np.ones(len(columns), dtype=np.int64),
        bounds=Bounds(0, 1),
    )
    assert solved.x is not None  # going without is always a way out
    chosen: list[int | None] = [None] * len(candidates)
    for (n, place), taken in zip(columns, solved.x, strict=True):
        if taken > 0.5:
            chosen[n] = place
    return chosen
