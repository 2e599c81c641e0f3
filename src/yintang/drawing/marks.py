"""What is marked on a face: each needle, or each located point, and how they are told apart.

A mark's kind follows what is known of its place: a dot where the photograph determines it, a zone
where it must be palpated, a barred square where the needle is dangerous, a stroke along a line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from yintang.atlas.model import Atlas
from yintang.face.face_map import FaceMap, Side
from yintang.planning.plan import Needle

Kind = Literal["dot", "zone", "danger", "stroke"]
SIDES = {"R": "right", "L": "left", "M": "midline"}
UNSEEN_RADIUS_MM = 10.0
"""Search zone of a needle whose point the face map does not grade."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark in the photograph's pixels. `key` is shared by a pair; `number` is a needle's."""

    key: str
    name: str
    detail: str
    """Pinyin and hanzi; empty for a line."""
    side: Side
    x: float
    y: float
    kind: Kind
    radius_mm: float | None
    number: int | None
    says: str
    """The whole of it in words, for a tooltip and for a reader that cannot see."""
    heading: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The marks that share one label: a pair, or the needles along a line."""

    key: str
    name: str
    detail: str
    marks: tuple[Mark, ...]

    @property
    def numbers(self) -> str:
        """The needles' numbers, runs joined: "7, 8" or "11–14"."""
        return runs(m.number for m in self.marks if m.number is not None)


def runs(numbers: Iterable[int]) -> str:
    """Numbers in ascending order, three or more in a row written as a range."""
    rows: list[list[int]] = []
    for n in sorted(set(numbers)):
        if rows and n == rows[-1][-1] + 1:
            rows[-1].append(n)
        else:
            rows.append([n])
    return ", ".join(
        f"{row[0]}–{row[-1]}" if len(row) > 2 else ", ".join(map(str, row)) for row in rows
    )


def point_names(code: str, atlas: Atlas) -> tuple[str, str]:
    """What a point is called in bold and what stands after it: its code, then pinyin and hanzi.

    A point without a number has its pinyin for a code and is not named twice.
    """
    point = atlas.points.get(code)
    if point is None:
        return code, ""
    if not any(letter.isdigit() for letter in code):
        return point.pinyin, point.hanzi
    return code, f"{point.pinyin} {point.hanzi}".strip()


def _kind(code: str, grade: str | None, atlas: Atlas) -> Kind:
    point = atlas.points.get(code)
    if point is not None and point.needling is not None and point.needling.risk == 3:
        return "danger"
    return "zone" if grade in {"C", None} else "dot"


def located_marks(face_map: FaceMap, atlas: Atlas) -> list[Mark]:
    """A mark for every point of the map."""
    return [
        Mark(
            key=p.code,
            name=point_names(p.code, atlas)[0],
            detail=point_names(p.code, atlas)[1],
            side=p.side,
            x=p.x,
            y=p.y,
            kind=_kind(p.code, p.grade, atlas),
            radius_mm=p.radius_mm,
            number=None,
            says=f"{p.code} {SIDES[p.side]}, grade {p.grade}, within {p.radius_mm:.1f} mm",
        )
        for p in face_map.points
    ]


def needle_marks(needles: Sequence[Needle], face_map: FaceMap, atlas: Atlas) -> list[Mark]:
    """A mark for every needle the photograph shows."""
    return [_needle_mark(n, face_map, atlas) for n in needles if n.x is not None]


def _needle_mark(needle: Needle, face_map: FaceMap, atlas: Atlas) -> Mark:
    x, y = needle.x or 0.0, needle.y or 0.0
    where = f"needle {needle.n}, {SIDES[needle.side]}, {needle.depth_mm:g} mm deep"
    if needle.line is not None:
        line = atlas.lines.get(needle.line)
        name = needle.line if line is None else line.name
        key, says = f"line:{needle.line}", f"{name}, {where}"
        kind: Kind = "stroke" if needle.heading is not None else "dot"
        heading = needle.heading
        return Mark(key, name, "", needle.side, x, y, kind, None, needle.n, says, heading)
    if needle.label:
        key, says = f"label:{needle.label}", f"{needle.label}, {where}"
        return Mark(key, needle.label, "", needle.side, x, y, "dot", None, needle.n, says)
    code = needle.code or ""
    located = face_map.point(code, needle.side)
    kind = _kind(code, None if located is None else located.grade, atlas)
    radius = UNSEEN_RADIUS_MM if located is None else located.radius_mm
    name, detail = point_names(code, atlas)
    says = f"{code}, {where}"
    return Mark(code, name, detail, needle.side, x, y, kind, radius, needle.n, says)


def grouped(marks: Sequence[Mark]) -> list[Group]:
    """Marks gathered under their labels, in the order in which labels first occur."""
    keys = dict.fromkeys(m.key for m in marks)
    groups = []
    for key in keys:
        own = tuple(m for m in marks if m.key == key)
        groups.append(Group(key, own[0].name, own[0].detail, own))
    return groups
