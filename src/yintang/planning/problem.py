"""What is to be chosen from: usable candidates, weights, what lies too near what, the counts."""

from dataclasses import dataclass

from yintang.face.face_map import FaceMap
from yintang.planning.candidates import Candidate, Case, weights
from yintang.planning.places import distance_mm


@dataclass(frozen=True, slots=True)
class Counts:
    """The fewest and the most needles in the face, in the body and in all."""

    face: tuple[int, int]
    body: tuple[int, int]
    total: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Problem:
    """Candidates that may be used, their wishes' weights, and the limits they share."""

    candidates: tuple[Candidate, ...]
    weights: dict[str, float]
    conflicts: tuple[tuple[int, int], ...]
    """Pairs that lie too near each other."""
    counts: Counts


def pose(
    case: Case, found: tuple[Candidate, ...], counts: Counts, *, apart_mm: float | None = None
) -> Problem:
    """The programme over those candidates that may be used.

    A pair whose two spots lie too near each other on this face cannot be used at all.
    """
    least = case.atlas.limits.neighbour_mm if apart_mm is None else apart_mm
    usable = tuple(
        one for one in found if not one.refused and not near(one, one, case.face_map, least)
    )
    conflicts = tuple(
        (i, j)
        for i, a in enumerate(usable)
        for j, b in enumerate(usable[i + 1 :], start=i + 1)
        if a.place == b.place == "face" and near(a, b, case.face_map, least)
    )
    return Problem(usable, weights(case), conflicts, counts)


def near(a: Candidate, b: Candidate, face_map: FaceMap, least: float) -> bool:
    """Whether any two different spots of two candidates lie nearer than `least` mm."""
    return any(
        (apart := distance_mm(one, other, face_map)) is not None and apart < least - 1e-9
        for one in a.spots
        for other in b.spots
        if one is not other
    )
