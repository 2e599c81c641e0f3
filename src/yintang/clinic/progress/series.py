"""A course's photographs as the outcomes room judges them: one model, one method."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from yintang.clinic.care.models import Course, Session, Visit
from yintang.clinic.progress.models import Measures, Shot
from yintang.clinic.progress.sequence import POSES
from yintang.clinic.progress.shots import visits_of
from yintang.face.face_map import ModelFacts
from yintang.outcomes import PhotoMeasures
from yintang.outcomes.change_record import Visit as Day

Key = tuple[str, str]
"""Model's SHA-256 and method."""


@dataclass(frozen=True)
class Series:
    """The photographs of a course with one expression.

    `care_visits[i]` is the visit of `visits[i]`. `shots` finds the shot of a photograph's SHA-256.
    `left_out` were measured with another model or by another method only: measure them again.
    """

    visits: tuple[Day, ...] = ()
    care_visits: tuple[Visit, ...] = ()
    model: ModelFacts | None = None
    method: str = ""
    left_out: tuple[Shot, ...] = ()
    shots: Mapping[str, Shot] = field(default_factory=dict)

    @property
    def baselines(self) -> int:
        """Days photographed before the first needle."""
        return sum(visit.baseline for visit in self.visits)

    @property
    def erased(self) -> int:
        """Photographs that are gone, of which the measures stay."""
        return sum(shot.photo.erased_at is not None for shot in self.shots.values())

    @property
    def is_invented(self) -> bool:
        """Whether a photograph shows nobody, as those of the sample clinic do."""
        return any(shot.is_invented for shot in self.shots.values())


def series_of(course: Course, expression: str = "neutral") -> Series:
    """Everything that was measured over a course, with one model and by one method.

    That is the model and method with which the most photographs were measured, the newest of
    equals. Shots on which nothing could be measured are in no series.
    """
    shots = _shots(course, expression)
    rows = _measured(shots)
    key = _chosen(rows)
    if key is None:
        return Series()
    used = {shot: row for shot, by_key in rows.items() if (row := by_key.get(key)) is not None}
    first = first_needle(course)
    by_visit: dict[Visit, list[tuple[Shot, PhotoMeasures]]] = {}
    for shot, row in used.items():
        by_visit.setdefault(shot.visit, []).append((shot, row.read()))
    visits = sorted(by_visit, key=lambda visit: visit.starts_at)
    measures = next(iter(by_visit.values()))[0][1]
    return Series(
        visits=tuple(_day(course, visit, by_visit[visit], first) for visit in visits),
        care_visits=tuple(visits),
        model=measures.model,
        method=key[1],
        left_out=tuple(shot for shot in rows if shot not in used),
        shots={found.photo: shot for ones in by_visit.values() for shot, found in ones},
    )


def _shots(course: Course, expression: str) -> list[Shot]:
    poses = [pose.id for pose in POSES.values() if pose.expression == expression and pose.measured]
    found = Shot.objects.filter(visit__in=visits_of(course), pose__in=poses)
    return list(
        found.select_related("photo", "visit__clinic")
        .defer("photo__face_map", "visit__record")
        .order_by("visit__starts_at", "pose", "number")
    )


def _measured(shots: list[Shot]) -> dict[Shot, dict[Key, Measures]]:
    """Shots that were measured, each with its measures by model and method."""
    by_photo = {shot.photo_id: shot for shot in shots}
    rows: dict[Shot, dict[Key, Measures]] = {}
    for row in Measures.objects.filter(photo__in=by_photo).order_by("at"):
        rows.setdefault(by_photo[row.photo_id], {})[row.model_sha256, row.method] = row
    return {shot: rows[shot] for shot in shots if shot in rows}


def _chosen(rows: Mapping[Shot, Mapping[Key, Measures]]) -> Key | None:
    count = Counter(key for by_key in rows.values() for key in by_key)
    newest = {
        key: max(by_key[key].at for by_key in rows.values() if key in by_key) for key in count
    }
    return max(count, key=lambda key: (count[key], newest[key]), default=None)


def first_needle(course: Course) -> datetime | None:
    """When the first session of a course began; None before it."""
    started = Session.objects.filter(visit__course=course).order_by("started_at")
    return started.values_list("started_at", flat=True).first()


def is_baseline(shot: Shot, first: datetime | None) -> bool:
    """Whether a shot was taken before the `first` needle; at a later visit, a camera's clock that
    says so is wrong."""
    if first is None:
        return True
    same_day = shot.visit.local_start.date() <= first.astimezone(shot.visit.clinic.zone).date()
    return same_day and shot.photo.taken_at < first


def _day(
    course: Course, visit: Visit, ones: list[tuple[Shot, PhotoMeasures]], first: datetime | None
) -> Day:
    return Day(
        day=float((visit.local_start.date() - course.started_on).days),
        shots=tuple(found for _, found in ones),
        baseline=all(is_baseline(shot, first) for shot, _ in ones),
    )
