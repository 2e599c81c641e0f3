"""The calibration day: about ten untreated people, two days, three shots each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from yintang.clinic.accounts.models import User
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.locking import locked
from yintang.clinic.photos.keeping import MAX_BYTES, rewritten
from yintang.clinic.progress.measuring import measured
from yintang.clinic.progress.results_models import CalibrationShot, RoomNoise
from yintang.clinic.progress.sequence import POSES
from yintang.errors import YintangError
from yintang.face import read_photo
from yintang.outcomes import PhotoMeasures, calibrate
from yintang.outcomes.calibration import Calibration, Repeat

PEOPLE, DAYS, SHOTS = 10, 2, 3
"""Asked for; more people make the range of what is found narrower."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's shots; `counted` is how many count on each of the days."""

    number: int
    shots: tuple[CalibrationShot, ...]

    @property
    def counted(self) -> tuple[int, ...]:
        """Day by day, without what was taken out."""
        days = [shot.day for shot in self.shots if shot.left_out_at is None]
        return tuple(days.count(day) for day in range(1, DAYS + 1))


def under_way(clinic: Clinic) -> QuerySet[CalibrationShot]:
    """The shots of the calibration that is not finished, also those that were taken out."""
    found = CalibrationShot.objects.filter(clinic=clinic, noise=None)
    return found.select_related("left_out_by").order_by("at")


def people(clinic: Clinic) -> list[Person]:
    """Everybody photographed so far, with their shots in the order of days and taking."""
    by_person: dict[int, list[CalibrationShot]] = {}
    for shot in under_way(clinic).order_by("person", "day", "at"):
        by_person.setdefault(shot.person, []).append(shot)
    return [Person(number, tuple(shots)) for number, shots in by_person.items()]


def room_noise(clinic: Clinic) -> tuple[RoomNoise, Calibration] | None:
    """The clinic's newest calibration; None before its first."""
    row = RoomNoise.objects.filter(clinic=clinic).order_by("-at").first()
    return (row, Calibration.from_json(row.content)) if row else None


def shot_of(clinic: Clinic, person: int, day: int, content: bytes) -> CalibrationShot:
    """Measure a photograph against the person's first: the slow part, outside any transaction.
    The row is not saved yet.

    Raises
    ------
    YintangError
        It cannot be read or measured, or it is there already; says what to do.
    """
    given = read_photo(content, max_bytes=MAX_BYTES)
    before = list(under_way(clinic).filter(left_out_at=None))
    first = next((row for row in before if row.person == person), None)
    baseline = PhotoMeasures.from_json(first.content) if first else None
    found = measured(rewritten(given), given.file, POSES["front"], baseline)
    if found.measures is None:
        raise YintangError(found.trouble.rstrip("."))
    if any(row.content["photo"] == found.measures.photo for row in before):
        raise YintangError("this photograph is there already; take another one")
    return CalibrationShot(clinic=clinic, person=person, day=day, content=found.measures.as_json())


def finish(clinic: Clinic, by: User, now: datetime) -> RoomNoise:
    """Work out the room's noise; later verdicts use it.

    Raises
    ------
    YintangError
        Nobody was photographed on two days, or with two models; says what is missing.
    """
    with transaction.atomic(), locked(clinic):
        every = list(under_way(clinic))
        shots = [shot for shot in every if shot.left_out_at is None]
        if not shots:
            raise YintangError("no photograph was added yet")
        made = RoomNoise.objects.create(
            clinic=clinic, content=calibrate(_repeats(shots)).as_json(), by=by, at=now
        )
        CalibrationShot.objects.filter(pk__in=[row.pk for row in every]).update(noise=made)
    return made


def _repeats(shots: Sequence[CalibrationShot]) -> list[Repeat]:
    return [Repeat(str(row.person), row.day, PhotoMeasures.from_json(row.content)) for row in shots]
