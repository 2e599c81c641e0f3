"""From a stranger's question to the practitioners shown to her."""

from dataclasses import dataclass
from datetime import datetime

from yintang.clinic.directory.asking import Question
from yintang.clinic.directory.search import Found, nearest
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
    def far(self) -> str:
        """How far away, as exact as it is known: "600 m", "2.4 km", "about 12 km"."""
        km = self.found.km
        if not self.found.practitioner.listing.exact:
            return f"about {max(1, round(km))} km"
        if km < 1:
            return f"{max(50, round(km * 20) * 50)} m"
        return f"{km:.1f} km" if km < 10 else f"{km:.0f} km"


def look(question: Question, now: datetime) -> tuple[list[Result], bool]:
    """Whom to show, in the order asked for, and whether there are more."""
    if question.asked is None:
        return [], False
    found = nearest(question.asked, now.date(), question.number + 1)
    here, more = found[: question.number], len(found) > question.number
    return [_result(one, now) for one in here], more


def _result(one: Found, now: datetime) -> Result:
    her = one.practitioner
    of_clinic = [row for row in her.listing.credentials.all() if row.practitioner_id is None]
    rows = [*her.credentials.all(), *of_clinic]
    return Result(one, shown(rows, now.date()))
