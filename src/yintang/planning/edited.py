"""A needle as the practitioner edits it on the face, and the way from a plan and back to one.

Places are kept twice: as fractions of the photograph, to be drawn, and as millimetres on the face
(the face room's `to_frame`), to be found again on another photograph of the same person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import msgspec

from yintang.atlas.model import Area, Atlas, Strength
from yintang.errors import YintangError
from yintang.face import to_frame
from yintang.face.face_map import FaceMap, Side
from yintang.planning.needling import order_of
from yintang.planning.plan import LeftOut, Needle, Plan, Prescription

MovedBy = Literal["", "practitioner"]


@dataclass(frozen=True, slots=True)
class EditedNeedle:
    """One needle of an edited plan. Exactly one of `code`, `line` and `label` is set.

    `x` and `y` are fractions of the upright photograph, 0 to 1, origin top left; `u_mm` and `v_mm`
    the place on the face. All four are None for what the photograph does not show. `key` names the
    needle within its plan and stays the same however it is changed.
    """

    key: str
    side: Side
    area: Area
    x: float | None
    y: float | None
    u_mm: float | None
    v_mm: float | None
    diameter_mm: float
    length_mm: float
    depth_mm: float
    angle_deg: float
    direction: str
    technique: str
    reason: str
    source: tuple[str, ...]
    strength: Strength
    serves: tuple[str, ...] = ()
    code: str | None = None
    line: str | None = None
    label: str | None = None
    """What a free needle is called: "local, cheek"."""
    position: float | None = None
    """For a line needle: 0 at the line's beginning, 1 at its end."""
    heading: tuple[float, float] | None = None
    """For a line needle: unit vector in the picture in which it points."""
    moved_by: MovedBy = ""
    n: int = 0
    retention_min: int | None = None
    """Minutes that it rests; None for as long as the session."""

    @property
    def name(self) -> str:
        """Its code, its line's id, or its label."""
        return self.code or self.line or self.label or self.key

    def as_json(self) -> dict[str, Any]:
        """Every field; tuples as lists."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "EditedNeedle":
        """The needle that `as_json` wrote.

        Raises
        ------
        YintangError
            If a field is missing or of the wrong type, a fraction lies outside 0 to 1, or not
            exactly one of code, line and label is set.
        """
        try:
            needle = msgspec.convert(dict(stored), cls)
        except msgspec.ValidationError as fault:
            raise YintangError(f"not a needle: {fault}") from None
        _check(needle)
        return needle


def _check(needle: EditedNeedle) -> None:
    if sum(bool(one) for one in (needle.code, needle.line, needle.label)) != 1:
        raise YintangError("not a needle: expected exactly one of code, line and label")
    if any(f is not None and not 0 <= f <= 1 for f in (needle.x, needle.y, needle.position)):
        raise YintangError("not a needle: x, y and position are fractions from 0 to 1")
    if (needle.x is None) != (needle.y is None):
        raise YintangError("not a needle: x and y come together")
    if needle.retention_min is not None and needle.retention_min < 1:
        raise YintangError("not a needle: expected a rest of at least 1 minute")
    sizes = (needle.diameter_mm, needle.length_mm)
    if min(sizes) <= 0 or needle.depth_mm < 0 or not 0 <= needle.angle_deg <= 90:
        raise YintangError(
            "not a needle: expected a diameter and a length above 0 mm, a depth of at least 0 mm "
            "and an angle from 0 to 90 degrees"
        )


Place = tuple[float | None, float | None, float | None, float | None]
"""x, y, u_mm and v_mm of an `EditedNeedle`."""


def place_of(face_map: FaceMap, x: float | None, y: float | None) -> Place:
    """Fractions and millimetres on the face of a pixel; four None where there is none."""
    if x is None or y is None:
        return None, None, None, None
    u, v = to_frame(face_map, x, y)
    return x / face_map.width, y / face_map.height, round(u, 3), round(v, 3)


def pixel_of(needle: EditedNeedle, face_map: FaceMap) -> tuple[float, float] | None:
    """Where a needle is drawn in pixels, or None."""
    if needle.x is None or needle.y is None:
        return None
    return needle.x * face_map.width, needle.y * face_map.height


def edited(plan: Plan | Prescription, face_map: FaceMap) -> tuple[EditedNeedle, ...]:
    """A plan's needles to be edited; `face_map` is the one it was made with."""
    return tuple(edited_needle(needle, face_map) for needle in plan.needles)


def edited_needle(needle: Needle, face_map: FaceMap) -> EditedNeedle:
    """One needle of a plan to be edited."""
    x, y, u, v = place_of(face_map, needle.x, needle.y)
    return EditedNeedle(
        key=_key(needle),
        side=needle.side,
        area=needle.area,
        x=x,
        y=y,
        u_mm=u,
        v_mm=v,
        diameter_mm=needle.diameter_mm,
        length_mm=needle.length_mm,
        depth_mm=needle.depth_mm,
        angle_deg=needle.angle_deg,
        direction=needle.direction,
        technique=needle.technique,
        reason=needle.reason,
        source=needle.source,
        strength=needle.strength,
        serves=needle.serves,
        code=needle.code,
        line=needle.line,
        label=needle.label or None,
        position=needle.position,
        heading=needle.heading,
        n=needle.n,
    )


def _key(needle: Needle) -> str:
    """The same for the same point, or the same place on a line, in every plan."""
    if needle.line is not None:
        return f"{needle.line}-{needle.side}-{round(1000 * (needle.position or 0)):04d}"
    return f"{needle.code or needle.label}-{needle.side}"


def distinct(needle: EditedNeedle, taken: Iterable[str]) -> EditedNeedle:
    """The needle with a key that no other of its plan has: "ST2-R", "ST2-R-2"."""
    keys = set(taken)
    key, again = needle.key, 2
    while key in keys:
        key, again = f"{needle.key}-{again}", again + 1
    return replace(needle, key=key)


def renumbered(needles: Iterable[EditedNeedle], atlas: Atlas) -> tuple[EditedNeedle, ...]:
    """Numbered from 1 as the planner numbers: down the face, right before left, then the body."""
    needles = tuple(needles)
    pairs = _pairs(needles, atlas)
    heights: dict[tuple[str, int], list[float]] = {}
    for needle in needles:
        heights.setdefault(pairs[needle.key], []).extend([] if needle.y is None else [needle.y])
    side = {"R": 0, "M": 1, "L": 2}

    def order(needle: EditedNeedle) -> tuple[tuple[int, float, str], int, int, str]:
        point = atlas.points.get(needle.code or "")
        region = point.needling.region if point and point.needling else ""
        pair = pairs[needle.key]
        rank = order_of(needle.name, needle.area, region, heights[pair])
        return rank, pair[1], side[needle.side], needle.key

    ordered = sorted(needles, key=order)
    return tuple(replace(needle, n=n) for n, needle in enumerate(ordered, start=1))


def _pairs(needles: Iterable[EditedNeedle], atlas: Atlas) -> dict[str, tuple[str, int]]:
    """What each needle, by key, shares with its counterpart: the name, and for needles on a line
    the how-manieth it is on its side, counted from the end of an unpaired line."""
    found: dict[str, tuple[str, int]] = {}
    on_line: dict[tuple[str, Side], list[tuple[float, str]]] = {}
    for needle in needles:
        found[needle.key] = (needle.name, 0)
        if needle.line is not None and needle.position is not None:
            line = atlas.lines.get(needle.line)
            paired = line is None or line.paired
            at = needle.position if paired else min(needle.position, 1 - needle.position)
            on_line.setdefault((needle.line, needle.side), []).append((at, needle.key))
    for (name, _), laid in on_line.items():
        found |= {key: (name, n) for n, (_, key) in enumerate(sorted(laid))}
    return found


def prescription_from(
    needles: Iterable[EditedNeedle],
    face_map: FaceMap,
    atlas: Atlas,
    *,
    protocol: str,
    retention_min: int,
    adjuncts: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    left_out: tuple[LeftOut, ...] = (),
) -> Prescription:
    """An edited plan as the drawing room prints a suggested one, renumbered."""
    ordered = renumbered(needles, atlas)
    return Prescription(
        protocol=protocol,
        face_count=sum(needle.area != "body" for needle in ordered),
        body_count=sum(needle.area == "body" for needle in ordered),
        retention_min=retention_min,
        needles=tuple(_planned(needle, face_map) for needle in ordered),
        left_out=left_out,
        adjuncts=adjuncts,
        notes=notes,
    )


def _planned(needle: EditedNeedle, face_map: FaceMap) -> Needle:
    x, y = pixel_of(needle, face_map) or (None, None)
    return Needle(
        n=needle.n,
        area=needle.area,
        side=needle.side,
        x=x,
        y=y,
        diameter_mm=needle.diameter_mm,
        length_mm=needle.length_mm,
        depth_mm=needle.depth_mm,
        angle_deg=needle.angle_deg,
        direction=needle.direction,
        technique=needle.technique,
        serves=needle.serves,
        reason=needle.reason,
        source=needle.source,
        strength=needle.strength,
        code=needle.code,
        line=needle.line,
        position=needle.position,
        heading=needle.heading,
        label=needle.label or "",
    )
