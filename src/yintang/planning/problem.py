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
    shared: tuple["Shared", ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """A limit over some candidates: what they use, `use[i]` for `members[i]`, is at most `most`."""

    members: tuple[int, ...]
    use: tuple[int, ...]
    most: int


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
    return Problem(usable, weights(case), conflicts, counts, _lines(case, usable))


def _lines(case: Case, usable: tuple[Candidate, ...]) -> tuple[Shared, ...]:
    """The most needles on each line: on one side of a paired one, on the whole of another."""
    laid: dict[str, list[int]] = {}
    for i, one in enumerate(usable):
        if one.line is not None:
            laid.setdefault(one.line, []).append(i)
    lines = case.atlas.lines
    return tuple(
        Shared(
            tuple(members),
            tuple(1 if lines[line].paired else len(usable[i].spots) for i in members),
            lines[line].most,
        )
        for line, members in laid.items()
    )


def near(a: Candidate, b: Candidate, face_map: FaceMap, least: float) -> bool:
    """Whether two different spots of two candidates lie nearer than `least` mm.

    On one side of one line the line's own spacing holds, which is never smaller.
    """
    same_line = a.line is not None and a.line == b.line
    for one in a.spots:
        for other in b.spots:
            apart = None if one is other else distance_mm(one, other, face_map)
            bound = max(least, a.spacing_mm) if same_line and one.side == other.side else least
            # The sampling of a line leaves its places a hair closer than half its spacing.
            if apart is not None and apart < bound - 1e-6:
                return True
    return False
