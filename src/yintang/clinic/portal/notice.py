"""Whether she can still move or cancel a visit, and what the clinic's rules say of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from yintang.clinic.booking.models import Appointment, Rules
from yintang.clinic.care.models import Visit


@dataclass(frozen=True, slots=True)
class Notice:
    """What can be done with a visit now, and until when without it counting as late."""

    may_move: bool
    may_cancel: bool
    late: bool
    until: datetime
    """The last instant at which it does not count as late."""
    hours: int
    words: str
    """What lateness costs, in the clinic's own words."""


def notice_of(visit: Visit, appointment: Appointment | None, now: datetime) -> Notice:
    """Moving needs notice; cancelling is possible until the visit begins."""
    rules = Rules.of(visit.clinic)
    until = visit.starts_at - timedelta(hours=rules.notice_hours)
    open_ = (
        appointment is not None
        and appointment.state == Appointment.State.BOOKED
        and visit.state == Visit.State.BOOKED
        and now < visit.starts_at
    )
    late = now > until
    return Notice(open_ and not late, open_, late, until, rules.notice_hours, rules.late_words)
