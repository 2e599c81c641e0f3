"""A face in thin ink lines, for a map that has no photograph."""

from collections.abc import Callable, Mapping, Sequence

from yintang.drawing.svg import XY, element, smooth, stroke
from yintang.face.face_map import FaceMap

HEAVY = {"face-oval": 1.7, "lips-outer": 1.5, "right-eye": 1.5, "left-eye": 1.5}
FAINT = {"hairline": 0.5, "nose": 0.75}
Place = Callable[[float, float], XY]


def draw_schematic(face_map: FaceMap, place: Place, unit: float) -> str:
    """The map's contours and irises, with a suggestion of head, ears and neck around them.

    `unit` is one inter-pupillary distance in the drawing.
    """
    drawn = {name: [place(x, y) for x, y in xy] for name, _, xy in face_map.contours}
    lines = "".join(
        element(
            "path",
            d=smooth(drawn[name], closed),
            **stroke(
                "ink",
                HEAVY.get(name, 1.2),
                stroke_opacity=FAINT.get(name, 0.8),
                stroke_linecap="round",
                stroke_linejoin="round",
            ),
        )
        for name, closed, _ in face_map.contours
    )
    irises = "".join(
        _iris(place(*eye), drawn.get(f"{side}-eye"), side, unit)
        for side, eye in zip(("right", "left"), face_map.eyes, strict=True)
    )
    return _around(drawn, unit) + irises + lines


def _iris(at: XY, lids: Sequence[XY] | None, side: str, unit: float) -> str:
    """Iris of 11.7 mm and pupil of 4 mm at 63 mm between the pupils, behind the lids."""
    x, y = at
    ring = stroke("ink", 1.2, stroke_opacity=0.7)
    pupil = {"fill": ring["stroke"], "fill_opacity": 0.75, "class_": "fill-ink"}
    eye = element("circle", cx=x, cy=y, r=11.7 / 126 * unit, **ring)
    eye += element("circle", cx=x, cy=y, r=4 / 126 * unit, **pupil)
    if not lids:
        return eye
    opening = element("path", d=smooth(lids, closed=True))
    clip = element("clipPath", opening, id=f"yt-{side}-eye")
    return element("defs", clip) + element("g", eye, clip_path=f"url(#yt-{side}-eye)")


def _around(drawn: Mapping[str, Sequence[XY]], unit: float) -> str:
    """Quiet curves for crown, ears and neck, where the face's outline is known."""
    oval = drawn.get("face-oval")
    if not oval:
        return ""
    top, chin = min(y for _, y in oval), max(y for _, y in oval)
    left, right = min(x for x, _ in oval), max(x for x, _ in oval)
    middle, half = (left + right) / 2, (right - left) / 2
    widest = min(y for x, y in oval if abs(x - middle) > 0.97 * half)
    curves = []
    for s in (-1.0, 1.0):
        ear = [(1.0, 0.05), (1.08, -0.06), (1.12, 0.12), (1.07, 0.42), (0.97, 0.5)]
        curves.append([(middle + s * x * half, widest + y * unit) for x, y in ear])
        jaw = max(y for x, y in oval if abs(x - middle) > 0.55 * unit)
        neck = [(0.58, jaw + 0.03 * unit), (0.56, chin + 0.05 * unit), (0.6, chin + 0.24 * unit)]
        curves.append([(middle + s * x * unit, y) for x, y in neck])
    crown = [(1.0, widest), (1.03, top + 0.3 * unit), (0.88, top - 0.2 * unit)]
    crown += [(0.5, top - 0.5 * unit), (0.0, top - 0.6 * unit)]
    arch = [(middle + x * half, y) for x, y in crown]
    curves.append([*[(2 * middle - x, y) for x, y in arch], *arch[-2::-1]])
    thin = stroke("ink", 1.2, stroke_opacity=0.4, stroke_linecap="round")
    return "".join(element("path", d=smooth(curve), **thin) for curve in curves)
