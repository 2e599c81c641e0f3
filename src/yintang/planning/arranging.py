"""The best times for a whole course among the times that are free.

Each visit has a day on which it should fall, one interval after the one before, and may fall a few
days off. Where nothing is free around it, on holidays for instance, it and those after it come
whole weeks later. What an arrangement gives up is counted in points, and the one that costs the
fewest is found exactly, by dynamic programming over the days: what a visit costs depends on its own
day, and only the gap to the next ties two visits together.

The weights and the tolerance are this project's defaults: no source weighs a late week against
another hour.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

import numpy as np
from numpy.typing import NDArray

from yintang.errors import YintangError
from yintang.planning.consultation import Holiday

TOLERANCE_DAYS = 2
UPKEEP_TOLERANCE_DAYS = 3
"""Days off the planned one; at most three, or those of one week would run into the next's."""
MOST_WEEKS_LATE = 6
"""Beyond this a course is another course."""
WEEK, ANOTHER_PRACTITIONER, DAY, QUARTER_HOUR = 100, 20, 8, 1
"""Points for each visit: a week later than planned, somebody else, a day off, 15 minutes off."""


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """A free time on the clinic's wall clock."""

    day: date
    at: time
    practitioner: str


@dataclass(frozen=True, slots=True)
class CourseWish:
    """What the course should look like.

    `first` is the day wished for the first visit. `at` and `practitioner` are what every visit
    should share; None leaves the choice to the arrangement, which then settles on one. No visit
    falls before `earliest` (a waiting period), after `latest` (an event) or on a day she is away.
    Maintenance is a course of its own whose first day lies an interval after the last visit.
    """

    visits: int
    interval_days: int
    first: date
    at: time | None = None
    practitioner: str | None = None
    earliest: date | None = None
    latest: date | None = None
    away: tuple[Holiday, ...] = ()
    tolerance_days: int = TOLERANCE_DAYS


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The openings in order, what they settled on, and what each visit gives up, in words.

    `traded` has one tuple of sentences for each visit; empty where it is just as wished.
    """

    openings: tuple[Opening, ...]
    at: time
    practitioner: str
    cost: int
    traded: tuple[tuple[str, ...], ...]


class NoArrangement(YintangError):
    """The course does not fit. `visit` is the first that cannot be placed."""

    def __init__(self, visit: int, say: str) -> None:
        """With the number of the visit and what to do about it."""
        super().__init__(say)
        self.visit = visit


@dataclass(frozen=True, slots=True)
class _Stage:
    """A visit's days: each with its points for being off the day planned, by ascending day."""

    days: tuple[tuple[date, int], ...]
    least_gap: int
    """Days after the visit before."""


def arrange(openings: Iterable[Opening], wish: CourseWish) -> Arrangement:
    """The arrangement that gives up the least.

    Of several that cost the same, the one at the earliest hour and with the practitioner who comes
    first by name, with its visits as early as they can be.

    Raises
    ------
    NoArrangement
        If some visit has no free time within its days, or they cannot be put in order.
    """
    by_day: dict[date, list[Opening]] = {}
    for opening in sorted(set(openings)):
        by_day.setdefault(opening.day, []).append(opening)
    stages = _stages(wish, by_day)
    used = {day for stage in stages for day, _ in stage.days}
    hours = [wish.at] if wish.at else sorted({o.at for day in used for o in by_day[day]})
    everybody = sorted({o.practitioner for day in used for o in by_day[day]})
    people = [wish.practitioner] if wish.practitioner else everybody
    points = {day: _points_of_day(by_day[day], hours, people) for day in used}
    cost, (hour, person), days = _cheapest(stages, points)
    at, who = hours[hour], people[person]
    chosen = tuple(_choose(by_day[day], at, who) for day in days)
    traded = tuple(_traded(n, chosen[n], at, who, wish) for n in range(len(chosen)))
    return Arrangement(chosen, at, who, cost, traded)


def planned_day(wish: CourseWish, visit: int) -> date:
    """The day on which a visit, counted from 0, falls if nothing is in its way."""
    return wish.first + timedelta(days=visit * wish.interval_days)


def days_of(wish: CourseWish, visit: int) -> list[tuple[date, int]]:
    """The days that a visit may fall on, with the points each costs; by ascending day."""
    found = []
    tolerance = wish.tolerance_days
    for off in range(-tolerance, 7 * MOST_WEEKS_LATE + tolerance + 1):
        weeks = max(0, (off + tolerance) // 7)
        beside = abs(off - 7 * weeks)
        day = planned_day(wish, visit) + timedelta(days=off)
        in_time = (wish.earliest or day) <= day <= (wish.latest or day)
        away = any(holiday.first <= day <= holiday.last for holiday in wish.away)
        if beside <= tolerance and in_time and not away:
            found.append((day, weeks * WEEK + beside * DAY))
    return found


def _stages(wish: CourseWish, by_day: Mapping[date, Sequence[Opening]]) -> list[_Stage]:
    """The days of every visit that have a free time and leave room for those before it."""
    stages: list[_Stage] = []
    gap = max(1, wish.interval_days - wish.tolerance_days)
    for visit in range(wish.visits):
        soonest = stages[-1].days[0][0] + timedelta(days=gap) if stages else date.min
        days = [
            (day, cost) for day, cost in days_of(wish, visit) if day in by_day and day >= soonest
        ]
        if not days:
            raise NoArrangement(visit + 1, _does_not_fit(wish, visit))
        stages.append(_Stage(tuple(days), gap))
    return stages


def _does_not_fit(wish: CourseWish, visit: int) -> str:
    planned = planned_day(wish, visit)
    if wish.latest is not None and planned > wish.latest:
        return (
            f"Visit {visit + 1} would fall after {wish.latest}, the last day before the event. "
            f"Plan {visit} visits, begin earlier, or leave the event out."
        )
    return (
        f"No time is free for visit {visit + 1}, from {planned} to {MOST_WEEKS_LATE} weeks later. "
        "Allow other hours or another practitioner, or begin later."
    )


def _points_of_day(
    openings: Sequence[Opening], hours: Sequence[time], people: Sequence[str]
) -> NDArray[np.int64]:
    """What a day costs at its cheapest, for each hour and practitioner to settle on (H, P)."""
    wished = np.array([_minute(at) for at in hours])
    free: dict[str, list[int]] = {}
    for opening in openings:
        free.setdefault(opening.practitioner, []).append(_minute(opening.at))
    off = {
        person: QUARTER_HOUR * -(-abs(wished[:, None] - minutes).min(axis=1) // 15)
        for person, minutes in free.items()
    }
    anybody = np.min(list(off.values()), axis=0)
    points = np.repeat(anybody[:, None] + ANOTHER_PRACTITIONER, len(people), axis=1)
    for column, person in enumerate(people):
        if person in off:
            points[:, column] = np.minimum(points[:, column], off[person])
    return points


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def quarters_between(one: time, other: time) -> int:
    """Quarter hours between two times of a day, counted up."""
    return -(-abs(_minute(one) - _minute(other)) // 15)


def _cheapest(
    stages: Sequence[_Stage], points: Mapping[date, NDArray[np.int64]]
) -> tuple[int, tuple[int, int], tuple[date, ...]]:
    """The least cost, the hour and practitioner it settles on, and its days in order.

    For each day of each visit, and every hour and practitioner at once, the best way to reach it.
    """
    ways: list[NDArray[np.int64]] = []
    behind: list[list[int]] = []
    for stage in stages:
        own = np.stack([points[day] + cost for day, cost in stage.days])
        behind.append([])
        if ways:
            before = [day for day, _ in stages[len(ways) - 1].days]
            gap = timedelta(days=stage.least_gap)
            behind[-1] = [bisect_right(before, day - gap) - 1 for day, _ in stage.days]
            own += np.minimum.accumulate(ways[-1], axis=0)[behind[-1]]
        ways.append(own)
    ends = ways[-1].min(axis=0)
    hour, person = divmod(int(ends.argmin()), ends.shape[1])
    days: list[date] = []
    last = len(stages[-1].days) - 1
    for way, stage, reached in zip(ways[::-1], stages[::-1], behind[::-1], strict=True):
        place = int(way[: last + 1, hour, person].argmin())
        days.insert(0, stage.days[place][0])
        last = reached[place] if reached else 0
    return int(ends[hour, person]), (hour, person), tuple(days)


def _choose(openings: Sequence[Opening], at: time, person: str) -> Opening:
    """The cheapest of a day's openings; the earliest of those that cost the same."""
    return min(openings, key=lambda o: (points_of(o, at, person), o))


def points_of(opening: Opening, at: time, person: str) -> int:
    """What an opening costs for being at another hour or with another practitioner."""
    other = ANOTHER_PRACTITIONER if opening.practitioner != person else 0
    return quarters_between(opening.at, at) * QUARTER_HOUR + other


def _traded(
    visit: int, opening: Opening, at: time, person: str, wish: CourseWish
) -> tuple[str, ...]:
    """What a visit gives up. Who the practitioner is, the caller knows by name."""
    said = []
    off = (opening.day - planned_day(wish, visit)).days
    weeks = max(0, round(off / 7))
    if weeks:
        said.append(f"{weeks} week{'s' if weeks > 1 else ''} later than planned")
    if beside := off - 7 * weeks:
        days = abs(beside)
        said.append(f"{days} day{'s' if days > 1 else ''} {'later' if beside > 0 else 'earlier'}")
    if opening.at != at:
        said.append(f"at {opening.at:%H:%M} instead of {at:%H:%M}")
    if opening.practitioner != person:
        said.append("with another practitioner")
    return tuple(said)
