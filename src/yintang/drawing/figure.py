"""A calm figure, front and back, that shows where on the body the needles go.

The outline is our own, drawn as half of a standing body of about seven and a half heads, palms
forward, and mirrored. The points' places are in `figure.toml`.
"""

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from yintang.atlas.model import Atlas
from yintang.drawing.captions import label
from yintang.drawing.labels import ports
from yintang.drawing.marks import SIDES, Mark, grouped, point_names
from yintang.drawing.svg import XY, element, fill, picture, smooth, stroke, words
from yintang.drawing.symbols import dot
from yintang.face.face_map import Side
from yintang.planning.plan import Needle

View = Literal["front", "back"]
WIDTH, HEIGHT, TOP = 1120.0, 700.0, 24.0
TALL = 652.0
"""Drawing units from crown to sole."""
CENTRE: dict[View, float] = {"front": 408.0, "back": 712.0}
EDGE: dict[View, float] = {"front": 254.0, "back": 866.0}
LINE_HEIGHT = 23.0
LETTERS = 26
"""Characters that fit beside the figure at full size."""

# Half outlines (out, down) in body heights, from the crown to the crotch and back up where closed.
HEAD = [
    (0.0, 0.0), (0.026, 0.005), (0.043, 0.024), (0.048, 0.052), (0.046, 0.08),
    (0.038, 0.106), (0.022, 0.126), (0.0, 0.133),
]  # fmt: skip
EAR = [(0.0475, 0.057), (0.0535, 0.056), (0.054, 0.068), (0.049, 0.083), (0.0455, 0.084)]
SIDE = [
    (0.0295, 0.117), (0.029, 0.138), (0.034, 0.152), (0.062, 0.165), (0.096, 0.175),
    (0.119, 0.193), (0.129, 0.226), (0.135, 0.272), (0.143, 0.328), (0.153, 0.372),
    (0.167, 0.402), (0.177, 0.438), (0.186, 0.474), (0.195, 0.497), (0.207, 0.516),
    (0.2165, 0.538), (0.2185, 0.556), (0.2125, 0.557), (0.2035, 0.541),
]  # fmt: skip
FINGERS = [
    (0.2035, 0.541), (0.2095, 0.566), (0.2095, 0.592), (0.2045, 0.612), (0.1975, 0.615),
    (0.1885, 0.605), (0.1805, 0.578), (0.1735, 0.545), (0.1735, 0.52), (0.1725, 0.498),
    (0.157, 0.458), (0.1425, 0.418), (0.131, 0.382), (0.119, 0.328), (0.107, 0.272), (0.098, 0.238),
]  # fmt: skip
FLANK = [
    (0.098, 0.238), (0.0955, 0.275), (0.088, 0.325), (0.0805, 0.372), (0.0815, 0.405),
    (0.0915, 0.443), (0.1005, 0.485), (0.1035, 0.53), (0.0995, 0.59), (0.089, 0.65),
    (0.0775, 0.7), (0.0725, 0.735), (0.0765, 0.775), (0.079, 0.815), (0.0725, 0.865),
    (0.0605, 0.915), (0.0555, 0.945), (0.0595, 0.965), (0.0695, 0.984), (0.071, 0.995),
    (0.056, 1.0), (0.038, 0.999), (0.0325, 0.985), (0.0335, 0.965), (0.034, 0.945),
    (0.0305, 0.915), (0.0275, 0.87), (0.0225, 0.82), (0.0215, 0.785), (0.026, 0.745),
    (0.025, 0.71), (0.0185, 0.66), (0.01, 0.59), (0.0035, 0.523),
]  # fmt: skip
INNER: dict[View, list[list[XY]]] = {
    "front": [
        [(0.012, 0.181), (0.042, 0.174), (0.082, 0.178)],
        [(0.012, 0.318), (0.045, 0.313), (0.071, 0.29)],
        [(0.0, 0.423), (0.0, 0.431)],
        [(0.03, 0.505), (0.058, 0.478), (0.082, 0.446)],
        [(0.035, 0.712), (0.049, 0.703), (0.063, 0.712)],
        [(0.038, 0.742), (0.05, 0.748), (0.061, 0.741)],
    ],
    "back": [
        [(0.0, 0.122), (0.016, 0.119), (0.032, 0.106)],
        [(0.0, 0.155), (0.0, 0.29), (0.0, 0.445)],
        [(0.038, 0.205), (0.042, 0.245), (0.052, 0.272), (0.068, 0.256), (0.078, 0.232)],
        [(0.0, 0.452), (0.0, 0.49), (0.004, 0.523)],
        [(0.004, 0.524), (0.035, 0.54), (0.068, 0.529)],
        [(0.031, 0.731), (0.05, 0.727), (0.067, 0.731)],
        [(0.03, 0.822), (0.042, 0.84), (0.05, 0.852), (0.06, 0.838), (0.07, 0.822)],
    ],
}


@cache
def positions() -> dict[str, tuple[View, float, float]]:
    """View, distance from the midline and from the crown (body heights) of every point drawn."""
    read = tomllib.loads(files("yintang.drawing").joinpath("figure.toml").read_text("utf-8"))
    views: tuple[View, ...] = ("front", "back")
    return {code: (v, float(xy[0]), float(xy[1])) for v in views for code, xy in read[v].items()}


def draw_figure(
    needles: Sequence[Needle], atlas: Atlas, *, title: str = "Body points", standalone: bool = False
) -> str:
    """Draw the needles whose point the figure knows, front and back, as SVG.

    Labels stand to the left of the front and to the right of the back. A needle whose point is not
    in `figure.toml` is left to the table (`missing`).
    """
    known = positions()
    drawn = [n for n in needles if n.code in known]
    body = "".join(_body(view) for view in CENTRE)
    for view in CENTRE:
        marks = [_mark(n, atlas) for n in drawn if known[n.code or ""][0] == view]
        body += _labelled(marks, view)
    ground = element("rect", width=WIDTH, height=HEIGHT, **fill("porcelain")) if standalone else ""
    names = ", ".join(dict.fromkeys(n.code or "" for n in drawn)) or "none"
    return picture(WIDTH, HEIGHT, title, f"Needles on the body: {names}.", ground + body)


def missing(needles: Sequence[Needle]) -> list[Needle]:
    """The needles that the figure has no place for."""
    return [n for n in needles if n.code not in positions()]


def _place(view: View, out: float, down: float) -> XY:
    return (CENTRE[view] + out * TALL, TOP + down * TALL)


@dataclass(frozen=True, slots=True)
class FigurePlace:
    """Where a body point lies on the figure, in fractions of the picture's width and height."""

    code: str
    side: Side
    view: View
    x: float
    y: float


def figure_place(code: str, side: Side) -> FigurePlace | None:
    """The place of a point on `draw_figure`'s picture; None where the figure has none."""
    if code not in positions():
        return None
    x, y = _spot(code, side)
    return FigurePlace(code, side, positions()[code][0], x / WIDTH, y / HEIGHT)


def nearest_on_figure(x: float, y: float, atlas: Atlas, n: int = 4) -> tuple[FigurePlace, ...]:
    """The `n` points nearest to where the figure was tapped, nearest first.

    Parameters
    ----------
    x, y : fractions of the picture.
    atlas : tells which points lie on the midline; only those it knows how to needle are offered.
    """
    known = [p for code in positions() if (p := atlas.points.get(code)) is not None and p.needling]
    sides: tuple[Side, ...] = ("R", "L")
    places = [
        place
        for point in known
        for side in (("M",) if point.midline else sides)
        if (place := figure_place(point.id, side)) is not None
    ]

    def apart(place: FigurePlace) -> tuple[float, str, str]:
        away = math.hypot((place.x - x) * WIDTH, (place.y - y) * HEIGHT)
        return away, place.code, place.side

    return tuple(sorted(places, key=apart)[:n])


def _spot(code: str, side: Side) -> XY:
    """The front shows the patient's right on the left of the picture, the back on the right."""
    view, out, down = positions()[code]
    sign = {"R": -1.0, "L": 1.0, "M": 0.0}[side] * (1 if view == "front" else -1)
    return _place(view, out * (sign or 1.0), down)


def _mark(needle: Needle, atlas: Atlas) -> Mark:
    code = needle.code or ""
    x, y = _spot(code, needle.side)
    says = f"{code}, needle {needle.n}, {SIDES[needle.side]}, {needle.depth_mm:g} mm deep"
    name, detail = point_names(code, atlas)
    return Mark(code, name, detail, needle.side, x, y, "dot", None, needle.n, says)


def _body(view: View) -> str:
    """Head, ears, both halves of the outline, and the few inner lines that tell front from back."""
    line = stroke("ink", 1.4, stroke_linecap="round", stroke_linejoin="round", stroke_opacity=0.75)
    thin = stroke("ink", 1.0, stroke_linecap="round", stroke_opacity=0.28)

    def both(*half: XY) -> list[list[XY]]:
        return [[_place(view, s * x, y) for x, y in half] for s in (-1, 1)]

    left, right = both(*HEAD)
    head = element("path", d=smooth([*right, *left[-2:0:-1]], closed=True), **fill("paper"))
    jaw = len(HEAD) if view == "front" else len(HEAD) - 2
    head += element("path", d=smooth([*left[:jaw][::-1], *right[1:jaw]]), **line)
    ears = "".join(element("path", d=smooth(half), **line) for half in both(*EAR))
    outline = [*SIDE, *FINGERS[1:], *FLANK[1:]]
    right_half, left_half = both(*outline)
    flesh = element("path", d=smooth([*left_half, *right_half[::-1]], closed=True), **fill("paper"))
    edges = "".join(
        element("path", d="".join(smooth(part) for part in parts), **line)
        for parts in zip(both(*SIDE), both(*FINGERS), both(*FLANK), strict=True)
    )
    inner = "".join(
        element("path", d=smooth(half), **thin)
        for mark in INNER[view]
        for half in (both(*mark) if any(x for x, _ in mark) else both(*mark)[:1])
    )
    x, y = _place(view, 0, 1)
    caption = element(
        "text", view, x=x, y=y + 20, font_size=13.0, text_anchor="middle", **fill("stone")
    )
    return flesh + edges + ears + head + inner + caption


def _labelled(marks: Sequence[Mark], view: View) -> str:
    side = -1.0 if view == "front" else 1.0
    edge = EDGE[view]
    groups = grouped(marks)
    anchors = [min(((m.x, m.y) for m in g.marks), key=lambda p: -side * p[0]) for g in groups]
    elbow = edge - side * 24
    heights = ports(anchors, elbow, LINE_HEIGHT, TOP, HEIGHT - 24)
    leaders, texts = [], []
    for group, (x, y), height in zip(groups, anchors, heights, strict=True):
        path = f"M{edge - side * 6:.2f} {height:.2f}H{elbow:.2f}L{x:.2f} {y:.2f}"
        leaders.append(element("path", d=path, **stroke("ink", 0.9, stroke_opacity=0.34)))
        texts.append(label(group, (edge, height + 5), side, LETTERS))
    dots = "".join(
        element("g", element("title", words(m.says)), dot(m.x, m.y), data_needle=str(m.number))
        for m in marks
    )
    return "".join(leaders) + dots + "".join(texts)
