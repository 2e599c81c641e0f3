"""Where a change exceeds what is detectable, marked over a photograph.

Stripes rise to the right where it became better and fall where it became worse, and stand closer
the more the change exceeds what is detectable; so the marks can be read without colour. Nothing is
drawn where nothing was detected.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yintang.atlas.model import Atlas
from yintang.drawing.colours import Role
from yintang.drawing.svg import element, fill, number, picture, stroke, words
from yintang.face.mesh import RIGHT_IRIS
from yintang.face.outlines import laid_regions
from yintang.outcomes.change import Change
from yintang.outcomes.heat import STEPS, Heat, outlines
from yintang.outcomes.raster import grid
from yintang.outcomes.seeing import Seen

Array = NDArray[np.float64]

TITLE = "Where the change exceeds what is detectable"
GAPS = (28.0, 14.0, 7.0)
"""Pixels between stripes, for each of `STEPS`: each half the one before, so that denser stripes lie
on the wider ones."""
LEAST_AREA_PX = 60.0
"""Specks smaller than this are not drawn."""
SWATCH = 28.0


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the key: an SVG swatch and what it means."""

    swatch: str
    say: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What is drawn over: a photograph that `matrix` (2, 3) moves onto a picture of `size` (width,
    height)."""

    seen: Seen
    matrix: Array
    size: tuple[int, int]

    def moved(self, places: Array) -> Array:
        """Pixels of the photograph (n, 2) to pixels of the picture (n, 2)."""
        return np.asarray(places @ self.matrix[:, :2].T + self.matrix[:, 2], np.float64)


def marks(ground: Ground, atlas: Atlas, changes: Sequence[Change], heats: Sequence[Heat]) -> str:
    """An SVG over the ground; "" where there is nothing to mark."""
    by_place = {(one.metric, one.region): one for one in heats}
    told = sorted((c for c in changes if _is_told(c)), key=_times)
    drawn: list[str] = []
    for change in told:
        found = by_place.get((change.metric, change.region))
        if found is not None:
            drawn += _places(found, ground, change)
        else:
            drawn += _regions(ground, atlas, change)
    if not drawn:
        return ""
    body, said = "".join(drawn), "; ".join(c.say for c in told)
    return picture(*ground.size, TITLE, said, element("defs", _patterns(body)) + body)


def key_of(changes: Sequence[Change], heats: Sequence[Heat]) -> tuple[Key, ...]:
    """What the marks mean: only those that are there."""
    by_place = {(one.metric, one.region): one for one in heats}
    lines: dict[str, Key] = {}
    for change in filter(_is_told, changes):
        found = by_place.get((change.metric, change.region))
        if found is None:
            better = change.verdict == "improved"
            word = "better" if better else "worse"
            say = f"{word.capitalize()} as a whole, not told place by place: {change.name.lower()}"
            lines[say] = Key(_swatch(better, 1), say)
        for better in (True, False) if found is not None else ():
            for step, least in enumerate(STEPS):
                if found is not None and _rings(found, least, better=better):
                    say = _say(least, better=better)
                    lines[say] = Key(_swatch(better, step), say)
    return tuple(lines.values())


def _say(least: float, *, better: bool) -> str:
    word = "Better" if better else "Worse"
    much = "more than" if least == 1 else f"more than {least:g} times"
    return f"{word}, {much} what is detectable"


def _is_told(change: Change) -> bool:
    return change.verdict in {"improved", "worse"} and change.numbers is not None


def _times(change: Change) -> float:
    """How many times what is detectable a change is."""
    return 0.0 if change.numbers is None else abs(change.numbers.change) / change.numbers.sdc


def _rings(found: Heat, least: float, *, better: bool) -> list[Array]:
    return [r for r in outlines(found, least, better=better) if _area(r) >= LEAST_AREA_PX]


def _area(ring: Array) -> float:
    """Of a polygon (n, 2), by the shoelace formula."""
    x, y = ring.T
    return float(abs(x @ np.roll(y, 1) - y @ np.roll(x, 1)) / 2)


def _places(found: Heat, ground: Ground, change: Change) -> list[str]:
    """A change by place: borders once, stripes denser step by step."""
    drawn = []
    for better in (True, False):
        for step, least in enumerate(STEPS):
            for ring in _rings(found, least, better=better):
                path = _path(ground.moved(_on_photo(ring, ground.seen)))
                title = element("title", words(f"{change.name}: {_say(least, better=better)}"))
                drawn.append(element("path", title, d=path, fill=f"url(#{_name(better, step)})"))
                if step == 0:
                    drawn.append(element("path", d=path, **stroke("paper", 4.0)))
                    drawn.append(element("path", d=path, **stroke(_role(better), 2.0)))
    return drawn


def _on_photo(ring: Array, seen: Seen) -> Array:
    """Pixels of the raster (n, 2) to pixels of the photograph (n, 2)."""
    found = grid(seen.view)
    x, y = np.rint(ring).astype(int).T
    rows = found.weights[y * found.shape[1] + x]
    return np.asarray(rows @ seen.mesh.vertices[:RIGHT_IRIS, :2], np.float64)


def _regions(ground: Ground, atlas: Atlas, change: Change) -> list[str]:
    """The whole of a region, where its change is not told place by place."""
    base, _, side = change.region.rpartition("-")
    name, only = (base, side) if side in {"R", "L"} else (change.region, "")
    return [
        _whole(ground.moved(np.array(region.xy)), change)
        for region in laid_regions(ground.seen.frame, atlas)
        if region.region == name and (not only or region.side == only)
    ]


def _whole(ring: Array, change: Change) -> str:
    better, path, middle = change.verdict == "improved", _path(ring), ring.mean(axis=0)
    label = element(
        "text",
        words("better" if better else "worse"),
        x=float(middle[0]),
        y=float(middle[1]),
        font_size=22.0,
        font_weight="700",
        text_anchor="middle",
        **fill(_role(better)),
        stroke="#ffffff",
        stroke_width=5.0,
        paint_order="stroke",
    )
    area = element(
        "path", element("title", words(change.say)), d=path, fill=f"url(#{_name(better, 1)})"
    )
    return area + element("path", d=path, **stroke(_role(better), 2.0)) + label


def _path(ring: Array) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in ring) + "Z"


def _role(better: bool) -> Role:
    return "jade" if better else "amber"


def _name(better: bool, step: int) -> str:
    return f"{'better' if better else 'worse'}-{step}"


def _patterns(drawn: str) -> str:
    """Those that the drawing fills something with."""
    every = [(better, step) for better in (True, False) for step in range(len(GAPS))]
    return "".join(_pattern(*one) for one in every if f"#{_name(*one)})" in drawn)


def _pattern(better: bool, step: int) -> str:
    gap = GAPS[step]
    lines = _stripes(gap, gap, better)
    rim = element("path", d=lines, **stroke("paper", 2.6, stroke_opacity=0.55))
    line = element("path", d=lines, **stroke(_role(better), 1.5))
    return element(
        "pattern",
        rim + line,
        id=_name(better, step),
        width=gap,
        height=gap,
        patternUnits="userSpaceOnUse",
    )


def _stripes(side: float, gap: float, better: bool) -> str:
    """Path data over a square: rising to the right for better, falling for worse."""
    begin, end = (side, 0.0) if better else (0.0, side)
    return "".join(
        f"M{number(at)} {number(begin)}L{number(at + side)} {number(end)}"
        for at in np.arange(-side, side + gap / 2, gap).tolist()
    )


def _swatch(better: bool, step: int) -> str:
    """A small field of the same stripes, drawn without a pattern: its name could stand twice."""
    lines = _stripes(SWATCH, GAPS[step], better)
    body = element("path", d=lines, **stroke(_role(better), 1.5))
    rim = element(
        "rect", x=1.0, y=1.0, width=SWATCH - 2, height=SWATCH - 2, **stroke(_role(better), 2.0)
    )
    return element(
        "svg", body + rim, viewBox=f"0 0 {SWATCH:g} {SWATCH:g}", width=SWATCH, height=SWATCH,
        aria_hidden="true", xmlns="http://www.w3.org/2000/svg",
    )  # fmt: skip
