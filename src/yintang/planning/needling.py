"""Turns the chosen candidates into numbered needles: how each is placed, and why it is there."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from yintang.atlas.model import Area, Atlas, Concern, Strength
from yintang.face.face_map import FaceMap
from yintang.planning.candidates import Candidate, Case, weights
from yintang.planning.exclusions import Exclusions
from yintang.planning.places import Spot
from yintang.planning.plan import Needle

GROUNDS: tuple[Strength, ...] = ("trial", "textbook", "teaching", "tradition", "default")
"""From the firmest to the weakest."""

DELICATE = frozenset({"lid", "under-eye", "crows-feet", "perioral"})
"""Regions of thin skin, for which the atlas' finer needle is taken."""

HEAD_TO_FOOT = (
    *("head", "ear", "nape", "neck", "shoulder", "back: upper", "chest", "back: middle"),
    *("elbow", "abdomen", "forearm", "back: lower", "wrist", "hand", "thigh", "knee"),
    *("lower leg", "ankle", "foot"),
)
"""Words by which a body point's part is put in order."""

TECHNIQUE_WORDS = {
    "threading": ("thread", "slide"),
    "electro": ("electr",),
    "press-needle": ("press needle", "tack"),
    "intradermal": ("intradermal",),
    "microneedling": ("microneedl",),
    "bloodletting": ("bleed", "blood"),
}
"""Techniques that a rule may remove -> words by which a point's technique is recognised."""


def describe(case: Case, used: Iterable[Candidate]) -> tuple[Needle, ...]:
    """The needles, numbered down the face, right before left, then down the body.

    Depth, diameter and technique come from the atlas under the caps that screening sets. `strength`
    is the ground on which the point or line is chosen for the wish that weighs most; depths are the
    atlas' own conservative defaults.
    """
    ordered = sorted(used, key=_order)
    needles = [needle_at(case, one, spot) for one in ordered for spot in one.spots]
    return tuple(replace(needle, n=n) for n, needle in enumerate(needles, start=1))


def _order(one: Candidate) -> tuple[int, float, str]:
    heights = [spot.xy[1] for spot in one.spots if spot.xy is not None]
    return order_of(one.key, one.area, next(iter(one.regions), ""), heights)


def order_of(key: str, area: Area, region: str, heights: Sequence[float]) -> tuple[int, float, str]:
    """Where a needle or pair comes in the numbering: scalp out of sight, the face by height, what
    else is out of sight, then the body from head to foot."""
    if area == "body":
        rank = next((i for i, word in enumerate(HEAD_TO_FOOT) if word in region), 0)
        return 3, float(rank), key
    if heights:
        return 1, sum(heights) / len(heights), key
    return (0 if area == "scalp" else 2), 0.0, key


def needle_at(case: Case, one: Candidate, spot: Spot) -> Needle:
    """The needle of a candidate at one of its spots, not yet numbered.

    Where it serves none of the wishes its ground is the point's own.
    """
    atlas, exclusions = case.atlas, case.held
    wishes = _wishes(one, case)
    diameter, length, depth, angle, direction, technique, source, ground = _how(one, atlas)
    strengths = [_strength(wish, one, atlas) for wish in wishes[:1]]
    if one.line or not wishes:
        strengths.append(ground)
    thin = exclusions.cap("diameter_mm")
    shallow = exclusions.cap("depth_mm")
    return Needle(
        n=0,
        area=one.area,
        side=spot.side,
        x=None if spot.xy is None else spot.xy[0],
        y=None if spot.xy is None else spot.xy[1],
        diameter_mm=diameter if thin is None else min(diameter, thin.value),
        length_mm=length,
        depth_mm=depth if shallow is None else min(depth, shallow.value),
        angle_deg=angle,
        direction=direction,
        technique=_allowed(technique, exclusions),
        serves=wishes,
        reason=_reason(case, one, spot, wishes),
        source=tuple(dict.fromkeys([*_sources(wishes, atlas), *source])),
        strength=max(strengths, key=GROUNDS.index),
        code=one.code,
        line=one.line,
        position=spot.position,
        heading=spot.heading,
    )


How = tuple[float, float, float, float, str, str, tuple[str, ...], Strength]


def _how(one: Candidate, atlas: Atlas) -> How:
    """Diameter, length, depth, angle, direction, technique, sources and ground from the atlas."""
    if one.line is not None:
        line = atlas.lines[one.line]
        technique = f"slide flat under the skin {line.along} the line, hold still"
        return (
            *(line.diameter_mm, line.length_mm, line.depth_mm, line.angle_deg),
            *(line.direction, technique, line.source, line.strength),
        )
    needling = atlas.points[one.key].needling
    assert needling is not None  # a candidate without needling is refused
    kind = "body" if one.place == "body" else "face"
    if one.area == "face" and needling.region in DELICATE:
        kind = "delicate"
    size = atlas.needles[kind]
    return (
        *(size.diameter_mm[1], size.length_mm[1]),
        *(needling.default_depth_mm, needling.default_angle_deg),
        *(needling.direction, needling.technique, needling.source, needling.strength),
    )


def _allowed(technique: str, exclusions: Exclusions) -> str:
    """The technique, or plain holding still where a rule has removed it."""
    for removed in exclusions.targets("technique"):
        if any(word in technique.lower() for word in TECHNIQUE_WORDS.get(removed, (removed,))):
            return "hold still"
    return technique


def _wishes(one: Candidate, case: Case) -> tuple[str, ...]:
    """What it serves, the most wanted first and what nobody asked for last."""
    weight = weights(case)
    return tuple(sorted((wish for (wish, _), _ in one.serves), key=lambda w: (-weight[w], w)))


def _strength(wish: str, one: Candidate, atlas: Atlas) -> Strength:
    if (concern := atlas.concerns.get(wish)) is not None:
        local = one.line is not None or one.code in concern.local
        return (concern.strength_local or concern.strength) if local else concern.strength
    if (complaint := atlas.complaints.get(wish)) is not None:
        return complaint.strength
    return atlas.patterns[wish].strength


def _sources(wishes: Iterable[str], atlas: Atlas) -> Iterable[str]:
    for wish in wishes:
        entry = atlas.concerns.get(wish) or atlas.complaints.get(wish) or atlas.patterns[wish]
        yield from entry.source


def _reason(case: Case, one: Candidate, spot: Spot, wishes: tuple[str, ...]) -> str:
    """A sentence in plain words: "Local point for frown lines; supports the pattern ..."."""
    said: dict[str, list[str]] = {}
    for wish in wishes:
        part, name = _part(wish, one, case.atlas)
        said.setdefault(part, []).append(name)
    parts = [f"{part} {_listed(names)}" for part, names in said.items()]
    if not wishes:
        parts.append("chosen by the practitioner")
    if one.place == "face":
        parts += _palpation(one, spot, case.face_map)
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _part(wish: str, one: Candidate, atlas: Atlas) -> tuple[str, str]:
    concern: Concern | None = atlas.concerns.get(wish)
    if concern is not None:
        if one.line is not None:
            return f"on the {_lower(atlas.lines[one.line].name)}, for", _lower(concern.name)
        part = "local point for" if one.code in concern.local else "point at a distance for"
        return part, _lower(concern.name)
    if wish in atlas.complaints:
        return "eases", _lower(atlas.complaints[wish].name)
    return "supports the confirmed pattern", _lower(atlas.patterns[wish].name)


def _palpation(one: Candidate, spot: Spot, face_map: FaceMap) -> list[str]:
    if spot.xy is None:
        return ["palpate: the photograph does not show it"]
    located = face_map.point(one.code, spot.side) if one.code else None
    if located is not None and located.grade == "C":
        return ["palpate: the photograph shows only where to search"]
    return []


def _lower(name: str) -> str:
    """A name inside a sentence: its first letter small, unless it is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
