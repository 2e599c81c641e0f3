"""From a stranger's question to the practitioners shown to her."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects

from yintang.clinic.booking.slots import next_free
from yintang.clinic.directory.asking import Question
from yintang.clinic.directory.models import Practitioner
from yintang.clinic.directory.search import SOONEST_OF, Found, nearest, soonest
from yintang.clinic.directory.showing import Shown, shown


@dataclass(frozen=True, slots=True)
class Result:
    """One practitioner found, with her credentials as they stand today."""

    found: Found
    credentials: list[Shown]

    @property
    def verified(self) -> list[Shown]:
        """Those that count today."""
        return [one for one in self.credentials if one.standing == "verified"]

    @property
    def has_base(self) -> bool:
        """Whether a registration or licence is among them: what all else stands on."""
        return any(one.credential.kind in {"registration", "licence"} for one in self.verified)

    @property
    def far(self) -> str:
        """How far away, as exact as it is known: "600 m", "2.4 km", "about 12 km"."""
        km = self.found.km
        if not self.found.practitioner.listing.exact:
            return f"about {max(1, round(km))} km"
        if km < 1:
            return f"{max(50, round(km * 20) * 50)} m"
        return f"{km:.1f} km" if km < 10 else f"{km:.0f} km"


def look(question: Question, now: datetime) -> tuple[list[Result], bool]:
    """Whom to show, in the order asked for, and whether there are more.

    By the next free time only the nearest are ordered: each costs the reading of a diary.
    """
    if question.asked is None:
        return [], False
    soon = question.order == "soon"
    number = SOONEST_OF if soon else question.number
    found = nearest(question.asked, now.date(), number + 1)
    here, more = found[:number], len(found) > number
    if soon:
        prefetch_related_objects([one.practitioner for one in here], "membership__user")
        here = soonest(here, [free_at(one.practitioner, now) for one in here])
    return [_result(one, now) for one in here], more and not soon


def free_at(her: Practitioner, now: datetime) -> datetime | None:
    """Her next free time for a consultation, where the clinic lets strangers book one."""
    if not her.accepting:
        return None
    return next_free(her.clinic, practitioner=her.membership.user, now=now)


def _result(one: Found, now: datetime) -> Result:
    return Result(one, shown(one.credentials, now.date()))
