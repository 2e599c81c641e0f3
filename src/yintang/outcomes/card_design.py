"""The reference card: two halves of the size of a bank card, each with markers, greys and colours.

The halves are held in the plane of the face, side by side under the chin or one on each side of it.
Both carry the same twelve patches, in opposite order, so that light which falls off along them does
not tilt both the same way, and so that each can bear out the other.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from yintang.errors import YintangError
from yintang.outcomes.colour import TO_XYZ, WHITE
from yintang.outcomes.raster import linear_light

Array = NDArray[np.float64]

HALF_MM: Final = (85.6, 54.0)
"""Width and height, those of an ID-1 card (ISO/IEC 7810)."""
MARKER_MM: Final = 11.0
MARGIN_MM: Final = 3.0
"""White around each marker: without it its border cannot be told from what lies behind the card."""
PATCH_MM: Final = (12.0, 14.0)
GAP_MM: Final = 1.2
COLUMNS, ROWS = 4, 3
CELLS: Final = 6
"""Black and white squares along a marker's side: four of its code and a black border of one."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One patch: its name, and the sRGB codes it is printed from."""

    name: str
    codes: tuple[int, int, int]

    @property
    def grey(self) -> bool:
        """Whether it is one of the six greys."""
        return len(set(self.codes)) == 1


PATCHES: Final = (
    Patch("grey-90", (226, 226, 226)),
    Patch("skin-light", (224, 186, 162)),
    Patch("grey-46", (109, 109, 109)),
    Patch("rose", (186, 82, 88)),
    Patch("skin-deep", (98, 68, 54)),
    Patch("grey-75", (185, 185, 185)),
    Patch("leaf", (98, 142, 84)),
    Patch("grey-20", (48, 48, 48)),
    Patch("grey-60", (145, 145, 145)),
    Patch("sky", (86, 116, 166)),
    Patch("grey-33", (78, 78, 78)),
    Patch("skin-mid", (178, 130, 104)),
)
"""Row after row on the first half, the other way round on the second. A grey is named by its L*;
three of the colours lie where skin does, the others hold the hues around it. All lie within what an
office printer can print."""
SKINS: Final = tuple(n for n, patch in enumerate(PATCHES) if patch.name.startswith("skin"))
GREYS: Final = tuple(n for n, patch in enumerate(PATCHES) if patch.grey)

D50 = np.array([0.9642, 1.0, 0.8251])
"""White under which measured patches are given (ISO 13655), CIE XYZ."""
BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
"""Cone responses of the Bradford adaptation (Lam 1985, as in ICC.1:2010, annex E)."""
ODD_PRINT = 12.0
"""CIE 1976 difference from the design above which a print is not of this card, or not sound."""
COLUMNS_OF_FILE = ("patch", "L", "a", "b")


def nominal() -> Array:
    """(12, 3) linear RGB that the patches are printed from."""
    codes = np.array([[patch.codes for patch in PATCHES]], np.uint8)
    return np.asarray(linear_light(codes)[0], np.float64)


def patch_corners(half: int) -> Array:
    """(12, 2, 2) upper left and lower right corner of each of `PATCHES` on a half, 0 or 1, in mm
    from the half's upper left."""
    width, height = PATCH_MM
    left = (HALF_MM[0] - COLUMNS * width - (COLUMNS - 1) * GAP_MM) / 2
    top = (HALF_MM[1] - ROWS * height - (ROWS - 1) * GAP_MM) / 2
    row, column = np.divmod(np.arange(len(PATCHES)), COLUMNS)
    corner = np.stack([left + column * (width + GAP_MM), top + row * (height + GAP_MM)], axis=1)
    if half:
        corner = corner[::-1]
    return np.stack([corner, corner + PATCH_MM], axis=1)


def marker_corners(half: int) -> Mapping[int, Array]:
    """Marker number -> (4, 2) its corners in mm, clockwise from the upper left, on a half, 0 or 1.

    Numbers run clockwise from the half's upper left.
    """
    far_x, far_y = (side - MARGIN_MM - MARKER_MM for side in HALF_MM)
    starts = ((MARGIN_MM, MARGIN_MM), (far_x, MARGIN_MM), (far_x, far_y), (MARGIN_MM, far_y))
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * MARKER_MM
    return {4 * half + n: square + start for n, start in enumerate(starts)}


def marker_family() -> "cv2.aruco.Dictionary":
    """The markers: ArUco, four by four squares, the first fifty (Garrido-Jurado and others 2014,
    Pattern Recognit 47:2280)."""
    return cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)


def marker_cells(number: int) -> NDArray[np.bool_]:
    """(6, 6) whether each square of a marker is black."""
    drawn = cv2.aruco.generateImageMarker(marker_family(), number, CELLS)
    return np.asarray(drawn < 128, np.bool_)


def measured_patches(text: str) -> Array:
    """(12, 3) linear RGB of a printed card's patches as a colorimeter read them.

    Parameters
    ----------
    text : CSV with the columns `patch`, `L`, `a` and `b`, one line for each of the twelve: CIELAB
        under D50 for the 2 degree observer, as instruments for print give it.

    Raises
    ------
    YintangError
        A column or a patch is missing, stands twice or is not of this card, or a value is not a
        number, or is so far from the design that the print cannot be used.
    """
    rows = csv.DictReader(io.StringIO(text))
    if not set(COLUMNS_OF_FILE) <= set(rows.fieldnames or ()):
        raise YintangError(f"the patches' file needs the columns {', '.join(COLUMNS_OF_FILE)}")
    found: dict[str, Array] = {}
    for row in rows:
        name = (row["patch"] or "").strip()
        if name in found:
            raise YintangError(f"patch {name} stands twice in the file; leave one line of it")
        found[name] = _numbers(name, [row[column] for column in COLUMNS_OF_FILE[1:]])
    wanted = [patch.name for patch in PATCHES]
    for name in [*wanted, *found]:
        if name not in found or name not in wanted:
            why = "is not of this card" if name in found else "is missing"
            raise YintangError(f"patch {name} {why}; its patches are {', '.join(wanted)}")
    lab = np.array([found[name] for name in wanted])
    for name, apart in zip(wanted, differences(lab), strict=True):
        if apart > ODD_PRINT:
            raise YintangError(
                f"patch {name} is {apart:.0f} CIELAB units from the design, {ODD_PRINT:.0f} are "
                "the most; measure again, or print anew without the printer's colour effects"
            )
    return light_of_lab(lab)


def differences(lab: Array) -> Array:
    """(12,) CIE 1976 differences of measured patches (12, 3), CIELAB under D50, from the design."""
    return np.asarray(np.linalg.norm(lab - lab_of_light(nominal()), axis=1), np.float64)


def light_of_lab(lab: Array) -> Array:
    """CIELAB under D50 (n, 3) as linear sRGB (n, 3), adapted to D65."""
    fy = (lab[:, 0] + 16) / 116
    f = np.stack([fy + lab[:, 1] / 500, fy, fy - lab[:, 2] / 200], axis=1)
    ratio = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29))
    return np.asarray((ratio * D50) @ _adapted(D50, WHITE).T @ np.linalg.inv(TO_XYZ).T, np.float64)


def lab_of_light(light: Array) -> Array:
    """Linear sRGB (n, 3) as CIELAB under D50 (n, 3): the inverse of `light_of_lab`."""
    ratio = light @ TO_XYZ.T @ _adapted(WHITE, D50).T / D50
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = f.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def _adapted(white: Array, to: Array) -> Array:
    """XYZ under one white to XYZ under another, (3, 3)."""
    gain = (BRADFORD @ to) / (BRADFORD @ white)
    return np.asarray(np.linalg.inv(BRADFORD) @ np.diag(gain) @ BRADFORD, np.float64)


def _numbers(name: str, given: Sequence[str | None]) -> Array:
    try:
        values = np.array([float(value or "") for value in given])
    except ValueError:
        raise YintangError(f"patch {name}: L, a and b must be numbers") from None
    if not np.isfinite(values).all():
        raise YintangError(f"patch {name}: L, a and b must be finite numbers")
    return values
