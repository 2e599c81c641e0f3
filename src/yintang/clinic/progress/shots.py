"""Taking a visit's photographs: filing a shot with its verdict, and which are still wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction

from yintang.clinic.accounts.models import User
from yintang.clinic.care.models import Course, Signed, Visit
from yintang.clinic.locking import locked
from yintang.clinic.photos.keeping import Developed, develop, file_away
from yintang.clinic.photos.models import Photo
from yintang.clinic.progress.measuring import Measuring, gates_as_json, measured, store
from yintang.clinic.progress.models import Measures, Shot
from yintang.clinic.progress.sequence import Asked, Pose
from yintang.errors import YintangError
from yintang.outcomes import PhotoMeasures

LEADING_UP = timedelta(days=60)
"""How long before a course a visit without one may serve as its baseline."""


class AlreadyThere(YintangError):
    """The same picture is in her record already."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A photograph rewritten and measured, not stored yet."""

    picture: Developed
    found: Measuring


@dataclass(frozen=True, slots=True)
class Line:
    """One pose of the sequence at a visit, with its shots in the order of taking."""

    asked: Asked
    shots: tuple[Shot, ...]

    @property
    def pose(self) -> Pose:
        """What is asked."""
        return self.asked.pose

    @property
    def good(self) -> int:
        """Shots that count."""
        return sum(shot.is_good for shot in self.shots)

    @property
    def left(self) -> int:
        """Shots still to be taken."""
        return max(0, self.asked.shots - self.good)

    @property
    def open(self) -> tuple[Shot, ...]:
        """Shots that failed a gate and are not decided upon, while some are still to be taken."""
        return tuple(shot for shot in self.shots if not shot.is_good) if self.left else ()


def prepare(content: bytes, pose: Pose, baseline: PhotoMeasures | None) -> Prepared:
    """Rewrite and measure a photograph: the slow part, outside any transaction.

    Raises
    ------
    PhotoError
        The file cannot be used; the message says what to do.
    """
    picture = develop(content, pose.view, pose.expression)
    return Prepared(picture, measured(picture.content, picture.made, pose, baseline))


def file_shot(visit: Visit, pose: Pose, prepared: Prepared, by: User, now: datetime) -> Shot:
    """Keep a shot, passed or not, with its measures where there are any.

    Raises
    ------
    NeedsConsent
        No consent to photographs for the record is in force.
    AlreadyThere
        The same picture is a shot of hers already.
    Signed
        The visit is signed.
    """
    with transaction.atomic():
        photo = file_away(visit.patient, prepared.picture, by, now)
        _refuse_twice(photo)
        with locked(visit) as held:
            if held.is_signed:
                raise Signed
            last = held.shots.filter(pose=pose.id).aggregate(n=models.Max("number"))["n"] or 0
            shot = Shot.objects.create(
                visit=held,
                photo=photo,
                pose=pose.id,
                number=last + 1,
                gates=gates_as_json(prepared.found.gates),
                passed=prepared.found.passed,
                trouble=prepared.found.trouble,
            )
        if prepared.found.measures is not None:
            store(photo, prepared.found.measures)
    return shot


def _refuse_twice(photo: Photo) -> None:
    same = Shot.objects.filter(
        photo__patient=photo.patient, photo__sha256=photo.sha256, photo__erased_at=None
    )
    if same.exists():
        photo.path.unlink(missing_ok=True)
        raise AlreadyThere("this picture is in the record already; take or choose another one")


def lines_of(visit: Visit, sequence: Iterable[Asked]) -> tuple[Line, ...]:
    """The sequence with the visit's shots; poses that were taken without being asked come last."""
    shots = Shot.objects.filter(visit=visit).select_related("photo").defer("photo__face_map")
    taken: dict[str, list[Shot]] = {}
    for shot in shots.order_by("number"):
        taken.setdefault(shot.pose, []).append(shot)
    lines = [Line(asked, tuple(taken.pop(asked.pose.id, ()))) for asked in sequence]
    others = (Line(Asked(ones[0].facts, 0, True), tuple(ones)) for ones in taken.values())
    return (*lines, *others)


def next_line(lines: Sequence[Line]) -> Line | None:
    """The first pose that is neither done nor to be skipped, or else that may be skipped."""
    unfinished = [line for line in lines if line.left]
    needed = [line for line in unfinished if not line.asked.may_skip]
    return next(iter(needed or unfinished), None)


def before(visit: Visit) -> models.QuerySet[Shot]:
    """Shots of her series from earlier than this visit, the first of them first."""
    earlier = Shot.objects.filter(
        visit__patient=visit.patient,
        visit__starts_at__lt=visit.starts_at,
        photo__erased_at=None,
    )
    if visit.course_id is not None:
        hers = models.Q(visit__course=visit.course_id) | models.Q(visit__course=None)
        earlier = earlier.filter(hers)
    return earlier.order_by("visit__starts_at", "number")


def baselines_of(visit: Visit) -> dict[str, Shot]:
    """The first shot of each pose that counts, to be taken again the same way."""
    counted = before(visit).filter(models.Q(passed=True) | models.Q(kept=True))
    first: dict[str, Shot] = {}
    for shot in counted.select_related("photo").defer("photo__face_map"):
        first.setdefault(shot.pose, shot)
    return first


def baseline_measures(visit: Visit, pose: Pose) -> PhotoMeasures | None:
    """What was measured on the first shot of a pose that passed; None before there is one."""
    shot = before(visit).filter(pose=pose.id, passed=True).first()
    row = shot and Measures.objects.filter(photo=shot.photo_id).order_by("-at").first()
    return row.read() if row else None


def visits_of(course: Course) -> models.QuerySet[Visit]:
    """The visits whose photographs belong to a course: its own, and those that led up to it."""
    led_up = Visit.objects.filter(
        patient=course.patient_id,
        course=None,
        starts_at__date__lte=course.started_on,
        starts_at__date__gt=course.started_on - LEADING_UP,
    )
    return Visit.objects.filter(course=course) | led_up
