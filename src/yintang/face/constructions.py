"""Where each facial point lies: one small rule per point, in the frame of the face.

Rules are the "vertical line meets horizontal line" of WHO's standard (2008) and of common
textbooks, in our own words, written for the patient's right side; the left side is the same rule on
the mirrored face. `u` is the inter-pupillary distance, `Bv` the vertical B-cun (a third of the way
from glabella to hairline), `Bh` the horizontal one (a ninth of the way between the corners of the
forehead). The constants were measured on 142 openly licensed labelled portraits, or are the
textbook's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from yintang.face.face_map import Grade, Side
from yintang.face.reference import REFERENCE_IPD_MM, reference_face

Array = NDArray[np.float64]
U = REFERENCE_IPD_MM

HAIRLINE_PRIOR_IPD = 0.971
"""Glabella to hairline, mean of 142 people (SD 0.093)."""
HAIRLINE_RANGE_IPD = (0.75, 1.20)

UPPER_BROW = (70, 63, 105, 66, 107)
LOWER_BROW = (46, 53, 52, 65, 55)
PUPIL = 468

VARIANTS: Mapping[str, tuple[str, ...]] = {
    "GV26": ("upper-third",),
    "LI19": ("upper-third",),
    "LI20": ("lower-ala",),
}
"""Other locations the WHO standard records, chosen with `--variant CODE=NAME`."""


@dataclass(frozen=True)
class SideView:
    """One side of a face, told as if it were the right one: x grows towards the midline and beyond.

    `vertices` (478, 2) mm in the frame; `handles` name to (2,), the anatomical positions that may
    have been refined on the photograph.
    """

    vertices: Array
    handles: Mapping[str, Array]
    variants: Mapping[str, str]

    def v(self, index: int) -> Array:
        """A vertex of the mesh."""
        vertex: Array = self.vertices[index]
        return vertex

    def h(self, name: str) -> Array:
        """A handle."""
        return self.handles[name]

    @property
    def pupil_x(self) -> float:
        """The vertical line through the pupil."""
        return float(self.vertices[PUPIL, 0])

    @cached_property
    def bv(self) -> float:
        """Vertical B-cun in mm."""
        return float(self.h("glabella")[1] - self.h("hairline")[1]) / 3

    @cached_property
    def st8(self) -> Array:
        """Half a B-cun above the corner of the forehead."""
        return self.h("hair_corner") + [0.0, -0.5 * self.bv]

    @cached_property
    def gv24(self) -> Array:
        """Half a B-cun above the hairline."""
        return self.h("hairline") + [0.0, -0.5 * self.bv]

    @cached_property
    def ear_axis(self) -> Array:
        """Unit vector down the front of the ear."""
        axis = self.h("ear_bottom") - self.h("ear_top")
        unit: Array = axis / np.linalg.norm(axis)
        return unit


Rule = Callable[[SideView], Array]


def lerp(a: Array, b: Array, t: float) -> Array:
    """The point a share t of the way from a to b."""
    return a + t * (b - a)


def xy(x: float, y: float) -> Array:
    """Where a vertical line meets a horizontal one."""
    return np.array([x, y])


def brow_height(vertices: Array, x: float) -> float:
    """Height of the middle of the eyebrow on a vertical line: mean of its upper and lower edge."""
    edges = []
    for edge in (UPPER_BROW, LOWER_BROW):
        line = vertices[list(edge)]
        line = line[np.argsort(line[:, 0])]
        edges.append(np.interp(x, line[:, 0], line[:, 1]))
    return float(np.mean(edges))


@dataclass(frozen=True, slots=True)
class Handle:
    """An anatomical position the rules hang on: where the mesh alone puts it, and whether it lies
    on the midline."""

    rule: Callable[[Array], Array]
    midline: bool = False


HANDLES: Mapping[str, Handle] = {
    "glabella": Handle(lambda v: (v[8] + v[9]) / 2, midline=True),
    "hairline": Handle(lambda v: (v[8] + v[9]) / 2 + [0.0, -HAIRLINE_PRIOR_IPD * U], midline=True),
    "philtrum": Handle(lambda v: (v[2] + v[0]) / 2, midline=True),
    "mentolabial": Handle(lambda v: v[18], midline=True),
    # The corner lies beyond the mesh: its mean place on the training portraits.
    "hair_corner": Handle(lambda v: v[54] + [5.0, -25.0]),
    "brow_inner": Handle(lambda v: (v[55] + v[107]) / 2),
    "brow_middle": Handle(lambda v: xy(v[PUPIL, 0], brow_height(v, v[PUPIL, 0]))),
    "brow_tail": Handle(lambda v: (v[70] + v[156]) / 2),
    "canthus_inner": Handle(lambda v: v[133]),
    "canthus_outer": Handle(lambda v: v[33]),
    "ala_middle": Handle(lambda v: (v[49] + v[64]) / 2),
    "ala_base": Handle(lambda v: v[98]),
    "mouth_corner": Handle(lambda v: v[61]),
    "ear_top": Handle(lambda v: v[127]),
    "ear_middle": Handle(lambda v: lerp(v[234], v[93], 0.31)),
    "ear_bottom": Handle(lambda v: v[132]),
    "jaw_neck": Handle(lambda v: v[172]),
}


@dataclass(frozen=True, slots=True)
class Construction:
    """A point's rule, grade, 95 % radius in mm (with the photograph read, and from the mesh alone)
    and what it rests on in words."""

    code: str
    rule: Rule
    grade: Grade
    radius_mm: tuple[float, float]
    basis: str
    midline: bool = False
    hairline: bool = False
    """Whether the hairline moves it."""


def _st1_height(s: SideView) -> float:
    return float(s.v(145)[1]) + 0.105 * U


def _li20_height(s: SideView) -> float:
    return float(s.h("ala_middle" if "LI20" not in s.variants else "ala_base")[1])


def _gv26(s: SideView) -> Array:
    base, lip = s.v(2), s.v(0)
    shift = s.h("philtrum") - (base + lip) / 2
    return lerp(base, lip, 1 / 3 if "GV26" in s.variants else 1 / 2) + shift


def _li19_height(s: SideView) -> float:
    middle = s.h("philtrum")
    return float((lerp(s.v(2), s.v(0), 1 / 3) if "LI19" in s.variants else middle)[1])


CONSTRUCTIONS: tuple[Construction, ...] = (
    Construction(
        "EX-HN3", lambda s: s.h("glabella"), "A", (3.2, 3.8),
        "midway between the inner ends of the eyebrows", midline=True,
    ),
    Construction(
        "EX-HN4", lambda s: xy(s.pupil_x, s.h("brow_middle")[1]), "A", (1.9, 2.5),
        "middle of the eyebrow on the pupil's vertical",
    ),
    Construction(
        "EX-HN5", lambda s: (s.v(156) + s.v(139)) / 2, "C", (8.0, 8.0),
        "a thumb behind brow tail and outer canthus; the temple is foreshortened",
    ),
    Construction(
        "EX-HN7", lambda s: xy(lerp(s.v(33), s.v(133), 0.25)[0], _st1_height(s)), "B", (4.0, 4.5),
        "a quarter in from the outer canthus, on the lower rim of the orbit",
    ),
    Construction(
        "EX-HN8", lambda s: s.v(217), "B", (3.5, 3.5), "upper end of the nasolabial groove",
    ),
    Construction(
        "JIACHENGJIANG", lambda s: s.h("mentolabial") + [-0.32 * U, 0.0], "B", (5.5, 6.0),
        "one cun beside CV24; the foramen itself is palpated",
    ),
    Construction(
        "BL1", lambda s: s.h("canthus_inner") + 0.1 * s.bv * xy(1.0, -1.0) / np.sqrt(2.0),
        "A", (1.6, 3.3), "a tenth of a B-cun above and inside the inner canthus", hairline=True,
    ),
    Construction(
        "BL2", lambda s: s.h("brow_inner"), "A", (4.8, 6.1), "inner end of the eyebrow",
    ),
    Construction(
        "BL3", lambda s: xy(s.h("brow_inner")[0], s.gv24[1]), "C", (8.0, 12.0),
        "above BL2, half a B-cun within the hairline", hairline=True,
    ),
    Construction(
        "BL4", lambda s: lerp(s.gv24, s.st8, 1 / 3), "C", (9.0, 13.0),
        "a third of the way from GV24 to ST8", hairline=True,
    ),
    Construction(
        "GB1", lambda s: s.h("canthus_outer") + [-0.5 * s.bv, 0.0], "B", (4.5, 5.0),
        "half a B-cun beside the outer canthus; teachers differ", hairline=True,
    ),
    Construction(
        "GB2", lambda s: s.h("ear_middle") + 0.12 * U * s.ear_axis, "C", (9.0, 12.0),
        "below the tragus, mouth open",
    ),
    Construction(
        "GB3", lambda s: (s.v(227) + s.v(34)) / 2, "C", (9.0, 9.0),
        "above the middle of the cheek arch",
    ),
    Construction(
        "GB13", lambda s: lerp(s.gv24, s.st8, 2 / 3), "C", (10.0, 13.0),
        "two thirds of the way from GV24 to ST8", hairline=True,
    ),
    Construction(
        "GB14", lambda s: xy(s.pupil_x, s.h("brow_middle")[1] - s.bv), "B", (2.7, 4.0),
        "one B-cun above the eyebrow, on the pupil's vertical", hairline=True,
    ),
    Construction(
        "GB15", lambda s: xy(s.pupil_x, lerp(s.gv24, s.st8, 0.5)[1]), "C", (8.0, 12.0),
        "above the pupil, half a B-cun within the hairline", hairline=True,
    ),
    Construction(
        "LI19", lambda s: xy(s.v(240)[0], _li19_height(s)), "A", (3.5, 4.5),
        "below the nostril's outer edge, level with the middle of the philtrum",
    ),
    Construction(
        "LI20", lambda s: xy((s.v(129)[0] + s.v(203)[0]) / 2, _li20_height(s)), "A", (3.5, 4.5),
        "in the groove, level with the middle of the nose wing; its distance outward is a choice",
    ),
    Construction(
        "ST1", lambda s: xy(s.pupil_x, _st1_height(s)), "B", (3.5, 4.0),
        "below the pupil, on the lower rim of the orbit",
    ),
    Construction(
        "ST2", lambda s: xy(s.pupil_x, s.v(145)[1] + 0.255 * U), "B", (5.0, 5.5),
        "below the pupil, a finger under the rim; the foramen itself is palpated",
    ),
    Construction(
        "ST3", lambda s: xy(s.pupil_x, s.h("ala_base")[1]), "A", (1.8, 2.3),
        "below the pupil, level with the base of the nose wing",
    ),
    Construction(
        "ST4", lambda s: s.h("mouth_corner") + [-0.13 * U, 0.0], "B", (5.0, 5.5),
        "two fifths of a finger-cun beside the corner of the mouth",
    ),
    Construction(
        "ST5", lambda s: (s.v(136) + s.v(135)) / 2, "C", (10.0, 10.0),
        "in front of the masseter, on the facial artery",
    ),
    Construction(
        "ST6", lambda s: s.v(215), "C", (9.0, 9.0), "on the bulge of the masseter, teeth together",
    ),
    Construction(
        "ST7", lambda s: s.v(137), "C", (9.0, 9.0), "under the cheek arch, mouth closed",
    ),
    Construction(
        "ST8", lambda s: s.st8, "C", (11.0, 14.0),
        "half a B-cun within the corner of the hairline", hairline=True,
    ),
    Construction(
        "SI18", lambda s: xy(s.h("canthus_outer")[0], s.h("ala_middle")[1]), "B", (4.5, 5.0),
        "below the outer canthus, under the cheekbone",
    ),
    Construction(
        "SI19", lambda s: s.h("ear_middle"), "C", (8.0, 12.0), "before the tragus, mouth open",
    ),
    Construction(
        "TE21", lambda s: s.h("ear_middle") - 0.12 * U * s.ear_axis, "C", (9.0, 12.0),
        "above SI19, before the notch over the tragus",
    ),
    Construction(
        "TE22", lambda s: s.h("ear_top"), "C", (9.0, 13.0),
        "behind the temple's hair, before the root of the ear",
    ),
    Construction(
        "TE23", lambda s: s.h("brow_tail"), "A", (4.8, 7.7), "outer end of the eyebrow",
    ),
    Construction(
        "GV23", lambda s: s.h("hairline") + [0.0, -s.bv], "C", (8.0, 12.0),
        "one B-cun within the hairline", midline=True, hairline=True,
    ),
    Construction(
        "GV24", lambda s: s.gv24, "C", (8.0, 11.0),
        "half a B-cun within the hairline", midline=True, hairline=True,
    ),
    Construction("GV25", lambda s: s.v(4), "A", (3.0, 3.0), "tip of the nose", midline=True),
    Construction(
        "GV26", _gv26, "A", (1.5, 2.3), "middle of the philtrum", midline=True,
    ),
    Construction(
        "GV27", lambda s: s.v(0), "A", (2.5, 2.5), "crest of the upper lip", midline=True,
    ),
    Construction(
        "CV24", lambda s: s.h("mentolabial"), "A", (3.2, 5.1),
        "deepest part of the groove under the lower lip", midline=True,
    ),
)  # fmt: skip


class _Noted(dict[str, Array]):
    """Handles that remember which of them a rule asked for."""

    def __init__(self, handles: Mapping[str, Array]) -> None:
        super().__init__(handles)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Array:
        self.asked.add(name)
        return super().__getitem__(name)


@cache
def handles_used() -> Mapping[str, frozenset[str]]:
    """The handles each point's rule hangs on beside the hairline, by code; none for a rule on the
    mesh alone."""
    vertices = reference_face().vertices
    handles = {name: at for (name, side), at in mesh_handles(vertices).items() if side != "L"}
    used = {}
    for construction in CONSTRUCTIONS:
        noted = _Noted(handles)
        construction.rule(SideView(vertices[:, :2], noted, {}))
        used[construction.code] = frozenset(noted.asked - {"hairline"})
    return used


def mesh_handles(vertices: Array) -> dict[tuple[str, Side], Array]:
    """Every handle (2,) in the frame as the mesh alone puts it; `vertices` (478, 3) in the
    frame."""
    found: dict[tuple[str, Side], Array] = {}
    right, left = vertices[:, :2], _mirrored(vertices[:, :2])
    for name, handle in HANDLES.items():
        if handle.midline:
            found[name, "M"] = np.asarray(handle.rule(right), float)
        else:
            found[name, "R"] = np.asarray(handle.rule(right), float)
            found[name, "L"] = handle.rule(left) * [-1.0, 1.0]
    return found


def construct(
    vertices: Array,
    handles: Mapping[tuple[str, Side], Array],
    variants: Mapping[str, str] | None = None,
) -> dict[tuple[str, Side], Array]:
    """Every facial point (2,) in the frame by code and side.

    Parameters
    ----------
    vertices : (478, 3) mm in the frame.
    handles : as from `mesh_handles`, any of them replaced by a better reading.
    variants : the chosen alternative locations, by code.
    """
    chosen = variants or {}
    right = SideView(
        vertices[:, :2], {n: at for (n, side), at in handles.items() if side in "RM"}, chosen
    )
    left = SideView(
        _mirrored(vertices[:, :2]),
        {n: at * [-1.0, 1.0] for (n, side), at in handles.items() if side in "LM"},
        chosen,
    )
    found: dict[tuple[str, Side], Array] = {}
    for construction in CONSTRUCTIONS:
        if construction.midline:
            found[construction.code, "M"] = construction.rule(right)
        else:
            found[construction.code, "R"] = construction.rule(right)
            found[construction.code, "L"] = construction.rule(left) * [-1.0, 1.0]
    return found


def _mirrored(vertices: Array) -> Array:
    """The mirrored face: every vertex where its counterpart's reflection lies."""
    mirrored: Array = vertices[reference_face().mirror] * [-1.0, 1.0]
    return mirrored
