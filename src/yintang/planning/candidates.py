"""Every point and place on a line that the wishes of a consultation bring into question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from yintang.atlas.model import Area, Atlas, Line, Needling
from yintang.face.face_map import FaceMap, LocatedLine, Side
from yintang.planning.consultation import Consultation
from yintang.planning.exclusions import Exclusions
from yintang.planning.places import Spot, heading, places_along, regions_at

Place = Literal["face", "body"]
Chain = tuple[str, Place]
"""A wish's id and where it is served; coverage counts separately in the face and in the body."""

LOCAL, DISTAL, ON_LINE = 1.0, 0.6, 0.4
"""How much one needle or pair adds to a wish's coverage: a point at the site, one at a distance, a
place on a line. Yintang's own defaults."""

PRINCIPAL = 0.5
"""What the first local point a concern names is worth beyond its share, so that the point every
source begins with is not given up for two lesser ones beside it. Yintang's own default."""

COMPLAINT_WEIGHT = 3
PATTERN_WEIGHT = 3
"""Beside goals weighted 1 to 5 by the person. Yintang's own defaults."""

FILL_WEIGHT = 0.05
"""Below the cost of any needle, so that nothing is filled beyond what a protocol asks for."""

NEEDLE_COST, DISCOMFORT_COST, TURNING_COST = 0.05, 0.1, 1.0
"""Cost of a needle, of each step of discomfort above 1, and of a point on the back, which cannot be
needled while the face is. Yintang's own defaults, in units of coverage."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A point, or one place on a line, with the spots that are needled together."""

    key: str
    area: Area
    regions: tuple[str, ...]
    """The region it belongs to, then those whose outline on this face holds one of its spots."""
    spots: tuple[Spot, ...]
    serves: tuple[tuple[Chain, float], ...]
    cost: float
    code: str | None = None
    line: str | None = None
    spacing_mm: float = 0.0
    """For a place on a line: how far its neighbours on the same line stay away."""
    refused: str = ""
    """Why it may not be used; "" where it may."""

    @property
    def place(self) -> Place:
        """Which of a protocol's counts it belongs to; scalp and neck count with the face."""
        return "body" if self.area == "body" else "face"

    @property
    def name(self) -> str:
        """Its code, or its line's id."""
        return self.code or self.line or self.key


@dataclass(frozen=True, slots=True)
class Case:
    """What a session is planned from."""

    told: Consultation
    face_map: FaceMap
    atlas: Atlas
    held: Exclusions
    """What screening takes away on the day of the session."""
    unquiet: tuple[str, ...] = ()
    """What is inflamed on the skin; concerns treated only in quiet skin lose their local points."""
    fill: tuple[str, ...] = ()
    """Concerns nobody asked for that may fill up a protocol's least counts."""


def weights(case: Case) -> dict[str, float]:
    """Every wish's weight by id: goals, complaints, confirmed patterns and what fills up."""
    told = case.told
    return {
        **dict.fromkeys(case.fill, FILL_WEIGHT),
        **{id_: float(weight) for id_, weight in sorted(told.goals.items())},
        **dict.fromkeys(sorted(told.complaints), float(COMPLAINT_WEIGHT)),
        **dict.fromkeys(sorted(told.confirmed_patterns), float(PATTERN_WEIGHT)),
    }


def candidates(case: Case) -> tuple[Candidate, ...]:
    """All candidates in a fixed order, those that may not be used with the reason."""
    face_map, atlas = case.face_map, case.atlas
    points, lines = _asked_for(case)
    found = [
        *(
            point_candidate(code, serves, face_map, atlas)
            for code, serves in sorted(points.items())
        ),
        *(
            place
            for line, serves in sorted(lines.items())
            for place in _places(atlas.lines[line], serves, face_map, atlas)
        ),
    ]
    worth = _principal(case)
    return tuple(
        _judged(replace(one, cost=one.cost - worth.get(one.key, 0.0)), case) for one in found
    )


def _principal(case: Case) -> dict[str, float]:
    """What the first local point of each goal is worth beyond its share."""
    worth: dict[str, float] = {}
    for id_, weight in case.told.goals.items():
        for code in case.atlas.concerns[id_].local[:1]:
            worth[code] = worth.get(code, 0.0) + PRINCIPAL * weight
    return worth


Serves = dict[str, dict[str, float]]
"""Point or line -> wish -> how much it adds."""


def _asked_for(case: Case) -> tuple[Serves, Serves]:
    told, atlas = case.told, case.atlas
    points: Serves = {}
    lines: Serves = {}

    def ask(into: Serves, names: Iterable[str], wish: str, share: float) -> None:
        for name in names:
            known = into.setdefault(name, {})
            known[wish] = max(share, known.get(wish, 0.0))

    for id_ in sorted({*told.goals, *case.fill}):
        concern = atlas.concerns[id_]
        ask(points, concern.local, id_, LOCAL)
        ask(points, concern.distal, id_, DISTAL)
        ask(lines, concern.lines, id_, ON_LINE)
    for id_ in sorted(told.complaints):
        ask(points, atlas.complaints[id_].local, id_, LOCAL)
        ask(points, atlas.complaints[id_].body, id_, LOCAL)
    for id_ in sorted(told.confirmed_patterns):
        ask(points, atlas.patterns[id_].points, id_, LOCAL)
    return points, lines


def _chains(serves: Mapping[str, float], place: Place) -> tuple[tuple[Chain, float], ...]:
    return tuple(((wish, place), share) for wish, share in sorted(serves.items()))


def point_candidate(
    code: str, serves: Mapping[str, float], face_map: FaceMap, atlas: Atlas
) -> Candidate:
    """A point of the atlas on both its sides, for the wishes it serves and how much it adds."""
    point = atlas.points[code]
    needling = point.needling
    sides: tuple[Side, ...] = ("M",) if point.midline else ("R", "L")
    if needling is None:
        unknown = tuple(Spot(side) for side in sides)
        chains = _chains(serves, "body")
        return Candidate(code, "body", (), unknown, chains, 0.0, code, refused="known by name only")
    located = [face_map.point(code, side) for side in sides]
    spots = tuple(
        Spot(side, None if found is None else (found.x, found.y))
        for side, found in zip(sides, located, strict=True)
    )
    place: Place = "body" if needling.area == "body" else "face"
    return Candidate(
        key=code,
        area=needling.area,
        regions=_regions(needling.region, spots, face_map),
        spots=spots,
        serves=_chains(serves, place),
        cost=_cost(needling, len(spots)),
        code=code,
    )


def _cost(needling: Needling, needles: int) -> float:
    turning = TURNING_COST if on_the_back(needling) else 0.0
    return needles * (NEEDLE_COST + DISCOMFORT_COST * (needling.discomfort - 1)) + turning


def on_the_back(needling: Needling) -> bool:
    """Whether the person has to turn over for it."""
    return needling.region.startswith("back")


def _regions(region: str, spots: Iterable[Spot], face_map: FaceMap) -> tuple[str, ...]:
    around = [name for spot in spots if spot.xy for name in regions_at(spot.xy, face_map)]
    return tuple(dict.fromkeys([region, *around]))


def _places(
    line: Line, serves: Mapping[str, float], face_map: FaceMap, atlas: Atlas
) -> Iterable[Candidate]:
    """The places on a line, both sides of a paired one together, from its beginning to its end.

    They lie at half the line's spacing, so that needles can be laid around the points beside it.
    """
    spacing = max(line.spacing_mm, atlas.limits.neighbour_mm)
    laid = {
        found.side: _laid(found, line, spacing, face_map)
        for found in face_map.lines
        if found.line == line.id
    }
    pairs: list[tuple[Spot, ...]]
    if line.paired:
        pairs = list(zip(laid.get("R", []), laid.get("L", []), strict=False))
    else:
        pairs = _mirrored(next(iter(laid.values()), []), face_map)
    for n, spots in enumerate(pairs, start=1):
        yield Candidate(
            key=f"{line.id}/{n:02}",
            area="face",
            regions=_regions(line.region, spots, face_map),
            spots=spots,
            serves=_chains(serves, "face"),
            cost=NEEDLE_COST * len(spots),
            line=line.id,
            spacing_mm=spacing,
        )


def _laid(found: LocatedLine, line: Line, spacing: float, face_map: FaceMap) -> list[Spot]:
    return [
        Spot(
            found.side,
            xy,
            position,
            heading(tangent, line.along == "along", line.direction, found.side, face_map),
        )
        for xy, position, tangent in places_along(found.xy, spacing / 2 / face_map.mm_per_px)
    ]


def _mirrored(spots: list[Spot], face_map: FaceMap) -> list[tuple[Spot, ...]]:
    """Places of a line that crosses the midline, outer ones together with their counterparts."""
    pairs: list[tuple[Spot, ...]] = []
    for a, b in zip(spots, reversed(spots), strict=True):
        if a is b:
            pairs.append((Spot("M", a.xy, a.position, a.heading),))
            break
        if a.position is None or b.position is None or a.position > b.position:
            break
        right, left = sorted((a, b), key=lambda spot: _leftward(spot, face_map))
        pairs.append(
            (
                Spot("R", right.xy, right.position, right.heading),
                Spot("L", left.xy, left.position, left.heading),
            )
        )
    return pairs


def _leftward(spot: Spot, face_map: FaceMap) -> float:
    """How far towards the patient's left a spot lies, along the line between the eyes."""
    (rx, ry), (lx, ly) = face_map.eyes
    x, y = spot.xy or (0.0, 0.0)
    return (x - rx) * (lx - rx) + (y - ry) * (ly - ry)


def _judged(candidate: Candidate, case: Case) -> Candidate:
    refused = candidate.refused or _refused(candidate, case)
    if refused:
        return replace(candidate, refused=refused)
    concerns = case.atlas.concerns
    if (stop := case.held.removed("stop", "face")) is not None:
        serves = tuple(one for one in candidate.serves if one[0][0] not in concerns)
        cosmetic = f"{stop.why()}; no cosmetic treatment"
        return replace(
            candidate, serves=serves or candidate.serves, refused="" if serves else cosmetic
        )
    if not case.unquiet or candidate.area == "body":
        return candidate
    serves = tuple(
        (chain, share)
        for chain, share in candidate.serves
        if chain[0] not in concerns or not concerns[chain[0]].only_when_quiet
    )
    if not serves:
        quiet = f"only while the skin is quiet: {', '.join(case.unquiet)}"
        return replace(candidate, refused=quiet)
    return replace(candidate, serves=serves)


def _refused(candidate: Candidate, case: Case) -> str:
    held = case.held
    removals = [
        held.removed("stop", candidate.place),
        held.removed("area", candidate.area),
        *(held.removed("region", region) for region in (*candidate.regions, candidate.area)),
    ]
    if candidate.code is not None:
        removals.insert(0, held.removed("point", candidate.code))
        needling = case.atlas.points[candidate.code].needling
        if needling and needling.off_by_default and candidate.code not in case.told.named_points:
            return f"off by default: {needling.off_reason}"
    return next((removal.why() for removal in removals if removal is not None), "")
