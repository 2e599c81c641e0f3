"""What a photograph was measured on, as pictures: for whoever wants to see it before believing it.

Two pictures of one photograph, both a quarter of a millimetre to a pixel: the face on the metric
raster, in the light it was measured in; and the regions on it, each with its name, skin that was
left out of all of them turned grey.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from yintang.atlas.model import Atlas
from yintang.face.model import FaceModel
from yintang.face.photo import Photo
from yintang.outcomes.card import find_card, in_card_light
from yintang.outcomes.measure import regions_measured
from yintang.outcomes.measurement import View
from yintang.outcomes.raster import srgb_codes
from yintang.outcomes.regions import Area
from yintang.outcomes.seeing import Seen, see

Codes = NDArray[np.uint8]

MUTED = 0.45
"""How much of the way to white what was left out is drawn."""
OUTLINE = (0, 150, 150)
NAME: Sequence[tuple[tuple[int, int, int], int]] = (((255, 255, 255), 3), ((0, 0, 0), 1))
"""Colour and width of a name's strokes, and of the rim under them: legible on any skin."""
NAME_SIZE = 0.35


@dataclass(frozen=True, slots=True)
class Patches:
    """sRGB codes (height, width, 3): `raster` the face as it was measured, black off the mesh,
    `regions` the same with the regions marked; `names` those that were measured, in the atlas'
    order."""

    view: View
    raster: Codes
    regions: Codes
    names: tuple[str, ...]


def patches(photo: Photo, atlas: Atlas, *, model: FaceModel | None = None) -> Patches:
    """The metric raster of a photograph, and the regions that `measure` measures on it.

    Raises
    ------
    FaceError
        The photograph shows no face, or none large enough to measure.
    """
    seen = see(photo, model)
    seen = replace(seen, light=in_card_light(seen.light, find_card(photo)))
    laid = regions_measured(seen, atlas)
    raster = srgb_codes(seen.light)
    return Patches(seen.view, raster, _marked(raster, seen, laid), tuple(laid))


def _marked(raster: Codes, seen: Seen, laid: Mapping[str, Area]) -> Codes:
    """The raster with each region's bare skin in its colour, outlined and named."""
    grey = cv2.cvtColor(raster, cv2.COLOR_RGB2GRAY).astype(np.float32)
    muted = np.rint(grey + (255 - grey) * MUTED).astype(np.uint8)
    shown = np.repeat(muted[..., None], 3, axis=2)
    each = {name: _mask(seen, area) for name, area in laid.items()}
    for mask in each.values():
        shown[mask > 0] = raster[mask > 0]
    for name, mask in each.items():
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(shown, outlines, -1, OUTLINE, 1)
        y, x = (round(float(at.mean())) for at in np.nonzero(mask))
        (width, height), _ = cv2.getTextSize(name, cv2.FONT_HERSHEY_SIMPLEX, NAME_SIZE, 1)
        left = int(np.clip(x - width / 2, 0, mask.shape[1] - width))
        for colour, thick in NAME:
            cv2.putText(
                shown, name, (left, y + height // 2), cv2.FONT_HERSHEY_SIMPLEX, NAME_SIZE, colour,
                thick, cv2.LINE_AA,
            )  # fmt: skip
    return shown


def _mask(seen: Seen, area: Area) -> Codes:
    """1 on the pixels of the raster that count for a region, else 0."""
    mask = np.zeros(seen.bare.shape, np.uint8)
    mask.ravel()[area.rows] = seen.bare.ravel()[area.rows]
    return mask
