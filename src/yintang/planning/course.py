"""The dates of a course: visits, reviews, photographs and what follows.

Weekly or fortnightly visits come from the protocols' sources; reviews at visits 4 and 8 and the
photographs' dates from published practice (photograph before, midway, at the end and four to six
weeks after). The distance from an event is the atlas' `event_gap_days`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from yintang.atlas.model import Atlas, Protocol
from yintang.errors import YintangError
from yintang.planning.consultation import Consultation, Holiday
from yintang.planning.plan import Course, CourseSession, Maintenance, PhotographDate
from yintang.planning.screening import Screening

REVIEWS = (4, 8)
FEWEST = 6
AFTER_WEEKS = (4, 6)
"""When the last photograph is taken, weeks after the last visit."""


def first_day(
    consultation: Consultation, atlas: Atlas, screening: Screening, today: date
) -> tuple[date, tuple[str, ...]]:
    """The day of the first visit and what moved it.

    Not before the wished start, not before what screening defers to, not on a holiday, and after an
    event that comes too soon for a single visit.
    """
    wished = max(consultation.start or today, today)
    earliest = screening.earliest(today)
    notes = []
    day = max(wished, earliest)
    if earliest > wished:
        notes.append(f"The first visit waits until {earliest}, as screening asks.")
    free = _free(day, consultation.holidays)
    event, gap = consultation.event_date, timedelta(days=atlas.limits.event_gap_days)
    if event is not None and free > event - gap and day <= event:
        after = _free(max(day, event + timedelta(days=1)), consultation.holidays)
        notes.append(
            f"No visit fits {gap.days} days before the event on {event}; "
            "the course begins after it."
        )
        return after, tuple(notes)
    return free, tuple(notes)


def plan_course(
    consultation: Consultation,
    atlas: Atlas,
    screening: Screening,
    protocol: Protocol,
    today: date,
) -> Course:
    """The course's dates.

    Raises
    ------
    YintangError
        If the interval or the number of visits is not one the protocol knows.
    """
    first, notes = first_day(consultation, atlas, screening, today)
    interval = _interval(consultation, protocol)
    wanted = _visits(consultation, protocol)
    days = _days(first, interval, wanted, consultation.holidays)
    event = consultation.event_date
    said = [*notes, *_still_open(screening)]
    if event is not None and first <= event:
        last = event - timedelta(days=atlas.limits.event_gap_days)
        days = [day for day in days if day <= last]
        if len(days) < wanted:
            said.append(_fewer(len(days), wanted, event, atlas.limits.event_gap_days))
    return Course(
        sessions=tuple(CourseSession(n, day, _kind(n, len(days))) for n, day in enumerate(days, 1)),
        reviews=tuple(n for n in REVIEWS if n <= len(days)),
        photographs=_photographs(days, today),
        maintenance=_maintenance(days[-1], protocol),
        notes=tuple(said),
    )


def _interval(told: Consultation, protocol: Protocol) -> int:
    interval = told.interval_days or protocol.interval_days[0]
    if interval not in protocol.interval_days:
        known = " or ".join(str(days) for days in protocol.interval_days)
        raise YintangError(
            f"the {protocol.id} protocol comes every {known} days, not every {interval}"
        )
    return interval


def _visits(told: Consultation, protocol: Protocol) -> int:
    """The number asked for, or ten where the protocol leaves room, the commonest course found."""
    least, most = protocol.sessions
    wanted = told.sessions or min(max(10, least), most)
    if not least <= wanted <= most:
        known = str(least) if least == most else f"{least} to {most}"
        raise YintangError(f"the {protocol.id} protocol has {known} visits, not {wanted}")
    return wanted


def _still_open(screening: Screening) -> list[str]:
    """What must have happened before these dates hold."""
    needed = [
        (finding.rule, finding.until_event or f"a word from {finding.refer_to}")
        for finding in screening.findings
        if finding.until_event or (finding.action in ("STOP", "REFER") and finding.refer_to)
    ]
    return [f"{rule}: still needed before these dates hold: {what}." for rule, what in needed]


def _fewer(fitting: int, wanted: int, event: date, gap: int) -> str:
    said = f"{fitting} of {wanted} visits fit if the last is {gap} days before the event on {event}"
    if fitting < FEWEST:
        return f"{said}; that is fewer than a course's {FEWEST}, so continue after it."
    return f"{said}."


def _days(first: date, interval: int, visits: int, holidays: Iterable[Holiday]) -> list[date]:
    """Visits at the interval; what falls on a holiday moves, and the rest follow from there."""
    days = [first]
    while len(days) < visits:
        days.append(_free(days[-1] + timedelta(days=interval), holidays, anchor=first))
    return days


def _free(day: date, holidays: Iterable[Holiday], *, anchor: date | None = None) -> date:
    """`day`, or a day after it that is no holiday.

    The same weekday one or two weeks later, if that is free; otherwise the next free day. A day
    that has slipped off the first visit's weekday goes back to it.
    """
    if anchor is not None:
        day += timedelta(days=(anchor.weekday() - day.weekday()) % 7)
    closed = tuple(holidays)

    def is_free(one: date) -> bool:
        return not any(days.first <= one <= days.last for days in closed)

    for weeks in range(3 if anchor is not None else 1):
        if is_free(day + timedelta(weeks=weeks)):
            return day + timedelta(weeks=weeks)
    while not is_free(day):
        day += timedelta(days=1)
    return day


def _kind(n: int, visits: int) -> Literal["first", "session", "review", "last"]:
    if n == 1:
        return "first"
    if n == visits:
        return "last"
    return "review" if n in REVIEWS else "session"


def _photographs(days: Sequence[date], today: date) -> tuple[PhotographDate, ...]:
    middle = (len(days) + 1) // 2
    after = [days[-1] + timedelta(weeks=weeks) for weeks in AFTER_WEEKS]
    dated = [PhotographDate(today, "baseline, at the consultation")]
    dated.append(PhotographDate(days[0], "baseline again, before the first needle"))
    if 1 < middle < len(days):
        dated.append(PhotographDate(days[middle - 1], f"middle, before visit {middle}"))
    if len(days) > 1:
        dated.append(PhotographDate(days[-1], f"end, before visit {len(days)}"))
    dated.append(PhotographDate(after[0], f"afterwards, or until {after[1].day} {after[1]:%B %Y}"))
    return tuple(dated)


def _maintenance(last: date, protocol: Protocol) -> Maintenance:
    soon, late = protocol.maintenance_weeks
    return Maintenance(
        from_date=last + timedelta(weeks=soon),
        every_weeks=protocol.maintenance_weeks,
        say=f"One visit every {soon} to {late} weeks, or a break; decide at the last visit.",
    )
