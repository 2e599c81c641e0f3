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
from itertools import accumulate

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
    people = (
        [wish.practitioner]
        if wish.practitioner
        else sorted({o.practitioner for day in used for o in by_day[day]})
    )
    best: tuple[int, time, str, tuple[date, ...]] | None = None
    for at in hours:
        nearest = {day: _nearest(by_day[day], at) for day in used}
        for person in people:
            points = {day: _points_of_day(nearest[day], person) for day in used}
            cost, days = _cheapest(stages, points)
            if best is None or cost < best[0]:
                best = cost, at, person, days
    assert best is not None  # _stages has refused a course without days
    cost, at, person, days = best
    chosen = tuple(_choose(by_day[day], at, person) for day in days)
    traded = tuple(_traded(n, chosen[n], at, person, wish) for n in range(len(chosen)))
    return Arrangement(chosen, at, person, cost, traded)


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


Nearest = tuple[dict[str, int], int]
"""Of one day: quarter hours from the wished hour, for each practitioner and for the best of all."""


def _nearest(openings: Sequence[Opening], at: time) -> Nearest:
    each: dict[str, int] = {}
    for opening in openings:
        off = quarters_between(opening.at, at)
        each[opening.practitioner] = min(off, each.get(opening.practitioner, off))
    return each, min(each.values())


def _points_of_day(nearest: Nearest, person: str) -> int:
    each, anybody = nearest
    other = anybody * QUARTER_HOUR + ANOTHER_PRACTITIONER
    return min(each[person] * QUARTER_HOUR, other) if person in each else other


def quarters_between(one: time, other: time) -> int:
    """Quarter hours between two times of a day, counted up."""
    minutes = abs((one.hour - other.hour) * 60 + one.minute - other.minute)
    return -(-minutes // 15)


def _cheapest(stages: Sequence[_Stage], points: Mapping[date, int]) -> tuple[int, tuple[date, ...]]:
    """The cheapest days in order: for each day of each visit the best way to reach it."""
    ways: list[tuple[int, tuple[date, ...]]] = []
    before: list[date] = []
    for stage in stages:
        reached = []
        for day, cost in stage.days:
            behind = bisect_right(before, day - timedelta(days=stage.least_gap))
            if before and not behind:
                continue
            done, days = ways[behind - 1] if before else (0, ())
            reached.append((done + cost + points[day], (*days, day), day))
        # Up to each day the cheapest so far; the earlier one where two cost the same.
        ways = list(accumulate(((c, d) for c, d, _ in reached), min))
        before = [day for _, _, day in reached]
    return ways[-1]


def _choose(openings: Sequence[Opening], at: time, person: str) -> Opening:
    """The cheapest of a day's openings; the earliest of those that cost the same."""
    return min(openings, key=lambda o: (_points(o, at, person), o))


def _points(opening: Opening, at: time, person: str) -> int:
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
