"""The signs on a face map and the words that explain them."""

import math
from collections.abc import Iterable

from yintang.atlas.model import Action
from yintang.drawing.colours import LIGHT, Role
from yintang.drawing.marks import Kind, Mark
from yintang.drawing.svg import XY, element, fill, stroke, words

MEANINGS: dict[Kind, str] = {
    "dot": "point; the ring holds it with 95 % confidence",
    "stroke": "fine needle along a line",
    "zone": "search zone: palpate",
    "danger": "danger point",
}
DRAWN = "point, where it lies on an average face"
DOT, STROKE = 2.7, 17.0
ZONE: dict[str, str | float] = {"stroke_dasharray": "5 3.5", "fill_opacity": 0.11}


def ring(x: float, y: float, radius: float, on_photograph: bool) -> str:
    """The zone of uncertainty around a dot: white glass on skin, a hairline on the page."""
    rim: dict[str, str | float] = {"stroke": "#ffffff", "stroke_opacity": 0.9}
    if not on_photograph:
        rim = {"stroke": LIGHT["stone"], "stroke_opacity": 0.45, "class_": "stroke-stone"}
    glass = 0.42 if on_photograph else 0.0
    return element(
        "circle", cx=x, cy=y, r=radius, fill="#ffffff", fill_opacity=glass, stroke_width=1.2, **rim
    )


def dot(x: float, y: float) -> str:
    """Where a needle goes in."""
    rim = element("circle", cx=x, cy=y, r=DOT + 1.6, fill="#ffffff")
    return rim + element("circle", cx=x, cy=y, r=DOT, **fill("vermilion"))


def zone(x: float, y: float, radius: float) -> str:
    """Where a point is to be searched for with the finger: dashed, without a dot."""
    under = element(
        "circle", cx=x, cy=y, r=radius, fill="none", stroke="#ffffff", stroke_opacity=0.5
    )
    attributes = stroke("jade", 1.6) | ZONE | {"fill": LIGHT["jade"]}
    attributes["class_"] = "stroke-jade fill-jade"
    return under + element("circle", cx=x, cy=y, r=radius, **attributes)


def danger(x: float, y: float, half: float = 5.0) -> str:
    """A hollow square with a bar through it; its white rim asks for the light colour always."""
    frame = f"M{x - half:.2f} {y - half:.2f}h{2 * half:g}v{2 * half:g}h{-2 * half:g}Z"
    bar = f"M{x - half:.2f} {y + half:.2f}l{2 * half:g} {-2 * half:g}"
    halo = element("path", d=frame + bar, fill="none", stroke="#ffffff", stroke_width=4.5)
    red = {**stroke("alarm", 1.7), "class_": None}
    return halo + element("path", d=frame + bar, **red)


def laid(x: float, y: float, heading: XY, length: float = STROKE) -> str:
    """A needle lying along a line, from where it goes in towards where it points."""
    size = math.hypot(*heading) or 1.0
    dx, dy = heading[0] / size * length, heading[1] / size * length
    path = f"M{x:.2f} {y:.2f}l{dx:.2f} {dy:.2f}"
    round_ = {"stroke_linecap": "round"}
    halo = element("path", d=path, fill="none", stroke="#ffffff", stroke_width=4.2, **round_)
    return halo + element("path", d=path, **stroke("vermilion", 1.9, **round_)) + dot(x, y)


def sign(mark: Mark, x: float, y: float, per_mm: float, on_photograph: bool) -> str:
    """One mark at (x, y) in the drawing, `per_mm` drawing units to the millimetre."""
    radius = max((mark.radius_mm or 0.0) * per_mm, DOT + 4)
    shape = {
        "dot": lambda: ring(x, y, radius, on_photograph) * bool(mark.radius_mm) + dot(x, y),
        "zone": lambda: zone(x, y, radius),
        "danger": lambda: ring(x, y, radius, on_photograph) + danger(x, y),
        "stroke": lambda: laid(x, y, mark.heading or (0.0, -1.0)),
    }[mark.kind]()
    needle = None if mark.number is None else str(mark.number)
    tip = element("title", words(mark.says))
    point = None if needle is not None else f"{mark.key} {mark.side}"
    return element(
        "g", tip, shape, class_=f"mark {mark.kind}", data_needle=needle, data_point=point
    )


def legend(kinds: Iterable[Kind], on_photograph: bool) -> list[tuple[str, str]]:
    """A small picture and its words for each kind of mark present, in a fixed order."""
    present = set(kinds)
    meanings = MEANINGS if on_photograph else MEANINGS | {"dot": DRAWN}
    icons = {
        "dot": ring(12, 12, 9.5, False) + dot(12, 12),
        "stroke": laid(5, 16, (0.86, -0.5), 16),
        "zone": zone(12, 12, 9.5),
        "danger": danger(12, 12),
    }
    return [(icons[kind], says) for kind, says in meanings.items() if kind in present]


ACTIONS: dict[Action, tuple[Role, str]] = {
    "STOP": ("alarm", "M8 2.5H16L21.5 8V16L16 21.5H8L2.5 16V8ZM8 12H16"),
    "REFER": ("alarm", "M3 12H18M12.5 6.5L18 12L12.5 17.5M21.5 4V20"),
    "DEFER": ("amber", "M6 3H18M6 21H18M7 3C7 9 17 15 17 21M17 3C17 9 7 15 7 21"),
    "ADAPT": ("jade", "M12 3.5L21.5 20H2.5ZM12 10V14.5M12 17V17.2"),
}


def action_icon(action: Action) -> str:
    """A shape of its own for each thing a safety rule may ask: octagon, exit, hourglass, sign."""
    role, path = ACTIONS[action]
    round_ = {"stroke_linecap": "round", "stroke_linejoin": "round"}
    return element("path", d=path, **stroke(role, 1.8, **round_))
