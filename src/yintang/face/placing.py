"""From a frame and its handles to pixels: every point, its uncertainty, and what it rests on.

Shared by `locate`, which reads the handles on a photograph, and `handles`, where someone put one
elsewhere.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from yintang.errors import YintangError
from yintang.face.constructions import (
    CONSTRUCTIONS,
    HANDLES,
    Construction,
    construct,
    handles_used,
)
from yintang.face.face_map import (
    XY,
    FrameFacts,
    LocatedHandle,
    LocatedPoint,
    NotVisible,
    Side,
    Warned,
)
from yintang.face.frame import FaceFrame
from yintang.face.reference import REFERENCE_IPD_MM

HAIRLINES = {
    "given": "hairline as marked",
    "photo": "hairline from the photograph",
    "prior": "hairline not seen, the average of people",
}
OUTSIDE = "outside the photograph"

Array = NDArray[np.float64]
Key = tuple[str, Side]
Size = tuple[int, int]
"""Width and height of the photograph in pixels."""


@dataclass(frozen=True, slots=True)
class Handles:
    """Handles (2,) in the frame, which of them the photograph confirmed, the hairline's origin, and
    which were put where they are by hand."""

    at: dict[Key, Array]
    read: frozenset[Key]
    hairline: Literal["given", "photo", "prior"]
    warnings: tuple[Warned, ...] = ()
    marked: frozenset[Key] = frozenset()

    def of(self, code: str, side: Side) -> tuple[Key, ...]:
        """The handles a point hangs on beside the hairline, in alphabetical order."""
        names = sorted(handles_used()[code])
        return tuple((name, "M" if HANDLES[name].midline else side) for name in names)

    def confirm(self, code: str, side: Side) -> bool | None:
        """Whether every handle of a point was read on the photograph or marked; None for a point
        that hangs on the mesh alone. The hairline is told apart."""
        keys = self.of(code, side)
        return all(key in self.read | self.marked for key in keys) if keys else None


def on_skin(frame: FaceFrame, flat: Array) -> Array:
    """Positions (n, 2) in the frame with the depth of the skin there (n, 3)."""
    return np.column_stack([flat, frame.depth(flat)])


def placed_points(
    frame: FaceFrame, handles: Handles, variants: Mapping[str, str], ipd_mm: float, size: Size
) -> tuple[tuple[LocatedPoint, ...], tuple[NotVisible, ...]]:
    """Every constructed point that lies on the photograph, and those that fall outside it."""
    flat = construct(frame.vertices, handles.at, variants)
    pixels = frame.to_photo(on_skin(frame, np.array(list(flat.values()))))
    by_code = {c.code: c for c in CONSTRUCTIONS}
    placed, beyond = [], []
    scale = ipd_mm / REFERENCE_IPD_MM
    for (code, side), (x, y) in zip(flat, pixels.tolist(), strict=True):
        if not _within(size, x, y):
            beyond.append(NotVisible(code, side, OUTSIDE))
            continue
        rule = by_code[code]
        seen = handles.confirm(code, side)
        sure = seen is not False and not (rule.hairline and handles.hairline == "prior")
        # A point cannot be better placed than the pixels it is read from.
        radius = math.hypot(rule.radius_mm[0 if sure else 1], 1 / frame.px_per_mm) * scale
        basis = _basis(rule, seen, handles, side)
        placed.append(LocatedPoint(code, side, x, y, round(radius, 2), rule.grade, basis))
    return tuple(placed), tuple(beyond)


def _within(size: Size, x: float, y: float) -> bool:
    return 0 <= x < size[0] and 0 <= y < size[1]


def _basis(rule: Construction, seen: bool | None, handles: Handles, side: Side) -> str:
    keys = handles.of(rule.code, side)
    how = "read on the photograph" if seen else "from the mesh"
    if keys and all(key in handles.marked for key in keys):
        how = "as marked"
    elif any(key in handles.marked for key in keys):
        how += ", in part as marked"
    return f"{rule.basis}; {how}" + (f"; {HAIRLINES[handles.hairline]}" if rule.hairline else "")


def given_hairline(frame: FaceFrame, marked: XY, size: Size) -> Array:
    """Where in the frame (2,) the middle of the hairline lies that was marked on the photograph.

    Raises
    ------
    YintangError
        If the mark lies outside the photograph or below the brows.
    """
    x, y = marked
    settled = given_place(frame, "hairline", marked, size)
    if settled[1] >= frame.vertices[9, 1]:
        raise YintangError(
            f"the hairline {x:g},{y:g} lies below the brows; mark where the hair begins"
        )
    return settled


def given_place(frame: FaceFrame, name: str, marked: XY, size: Size) -> Array:
    """Where in the frame (2,) a mark on the photograph lies; `name` is for the message.

    Raises
    ------
    YintangError
        If the mark lies outside the photograph.
    """
    x, y = marked
    if not _within(size, x, y):
        raise YintangError(
            f"the {name} {x:g},{y:g} lies outside the photograph of {size[0]} x {size[1]} pixels"
        )
    place = np.array([[x, y]], float)
    flat = frame.from_photo(place, np.zeros(1))
    for _ in range(3):  # depth depends on height, height on depth; three rounds settle it
        flat = frame.from_photo(place, frame.depth(flat))
    settled: Array = flat[0]
    return settled


def located_handles(frame: FaceFrame, handles: Handles) -> tuple[LocatedHandle, ...]:
    """Every handle in pixels, whether it was read, and whether it was marked by hand."""
    pixels = frame.to_photo(on_skin(frame, np.array(list(handles.at.values())))).tolist()
    return tuple(
        LocatedHandle(*key, x, y, key in handles.read, key in handles.marked)
        for key, (x, y) in zip(handles.at, pixels, strict=True)
    )


def frame_facts(
    frame: FaceFrame, handles: Handles | None = None, variants: Mapping[str, str] | None = None
) -> FrameFacts:
    """What has to be kept of a frame to place points again without photograph and model.

    Vertices are kept to a hundredth of a millimetre and handles to a thousandth, far below any
    point's uncertainty.
    """
    held = {} if handles is None else handles.at
    return FrameFacts(
        rotation=tuple(float(r) for r in frame.rotation.ravel()),
        origin=(float(frame.origin[0]), float(frame.origin[1]), float(frame.origin[2])),
        px_per_mm=float(frame.px_per_mm),
        vertices=tuple(int(v) for v in np.rint(frame.vertices * 100).ravel()),
        handles=tuple((round(float(u), 3), round(float(v), 3)) for u, v in held.values()),
        variants=tuple(sorted((variants or {}).items())),
    )
