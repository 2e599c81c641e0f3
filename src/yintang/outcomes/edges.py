"""Where the brow and the edges of the lids are seen, rather than where the mesh supposes them.

The face model was trained to lay a plausible face: when a brow rises by a millimetre its mesh
follows by six tenths, and a lid that droops by half a millimetre moves it hardly at all. So both
are read on the raster, in a window that the mesh lays: the brow as the middle of what is darker
than the skin around it, the lids as the steepest fall of lightness to the lashes and the steepest
rise to the skin below the eye.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial

import cv2
import numpy as np
from numpy.typing import NDArray

from yintang.face.mesh import RIGHT_IRIS
from yintang.face.outlines import RIGHT_BROW
from yintang.outcomes.raster import MM_PER_PX, Float, grid
from yintang.outcomes.regions import PHASES, mirrored

Array = NDArray[np.float64]
Reading = Mapping[tuple[str, str], tuple[float, float]]
"""("brow", "lid" or "lower-lid", side) -> height in the frontal face, mm down, and its
standard error."""

BROW_WINDOW_MM = 4.0
BROW_SHARE = 0.35
"""Part of the difference between skin and brow that counts as skin: shade is no brow."""
BROW_CONTRAST = 10.0
"""Least difference in L* between skin and brow for the brow to be read; a paler one is left to the
mesh (Yintang's default, as are the sizes of the windows)."""
LIDS: Mapping[str, tuple[tuple[int, ...], tuple[float, float], float]] = {
    "lid": ((160, 159, 158), (4.0, 3.0), -1.0),
    "lower-lid": ((144, 145, 153), (3.0, 4.0), 1.0),
}
"""The mesh's line over the middle of the eye, how many millimetres above and below it the edge is
looked for, and whether lightness falls or rises there on the way down."""
LID_PRIOR_MM = 1.5
LID_BLUR_MM = 0.4
LID_POWER = 4.0
"""To which a fall counts: the steepest edge decides, but one edge does not take over at once from
another."""
LID_FALL = 3.0
"""Least fall in L* to the millimetre at the edge of a lid."""


@dataclass(frozen=True, slots=True)
class Window:
    """Pixels of the raster in which something is looked for, by column.

    `rows` (height, width) are the pixels' numbers and `used` (height, width) which of them count.
    """

    rows: NDArray[np.intp]
    used: NDArray[np.bool_]


def read_edges(lightness: Float, frontal: Array) -> Reading:
    """Heights of brows and upper lids on a frontal photograph's raster; those that cannot be read
    are missing.

    Parameters
    ----------
    lightness : CIE L* (height, width) on the frontal raster.
    frontal : the mesh turned to the reader (478, 3), in mm, as `geometry.frontal` gives it.
    """
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for side in ("R", "L"):
        for name, window, read in (
            ("brow", _brow_window(side), _brow_height),
            ("lid", _lid_window("lid", side), partial(_lid_height, lid="lid")),
            ("lower-lid", _lid_window("lower-lid", side), partial(_lid_height, lid="lower-lid")),
        ):
            light = lightness.ravel()[window.rows]
            y = (grid().weights[window.rows.ravel()] @ frontal[:RIGHT_IRIS, 1]).reshape(light.shape)
            height = read(light, np.asarray(y, np.float64), window.used)
            if height is not None:
                found[name, side] = height
    return found


def _brow_height(light: Float, y: Array, used: NDArray[np.bool_]) -> tuple[float, float] | None:
    """Mean height of what is darker than skin, each column weighing the same where it shows any."""
    skin, brow = np.percentile(light[used], (75, 5))
    if skin - brow < BROW_CONTRAST:
        return None
    dark = np.clip(skin - BROW_SHARE * (skin - brow) - light, 0, None) * used
    return _over_columns(dark, y)


def _over_columns(dark: Array | Float, y: Array) -> tuple[float, float]:
    """Centre of a weight, and its error from four interleaved samples of the columns."""
    columns = np.arange(dark.shape[1]) // round(1 / MM_PER_PX) % PHASES
    height = float((dark * y).sum() / dark.sum())
    # How a sample's centre differs from what the mesh's own slope across its columns makes of it.
    weight, moment = dark.sum(axis=0), (dark * y).sum(axis=0)
    level = np.polyval(np.polyfit(np.arange(len(weight)), moment / np.maximum(weight, 1e-6), 2,
                                  w=np.sqrt(weight)), np.arange(len(weight)))  # fmt: skip
    rest = moment - weight * level
    each = [rest[columns == k].sum() / max(weight[columns == k].sum(), 1e-6) for k in range(PHASES)]
    return height, float(np.std(each, ddof=1) / np.sqrt(PHASES))


def _lid_height(
    light: Float, y: Array, _: NDArray[np.bool_], lid: str
) -> tuple[float, float] | None:
    """Height of the steepest step of the mean profile down the lid, and its error from four
    interleaved samples of the columns."""
    light = light * np.float32(-LIDS[lid][2])
    whole = _steepest(light.mean(axis=1), y.mean(axis=1), LIDS[lid][1][0])
    if whole is None:
        return None
    each = [
        _steepest(light[:, k::PHASES].mean(axis=1), y.mean(axis=1), LIDS[lid][1][0])
        for k in range(PHASES)
    ]
    seen = [one for one in each if one is not None]
    return whole, float(np.std(seen, ddof=1) / np.sqrt(len(seen))) if len(seen) > 1 else 0.5


def _steepest(profile: Float, y: Array, expected_mm: float) -> float | None:
    """Where a profile falls most steeply, between pixels, near where the mesh has it: crease,
    lashes and painted lines fall steeply as well."""
    smooth = cv2.GaussianBlur(
        profile.astype(np.float32)[:, None], (1, 0), 0.01, sigmaY=LID_BLUR_MM / MM_PER_PX,
        borderType=cv2.BORDER_REPLICATE,
    )[:, 0]  # fmt: skip
    fall = np.clip(-np.gradient(smooth) / MM_PER_PX, 0, None)
    if fall.max() < LID_FALL:
        return None
    from_mesh = np.arange(len(fall)) * MM_PER_PX - expected_mm
    weight = fall**LID_POWER * np.exp(-0.5 * (from_mesh / LID_PRIOR_MM) ** 2)
    return float((weight * y).sum() / weight.sum())


@cache
def _brow_window(side: str) -> Window:
    laid = grid()
    ring = RIGHT_BROW if side == "R" else mirrored(RIGHT_BROW)
    corners = laid.pixel(laid.vertices[list(ring)])
    drawn = np.zeros(laid.shape, np.uint8)
    hull = cv2.convexHull(corners.astype(np.float32))[:, 0]
    cv2.fillConvexPoly(drawn, np.rint(hull).astype(np.int32), 1)
    reach = round(BROW_WINDOW_MM / MM_PER_PX)
    # Upward and downward only: beside the brow begin hair and the nose's shadow.
    drawn = np.asarray(cv2.dilate(drawn, np.ones((2 * reach + 1, 1), np.uint8)), np.uint8)
    used = (drawn > 0) & laid.inside
    rows, columns = np.flatnonzero(used.any(axis=1)), np.flatnonzero(used.any(axis=0))
    part = np.ix_(rows, columns)
    return Window(np.arange(used.size).reshape(used.shape)[part], used[part])


@cache
def _lid_window(lid: str, side: str) -> Window:
    """Columns over the middle of the eye, each from above the mesh's lid to below it."""
    laid = grid()
    line, window_mm, _ = LIDS[lid]
    line = line if side == "R" else mirrored(line)
    corners = laid.pixel(laid.vertices[list(line)])
    corners = corners[np.argsort(corners[:, 0])]
    columns = np.arange(int(np.ceil(corners[0, 0])), int(corners[-1, 0]) + 1)
    edge = np.rint(np.interp(columns, corners[:, 0], corners[:, 1])).astype(int)
    above, below = (round(mm / MM_PER_PX) for mm in window_mm)
    rows = (edge + np.arange(-above, below + 1)[:, None]) * laid.shape[1] + columns
    return Window(rows.astype(np.intp), np.ones(rows.shape, np.bool_))
