"""An appointment as it stands on the page of the week: where, beside whom, and in which words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from yintang.clinic.booking.models import Appointment
from yintang.clinic.booking.phases import Part, parts_of
from yintang.clinic.care.models import Visit

SHORT = 40
"""Minutes below which a block has room for one line."""


@dataclass(frozen=True, slots=True)
class Block:
    """One appointment in its column."""

    appointment: Appointment
    top: int
    minutes: int
    parts: list[Part]
    words: str
    """How it stands: "Here", "Held until 10:20"; "" where it is simply booked."""
    tone: str
    """"", "held", "now", "done" or "off"."""
    movable: bool
    lane: int = 0
    lanes: int = 1

    @property
    def short(self) -> bool:
        """Whether there is room for one line only."""
        return self.minutes < SHORT

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.top + self.minutes


def block_of(row: Appointment, begins: datetime, length: int, now: datetime) -> Block:
    """The block of an appointment in a column that begins at an instant and has a length."""
    top = int((row.starts_at - begins).total_seconds() // 60)
    words, tone = _standing(row)
    return Block(
        appointment=row,
        top=top,
        minutes=max(min(row.minutes, length - top), 5),
        parts=parts_of(row.phases),
        words=words,
        tone=tone,
        movable=row.state == Appointment.State.BOOKED
        and (row.visit is None or row.visit.state == Visit.State.BOOKED),
    )


def _standing(row: Appointment) -> tuple[str, str]:
    if row.state == Appointment.State.HELD:
        until = row.held_until
        at = f" until {until.astimezone(ZoneInfo(row.zone)):%H:%M}" if until else ""
        return f"Held{at}", "held"
    if row.state == Appointment.State.MISSED:
        return "Did not come", "off"
    if row.visit is None or row.visit.state == Visit.State.BOOKED:
        return "", ""
    words = {"arrived": "Here", "under_way": "Under way", "closed": "To be signed"}
    tone = "done" if row.visit.state in {"closed", "signed"} else "now"
    return words.get(row.visit.state, row.visit.get_state_display()), tone


def in_lanes(blocks: Sequence[Block]) -> list[Block]:
    """The blocks side by side where they overlap, each group in as few lanes as it needs."""
    found: list[Block] = []
    group: list[Block] = []
    ends: list[int] = []
    for block in sorted(blocks, key=lambda one: (one.top, -one.minutes)):
        if group and block.top >= max(ends):
            found += [replace(one, lanes=len(ends)) for one in group]
            group, ends = [], []
        lane = next((n for n, end in enumerate(ends) if end <= block.top), len(ends))
        if lane == len(ends):
            ends.append(block.end)
        ends[lane] = block.end
        group.append(replace(block, lane=lane))
    return found + [replace(one, lanes=len(ends)) for one in group]
