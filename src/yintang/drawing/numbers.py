"""Numbers set beside the marks of a face, clear of the marks and of each other."""

import math
from collections.abc import Callable, Sequence

from yintang.drawing.marks import Group, Mark
from yintang.drawing.svg import XY, element, fill, words

SIZE = 13.0
AWAY = 13.0
WAYS = [(math.cos(a), math.sin(a)) for a in (i * math.pi / 4 for i in range(8))]


def draw_numbers(
    marks: Sequence[Mark], groups: Sequence[Group], place: Callable[[float, float], XY]
) -> str:
    """Each needle's number, or, for points without needles, the number of their row."""
    rows = {group.key: i for i, group in enumerate(groups, 1)}
    dots = [place(m.x, m.y) for m in marks]
    taken: list[XY] = []
    texts = []
    for mark, dot in zip(marks, dots, strict=True):
        shown = str(mark.number if mark.number is not None else rows[mark.key])
        inside = mark.kind == "zone"
        spot = dot if inside else _spot(dot, [*dots, *taken])
        taken.append(spot)
        texts.append(_text(shown, spot))
    return "".join(texts)


def _spot(dot: XY, others: Sequence[XY]) -> XY:
    """The place around a dot that is furthest from its nearest neighbour, early ways preferred."""
    places = [(dot[0] + AWAY * dx, dot[1] + AWAY * dy) for dx, dy in WAYS]

    def room(place: XY) -> float:
        gaps = [math.dist(place, other) for other in others if other != dot]
        return min(*gaps, 2.2 * AWAY) if gaps else AWAY

    return max(places, key=room)


def _text(shown: str, spot: XY) -> str:
    """Ink on a white rim, drawn twice because not every renderer knows `paint-order`."""
    where: dict[str, str | float] = {
        "x": spot[0],
        "y": spot[1] + SIZE * 0.36,
        "text_anchor": "middle",
        "font_size": SIZE,
        "font_weight": "700",
    }
    rim: dict[str, str | float] = {
        "fill": "#ffffff",
        "stroke": "#ffffff",
        "stroke_width": 3.2,
        "stroke_linejoin": "round",
    }
    on_skin = {"fill": fill("ink")["fill"]}
    written = words(shown)
    return element("text", written, aria_hidden="true", **where, **rim) + element(
        "text", written, **where, **on_skin
    )
