"""A face in thin ink lines, for a map that has no photograph."""

from collections.abc import Callable

from yintang.drawing.svg import XY, element, smooth, stroke
from yintang.face.face_map import FaceMap

HEAVY = {"face-oval": 1.7, "lips-outer": 1.5, "right-eye": 1.5, "left-eye": 1.5}
FAINT = {"hairline": 0.5, "nose": 0.75}


def draw_schematic(face_map: FaceMap, place: Callable[[float, float], XY], unit: float) -> str:
    """The map's contours, irises and the suggestion of a neck; `unit` is one IPD in the drawing."""
    lines = "".join(
        element(
            "path",
            d=smooth([place(x, y) for x, y in xy], closed),
            **stroke(
                "ink",
                HEAVY.get(name, 1.2),
                stroke_opacity=FAINT.get(name, 0.8),
                stroke_linecap="round",
                stroke_linejoin="round",
            ),
        )
        for name, closed, xy in face_map.contours
    )
    return element("g", _irises(face_map, place, unit), _neck(face_map, place, unit), lines)


def _irises(face_map: FaceMap, place: Callable[[float, float], XY], unit: float) -> str:
    """Iris of 11.7 mm, pupil of 4 mm at an inter-pupillary distance of 63 mm."""
    parts = []
    for eye in face_map.eyes:
        x, y = place(*eye)
        iris = stroke("ink", 1.2, stroke_opacity=0.7)
        parts.append(element("circle", cx=x, cy=y, r=11.7 / 126 * unit, **iris))
        pupil = {"fill": iris["stroke"], "fill_opacity": 0.75, "class_": "fill-ink"}
        parts.append(element("circle", cx=x, cy=y, r=4 / 126 * unit, **pupil))
    return "".join(parts)


def _neck(face_map: FaceMap, place: Callable[[float, float], XY], unit: float) -> str:
    """Two quiet curves from the jaw down, where the face's outline is known."""
    oval = next((xy for name, _, xy in face_map.contours if name == "face-oval"), None)
    if not oval:
        return ""
    outline = [place(x, y) for x, y in oval]
    chin = max(y for _, y in outline)
    middle = sum(x for x, _ in outline) / len(outline)
    parts = []
    for side in (-1, 1):
        start = (middle + side * 0.66 * unit, chin - 0.3 * unit)
        curve = [start, (start[0] - side * 0.03 * unit, chin), (start[0], chin + 0.35 * unit)]
        thin = stroke("ink", 1.2, stroke_opacity=0.4, stroke_linecap="round")
        parts.append(element("path", d=smooth(curve), **thin))
    return "".join(parts)
