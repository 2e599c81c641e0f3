"""Photographs of two visits, laid over each other.

Each visit is shown by the first of its shots from the front that passed, never by the best one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Course
from yintang.clinic.photos.keeping import bytes_of
from yintang.clinic.progress.models import Shot
from yintang.clinic.progress.shots import visits_of
from yintang.drawing.before_after import Pair, lay_over
from yintang.errors import YintangError
from yintang.face import read_photo
from yintang.outcomes.change import Change
from yintang.outcomes.seeing import Seen, see


class NotLaid(YintangError):
    """Two photographs cannot be laid over each other; says why."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Two of a course's days; `whole` where they are its first and its last."""

    before: Shot
    after: Shot
    whole: bool


def days_of(course: Course) -> list[Shot]:
    """One shot for each photographed visit, in their order; erased ones are left out."""
    shots = Shot.objects.filter(
        visit__in=visits_of(course), pose="front", photo__erased_at=None, trouble=""
    )
    found: dict[UUID, Shot] = {}
    ordered = shots.select_related("photo", "visit__clinic").defer(
        "photo__face_map", "visit__record"
    )
    for shot in ordered.order_by("visit__starts_at", "-passed", "-kept", "number"):
        found.setdefault(shot.visit_id, shot)
    return list(found.values())


def choose(days: Sequence[Shot], before: str, after: str) -> Chosen | None:
    """The shots of two named visits; the first and the last where none is named."""
    if len(days) < 2:
        return None
    by_visit = {str(shot.visit_id): shot for shot in days}
    first, last = by_visit.get(before, days[0]), by_visit.get(after, days[-1])
    return Chosen(first, last, whole=(first, last) == (days[0], days[-1]))


def laid(before: Shot, after: Shot, changes: Sequence[Change] = ()) -> Pair:
    """Lay one shot over another; regions of `changes` are marked where they changed detectably.

    Raises
    ------
    NotLaid
        No face is found on one of them any more, or its picture cannot be read.
    """
    try:
        return lay_over(_seen(before), _seen(after), atlas(), changes)
    except (YintangError, OSError) as fault:
        raise NotLaid("these two photographs cannot be laid over each other") from fault


def _seen(shot: Shot) -> Seen:
    return see(read_photo(bytes_of(shot.photo)))
