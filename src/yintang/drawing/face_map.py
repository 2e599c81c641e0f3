"""The face map: the patient's own face, quiet, with every needle or point where it belongs.

Coordinates of the drawing are units of which 216 make one inter-pupillary distance, the centre of
the eyes in the middle; labels stand in two columns beside the face.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yintang.atlas.model import Atlas
from yintang.drawing.captions import label
from yintang.drawing.colours import LIGHT
from yintang.drawing.labels import ports
from yintang.drawing.marks import Group, Mark, grouped, located_marks, needle_marks
from yintang.drawing.numbers import draw_numbers
from yintang.drawing.photograph import Crop, cropped
from yintang.drawing.schematic import draw_schematic
from yintang.drawing.svg import XY, element, fill, number, picture, stroke, words
from yintang.drawing.symbols import legend, sign
from yintang.face.face_map import FaceMap
from yintang.planning.plan import Needle

UNIT = 216.0
"""Drawing units to one inter-pupillary distance."""
WIDTH, MIDDLE = 1240.0, 620.0
REACH = 1.5
"""Inter-pupillary distances shown to each side of the midline; the label columns begin there."""
ABOVE, BELOW = 1.6, 2.1
"""Inter-pupillary distances shown above and below the eyes, more where a mark needs it."""
MOST_LABELS = 30
"""Needles above which numbers stand on the face instead of leaders beside it."""
LINE_HEIGHT = 24.0
OUTER = 0.55
"""Inter-pupillary distances from the midline beyond which a label goes to the left column."""
LETTERS = 31
"""Characters that fit beside the face at full size."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How the photograph's pixels become the drawing's units."""

    eyes: XY
    scale: float
    up: float
    down: float
    per_mm: float
    """Drawing units to one millimetre on the face."""

    @property
    def height(self) -> float:
        """Of the face's part of the drawing, in units."""
        return (self.up + self.down) * UNIT

    def __call__(self, x: float, y: float) -> XY:
        """From the photograph into the drawing."""
        return (
            MIDDLE + (x - self.eyes[0]) * self.scale,
            self.up * UNIT + (y - self.eyes[1]) * self.scale,
        )


def draw_face_map(
    face_map: FaceMap,
    atlas: Atlas,
    pixels: NDArray[np.uint8] | None = None,
    *,
    needles: Sequence[Needle] | None = None,
    title: str = "Face map",
    standalone: bool = True,
) -> str:
    """Draw a face map as an `<svg>` element.

    Parameters
    ----------
    face_map, atlas
        Where everything lies on this face; the points' names and which are dangerous.
    pixels
        The upright photograph, (H, W, 3) sRGB. Without it a schematic face is drawn.
    needles
        The needles to draw; those without a place on the photograph are left to the tables. Without
        this, every located point is drawn.
    title
        The drawing's accessible name.
    standalone
        True for a file of its own, with a ground and a legend. False for use within a page whose
        style sheet repaints it (`colours.repainting`) and chooses labels or numbers by width.
    """
    marks = (
        located_marks(face_map, atlas)
        if needles is None
        else needle_marks(needles, face_map, atlas)
    )
    stage = _stage(face_map, marks)
    signs = "".join(
        sign(m, *stage(m.x, m.y), stage.per_mm, pixels is not None) for m in _back_first(marks)
    )
    body = _face(face_map, stage, pixels, standalone) + _captions(marks, stage, signs, standalone)
    height = stage.height
    if standalone and marks:
        body += _legend(marks, height, pixels is not None)
        height += 56
    ground = element("rect", width=WIDTH, height=height, **fill("porcelain")) if standalone else ""
    return picture(WIDTH, height, title, _description(marks, needles), ground + body)


def _stage(face_map: FaceMap, marks: Sequence[Mark]) -> Stage:
    (rx, ry), (lx, ly) = face_map.eyes
    eyes = ((rx + lx) / 2, (ry + ly) / 2)
    rims = [(m.y - eyes[1], (m.radius_mm or 0.0) / face_map.mm_per_px) for m in marks]
    up = max([ABOVE, *(0.08 + (rim - y) / face_map.ipd_px for y, rim in rims)])
    down = max([BELOW, *(0.08 + (rim + y) / face_map.ipd_px for y, rim in rims)])
    scale = UNIT / face_map.ipd_px
    return Stage(eyes, scale, up, down, scale / face_map.mm_per_px)


def _back_first(marks: Sequence[Mark]) -> list[Mark]:
    """Zones beneath, dots above, so that no zone veils a neighbour."""
    return sorted(marks, key=lambda m: m.kind != "zone")


def _face(
    face_map: FaceMap, stage: Stage, pixels: NDArray[np.uint8] | None, standalone: bool
) -> str:
    if pixels is None:
        return draw_schematic(face_map, stage, UNIT)
    reach, ipd = REACH + 0.2, face_map.ipd_px
    x, y = stage.eyes
    crop = cropped(
        pixels, x - reach * ipd, y - stage.up * ipd, x + reach * ipd, y + stage.down * ipd
    )
    return "" if crop is None else _photograph(crop, stage, pixels.shape, standalone)


def _photograph(crop: Crop, stage: Stage, shape: tuple[int, ...], standalone: bool) -> str:
    """The crop, with the page's colour laid over its rim and over any edge of the photograph."""
    (x0, y0), (x1, y1) = stage(crop.left, crop.top), stage(crop.right, crop.bottom)
    page = LIGHT["porcelain"] if standalone else LIGHT["paper"]
    image = element(
        "image",
        x=x0,
        y=y0,
        width=x1 - x0,
        height=y1 - y0,
        href=crop.uri,
        preserveAspectRatio="none",
    )
    edges = [
        (crop.left <= 0, "to-right", x0, y0, 0.4 * UNIT, y1 - y0),
        (crop.right >= shape[1], "to-left", x1 - 0.4 * UNIT, y0, 0.4 * UNIT, y1 - y0),
        (crop.top <= 0, "to-bottom", x0, y0, x1 - x0, 0.25 * UNIT),
        (crop.bottom >= shape[0], "to-top", x0, y1 - 0.35 * UNIT, x1 - x0, 0.35 * UNIT),
    ]
    veils = "".join(
        element("rect", x=x, y=y, width=w, height=h, fill=f"url(#yt-{way})")
        for cut, way, x, y, w, h in edges
        if cut
    )
    oval = element(
        "rect", x=x0 - 2, y=y0 - 2, width=x1 - x0 + 4, height=y1 - y0 + 4, fill="url(#yt-oval)"
    )
    return _gradients(page, stage) + image + oval + veils


def _gradients(page: str, stage: Stage) -> str:
    """An oval fade around the face, and one straight fade for each edge of the photograph."""
    steps = ((0.0, 0.0), (0.6, 0.0), (0.7, 0.14), (0.82, 0.5), (0.92, 0.86), (1.0, 1.0))
    middle = stage.height / 2
    oval = element(
        "radialGradient",
        *[_stop(page, at, veil) for at, veil in steps],
        id="yt-oval",
        gradientUnits="userSpaceOnUse",
        cx=0.0,
        cy=0.0,
        r=1.0,
        gradientTransform=f"translate({MIDDLE:g} {number(middle)}) "
        f"scale({number(1.5 * UNIT)} {number(middle * 0.995)})",
    )
    ways = {
        "to-right": (0, 0, 1, 0),
        "to-left": (1, 0, 0, 0),
        "to-bottom": (0, 0, 0, 1),
        "to-top": (0, 1, 0, 0),
    }
    straight = [
        element(
            "linearGradient",
            _stop(page, 0, 1),
            _stop(page, 0.5, 0.5),
            _stop(page, 1, 0),
            id=f"yt-{way}",
            x1=float(a),
            y1=float(b),
            x2=float(c),
            y2=float(d),
        )
        for way, (a, b, c, d) in ways.items()
    ]
    return element("defs", oval, *straight)


def _stop(colour: str, offset: float, opacity: float) -> str:
    return element(
        "stop", offset=offset, stop_color=colour, stop_opacity=opacity, class_="stop-porcelain"
    )


def _captions(marks: Sequence[Mark], stage: Stage, signs: str, standalone: bool) -> str:
    """Leaders beneath the marks, text above; numbers on the face where labels are many."""
    groups = grouped(marks)
    many = sum(m.number is not None for m in marks) > MOST_LABELS
    leaders, texts = _columns(groups, stage)
    numbered = draw_numbers(marks, groups, stage)
    if many:
        return (
            signs + element("g", texts, class_="labels") + element("g", numbered, class_="numbers")
        )
    labelled = element("g", leaders, class_="labels") + signs + element("g", texts, class_="labels")
    if standalone:
        return labelled
    return labelled + element("g", numbered, class_="numbers", display="none")


def _columns(groups: Sequence[Group], stage: Stage) -> tuple[str, str]:
    """Leaders and texts of both columns."""
    leaders, texts = [], []
    for side, members in zip((-1.0, 1.0), _sides(groups, stage), strict=True):
        edge = MIDDLE + side * REACH * UNIT
        elbow = edge - side * 46
        anchors = [anchor for _, anchor in members]
        heights = ports(anchors, elbow, LINE_HEIGHT, 20, stage.height - 20)
        for (group, anchor), height in zip(members, heights, strict=True):
            x, y = _rim(anchor, (elbow, height), group, stage)
            path = f"M{edge - side * 8:.2f} {height:.2f}H{elbow:.2f}L{x:.2f} {y:.2f}"
            leaders.append(element("path", d=path, **stroke("ink", 0.9, stroke_opacity=0.34)))
            texts.append(label(group, (edge, height + 5), side, LETTERS))
    return "".join(leaders), "".join(texts)


def _rim(anchor: XY, port: XY, group: Group, stage: Stage) -> XY:
    """Where a leader meets the rim of a search zone, or the dot itself."""
    zones = [m.radius_mm or 0.0 for m in group.marks if m.kind == "zone"]
    length = math.dist(anchor, port)
    share = min(max(zones, default=0.0) * stage.per_mm / length, 0.9) if length else 0.0
    return (
        anchor[0] + share * (port[0] - anchor[0]),
        anchor[1] + share * (port[1] - anchor[1]),
    )


def _sides(groups: Sequence[Group], stage: Stage) -> tuple[list[tuple[Group, XY]], ...]:
    """Outer pairs to the left, by their right side; inner pairs and the midline to the right."""
    room = int((stage.height - 40) / LINE_HEIGHT) + 1
    placed = [(g, _anchor(g, stage, -1.0), _anchor(g, stage, 1.0)) for g in groups]
    placed.sort(key=lambda p: -max(abs(p[1][0] - MIDDLE), abs(p[2][0] - MIDDLE)))
    left: list[tuple[Group, XY]] = []
    right: list[tuple[Group, XY]] = []
    for i, (group, at_left, at_right) in enumerate(placed):
        outer = MIDDLE - at_left[0] > OUTER * UNIT
        crowded = len(placed) - i + len(right) > room and len(left) < room
        must_stay_right = at_left[0] > MIDDLE - 4
        if (outer or crowded) and not must_stay_right:
            left.append((group, at_left))
        else:
            right.append((group, at_right))
    return left, right


def _anchor(group: Group, stage: Stage, side: float) -> XY:
    """The mark a leader leads to: the middle one of those furthest to that side of the picture."""
    wanted = "R" if side < 0 else "L"
    own = [m for m in group.marks if m.side == wanted] or list(group.marks)
    places = sorted((stage(m.x, m.y) for m in own), key=lambda p: p[1])
    return places[len(places) // 2]


def _legend(marks: Sequence[Mark], top: float, on_photograph: bool) -> str:
    entries = legend((m.kind for m in marks), on_photograph)
    widths = [56 + 7.6 * len(says) for _, says in entries]
    x = max(16.0, MIDDLE - sum(widths) / 2)
    parts = []
    for (icon, says), width in zip(entries, widths, strict=True):
        parts.append(element("g", icon, transform=f"translate({number(x)} {number(top + 12)})"))
        parts.append(
            element("text", words(says), x=x + 32, y=top + 29, font_size=13.5, **fill("stone"))
        )
        x += width
    return "".join(parts)


def _description(marks: Sequence[Mark], needles: Sequence[Needle] | None) -> str:
    if not marks:
        return "A face without marks."
    what = "Points" if needles is None else "Needles"
    zones = len({m.key for m in marks if m.kind == "zone"})
    note = f" {zones} of them are zones to be palpated." if zones else ""
    return f"{what} on the face: " + ", ".join(g.name for g in grouped(marks)) + "." + note
