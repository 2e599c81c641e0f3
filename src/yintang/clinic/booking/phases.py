"""The phases of a service as they are typed, drawn and said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BaseFormSet

MOST = 12


@dataclass(frozen=True, slots=True)
class Part:
    """One phase on a bar: where it begins and how long it is, in minutes."""

    begins: int
    minutes: int
    present: bool

    @property
    def say(self) -> str:
        """ "practitioner 30 min"."""
        return f"{'practitioner' if self.present else 'resting, room only'} {self.minutes} min"


def parts_of(phases: Sequence[Mapping[str, Any]]) -> list[Part]:
    """The phases one after the other."""
    found, begins = [], 0
    for phase in phases:
        minutes = int(phase["minutes"])
        found.append(Part(begins, minutes, bool(phase.get("practitioner", True))))
        begins += minutes
    return found


def typed(phases: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Phases as the rows of the editor, with a blank one where there is none."""
    rows = [
        {"minutes": part.minutes, "who": "present" if part.present else "resting"}
        for part in parts_of(phases)
    ]
    return rows or [{"minutes": "", "who": "present"}]


def acted(sent: Mapping[str, Any], act: str) -> list[dict[str, Any]]:
    """The editor's rows after a button was pressed: "add", "remove-2", "up-2" or "down-2"."""
    number = sent.get("phase-TOTAL_FORMS", "0")
    count = min(int(number), MOST) if number.isascii() and number.isdigit() else 0
    rows = [
        {
            "minutes": sent.get(f"phase-{n}-minutes", ""),
            "who": sent.get(f"phase-{n}-who", "present"),
        }
        for n in range(count)
    ]
    what, _, at = act.partition("-")
    n = int(at) if at.isascii() and at.isdigit() else -1
    if what == "add" and len(rows) < MOST:
        resting = bool(rows) and rows[-1]["who"] == "present"
        rows.append({"minutes": "", "who": "resting" if resting else "present"})
    elif what == "remove" and 0 <= n < len(rows):
        del rows[n]
    elif what == "up" and 0 < n < len(rows):
        rows[n - 1], rows[n] = rows[n], rows[n - 1]
    elif what == "down" and 0 <= n < len(rows) - 1:
        rows[n + 1], rows[n] = rows[n], rows[n + 1]
    return rows or [{"minutes": "", "who": "present"}]


def phases_told(rows: "BaseFormSet[Any]") -> list[dict[str, Any]]:
    """The phases as a service keeps them; none where the rows make no sense or are all blank."""
    if not rows.is_valid():
        return []
    return [
        {"minutes": row["minutes"], "practitioner": row["who"] == "present"}
        for row in rows.cleaned_data
        if row.get("minutes")
    ]
