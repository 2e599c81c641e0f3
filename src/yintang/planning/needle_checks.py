"""What stands against one needle of an edited plan, and against two that lie too near."""

import math
from collections.abc import Iterable, Iterator
from itertools import combinations

from yintang.atlas.model import Atlas, Needling
from yintang.planning.candidates import Case, Place
from yintang.planning.edited import EditedNeedle, pixel_of
from yintang.planning.editing import zone_hint
from yintang.planning.exclusions import Removal
from yintang.planning.free import OVER_A_VESSEL, in_the_orbit
from yintang.planning.needling import TECHNIQUE_WORDS
from yintang.planning.places import regions_at
from yintang.planning.remarks import Remark

SHAFT_MM = 3.0
"""Of a needle's length that stays out of the skin, so that it can be found and drawn if it bends at
the handle. Yintang's own default, after the general advice not to insert a needle to its root."""
HAIR = 1e-6
"""Sampling a line leaves its places a hair closer than its spacing."""


def check_needle(needle: EditedNeedle, case: Case) -> Iterator[Remark]:
    """Every remark on one needle, in no order."""
    atlas = case.atlas
    if needle.code is not None and needle.code not in atlas.points:
        say = f"{needle.code} is no point of this atlas."
        yield Remark("stop", needle.key, say, "atlas", ())
        return
    if needle.line is not None and needle.line not in atlas.lines:
        yield Remark("stop", needle.key, f"{needle.line} is no line of this atlas.", "atlas", ())
        return
    yield from _screened(needle, case)
    yield from _capped(needle, case)
    yield from _ranges(needle, case)
    yield from _placed(needle, case)


def _called(needle: EditedNeedle, atlas: Atlas) -> str:
    """Its code, its label, or its line's name."""
    line = atlas.lines.get(needle.line or "")
    return line.name if line else needle.name


def _needling(needle: EditedNeedle, atlas: Atlas) -> Needling | None:
    point = atlas.points.get(needle.code or "")
    return point.needling if point else None


def _regions(needle: EditedNeedle, case: Case) -> tuple[str, ...]:
    """The region of its point or line, then those whose outline holds it."""
    how = _needling(needle, case.atlas)
    own = case.atlas.lines[needle.line].region if needle.line else how.region if how else ""
    pixel = pixel_of(needle, case.face_map)
    around = () if pixel is None else regions_at(pixel, case.face_map)
    return tuple(dict.fromkeys(region for region in (own, *around) if region))


def _screened(needle: EditedNeedle, case: Case) -> Iterator[Remark]:
    """What screening takes away; each rule once."""
    held, atlas = case.held, case.atlas
    place: Place = "body" if needle.area == "body" else "face"
    concerns = atlas.concerns
    cosmetic = bool(needle.serves) and all(wish in concerns for wish in needle.serves)
    removals = [
        held.removed("stop", place),
        held.removed("stop", "face") if cosmetic else None,
        held.removed("point", needle.code or ""),
        held.removed("area", needle.area),
        *(held.removed("region", region) for region in (*_regions(needle, case), needle.area)),
    ]
    for removal in {one.rule: one for one in removals if one is not None}.values():
        yield _removed(needle, removal, atlas)
    for technique in held.targets("technique"):
        words = TECHNIQUE_WORDS.get(technique, (technique,))
        removed = held.removed("technique", technique)
        if removed is not None and any(word in needle.technique.lower() for word in words):
            yield _removed(needle, removed, atlas, f"no {technique.replace('-', ' ')}")
    quiet = [wish for wish in needle.serves if wish in concerns and concerns[wish].only_when_quiet]
    if case.unquiet and quiet and len(quiet) == len(needle.serves) and place == "face":
        say = f"{_called(needle, atlas)}: only while the skin is quiet ({', '.join(case.unquiet)})."
        yield Remark("caution", needle.key, say, "unquiet skin", concerns[quiet[0]].source)


def _removed(needle: EditedNeedle, removal: Removal, atlas: Atlas, what: str = "") -> Remark:
    why = f"{what}, {removal.why()}" if what else removal.why()
    rule = atlas.rules.get(removal.rule)
    source = rule.source if rule else ()
    return Remark("stop", needle.key, f"{_called(needle, atlas)}: {why}.", removal.rule, source)


def _capped(needle: EditedNeedle, case: Case) -> Iterator[Remark]:
    """Caps that screening sets on depth and diameter."""
    for kind, value, what in (
        ("depth_mm", needle.depth_mm, "deep"),
        ("diameter_mm", needle.diameter_mm, "thick"),
    ):
        cap = case.held.cap("depth_mm" if kind == "depth_mm" else "diameter_mm")
        if cap is not None and value > cap.value + 1e-9:
            say = (
                f"{_called(needle, case.atlas)}: {value:g} mm {what}, at most {cap.value:g} mm "
                f"({cap.rule}: {cap.because})."
            )
            source = case.atlas.rules[cap.rule].source if cap.rule in case.atlas.rules else ()
            yield Remark("stop", needle.key, say, cap.rule, source)


def _ranges(needle: EditedNeedle, case: Case) -> Iterator[Remark]:
    """Depth, angle and length against the atlas, and points that are dangerous in themselves."""
    how = _needling(needle, case.atlas)
    if how is not None:
        yield from _point_ranges(needle, how, case)
    elif needle.line is not None:
        line = case.atlas.lines[needle.line]
        if needle.depth_mm > line.depth_mm + 1e-9:
            say = f"{needle.depth_mm:g} mm deep; on this line {line.depth_mm:g} mm is usual."
            yield Remark("caution", needle.key, f"{line.name}: {say}", "atlas", line.source)
    elif needle.code is not None:
        say = f"{needle.code} is known by name only; the atlas does not say how to needle it."
        yield Remark("caution", needle.key, say, "atlas", case.atlas.points[needle.code].source)
    if needle.depth_mm > needle.length_mm - SHAFT_MM:
        say = (
            f"{_called(needle, case.atlas)}: a needle of {needle.length_mm:g} mm is too short for "
            f"{needle.depth_mm:g} mm; leave {SHAFT_MM:g} mm of its shaft out."
        )
        yield Remark("caution", needle.key, say, "needle length", ("DEFAULT",))


def _point_ranges(needle: EditedNeedle, how: Needling, case: Case) -> Iterator[Remark]:
    most, (flat, steep) = how.depth_mm[1], how.angle_deg
    if how.off_by_default:
        named = needle.code in case.told.named_points
        asked = "asked for by name; " if named else "off by default: "
        say = f"{needle.name}: {asked}{how.off_reason}."
        yield Remark("caution" if named else "stop", needle.key, say, "off by default", how.source)
    elif how.risk == 3:
        say = f"{needle.name}: {', '.join(how.hazards)} lie here."
        yield Remark("caution", needle.key, say, "hazard", how.source)
    if needle.depth_mm > most + 1e-9:
        say = f"{needle.name}: {needle.depth_mm:g} mm deep; the textbook range ends at {most:g} mm."
        yield Remark("stop" if how.risk == 3 else "caution", needle.key, say, "atlas", how.source)
    elif needle.depth_mm > how.default_depth_mm + 1e-9:
        say = (
            f"{needle.name}: {needle.depth_mm:g} mm deep, beyond the cautious "
            f"{how.default_depth_mm:g} mm; the range ends at {most:g} mm."
        )
        yield Remark("note", needle.key, say, "atlas", how.source)
    if not flat - 1e-9 <= needle.angle_deg <= steep + 1e-9:
        wanted = f"{flat:g}" if flat == steep else f"{flat:g} to {steep:g}"
        say = f"{needle.name}: {needle.angle_deg:g}° from the skin; usual is {wanted}°."
        yield Remark("caution", needle.key, say, "atlas", how.source)


def _placed(needle: EditedNeedle, case: Case) -> Iterator[Remark]:
    """Where it stands: off its zone, in the eye socket, over a vessel."""
    if hint := zone_hint(needle, case.face_map):
        yield Remark("note", needle.key, hint, "zone", ())
    pixel = pixel_of(needle, case.face_map)
    if pixel is None:
        return
    regions = regions_at(pixel, case.face_map)
    if needle.label is not None:
        if why := in_the_orbit(pixel, regions, case.face_map):
            say = f"{needle.name}: no free needle here, {why}."
            yield Remark("stop", needle.key, say, "orbit", ("DEFAULT",))
        for region in regions:
            if region in OVER_A_VESSEL:
                say = f"{needle.name}: {OVER_A_VESSEL[region]}; feel for it first."
                yield Remark("note", needle.key, say, "vessel", ("TRADITION",))
    elif needle.moved_by and in_the_orbit(pixel, (), case.face_map):
        say = f"{needle.name}: dragged onto the eye."
        yield Remark("stop", needle.key, say, "orbit", ("DEFAULT",))


def check_spacing(needles: Iterable[EditedNeedle], case: Case) -> Iterator[Remark]:
    """Two needles in the face nearer in the picture than the limit or their line allows."""
    shown = [
        (needle, pixel)
        for needle in needles
        if needle.area != "body" and (pixel := pixel_of(needle, case.face_map)) is not None
    ]
    limits, lines = case.atlas.limits, case.atlas.lines
    for (a, at), (b, bt) in combinations(shown, 2):
        bound = limits.neighbour_mm
        if a.line is not None and a.line == b.line and a.side == b.side and a.line in lines:
            bound = max(bound, lines[a.line].spacing_mm)
        apart = math.dist(at, bt) * case.face_map.mm_per_px
        if apart < bound - HAIR:
            pair = " and ".join(f"{_called(one, case.atlas)} {one.side}" for one in (a, b))
            say = f"{pair} are {apart:.1f} mm apart; {bound:g} mm is the least."
            yield Remark("caution", a.key, say, "limits", limits.source, b.key)
