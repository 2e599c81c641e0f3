"""When a letter may reach her: not while she sleeps, by her own clock."""

from datetime import UTC, datetime, timedelta

from yintang.clinic.outbox.models import Preferences
from yintang.clinic.outbox.preferences import preferences_of
from yintang.clinic.patients.models import Patient


def when_awake(patient: Patient, at: datetime) -> datetime:
    """The first instant at or after `at` outside her quiet hours."""
    return after_quiet(preferences_of(patient), at)


def after_quiet(chosen: Preferences, at: datetime) -> datetime:
    """The same, for preferences that are at hand."""
    if not chosen.is_quiet(at):
        return at
    local = at.astimezone(chosen.clock)
    # On the wall clock of the day on which they end; an hour that is skipped ends with the skip.
    day = local.date() + timedelta(days=chosen.quiet_until <= local.time())
    ends = datetime.combine(day, chosen.quiet_until, chosen.clock)
    if ends.astimezone(UTC) <= at:
        ends = ends.replace(fold=1)
    return ends.astimezone(UTC)
