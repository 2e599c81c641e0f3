"""Photographs of two visits, laid over each other.

Each visit is shown by the first of its shots from the front that passed, never by the best one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Course
from yintang.clinic.patients.consenting import in_force
from yintang.clinic.patients.models import Consent
from yintang.clinic.photos.keeping import bytes_of
from yintang.clinic.progress.heating import heats_of
from yintang.clinic.progress.models import Shot
from yintang.clinic.progress.results import Results
from yintang.clinic.progress.shots import visits_of
from yintang.drawing.before_after import Pair, lay_over
from yintang.errors import YintangError
from yintang.face import read_photo
from yintang.outcomes.change import Change
from yintang.outcomes.heat import Heat
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


def laid(
    before: Shot, after: Shot, changes: Sequence[Change] = (), heats: Sequence[Heat] = ()
) -> Pair:
    """Lay one shot over another; where `changes` lie, by their `heats`, is marked.

    Raises
    ------
    NotLaid
        No face is found on one of them any more, or its picture cannot be read.
    """
    try:
        return lay_over(_seen(before), _seen(after), atlas(), changes, heats=heats)
    except (YintangError, OSError) as fault:
        raise NotLaid("these two photographs cannot be laid over each other") from fault


def whole_pair(chosen: Chosen, results: Results) -> Pair:
    """A course's first and last day, with marks where its declared targets changed."""
    changes = results.changes.targets if results.changes else ()
    return laid(chosen.before, chosen.after, changes, heats_of(results))


def pair_of(course: Course, results: Results) -> Pair | None:
    """A course's first and last day for a report; None without them, or without the patient's
    consent to photographs."""
    if in_force(course.patient, Consent.Purpose.PHOTOGRAPHS) is None:
        return None
    chosen = choose(days_of(course), "", "")
    try:
        return whole_pair(chosen, results) if chosen else None
    except NotLaid:
        return None


def _seen(shot: Shot) -> Seen:
    return see(read_photo(bytes_of(shot.photo)))
