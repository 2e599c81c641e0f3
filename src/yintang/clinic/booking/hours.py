"""When a clinic and those who treat in it are there, as bits of a local day.

A practitioner is there in her own hours, within the clinic's; without own hours she keeps the
clinic's. A clinic in which nobody has entered hours is open all day, and times are proposed by day.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Self
from uuid import UUID

from yintang.clinic.booking.free import Day, between, local_day, touching
from yintang.clinic.booking.models import Absence, Hours
from yintang.clinic.clinics.models import Clinic

PROPOSED = (time(8), time(20))
"""Between these times visits are proposed where no hours are entered for anybody."""


@dataclass(frozen=True)
class Openings:
    """The hours and absences of a clinic over a stretch of days, read once."""

    zone: str
    hours: Mapping[UUID | None, list[Hours]]
    """By practitioner; under None the clinic's own."""
    absences: Mapping[tuple[UUID | None, UUID | None], list[Absence]]
    """By practitioner and room; under neither the clinic's closures."""
    open_on: dict[date, int] = field(default_factory=dict)
    """The clinic's own, once reckoned: everybody's and every room's lie within them."""

    @classmethod
    def read(cls, clinic: Clinic, first: date, last: date) -> Self:
        """All that decides about the days from `first` to `last`."""
        hours, absences = defaultdict(list), defaultdict(list)
        for each in Hours.objects.filter(clinic=clinic).order_by("weekday", "opens"):
            hours[each.practitioner_id].append(each)
        ahead = Absence.objects.filter(clinic=clinic, first_day__lte=last, last_day__gte=first)
        for away in ahead:
            absences[away.practitioner_id, away.room_id].append(away)
        return cls(clinic.time_zone, dict(hours), dict(absences))

    def day(self, day: date) -> Day:
        """The day in cells of the clinic's zone."""
        return local_day(day, self.zone)

    def of_clinic(self, day: date) -> int:
        """When the clinic is open, its closures taken off."""
        if day not in self.open_on:
            self.open_on[day] = self._of_clinic(day)
        return self.open_on[day]

    def _of_clinic(self, day: date) -> int:
        cells = self.day(day)
        if not self.hours:
            return between(cells, *PROPOSED) & ~self._away(day, None, None)
        return self._kept(day, None, cells.whole) & ~self._away(day, None, None)

    def of_practitioner(self, day: date, practitioner: UUID) -> int:
        """When she is there, within the clinic's hours and but for her absences."""
        clinic = self.of_clinic(day)
        if not clinic:
            return 0
        own = self._kept(day, practitioner, clinic)
        return clinic & own & ~self._away(day, practitioner, None)

    def of_room(self, day: date, room: UUID | None) -> int:
        """When the room may be used; it follows the clinic, but for days on which it is shut."""
        return self.of_clinic(day) & ~self._away(day, None, room)

    def _kept(self, day: date, who: UUID | None, otherwise: int) -> int:
        """The cells of somebody's hours on a day; `otherwise` where none are entered at all."""
        if who not in self.hours:
            return otherwise
        mask, cells, weekday = 0, self.day(day), day.weekday()
        for hours in self.hours[who]:
            if (
                hours.weekday == weekday
                and (hours.from_day is None or hours.from_day <= day)
                and (hours.until_day is None or day <= hours.until_day)
            ):
                mask |= between(cells, hours.opens, hours.closes)
        return mask

    def _away(self, day: date, who: UUID | None, room: UUID | None) -> int:
        mask = 0
        for absence in self.absences.get((who, room), []):
            if absence.first_day <= day <= absence.last_day:
                mask |= touching(self.day(day), absence.from_time, absence.until_time)
        return mask
