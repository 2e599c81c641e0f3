"""A course laid over what is free: which times each of its visits could have, and the best."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.cells import lapsed, taken
from yintang.clinic.booking.free import Day, between, on_the_step
from yintang.clinic.booking.hours import Openings
from yintang.clinic.booking.models import Rules, Service
from yintang.clinic.booking.searching import Search, Start, each_on_day, not_before
from yintang.clinic.booking.slots import FURTHEST_FOR_STAFF, Slot, places_of, slots_of
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.patients.models import Patient
from yintang.planning.arranging import (
    DAY,
    Arrangement,
    CourseWish,
    Opening,
    arrange,
    days_of,
    points_of,
)

WEEK = timedelta(days=7)
MOST_OTHERS = 60


@dataclass(frozen=True, slots=True)
class Between:
    """On which days of the week and at which hours she can come."""

    weekdays: frozenset[int] = frozenset(range(7))
    """0 is Monday."""
    from_time: time | None = None
    until_time: time | None = None
    """Visits begin before this."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A visit of the proposal, what it gives up, and the other times that it could have."""

    number: int
    slot: Slot
    traded: tuple[str, ...]
    others: tuple[Slot, ...]
    """Those around it that give up the least, its own among them, by time."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A whole course, not booked yet."""

    visits: tuple[Proposed, ...]
    at: time
    practitioner: User

    @property
    def as_wished(self) -> bool:
        """Whether no visit gives up anything."""
        return not any(visit.traded for visit in self.visits)


def propose(
    service: Service,
    wish: CourseWish,
    *,
    now: datetime,
    patient: Patient,
    can_come: Between | None = None,
    besides: Sequence[UUID] = (),
    staff: bool = True,
) -> Proposal:
    """The best arrangement of a course's visits over the times that are free at present.

    Nothing is held: whoever books it may find a time gone and proposes anew. `besides` names
    appointments whose time counts as free. `staff` leaves out how soon and how far ahead patients
    may book.

    Raises
    ------
    yintang.planning.arranging.NoArrangement
        If a visit has no free time within its days; the words say which and what to do.
    """
    starts = free_starts(
        service, wish, now=now, patient=patient, can_come=can_come, besides=besides, staff=staff
    )
    found = arrange(starts, wish)
    return _proposal(service, found, starts, wish)


Starts = dict[Opening, Start]


def free_starts(
    service: Service,
    wish: CourseWish,
    *,
    now: datetime,
    patient: Patient | None,
    can_come: Between | None = None,
    besides: Sequence[UUID] = (),
    staff: bool = True,
) -> Starts:
    """Every free time of every practitioner on the days that a visit of the course may fall on."""
    clinic, rules = service.clinic, Rules.of(service.clinic)
    earliest = now if staff else now + timedelta(minutes=rules.lead_minutes)
    furthest = FURTHEST_FOR_STAFF if staff else rules.furthest_days
    today, can_come = today_in(clinic, now), can_come or Between()
    last = today + timedelta(days=furthest)
    days = {day for visit in range(wish.visits) for day, _ in days_of(wish, visit)}
    wanted_days = sorted(
        day for day in days if today <= day <= last and day.weekday() in can_come.weekdays
    )
    if not wanted_days:
        return {}
    search = search_of(service, wanted_days[0], wanted_days[-1], patient)
    asked = partial(_asked, can_come=can_come, step=rules.step_minutes, earliest=earliest)
    found = {}
    for day, busy in busy_days(search, wanted_days, [*lapsed(now), *besides]):
        for start in each_on_day(search, day, asked(day), busy):
            at, _ = day.wall(start.bit)
            found[Opening(day.day, at, str(start.practitioner))] = start
    return found


def _asked(day: Day, *, can_come: Between, step: int, earliest: datetime) -> int:
    hours = between(day, can_come.from_time, can_come.until_time)
    return hours & on_the_step(day, step) & not_before(day, earliest)


def search_of(service: Service, first: date, last: date, patient: Patient | None) -> Search:
    """All that decides when a service is free between two days, but for what is taken."""
    return Search(
        service.phases,
        Openings.read(service.clinic, first, last),
        [user.pk for user in service.performers()],
        places_of(service),
        [piece.pk if piece else None for piece in service.pieces()],
        patient.pk if patient else None,
    )


def busy_days(
    search: Search, days: Sequence[date], without: Sequence[UUID]
) -> Iterator[tuple[Day, dict[UUID | None, int]]]:
    """What is taken on each of these days, which ascend; read a week at a time."""
    begin = 0
    while begin < len(days):
        end = begin
        while end < len(days) and days[end] < days[begin] + WEEK:
            end += 1
        week = [search.openings.day(day) for day in days[begin:end]]
        low, high = week[0].first, week[-1].first + week[-1].cells
        masks = taken(search.resources, low, high, without)
        for day in week:
            yield day, {who: mask >> (day.first - low) & day.whole for who, mask in masks.items()}
        begin = end


def _proposal(service: Service, found: Arrangement, starts: Starts, wish: CourseWish) -> Proposal:
    """With whom and what they name; and for each visit the other times of its days."""
    near = [_near(starts, wish, n, found) for n in range(wish.visits)]
    every = sorted({opening for openings in near for opening in openings})
    slots = dict(zip(every, slots_of(service, [starts[one] for one in every]), strict=True))
    visits = tuple(
        Proposed(n + 1, slots[opening], found.traded[n], tuple(slots[one] for one in near[n]))
        for n, opening in enumerate(found.openings)
    )
    with_whom = next(user for user in service.performers() if str(user.pk) == found.practitioner)
    return Proposal(visits, found.at, with_whom)


def _near(starts: Starts, wish: CourseWish, visit: int, found: Arrangement) -> list[Opening]:
    """The times around the one chosen that give up the least, by time."""
    allowed = {day for day, _ in days_of(wish, visit)}
    chosen, reach = found.openings[visit], timedelta(days=wish.tolerance_days)
    around = [one for one in starts if one.day in allowed and abs(one.day - chosen.day) <= reach]
    around.sort(key=lambda one: (one != chosen, _beside(one, chosen, found), one))
    return sorted(around[:MOST_OTHERS])


def _beside(one: Opening, chosen: Opening, found: Arrangement) -> int:
    days = abs(one.day - chosen.day).days
    return days * DAY + points_of(one, found.at, found.practitioner)
