"""The atlas' regions as pixels of the metric raster, without what is not skin.

What belongs to a region is the same on every photograph: three millimetres inside the mesh, away
from brows, lashes and lips, and nowhere so steep that a frontal photograph sees it foreshortened.
On each photograph hair that falls over the skin is left out besides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from yintang.atlas.model import Atlas
from yintang.face.outlines import LIPS_OUTER, RIGHT_BROW, RIGHT_EYE
from yintang.face.reference import reference_face
from yintang.outcomes.measurement import View
from yintang.outcomes.raster import MM_PER_PX, Float, Mask, coarser, grid

EDGE_MM = 3.0
"""How far inside the mesh a region ends: beyond it lies background or hair."""
STEEPEST = 1 / 1.7
"""Least cosine to the line of sight: skin stretched by more than 1.7 on the raster is left out."""
AROUND = ((RIGHT_BROW, True, 2.0), (RIGHT_EYE, True, 2.0), (LIPS_OUTER, False, 1.5))
"""Ring of vertices, whether it is paired, and how many millimetres around it are left out: what is
seen there is hair, lashes or the border of the lip."""
LEAST_MM2 = 50.0
"""Regions of which a frontal photograph shows less, such as the temple, are not measured."""
SQUARE = round(1 / MM_PER_PX)
PHASES = 4

HAIR_SHARE = 0.4
"""Light at a pixel over the region's median below which it is hair or a nostril and not skin; a
brown spot or a dark circle keeps more than half (Yintang's default)."""
HAIR_BLUR_MM = 0.5
HAIR_AROUND_MM = 1.0


@dataclass(frozen=True, slots=True)
class Area:
    """A region's pixels on the raster.

    `rows` are their numbers, counting row after row; `phase` (n,) 0 to 3 deals them into four
    samples of the same skin, square millimetre by square millimetre. `squares` are the numbers of
    those square millimetres on the raster four times as coarse, `square_phase` their samples.
    """

    name: str
    rows: NDArray[np.intp]
    phase: NDArray[np.uint8]
    squares: NDArray[np.intp]
    square_phase: NDArray[np.uint8]


@lru_cache(maxsize=6)
def areas(atlas: Atlas, view: View = "front") -> Mapping[str, Area]:
    """Every region that a view shows: "forehead"; "cheek-R" and "cheek-L".

    From the side only the regions of the side that is seen are there, such as "cheek-L".
    """
    found = {}
    for region in atlas.regions.values():
        if not region.ring:
            continue
        right = _polygon(region.ring, view) & skin(view)
        if not region.paired:
            found[region.id] = _area(region.id, right)
            continue
        left = _polygon(mirrored(region.ring), view) & skin(view)
        found[f"{region.id}-R"] = _area(f"{region.id}-R", right)
        found[f"{region.id}-L"] = _area(f"{region.id}-L", left)
    if view != "front":
        seen = "-L" if view == "left-45" else "-R"
        found = {name: area for name, area in found.items() if name.endswith(seen)}
    least = LEAST_MM2 / MM_PER_PX**2
    return {name: area for name, area in found.items() if len(area.rows) >= least}


@lru_cache(maxsize=3)
def skin(view: View = "front") -> Mask:
    """Pixels of the raster that show skin on a face without hair over it."""
    found = grid(view)
    kept = _eroded(found.inside, EDGE_MM) & (found.steepness >= STEEPEST)
    for ring, paired, around_mm in AROUND:
        hidden = _polygon(ring, view)
        if paired:
            hidden |= _polygon(mirrored(ring), view)
        kept &= ~_grown(hidden, around_mm)
    return kept


def bare(luminance: Float, view: View = "front") -> Mask:
    """Pixels of a photograph's raster that show skin: `skin` without the hair over it.

    Parameters
    ----------
    luminance : (height, width) linear, on the raster.
    """
    smooth = cv2.GaussianBlur(luminance, (0, 0), HAIR_BLUR_MM / MM_PER_PX)
    usual = float(np.median(smooth[skin(view)]))
    hair = (smooth < HAIR_SHARE * usual) & skin(view)
    return skin(view) & ~_grown(hair, HAIR_AROUND_MM)


def mirrored(ring: tuple[int, ...]) -> tuple[int, ...]:
    """The vertices on the other side of the face."""
    other = reference_face().mirror
    return tuple(int(other[v]) for v in ring)


def _area(name: str, mask: Mask) -> Area:
    rows = np.flatnonzero(mask)
    y, x = np.divmod(rows, mask.shape[1])
    squares = np.flatnonzero(coarser(mask.astype(np.float32), SQUARE) > 0.5)
    across = mask.shape[1] // SQUARE
    return Area(
        name,
        rows,
        _phase(y // SQUARE, x // SQUARE),
        squares,
        _phase(squares // across, squares % across),
    )


def _phase(y: NDArray[np.intp], x: NDArray[np.intp]) -> NDArray[np.uint8]:
    return (y % 2 * 2 + x % 2).astype(np.uint8)


def _polygon(ring: tuple[int, ...], view: View) -> Mask:
    found = grid(view)
    drawn = np.zeros(found.shape, np.uint8)
    corners = found.pixel(found.vertices[list(ring)])
    cv2.fillPoly(drawn, [np.rint(corners * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
    return drawn > 0


def _disc(radius_mm: float) -> NDArray[np.uint8]:
    reach = round(radius_mm / MM_PER_PX)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    return np.asarray(x**2 + y**2 <= reach**2, np.uint8)


def _grown(mask: Mask, by_mm: float) -> Mask:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), _disc(by_mm)) > 0, np.bool_)


def _eroded(mask: Mask, by_mm: float) -> Mask:
    return ~_grown(~mask, by_mm)
