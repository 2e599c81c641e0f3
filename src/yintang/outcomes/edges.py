"""Where the brow, the edges of the lids and the iris are seen, rather than where the mesh supposes
them.

The face model was trained to lay a plausible face: when a brow rises by a millimetre its mesh
follows by six tenths, a lid that droops by half a millimetre moves it hardly at all, but draws the
iris along. So all are read on the raster, in a window that the mesh lays: the brow as the middle of
a band darker than the skin around it, the lids as the steepest fall of lightness to the lashes and
the steepest rise to the skin below the eye, the middle of the pupil as that of the circle through
the iris' border. Each is looked for near where the mesh has it, and then followed to where it is,
so that what has moved is found where it went and is not drawn back to the mesh.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial

import cv2
import numpy as np
from numpy.typing import NDArray

from yintang.face.mesh import LEFT_IRIS, RIGHT_IRIS
from yintang.face.outlines import RIGHT_BROW, RIGHT_EYE
from yintang.outcomes.raster import MM_PER_PX, Float, grid
from yintang.outcomes.regions import PHASES, mirrored

Array = NDArray[np.float64]
Reading = Mapping[tuple[str, str], tuple[float, float]]
"""("brow", "lid", "lower-lid" or "pupil", side) -> height in the frontal face, mm down, and its
standard error."""

BROW_WINDOW_MM = 4.0
BROW_SHARE = 0.3
"""Part of the difference between skin and brow that counts as skin: shade is no brow."""
BROW_CONTRAST = 10.0
"""Least difference in L* between skin and brow for the brow to be read; a paler one is left to the
mesh (Yintang's default, as are the sizes of the windows)."""
SKIN_ACROSS_MM = 3.0
"""How far along the brow the lightness of the skin beside it is smoothed: one end is often in the
nose's shade."""
BAND_MM, BAND_FADE_MM = 2.5, 1.5
"""Half the height of the band that is followed, and how far its weight fades out beyond."""
LIDS: Mapping[str, tuple[tuple[int, ...], tuple[float, float], float, float]] = {
    "lid": ((160, 159, 158), (4.0, 3.0), -1.0, 1.3),
    "lower-lid": ((144, 145, 153), (3.0, 4.0), 1.0, 0.8),
}
"""The mesh's line over the middle of the eye, how many millimetres above and below it the edge is
looked for, whether lightness falls or rises there on the way down, and how many millimetres above
the line the edge is on most of 51 portraits (benchmarks/outcomes.py)."""
LID_PRIOR_MM = 0.8
LID_SEARCH_BLUR_MM, LID_BLUR_MM = 1.0, 0.4
"""The search smooths more: lashes, crease and painted lines are finer than the step from lid to
eye."""
LID_NEAR_MM = 1.0
"""How far around the place found first the edge is followed."""
LID_FALL = 3.0
"""Least fall in L* to the millimetre at the edge of a lid."""

IRIS = {"R": RIGHT_IRIS, "L": LEFT_IRIS}
IRIS_ABOVE_MM = 1.0
"""From here above the middle of the pupil downwards the border of the iris is read; further up the
lid and its shade lie on it."""
IRIS_NEAR_MM, IRIS_NEARER_MM = 2.0, 0.75
"""How far from the mesh's iris its border is looked for, and then followed."""
IRIS_BLUR_MM = 0.35
LEAST_CHORD = 0.35
"""Rows that cut the mesh's iris nearer its lower end than this share of its width run along its
border, not across it."""
LEAST_ROWS = 8
LEAST_IRIS_RISE = 3.0
"""Least rise in L* to the millimetre over the border of an iris."""
OUTLYING_MM = 0.3
"""Distance from the circle at which a point of the border counts half (Cauchy's weight)."""
MOST_IRIS_MISFIT_MM, MOST_IRIS_GROWTH = 0.25, 0.25
"""Beyond them, or where its radius differs by more than this share from the mesh's, the circle is
no iris."""
ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Window:
    """Pixels of the raster in which something is looked for, by column.

    `rows` (height, width) are the pixels' numbers and `used` (height, width) which of them count.
    """

    rows: NDArray[np.intp]
    used: NDArray[np.bool_]


def read_edges(lightness: Float, frontal: Array) -> Reading:
    """Heights of brows, lids and pupils on a frontal photograph's raster; those that cannot be read
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
            ("pupil", _eye_window(side), partial(_pupil_height, iris=frontal[_iris(side), :2])),
        ):
            light = lightness.ravel()[window.rows]
            at = grid().weights[window.rows.ravel()] @ frontal[:RIGHT_IRIS, :2]
            xy = np.asarray(at, np.float64).reshape(*light.shape, 2)
            height = read(light, xy, window.used)
            if height is not None:
                found[name, side] = height
    return found


def _brow_height(light: Float, xy: Array, used: NDArray[np.bool_]) -> tuple[float, float] | None:
    """Mean height of the band that is darker than the skin above and below it."""
    y = xy[..., 1]
    skin, brow = np.percentile(light[used], (75, 5))
    if skin - brow < BROW_CONTRAST:
        return None
    beside = _skin_beside(light, used)
    depth = np.maximum(beside - brow, BROW_CONTRAST)
    dark = np.clip(beside - BROW_SHARE * depth - light, 0, None) * used
    columns = np.arange(dark.shape[1])
    band: Array | NDArray[np.bool_] = used  # begins in the middle of the window, as the mesh has it
    for _ in range(ROUNDS):
        beyond = abs(y - np.polyval(_course(band, y), columns)) - BAND_MM
        band = dark * np.clip(1 - beyond / BAND_FADE_MM, 0, 1)
        if not band.any():
            return None
    return _over_columns(band, y)


def _skin_beside(light: Float, used: NDArray[np.bool_]) -> Array:
    """(width,) the upper quartile of each column's lightness, smoothed along the brow."""
    ordered = np.sort(np.where(used, light, -np.inf), axis=0)
    above = used.sum(axis=0) // 4
    quartile = np.take_along_axis(ordered, (len(light) - 1 - above)[None], axis=0)
    sigma = SKIN_ACROSS_MM / MM_PER_PX
    return np.asarray(cv2.GaussianBlur(quartile.astype(np.float32), (0, 0), sigma)[0], np.float64)


def _course(weight: Array | NDArray[np.bool_], y: Array) -> Array:
    """(3,) the parabola, over the columns, that runs through the middle of a weight."""
    total = weight.sum(axis=0)
    middle = (weight * y).sum(axis=0) / np.maximum(total, 1e-6)
    return np.asarray(np.polyfit(np.arange(len(total)), middle, 2, w=np.sqrt(total)), np.float64)


def _over_columns(band: Array | NDArray[np.bool_], y: Array) -> tuple[float, float]:
    """Centre of a weight, and its error from four interleaved samples of the columns."""
    columns = np.arange(band.shape[1])
    sample = columns // round(1 / MM_PER_PX) % PHASES
    height = float((band * y).sum() / band.sum())
    # How a sample's centre differs from what the brow's course makes of it.
    weight, moment = band.sum(axis=0), (band * y).sum(axis=0)
    rest = moment - weight * np.polyval(_course(band, y), columns)
    each = [rest[sample == k].sum() / max(weight[sample == k].sum(), 1e-6) for k in range(PHASES)]
    return height, float(np.std(each, ddof=1) / np.sqrt(PHASES))


def _lid_height(
    light: Float, xy: Array, used: NDArray[np.bool_], lid: str
) -> tuple[float, float] | None:
    """Height of the steepest step of the mean profile down the lid, and its error from four
    interleaved samples of the columns."""
    _, (above, _), step, higher = LIDS[lid]
    light, expected = light * np.float32(-step), above - higher
    y = xy[..., 1].mean(axis=1)
    whole = _steepest(light.mean(axis=1), y, expected)
    if whole is None:
        return None
    each = [_steepest(light[:, k::PHASES].mean(axis=1), y, LIDS[lid][1][0]) for k in range(PHASES)]
    seen = [one for one in each if one is not None]
    return whole, float(np.std(seen, ddof=1) / np.sqrt(len(seen))) if len(seen) > 1 else 0.5


def _steepest(profile: Float, y: Array, expected_mm: float) -> float | None:
    """Where a profile falls most steeply, between pixels: sought near where the mesh has it, then
    followed without regard to the mesh."""
    fall = _fall(profile, LID_BLUR_MM)
    if fall.max() < LID_FALL:
        return None
    at = np.arange(len(fall)) * MM_PER_PX
    usual = np.exp(-0.5 * ((at - expected_mm) / LID_PRIOR_MM) ** 2)
    weight = _fall(profile, LID_SEARCH_BLUR_MM) ** 2 * usual
    if not weight.any():
        return None
    for _ in range(ROUNDS):
        edge = float((weight * at).sum() / weight.sum())
        near = fall**2 * np.clip(1 - ((at - edge) / LID_NEAR_MM) ** 2, 0, None)
        weight = near if near.any() else weight
    return float(np.interp((weight * at).sum() / weight.sum(), at, y))


def _fall(profile: Float, blur_mm: float) -> Array:
    """How steeply a smoothed profile falls, per mm; 0 where it rises."""
    smooth = cv2.GaussianBlur(
        profile.astype(np.float32)[:, None], (1, 0), 0.01, sigmaY=blur_mm / MM_PER_PX,
        borderType=cv2.BORDER_REPLICATE,
    )[:, 0]  # fmt: skip
    return np.asarray(np.clip(-np.gradient(smooth) / MM_PER_PX, 0, None), np.float64)


def _pupil_height(
    light: Float, xy: Array, _: NDArray[np.bool_], iris: Array
) -> tuple[float, float] | None:
    """Height of the middle of the iris, and its error from four interleaved samples of the rows.

    `iris` (5, 2) is where the mesh has its centre and four points of its rim.
    """
    radius = float(np.linalg.norm(iris[1:] - iris[0], axis=1).mean())
    from_middle = xy - iris[0]
    down = from_middle[..., 1].mean(axis=1)
    chord = np.sqrt(np.maximum(radius**2 - down**2, 0))
    rows = (down > -IRIS_ABOVE_MM) & (down < radius) & (chord > LEAST_CHORD * radius)
    if rows.sum() < LEAST_ROWS:
        return None
    smooth = cv2.GaussianBlur(light, (0, 0), IRIS_BLUR_MM / MM_PER_PX)
    rise = np.gradient(smooth, axis=1)[rows] / np.float32(MM_PER_PX)
    sides = [_border(rise, from_middle[rows], chord[rows], outward) for outward in (-1.0, 1.0)]
    border, strength = np.concatenate([s[0] for s in sides]), np.concatenate([s[1] for s in sides])
    if np.median(strength) < LEAST_IRIS_RISE:
        return None
    whole = _circle(border, strength)
    if whole is None or abs(whole[1] / radius - 1) > MOST_IRIS_GROWTH:
        return None
    sample = np.tile(np.arange(rows.sum()) % PHASES, 2)
    each = [_circle(border[sample == k], strength[sample == k]) for k in range(PHASES)]
    seen = [one[0] for one in each if one is not None]
    if len(seen) < PHASES:
        return None
    return float(iris[0, 1] + whole[0]), float(np.std(seen, ddof=1) / np.sqrt(PHASES))


def _border(rise: Float, at: Array, chord: Array, outward: float) -> tuple[Array, Array]:
    """Where each row (n, width) crosses the border of the iris on one side, (n, 2) mm from the
    mesh's centre, and how steeply lightness rises there, L* to the mm (n,)."""
    x = at[..., 0]
    step = np.clip(outward * rise, 0, None).astype(np.float64) ** 2 + 1e-9
    edge = outward * chord[:, None]
    for reach in (IRIS_NEAR_MM, *[IRIS_NEARER_MM] * 3):
        weight = step * np.clip(1 - ((x - edge) / reach) ** 2, 1e-9, None)
        total = weight.sum(axis=1, keepdims=True)
        edge = (weight * x).sum(axis=1, keepdims=True) / total
    y = (weight * at[..., 1]).sum(axis=1, keepdims=True) / total
    return np.hstack([edge, y]), np.sqrt(weight.max(axis=1))


def _circle(points: Array, strength: Array) -> tuple[float, float] | None:
    """Height of the middle and radius of the circle through points (n, 2): least squares (Kasa
    1976, IEEE Trans Instrum Meas 25:8) with weights that let go of points off it."""
    system = np.column_stack([2 * points, np.ones(len(points))])
    square = (points**2).sum(axis=1)
    weight = strength
    for _ in range(ROUNDS):
        weighed = system.T * weight**2
        x, y, rest = np.linalg.solve(weighed @ system, weighed @ square)
        radius = float(np.sqrt(max(rest + x**2 + y**2, 0)))
        off = np.hypot(points[:, 0] - x, points[:, 1] - y) - radius
        weight = strength / (1 + (off / OUTLYING_MM) ** 2)
    misfit = float(np.sqrt((weight * off**2).sum() / max(weight.sum(), 1e-9)))
    return (float(y), radius) if misfit <= MOST_IRIS_MISFIT_MM else None


def _iris(side: str) -> slice:
    """The vertices of an iris: its centre and four of its rim."""
    return slice(IRIS[side], IRIS[side] + 5)


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
    line, window_mm, _, _ = LIDS[lid]
    line = line if side == "R" else mirrored(line)
    corners = laid.pixel(laid.vertices[list(line)])
    corners = corners[np.argsort(corners[:, 0])]
    columns = np.arange(int(np.ceil(corners[0, 0])), int(corners[-1, 0]) + 1)
    edge = np.rint(np.interp(columns, corners[:, 0], corners[:, 1])).astype(int)
    above, below = (round(mm / MM_PER_PX) for mm in window_mm)
    rows = (edge + np.arange(-above, below + 1)[:, None]) * laid.shape[1] + columns
    return Window(rows.astype(np.intp), np.ones(rows.shape, np.bool_))


@cache
def _eye_window(side: str) -> Window:
    """The box around the eye."""
    laid = grid()
    ring = RIGHT_EYE if side == "R" else mirrored(RIGHT_EYE)
    corners = laid.pixel(laid.vertices[list(ring)])
    (left, top), (right, bottom) = (
        corners.min(axis=0).astype(int),
        np.ceil(corners.max(axis=0)).astype(int),
    )
    rows = np.arange(top, bottom + 1)[:, None] * laid.shape[1] + np.arange(left, right + 1)
    return Window(rows.astype(np.intp), np.ones(rows.shape, np.bool_))
