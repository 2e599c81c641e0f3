"""Brown and red spots: found one by one, and matched one to one between two photographs.

A spot is a blob that is darker in green light than the skin around it: a maximum, over place and
size, of the scale-normalised Laplacian of Gaussian (Lindeberg 1998, Int J Comput Vis 30:79). It is
red where red light is held back much less than green, as by haemoglobin, else brown. Places are on
the reference face, so that each spot has its own before and after.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from yintang.outcomes.measurement import Spot, View
from yintang.outcomes.raster import MM_PER_PX, Float, Mask, coarser, grid
from yintang.outcomes.regions import Area
from yintang.outcomes.seeing import Seen

Kind = Literal["brown", "red"]

HALF = 2
STEP_MM = MM_PER_PX * HALF
SCALES_MM = (0.7, 1.1, 1.7, 2.6, 4.0)
BACKGROUND_MM = 5.0
LEAST_CONTRAST = 6.0
"""Optical density in green light, times 100, by which a spot stands out at the least: an eighth
less light (Yintang's default)."""
ROUND = 0.4
"""Least ratio of the two curvatures of a spot: lines, lashes and borders are no spots."""
NEARBY_MM = 1.0
RED_SHARE = 0.53
"""Part of a spot's density in green that its redness makes up, above which it is a red one: half
way between melanin (0.39) and haemoglobin (0.68) by the axes of `colour.PIGMENTS`."""
WITHIN_MM = 2.0
"""Farther apart two spots of two photographs are not the same one."""
TOLERANCE = 0.1
PATCH_MM = (2.0, 10.0)


def raised(values: Float, bare: Mask) -> Float:
    """A map at half size without what is wider than a spot, smoothly continued off the skin.

    Parameters
    ----------
    values : (height, width) at half the raster's size.
    bare : (height, width) pixels of that size that show skin.
    """
    filled = np.where(bare, values, _mean(values, bare, NEARBY_MM))
    return (filled - _mean(values, bare, BACKGROUND_MM)).astype(np.float32)


def patchiness(pigment: Float, bare: Mask) -> Float:
    """Patches 2 to 10 mm wide of a pigment's map at half size, times 100."""
    narrow, wide = (_mean(pigment, bare, mm) for mm in PATCH_MM)
    return np.asarray(np.where(bare, 100 * (narrow - wide), 0), np.float32)


def find_spots(
    light: Float, bare: Mask, areas: Mapping[str, Area], view: View, least: float = LEAST_CONTRAST
) -> tuple[Spot, ...]:
    """The spots of a face, the strongest first, each in the region it lies in.

    Parameters
    ----------
    light : (height, width, 3) linear RGB at half the raster's size.
    bare : (height, width) pixels of that size that show skin.
    areas : the regions; what lies in none is left out.
    view : from where the face is seen.
    least : contrast below which none is kept.
    """
    red, green = (100 * np.log10(np.maximum(light[..., k], 1e-4)) for k in (0, 1))
    blurred = _scales(raised(-green, bare))
    darker = _responses(blurred)
    # 2 x the response is the height of a Gaussian blob of that size.
    peak = np.stack([cv2.dilate(layer, np.ones((3, 3), np.uint8)) for layer in darker])
    top = (darker == peak) & (darker == darker.max(axis=0)) & (2 * darker >= least) & bare
    at = np.nonzero(top)
    layer, y, x = (each[_round(blurred, *at)] for each in at)
    region = _region_numbers(areas, bare.shape)[y, x]
    contrast = darker[layer, y, x]
    redness = _response_at(raised(red - green, bare), layer, y, x)
    pixels = np.stack([x, y], axis=1).astype(np.float64)
    places = grid(view).place((pixels + 0.5) * HALF - 0.5)
    names = list(areas)
    return _apart(
        Spot(
            "red" if redness[n] > RED_SHARE * contrast[n] else "brown",
            names[region[n]],
            float(places[n, 0]),
            float(places[n, 1]),
            SCALES_MM[layer[n]] * 2**0.5,
            float(2 * contrast[n]),
        )
        for n in np.argsort(-contrast, kind="stable")
        if region[n] >= 0
    )


def _apart(found: Iterable[Spot]) -> tuple[Spot, ...]:
    """Spots without those whose middle lies within a stronger one."""
    spots = list(found)
    if not spots:
        return ()
    places = _places(spots)
    within = cdist(places, places) <= np.array([spot.radius_mm for spot in spots])
    kept: list[int] = []
    for n in range(len(spots)):
        if not within[n, kept].any():
            kept.append(n)
    return tuple(spots[n] for n in kept)


def spots_and_measures(
    seen: Seen, laid: Mapping[str, Area]
) -> tuple[tuple[Spot, ...], dict[tuple[str, str], tuple[float, float]]]:
    """The spots of a face, and by metric and region what they amount to, with a standard error:
    half of what changes when the threshold is moved a tenth either way."""
    bare = coarser(seen.bare.astype(np.float32), HALF) > 0.99
    light = coarser(seen.light, HALF)
    faint = find_spots(light, bare, laid, seen.view, LEAST_CONTRAST * (1 - TOLERANCE))
    values: dict[tuple[str, str], tuple[float, float]] = {}
    for name, area in laid.items():
        for kind, metrics in METRICS.items():
            there = [spot for spot in faint if spot.region == name and spot.kind == kind]
            for metric, amount in metrics.items():
                lowest, usual, highest = (
                    amount([s for s in there if s.contrast >= LEAST_CONTRAST * by], area)
                    for by in (1 - TOLERANCE, 1, 1 + TOLERANCE)
                )
                values[metric, name] = (usual, abs(highest - lowest) / 2)
    return tuple(spot for spot in faint if spot.contrast >= LEAST_CONTRAST), values


def _share_percent(found: Sequence[Spot], area: Area) -> float:
    covered = sum(np.pi * spot.radius_mm**2 for spot in found)
    return float(100 * covered / (len(area.rows) * MM_PER_PX**2))


def _mean_contrast(found: Sequence[Spot], _: Area) -> float:
    return float(np.mean([spot.contrast for spot in found])) if found else 0.0


def _count(found: Sequence[Spot], _: Area) -> float:
    return float(len(found))


METRICS: Mapping[Kind, Mapping[str, Callable[[Sequence[Spot], Area], float]]] = {
    "brown": {"spots-area": _share_percent, "spots-contrast": _mean_contrast},
    "red": {"lesions": _count},
}
COUNTED = frozenset({"lesions"})
"""Metrics of which two sides have the sum and not the mean."""


def matched(before: Sequence[Spot], after: Sequence[Spot]) -> tuple[tuple[Spot, Spot], ...]:
    """Pairs of the same spot on two photographs: one to one, nearest altogether, none farther than
    `WITHIN_MM` (the assignment problem; Kuhn 1955)."""
    pairs: list[tuple[Spot, Spot]] = []
    for kind in ("brown", "red"):
        first = [spot for spot in before if spot.kind == kind]
        second = [spot for spot in after if spot.kind == kind]
        if not first or not second:
            continue
        apart = cdist(_places(first), _places(second))
        cost = np.minimum(apart, 10 * WITHIN_MM)
        pairs += [
            (first[i], second[j])
            for i, j in zip(*linear_sum_assignment(cost), strict=True)
            if apart[i, j] <= WITHIN_MM
        ]
    return tuple(pairs)


def _places(found: Sequence[Spot]) -> NDArray[np.float64]:
    return np.array([[spot.x_mm, spot.y_mm] for spot in found])


def _scales(values: Float) -> Float:
    """A map (height, width) blurred at each of `SCALES_MM`, (5, height, width)."""
    return np.stack([cv2.GaussianBlur(values, (0, 0), mm / STEP_MM) for mm in SCALES_MM])


def _responses(blurred: Float) -> Float:
    """Minus s^2 times the Laplacian at each scale s: high in the middle of a blob of that size."""
    sigma = np.array(SCALES_MM, np.float32) / np.float32(STEP_MM)
    laplacian = np.stack([cv2.Laplacian(layer, cv2.CV_32F) for layer in blurred])
    return np.asarray(-(sigma[:, None, None] ** 2) * laplacian, np.float32)


def _response_at(
    values: Float, layer: NDArray[np.intp], y: NDArray[np.intp], x: NDArray[np.intp]
) -> Float:
    """What `_responses` is at single pixels (n,) of a map's scales, without the rest of them."""
    found = np.zeros(len(layer), np.float32)
    for n in np.unique(layer):
        sigma = SCALES_MM[n] / STEP_MM
        blurred, one = cv2.GaussianBlur(values, (0, 0), sigma), layer == n
        b, a = y[one], x[one]
        around = blurred[b - 1, a] + blurred[b + 1, a] + blurred[b, a - 1] + blurred[b, a + 1]
        found[one] = -np.float32(sigma**2) * (around - 4 * blurred[b, a])
    return found


def _round(
    blurred: Float, layer: NDArray[np.intp], y: NDArray[np.intp], x: NDArray[np.intp]
) -> Mask:
    """Whether the map curves about as much along each maximum (n,) as across it."""
    at = {(dy, dx): blurred[layer, y + dy, x + dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1)}
    xx = at[0, 1] - 2 * at[0, 0] + at[0, -1]
    yy = at[1, 0] - 2 * at[0, 0] + at[-1, 0]
    xy = (at[1, 1] - at[1, -1] - at[-1, 1] + at[-1, -1]) / 4
    apart = np.hypot((xx - yy) / 2, xy)
    most, least = apart - (xx + yy) / 2, -apart - (xx + yy) / 2
    return np.asarray(least > ROUND * most, np.bool_)


def _mean(values: Float, bare: Mask, sigma_mm: float) -> Float:
    """Gaussian mean over bare skin."""
    weight = bare.astype(np.float32)
    small = (coarser(values * weight, 2), coarser(weight, 2))
    sigma = sigma_mm / STEP_MM / 2
    held, share = (cv2.GaussianBlur(image, (0, 0), sigma) for image in small)
    mean = (held + 1e-6 * held.mean()) / (share + 1e-6 * max(float(share.mean()), 1e-6))
    return np.asarray(cv2.resize(mean, values.shape[::-1]), np.float32)


def _region_numbers(areas: Mapping[str, Area], shape: tuple[int, ...]) -> NDArray[np.int32]:
    """(height, width) at half size: which area a pixel lies in, -1 for none; later areas win."""
    full = np.full(shape[0] * HALF * shape[1] * HALF, -1, np.int32)
    for number, area in enumerate(areas.values()):
        full[area.rows] = number
    return full.reshape(shape[0] * HALF, shape[1] * HALF)[::HALF, ::HALF]
