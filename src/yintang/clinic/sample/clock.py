"""The hour at which the sample clinic's past happens.

The verbs of the models ask Django what time it is. While the clinic is filled, before anything is
served, they are told the hour of the story; every other thread goes on hearing the real one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("the hour of the story", default=None)


@contextmanager
def turned_back() -> Iterator[None]:
    """Until the block ends, it is as late as `set_to` says."""
    real, names, before = timezone.now, vars(timezone), _told.set(None)

    def now() -> datetime:
        return _told.get() or real()

    names["now"] = now
    try:
        yield
    finally:
        names["now"] = real
        _told.reset(before)


def set_to(at: datetime) -> datetime:
    """It is `at` now; returns it."""
    _told.set(at)
    return at
