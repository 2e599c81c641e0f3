"""Why each candidate that the wishes brought into question is not in the prescription."""

from collections import Counter

from yintang.face.face_map import FaceMap, Side
from yintang.planning.candidates import Candidate, Case
from yintang.planning.optimum import needles, value
from yintang.planning.places import distance_mm
from yintang.planning.plan import LeftOut
from yintang.planning.problem import Problem, near


def left_out(
    case: Case,
    found: tuple[Candidate, ...],
    used: tuple[Candidate, ...],
    problem: Problem,
    capped: str = "",
) -> tuple[LeftOut, ...]:
    """Every point not used, by side, and every line on which no needle lies.

    Parameters
    ----------
    found : all candidates, `used` those prescribed.
    capped : which cap held the number of needles in the face down, where one did.
    """
    names = {one.name for one in used}
    reasons: dict[tuple[str, Side], Counter[str]] = {}
    for one in found:
        if one.name in names or all(wish in case.fill for (wish, _), _ in one.serves):
            continue
        why = _why(case, one, used, problem)
        if capped and why.startswith("the face's"):
            why = f"{why} ({capped})"
        for spot in one.spots:
            reasons.setdefault((one.name, spot.side), Counter())[why] += 1
    # A line's places may stay empty for several reasons; the commonest stands for it.
    return tuple(
        LeftOut(name, side, found_for.most_common(1)[0][0])
        for (name, side), found_for in reasons.items()
    )


def _why(case: Case, one: Candidate, used: tuple[Candidate, ...], problem: Problem) -> str:
    if one.refused:
        return one.refused
    least = case.atlas.limits.neighbour_mm
    if near(one, one, case.face_map, least):
        return f"its two sides lie closer than {least:g} mm on this face"
    close = _closest(one, used, case.face_map)
    if close is not None and close[0] < least - 1e-9:
        return f"{close[0]:.1f} mm from {close[1]}, closer than {least:g} mm"
    if full := _full(one, used, problem):
        return full
    keys = {candidate.key: i for i, candidate in enumerate(problem.candidates)}
    taken = [keys[candidate.key] for candidate in used]
    gain = value(problem, [*taken, keys[one.key]]) - value(problem, taken)
    return "serves nothing more here" if gain <= 1e-3 else "others together serve more"


def _closest(
    one: Candidate, used: tuple[Candidate, ...], face_map: FaceMap
) -> tuple[float, str] | None:
    """The nearest needle used: its distance in mm and its name."""
    distances = [
        (apart, other.name)
        for other in used
        for a in one.spots
        for b in other.spots
        if (apart := distance_mm(a, b, face_map)) is not None
    ]
    return min(distances, default=None)


def _full(one: Candidate, used: tuple[Candidate, ...], problem: Problem) -> str:
    """Which count has no room left for it, or ""."""
    face, body, total = (sum(column) for column in zip(*map(needles, used), (0, 0, 0), strict=True))
    counts = problem.counts
    more = len(one.spots)
    if one.place == "face" and face + more > counts.face[1]:
        return f"the face's {counts.face[1]} needles are reached"
    if one.place == "body" and body + more > counts.body[1]:
        return f"the body's {counts.body[1]} needles are reached"
    if total + more > counts.total[1]:
        return f"the {counts.total[1]} needles in all are reached"
    return ""
