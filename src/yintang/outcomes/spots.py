"""Brown and red spots: found one by one, and matched one to one between two photographs.

A spot is a blob of the melanin or the haemoglobin map: a maximum, over place and size, of the
scale-normalised Laplacian of Gaussian (Lindeberg 1998, Int J Comput Vis 30:79). Places are on the
reference face, so that each spot has its own before and after.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from yintang.outcomes import colour
from yintang.outcomes.measurement import Spot, View
from yintang.outcomes.raster import MM_PER_PX, Float, Mask, coarser, grid
from yintang.outcomes.regions import Area
from yintang.outcomes.seeing import Seen

Kind = Literal["brown", "red"]

HALF = 2
STEP_MM = MM_PER_PX * HALF
SCALES_MM = (0.7, 1.1, 1.7, 2.6, 4.0)
BACKGROUND_MM = 5.0
LEAST_CONTRAST: Mapping[Kind, float] = {"brown": 5.0, "red": 5.0}
"""Optical density times 100 by which a spot stands out at the least (Yintang's default, set so that
few are found on skin that shows none to the eye)."""
WITHIN_MM = 2.0
"""Farther apart two spots of two photographs are not the same one."""
TOLERANCE = 0.1
PATCH_MM = (2.0, 10.0)


def density(pigment: Float, bare: Mask) -> Float:
    """A pigment's map at half size, times 100, without what is wider than a spot; 0 off the skin.

    Parameters
    ----------
    pigment : (height, width) optical density along one pigment's axis, at half the raster's size.
    bare : (height, width) pixels of that size that show skin.
    """
    around = _mean(pigment, bare, BACKGROUND_MM)
    return np.asarray(np.where(bare, 100 * (pigment - around), 0), np.float32)


def patchiness(pigment: Float, bare: Mask) -> Float:
    """Patches 2 to 10 mm wide of a pigment's map at half size, times 100."""
    narrow, wide = (_mean(pigment, bare, mm) for mm in PATCH_MM)
    return np.asarray(np.where(bare, 100 * (narrow - wide), 0), np.float32)


def find_spots(
    raised: Float, kind: Kind, areas: Mapping[str, Area], view: View, least: float = 0.0
) -> tuple[Spot, ...]:
    """The spots of a `density` map, the strongest first, each in the region it lies in.

    `least` is the contrast below which none is kept, `LEAST_CONTRAST` where 0.
    """
    stack = np.stack([_response(raised, mm) for mm in SCALES_MM])
    peak = np.stack([cv2.dilate(layer, np.ones((3, 3), np.uint8)) for layer in stack])
    # 2 x the response is the height of a Gaussian blob of that size.
    strong = 2 * stack >= (least or LEAST_CONTRAST[kind])
    layer, y, x = np.nonzero((stack == peak) & strong & (stack == stack.max(axis=0)))
    region = _region_numbers(areas, raised.shape)
    names = list(areas)
    pixels = np.stack([x, y], axis=1).astype(np.float64)
    places = grid(view).place((pixels + 0.5) * HALF - 0.5)
    order = np.argsort(-stack[layer, y, x], kind="stable")
    return tuple(
        Spot(
            kind,
            names[region[y[n], x[n]]],
            float(places[n, 0]),
            float(places[n, 1]),
            SCALES_MM[layer[n]] * 2**0.5,
            float(2 * stack[layer[n], y[n], x[n]]),
        )
        for n in order
        if region[y[n], x[n]] >= 0
    )


def spots_and_measures(
    seen: Seen, laid: Mapping[str, Area]
) -> tuple[tuple[Spot, ...], dict[tuple[str, str], tuple[float, float]]]:
    """The spots of a face, and by metric and region what they amount to, with a standard error:
    half of what changes when the threshold is moved a tenth either way."""
    bare = coarser(seen.bare.astype(np.float32), HALF) > 0.99
    pigment = colour.pigments(coarser(seen.light, HALF))
    found: list[Spot] = []
    values: dict[tuple[str, str], tuple[float, float]] = {}
    for channel, (kind, metrics) in enumerate(METRICS.items()):
        raised = density(np.ascontiguousarray(pigment[..., channel]), bare)
        least = LEAST_CONTRAST[kind]
        faint = find_spots(raised, kind, laid, seen.view, least * (1 - TOLERANCE))
        found += [spot for spot in faint if spot.contrast >= least]
        for name, area in laid.items():
            there = [spot for spot in faint if spot.region == name]
            for metric, amount in metrics.items():
                lowest, usual, highest = (
                    amount([s for s in there if s.contrast >= least * by], area)
                    for by in (1 - TOLERANCE, 1, 1 + TOLERANCE)
                )
                values[metric, name] = (usual, abs(highest - lowest) / 2)
    return tuple(found), values


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


def _response(raised: Float, scale_mm: float) -> Float:
    """Minus s^2 times the Laplacian at scale s: high in the middle of a blob of that size."""
    sigma = scale_mm / STEP_MM
    blurred = cv2.GaussianBlur(raised, (0, 0), sigma)
    return np.asarray(-(sigma**2) * cv2.Laplacian(blurred, cv2.CV_32F), np.float32)


def _mean(values: Float, bare: Mask, sigma_mm: float) -> Float:
    """Gaussian mean over bare skin."""
    weight = bare.astype(np.float32)
    small = (coarser(values * weight, 2), coarser(weight, 2))
    sigma = sigma_mm / STEP_MM / 2
    held, share = (cv2.GaussianBlur(image, (0, 0), sigma) for image in small)
    mean = held / np.maximum(share, 1e-3)
    return np.asarray(cv2.resize(mean, values.shape[::-1]), np.float32)


def _region_numbers(areas: Mapping[str, Area], shape: tuple[int, ...]) -> NDArray[np.int32]:
    """(height, width) at half size: which area a pixel lies in, -1 for none; later areas win."""
    full = np.full(shape[0] * HALF * shape[1] * HALF, -1, np.int32)
    for number, area in enumerate(areas.values()):
        full[area.rows] = number
    return full.reshape(shape[0] * HALF, shape[1] * HALF)[::HALF, ::HALF]
