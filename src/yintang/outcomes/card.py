"""The reference card in a photograph: found, read, and used to make colours comparable.

Its twelve patches say how this camera in this light shows known colours; a 3 by 3 matrix in linear
light undoes it. A card that is lit otherwise than the face makes colours worse and not better, so
both halves must tell the same of the same skin, or the card is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from yintang.face.photo import Photo
from yintang.outcomes import card_design as design
from yintang.outcomes.colour import colour_difference, lab, luminance
from yintang.outcomes.measurement import CardUse
from yintang.outcomes.raster import Float, linear_light

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

GLANCE_PX, SEARCH_PX = 1000, 2000
"""Long side of the picture in which is seen whether there is any marker, and of the one in which
all are looked for."""
GLANCE_WINDOW_PX = 13
LEAST_MARKERS = 3
LEAST_MARKER_PX = 12
"""Two pixels to a square of a marker; smaller ones, and the patches with them, are not read."""
MOST_MISFIT = 0.02
"""How far, in parts of the half's width, corners may lie from where a flat card has them."""
LEAST_UPRIGHT = 0.6
"""Least ratio of the card's height to its width as they are seen, over the true one, either way: a
card turned further catches other light than the face."""
PX_PER_MM = 4
MIDDLE = 0.6
"""Part of a patch's width and height that is read; its rim is blurred into its neighbours."""
TRIM = (10.0, 90.0)
LARGEST_CODE, SMALLEST_CODE = 252, 3
"""Beyond them a channel may be clipped and says nothing of the light."""
CLIPPED_SHARE = 0.02
UNEVEN = 0.15
"""Relative spread of the light in a patch above which a finger, a shadow or glare lies on it."""
LEAST_PATCHES, LEAST_GREYS = 8, 4
MOST_APART = 2.0
"""Most CIELAB units by which the halves may differ about the same skin (Yintang's default): as much
as a light falling off by a tenth across the card makes of lightness."""
MOST_RESIDUAL = 0.05
"""Most root mean square error of the patches, in linear light: beyond it this is another card, or
glare lies on it. Office prints keep within 0.03 of the design (Yintang's default)."""
TONE_RESIDUAL = 0.05
"""Relative error of the greys after the matrix above which a tone curve is fitted as well; below it
a curve adds more noise than it takes out, the more so where it is fitted on some shots and not on
others. Shots of one camera whose tones vary by a hundredth stay within 0.035
(benchmarks/rephotography.py)."""
GROUND_LIGHT = 0.02
"""Added to a patch's light before it is weighed by one over it: below it rounding to whole codes
is most of what is read."""
LEAST_LIGHT = 1e-4


@dataclass(frozen=True)
class Half:
    """One half of the card, 0 or 1: its corners (4, 2) in pixels of the photograph, clockwise from
    the upper left, the linear light of its patches (12, 3), and which of them could be read (12,).
    """

    half: int
    corners: Array
    light: Array
    read: Mask
    upright: float
    marker_px: float


@dataclass(frozen=True)
class Correction:
    """From a photograph's linear light to the card's: `matrix` (3, 3), applied from the right, and
    `tone` (3, 3), for each channel the coefficients of a parabola in the logarithm, or None."""

    matrix: Array
    tone: Array | None


@dataclass(frozen=True)
class CardFound:
    """A card in a photograph. `residual` and `apart` are those of `CardUse`."""

    halves: tuple[Half, ...]
    correction: Correction | None
    residual: float | None
    apart: float | None


def find_card(photo: Photo, reference: Array | None = None) -> CardFound | None:
    """The reference card in a photograph, or None where none is seen.

    Parameters
    ----------
    photo : the upright photograph.
    reference : (12, 3) linear RGB of the printed patches where they were measured
        (`card_design.measured_patches`); what they are printed from otherwise. A change between two
        photographs needs only that both show the same card.
    """
    markers = _markers(photo.pixels)
    halves = tuple(
        found for half in (0, 1) if (found := _half(photo.pixels, half, markers)) is not None
    )
    if not halves:
        return None
    wanted = design.nominal() if reference is None else reference
    each = [_fitted([half], wanted) for half in halves]
    whole = _fitted(halves, wanted)
    apart = None
    if len(each) == 2 and each[0] is not None and each[1] is not None:
        apart = _apart(halves, each[0], each[1])
    residual = None if whole is None else _residual(halves, whole, wanted)
    return CardFound(halves, whole, residual, apart)


def use_card(found: CardFound | None) -> CardUse | None:
    """Whether a card that was found can be used, and what to do where it cannot; None for none."""
    if found is None:
        return None
    trouble = _trouble(found)
    say = f"The card was left out: {trouble}." if trouble else "Colours were set by the card."
    return CardUse(not trouble, len(found.halves), found.residual, found.apart, say)


def in_card_light(light: Float, found: CardFound | None) -> Float:
    """Linear RGB as the card would show it where a card was found that can be used, else as it
    is."""
    use = use_card(found)
    return light if found is None or use is None or not use.used else normalise(light, found)


def normalise(light: Float, found: CardFound) -> Float:
    """Linear RGB (..., 3) of a photograph as the card's light and camera would show it.

    The result is not limited to 1: skin may be lighter than the card's paper.

    Raises
    ------
    ValueError
        Too few patches of the card could be read; `use_card` says so.
    """
    if found.correction is None:
        raise ValueError("too few patches of the card could be read")
    return np.asarray(_corrected(light, found.correction), np.float32)


def _trouble(found: CardFound) -> str:
    """Why a card cannot be used, or ""; the first of several reasons."""
    apart, residual = found.apart, found.residual
    reasons = {
        "only one half of it can be seen, and nothing bears it out; show both halves": (
            len(found.halves) < 2
        ),
        "it is too small in the picture; go closer": (
            min(half.marker_px for half in found.halves) < LEAST_MARKER_PX
        ),
        "it is turned away; hold it in the plane of the face": (
            min(half.upright for half in found.halves) < LEAST_UPRIGHT
        ),
        "too few of its patches can be read; keep fingers, shadow and glare off it": (
            apart is None or residual is None
        ),
        "its halves disagree about the same skin; light both sides of the face alike": (
            apart is not None and apart > MOST_APART
        ),
        "its colours do not fit; keep glare off it, and use a sound print of this card": (
            residual is not None and residual > MOST_RESIDUAL
        ),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _markers(pixels: NDArray[np.uint8]) -> Mapping[int, Array]:
    """Marker number -> its corners (4, 2) in pixels; a number seen twice is left out."""
    every = max(1, round(max(pixels.shape) / GLANCE_PX / 1.7))  # the rest is averaged
    green = np.ascontiguousarray(pixels[::every, ::every, 1])
    if not _seen(green, GLANCE_PX, True)[0]:
        return {}
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    numbers, corners = _seen(grey, SEARCH_PX, False)
    return {n: at for n, at in zip(numbers, corners, strict=True) if numbers.count(n) == 1}


def _seen(grey: NDArray[np.uint8], long_px: int, glance: bool) -> tuple[list[int], list[Array]]:
    """Markers, and their corners (4, 2) in pixels, of a picture made smaller for the search."""
    step = max(1.0, max(grey.shape) / long_px)
    small = grey
    if step > 1:
        size = (round(grey.shape[1] / step), round(grey.shape[0] / step))
        small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    found, numbers, _ = _detector(glance).detectMarkers(small)
    if numbers is None:
        return [], []
    scale = np.array(grey.shape[::-1]) / small.shape[::-1]
    corners = [(one.reshape(4, 2).astype(float) + 0.5) * scale - 0.5 for one in found]
    return [int(n) for n in np.ravel(numbers)], corners


@cache
def _detector(glance: bool) -> "cv2.aruco.ArucoDetector":
    """For a glance one threshold serves, which takes a third of the time and misses few."""
    settings = cv2.aruco.DetectorParameters()
    settings.minMarkerPerimeterRate = 4 * LEAST_MARKER_PX / SEARCH_PX
    # The blurred rim of each square is left out, else markers of 30 pixels are missed.
    settings.perspectiveRemovePixelPerCell = 8
    settings.perspectiveRemoveIgnoredMarginPerCell = 0.2
    if glance:
        settings.adaptiveThreshWinSizeMin = GLANCE_WINDOW_PX
        settings.adaptiveThreshWinSizeMax = GLANCE_WINDOW_PX
    else:
        settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
        settings.cornerRefinementWinSize = 3
    return cv2.aruco.ArucoDetector(design.marker_family(), settings)


def _half(pixels: NDArray[np.uint8], half: int, markers: Mapping[int, Array]) -> Half | None:
    """A half whose markers lie as on a flat card, with its patches read."""
    there = {n: mm for n, mm in design.marker_corners(half).items() if n in markers}
    if len(there) < LEAST_MARKERS:
        return None
    on_card = np.vstack(list(there.values()))
    in_photo = np.vstack([markers[n] for n in there])
    estimated, _ = cv2.findHomography(on_card, in_photo)
    if estimated is None:
        return None
    laid = np.asarray(estimated, np.float64)
    misfit = np.linalg.norm(_through(laid, on_card) - in_photo, axis=1)
    width, height = design.HALF_MM
    corners = _through(laid, np.array([[0, 0], [width, 0], [width, height], [0, height]]))
    across, down = (
        float(np.linalg.norm(corners[a] - corners[b]) + np.linalg.norm(corners[c] - corners[d])) / 2
        for a, b, c, d in ((1, 0, 2, 3), (3, 0, 2, 1))
    )
    if np.sqrt(np.mean(misfit**2)) > MOST_MISFIT * across:
        return None
    ratio = down / across * width / height
    light, read = _patches(pixels, half, laid, corners)
    size = min(across / width, down / height) * design.MARKER_MM
    return Half(half, corners, light, read, min(ratio, 1 / ratio), size)


def _patches(
    pixels: NDArray[np.uint8], half: int, laid: Array, corners: Array
) -> tuple[Array, Mask]:
    """Linear light (12, 3) in the middle of each patch, and whether it can be trusted (12,)."""
    size = np.array(pixels.shape[1::-1])
    low = np.clip(np.floor(corners.min(axis=0)) - 2, 0, size - 1).astype(int)
    high = np.clip(np.ceil(corners.max(axis=0)) + 3, low + 1, size).astype(int)
    part = linear_light(pixels[low[1] : high[1], low[0] : high[0]])
    to_part = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]], float)
    to_mm = np.diag([1 / PX_PER_MM, 1 / PX_PER_MM, 1.0])
    flat_size = tuple(round(side * PX_PER_MM) for side in design.HALF_MM)
    flat = cv2.warpPerspective(
        part, to_part @ laid @ to_mm, flat_size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    light, read = zip(
        *(_patch(np.asarray(flat, np.float32), box) for box in design.patch_corners(half)),
        strict=True,
    )
    return np.array(light), np.array(read)


def _patch(flat: Float, box: Array) -> tuple[Array, bool]:
    middle, reach = box.mean(axis=0), (box[1] - box[0]) / 2 * MIDDLE
    (x0, y0), (x1, y1) = (np.rint((middle + k * reach) * PX_PER_MM).astype(int) for k in (-1, 1))
    inside = flat[y0:y1, x0:x1].reshape(-1, 3)
    y = luminance(inside)
    kept = inside[(y >= np.percentile(y, TRIM[0])) & (y <= np.percentile(y, TRIM[1]))]
    most, least = (_light_of(code) for code in (LARGEST_CODE, SMALLEST_CODE))
    clipped = ((inside >= most).any(axis=1) | (inside <= least).any(axis=1)).mean()
    spread = np.std(luminance(kept)) / max(float(np.mean(y)), LEAST_LIGHT)
    return kept.mean(axis=0).astype(float), bool(clipped <= CLIPPED_SHARE and spread <= UNEVEN)


def _light_of(code: int) -> float:
    return float(linear_light(np.full((1, 1, 3), code, np.uint8))[0, 0, 0])


def _through(laid: Array, points: Array) -> Array:
    """Points (n, 2) through a homography (3, 3)."""
    moved = np.column_stack([points, np.ones(len(points))]) @ laid.T
    return np.asarray(moved[:, :2] / moved[:, 2:], np.float64)


def _fitted(halves: Sequence[Half], wanted: Array) -> Correction | None:
    """The matrix that best turns the patches that could be read into those wanted (least squares),
    after a tone curve where the greys ask for one; None where too few could be read."""
    read = np.concatenate([half.read for half in halves])
    grey = np.tile(np.isin(np.arange(len(wanted)), design.GREYS), len(halves)) & read
    if read.sum() < LEAST_PATCHES * len(halves) or grey.sum() < LEAST_GREYS * len(halves):
        return None
    light = np.vstack([half.light for half in halves])
    goal = np.tile(wanted, (len(halves), 1))
    matrix = _matrix(light[read], goal[read])
    greys = light[grey] @ matrix / goal[grey]
    if np.sqrt(np.mean((greys - 1) ** 2)) <= TONE_RESIDUAL:
        return Correction(matrix, None)
    tone = np.stack(
        [
            np.polyfit(np.log(np.maximum(light[grey, k], LEAST_LIGHT)), np.log(goal[grey, k]), 2)
            for k in range(3)
        ]
    )
    return Correction(_matrix(_toned(light[read], tone), goal[read]), tone)


def _matrix(light: Array, goal: Array) -> Array:
    """(3, 3) that best turns patches (n, 3) into those wanted, each weighted by one over its light,
    so that the light ones do not decide alone: dark skin lies among the dark ones."""
    weight = 1 / (goal.mean(axis=1, keepdims=True) + GROUND_LIGHT)
    return np.asarray(np.linalg.lstsq(light * weight, goal * weight, rcond=None)[0], np.float64)


def _corrected(light: Array | Float, correction: Correction) -> Array:
    light = light if correction.tone is None else _toned(light, correction.tone)
    return np.asarray(np.maximum(light @ correction.matrix, 0), np.float64)


def _toned(light: Array | Float, tone: Array) -> Array:
    """Each channel through its parabola, log against log."""
    log = np.log(np.maximum(light, LEAST_LIGHT))
    return np.exp((tone[:, 0] * log + tone[:, 1]) * log + tone[:, 2])


def _residual(halves: Sequence[Half], correction: Correction, wanted: Array) -> float:
    error = np.vstack([_corrected(h.light, correction)[h.read] - wanted[h.read] for h in halves])
    return float(np.sqrt(np.mean(error**2)))


def _apart(halves: Sequence[Half], first: Correction, second: Correction) -> float:
    """How differently the two halves' corrections show the same skin: that of the three patches
    that lie where skin does, as the photograph has them."""
    skin = np.mean([half.light[list(design.SKINS)] for half in halves], axis=0)
    ends = [lab(_corrected(skin, correction)) for correction in (first, second)]
    return float(colour_difference(ends[0], ends[1]).mean())
