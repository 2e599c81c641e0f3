"""A clinic's week, or a day of everybody, laid out: what is open, who comes, where blocks stand.

Everything is measured in minutes from the top of its column, along the instants of that local day:
on a day on which the clock changes a column is an hour shorter or longer and has its own marks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.blocks import Block, block_of, in_lanes
from yintang.clinic.booking.free import CELL_MINUTES, Day, between, bits, midnight
from yintang.clinic.booking.hours import Openings
from yintang.clinic.booking.models import Appointment, Room, Rules
from yintang.clinic.clinics.models import Clinic

DAYTIME = (8, 18)
"""The hours that are shown at least where nothing is open and nobody comes."""
ALWAYS = 24 * 60


@dataclass(frozen=True, slots=True)
class Choice:
    """What is looked at: a week or a day, by practitioner or by room, of one or of all."""

    day: date
    view: str
    """ "week" or "day"."""
    by: str
    """ "practitioner" or "room"."""
    who: UUID | None
    """One of them; None for all."""

    def days(self) -> list[date]:
        """The days to be shown."""
        if self.view == "day":
            return [self.day]
        monday = self.day - timedelta(days=self.day.weekday())
        return [monday + timedelta(days=n) for n in range(7)]


@dataclass(frozen=True, slots=True)
class Column:
    """A day, or of one day a practitioner or a room."""

    day: date
    who: User | Room | None
    begins: datetime
    """The instant at its top."""
    minutes: int
    marks: list[tuple[int, str]]
    """Full hours: where they stand and what they are called."""
    passes: list[tuple[int, int, int]]
    """Where each stretch without a change of the clock begins, its wall minute, its length."""
    open: list[tuple[int, int]]
    """Where it is open, and for how many minutes."""
    notes: list[str]
    """Absences, closures and changes of the clock, in words."""
    blocks: list[Block]
    now: int | None
    """Where the present instant lies."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is drawn."""

    choice: Choice
    columns: list[Column]
    marks: list[tuple[int, str]]
    """The hours of an ordinary day."""
    minutes: int
    """Of the longest column."""
    step: int
    called_off: list[Appointment] = field(default_factory=list)
    hours_known: bool = True

    @property
    def booked(self) -> int:
        """How many appointments are drawn."""
        return sum(len(column.blocks) for column in self.columns)


def sheet_of(
    clinic: Clinic, choice: Choice, people: Sequence[User], rooms: Sequence[Room], now: datetime
) -> Sheet:
    """The week or day, read in as many queries for twenty practitioners as for one."""
    names = {one.pk: str(one) for one in (*people, *rooms)}
    resources: Sequence[User | Room] = rooms if choice.by == "room" else people
    days = choice.days()
    openings = Openings.read(clinic, days[0], days[-1])
    rows = appointments_between(clinic, days[0], days[-1])
    shown = [row for row in rows if row.takes_time and not row.has_lapsed(now)]
    if choice.who is not None:
        resources = [one for one in resources if one.pk == choice.who]
        shown = [row for row in shown if _key(row, choice.by) == choice.who]
    across: list[User | Room | None] = [*resources]
    if choice.view == "week" or not across:
        across = [resources[0] if choice.who is not None and resources else None]
    first, last = window_of(openings, days, shown, clinic)
    ground = Ground(openings, choice.by, (first, last), names, now)
    columns = [
        _column(ground, day, who, _of(shown, choice.by, day, who)) for day in days for who in across
    ]
    known = {one.pk for one in resources}
    others = [row for row in shown if _key(row, choice.by) not in known]
    if choice.view == "day" and choice.who is None and resources and others:
        columns.append(_column(ground, choice.day, None, _of(others, choice.by, choice.day, None)))
    return Sheet(
        choice,
        columns,
        [(n * 60, f"{(first // 60 + n):02d}:00") for n in range((last - first) // 60)],
        max((column.minutes for column in columns), default=last - first),
        Rules.of(clinic).step_minutes,
        [
            row
            for row in rows
            if row.state == Appointment.State.CANCELLED
            and (choice.who is None or _key(row, choice.by) == choice.who)
        ],
        bool(openings.hours),
    )


def appointments_between(clinic: Clinic, first: date, last: date) -> list[Appointment]:
    """The appointments of these days on the clinic's clock, called off or not, by time."""
    begins, ends = midnight(first, clinic.zone), midnight(last + timedelta(days=1), clinic.zone)
    rows = Appointment.objects.filter(
        clinic=clinic, starts_at__gte=begins, starts_at__lt=ends
    ).exclude(state=Appointment.State.LAPSED)
    related = ("service", "patient", "practitioner", "room", "equipment", "visit")
    found = rows.select_related(*related).defer("visit__record").order_by("starts_at", "pk")
    for row in found:
        row.clinic = clinic
    return list(found)


def window_of(
    openings: Openings, days: Sequence[date], shown: Iterable[Appointment], clinic: Clinic
) -> tuple[int, int]:
    """From and until which minute of the day everything is shown, in full hours."""
    first, last = DAYTIME[0] * 60, DAYTIME[1] * 60
    lows, highs = [], []
    for day in days if openings.hours else ():
        cells = openings.day(day)
        for begin, length in runs_of(openings.of_clinic(day)):
            lows.append(_minute(cells.wall(begin)[0]))
            highs.append(_minute(cells.wall(begin + length - 1)[0]) + CELL_MINUTES)
    if lows:
        first, last = min(lows), max(highs)
    for one in shown:
        at = one.starts_at.astimezone(clinic.zone)
        begins = at.hour * 60 + at.minute
        first, last = min(first, begins), max(last, min(begins + one.minutes, ALWAYS))
    return first // 60 * 60, -(-last // 60) * 60


def runs_of(mask: int) -> list[tuple[int, int]]:
    """The stretches of set bits: where each begins and how long it is."""
    found: list[tuple[int, int]] = []
    for bit in bits(mask):
        if found and sum(found[-1]) == bit:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((bit, 1))
    return found


@dataclass(frozen=True, slots=True)
class Ground:
    """What all columns of a sheet share."""

    openings: Openings
    by: str
    window: tuple[int, int]
    """The minutes of the day that are shown."""
    names: Mapping[UUID, str]
    """Of practitioners and rooms."""
    now: datetime


def _column(
    ground: Ground, day: date, who: User | Room | None, rows: Sequence[Appointment]
) -> Column:
    openings, by, window, now = ground.openings, ground.by, ground.window, ground.now
    cells = openings.day(day)
    shown = between(cells, _time(window[0]), _time(window[1]))
    first = next(bits(shown), 0)
    count = shown.bit_length() - first
    begins, minutes = cells.instant(first), count * CELL_MINUTES
    open_ = _open(openings, by, day, who) & shown
    at = int((now - begins).total_seconds() // 60)
    return Column(
        day=day,
        who=who,
        begins=begins,
        minutes=minutes,
        marks=_marks(cells, first, count),
        passes=_passes(cells, first, count),
        open=[
            ((bit - first) * CELL_MINUTES, length * CELL_MINUTES) for bit, length in runs_of(open_)
        ],
        notes=[*_clock(cells), *_away(ground, day, who)],
        blocks=in_lanes([block_of(row, begins, minutes, now) for row in rows]),
        now=at if 0 <= at < minutes else None,
    )


def _open(openings: Openings, by: str, day: date, who: User | Room | None) -> int:
    if who is None:
        return openings.of_clinic(day)
    if by == "room":
        return openings.of_clinic(day) & openings.of_room(day, who.pk)
    return openings.of_practitioner(day, who.pk)


def _away(ground: Ground, day: date, who: User | Room | None) -> list[str]:
    """Who is away on a day, as far as the column is about her."""
    found = []
    for key, absences in ground.openings.absences.items():
        whole = key == (None, None)
        own = who is not None and (key[1] if ground.by == "room" else key[0]) == who.pk
        for absence in absences:
            if not absence.first_day <= day <= absence.last_day or not (whole or own or not who):
                continue
            hours = (
                f" {absence.from_time:%H:%M}–{absence.until_time:%H:%M}"
                if absence.from_time and absence.until_time
                else ""
            )
            thing = absence.practitioner_id or absence.room_id
            said = (
                f"{ground.names.get(thing, 'Somebody')} away{hours}" if thing else f"Closed{hours}"
            )
            found.append(f"{said}: {absence.reason}" if absence.reason else said)
    return found


def _clock(cells: Day) -> list[str]:
    change = cells.cells * CELL_MINUTES - ALWAYS
    if not change:
        return []
    hours = f"{cells.cells * CELL_MINUTES / 60:g}"
    return [f"The clock goes {'back' if change > 0 else 'forward'}: {hours} hours"]


def _marks(cells: Day, first: int, count: int) -> list[tuple[int, str]]:
    found = []
    for bit in range(first, first + count):
        at, fold = cells.wall(bit)
        if at.minute == 0:
            again = " again" if fold else ""
            found.append(((bit - first) * CELL_MINUTES, f"{at:%H:%M}{again}"))
    return found


def _passes(cells: Day, first: int, count: int) -> list[tuple[int, int, int]]:
    found = []
    for each in cells.passes:
        low, high = max(each.first, first), min(each.first + each.cells, first + count)
        if low < high:
            wall = each.minute + (low - each.first) * CELL_MINUTES
            found.append(((low - first) * CELL_MINUTES, wall, (high - low) * CELL_MINUTES))
    return found


def _of(
    rows: Iterable[Appointment], by: str, day: date, who: User | Room | None
) -> list[Appointment]:
    """The appointments of a column. A moved zone keeps the days agreed, shown on today's clock."""
    return [
        row
        for row in rows
        if row.starts_at.astimezone(row.clinic.zone).date() == day
        and (who is None or _key(row, by) == who.pk)
    ]


def _key(row: Appointment, by: str) -> UUID | None:
    return row.room_id if by == "room" else row.practitioner_id


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
