"""The countdown while the needles rest: pure arithmetic on the server's instants.

A countdown ends `minutes` after it began, later by every extension and by every pause. Because
nothing but instants of the server go in, every device shows the same.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

NONE_LEFT = timedelta(0)


@dataclass(frozen=True, slots=True)
class Rest:
    """One countdown. `minutes` includes extensions; `paused` sums the pauses that ended."""

    started_at: datetime
    minutes: int
    paused: timedelta = NONE_LEFT
    paused_at: datetime | None = None
    """When the pause that is going on began."""
    stopped_at: datetime | None = None
    """When an emergency ended it."""

    def ends_at(self, now: datetime) -> datetime:
        """When it ends; during a pause as though the pause ended at `now`."""
        if self.stopped_at is not None:
            return self.stopped_at
        waiting = NONE_LEFT if self.paused_at is None else max(now - self.paused_at, NONE_LEFT)
        return self.started_at + timedelta(minutes=self.minutes) + self.paused + waiting

    def remaining(self, now: datetime) -> timedelta:
        """What is left at `now`, never less than nothing."""
        return max(self.ends_at(now) - now, NONE_LEFT)


def paused(rest: Rest, at: datetime) -> Rest:
    """Held from `at`; a rest that is held or over stays as it is."""
    if rest.paused_at is not None or rest.remaining(at) == NONE_LEFT:
        return rest
    return replace(rest, paused_at=at)


def resumed(rest: Rest, at: datetime) -> Rest:
    """Going on from `at`; a rest that is not held stays as it is."""
    if rest.paused_at is None:
        return rest
    held = rest.paused + max(at - rest.paused_at, NONE_LEFT)
    return replace(rest, paused=held, paused_at=None)


def stopped(rest: Rest, at: datetime) -> Rest:
    """Over at `at`; one that was over before stays as it is."""
    if rest.remaining(at) == NONE_LEFT:
        return rest
    return replace(resumed(rest, at), stopped_at=at)


def extended(rest: Rest, minutes: int, at: datetime) -> Rest:
    """Longer by `minutes`; one that is over by then runs `minutes` from `at`."""
    longer = rest.minutes + minutes
    if rest.remaining(at) > NONE_LEFT:
        return replace(rest, minutes=longer)
    gone = at - rest.started_at - timedelta(minutes=rest.minutes)
    return replace(rest, minutes=longer, paused=gone, paused_at=None, stopped_at=None)
