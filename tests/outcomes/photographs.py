"""Pictures with a reference card in them, made from the sheet that is printed."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from yintang.drawing.raster import svg_to_png
from yintang.drawing.reference_card import LEFT_MM, SHEET_MM, TOP_MM, draw_card
from yintang.face.photo import Photo, photo_from_pixels, read_photo
from yintang.outcomes import card_design as design
from yintang.outcomes.raster import linear_light, srgb_codes

Array = NDArray[np.float64]
Light = NDArray[np.float32]
FINE_PX_PER_MM = 8
WALL = 0.35


def printed_strip() -> Light:
    """Both halves as they are printed, linear light, `FINE_PX_PER_MM` pixels to the millimetre."""
    width, height = (f"{side:g}" for side in SHEET_MM)
    svg = draw_card().replace(f"{width}mm", width).replace(f"{height}mm", height)
    sheet = read_photo(svg_to_png(svg, round(SHEET_MM[0] * FINE_PX_PER_MM))).pixels
    left, top = round(LEFT_MM * FINE_PX_PER_MM), round(TOP_MM * FINE_PX_PER_MM)
    across, down = (round(n * FINE_PX_PER_MM) for n in (2 * design.HALF_MM[0], design.HALF_MM[1]))
    return linear_light(np.ascontiguousarray(sheet[top : top + down, left : left + across]))


def scene(
    strip: Light,
    *,
    mm_per_px: float = 0.25,
    turned_deg: float = 0.0,
    shortened: float = 1.0,
    size: tuple[int, int] = (1000, 800),
) -> Light:
    """A grey wall with the strip in its middle: turned in the picture, and shortened in height."""
    scale = 1 / FINE_PX_PER_MM / mm_per_px
    small = cv2.resize(strip, None, fx=scale, fy=scale * shortened, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    laid = cv2.getRotationMatrix2D((width / 2, height / 2), turned_deg, 1.0)
    laid[:, 2] += (size[0] / 2 - width / 2, size[1] / 2 - height / 2)
    wall = np.full((size[1], size[0], 3), WALL, np.float32)
    held = cv2.warpAffine(small, laid, size)
    part = cv2.warpAffine(np.ones((height, width), np.float32), laid, size)[..., None]
    return np.asarray(wall * (1 - part) + held, np.float32)


def photographed(
    light: Light,
    *,
    gain: Sequence[float] = (1.0, 1.0, 1.0),
    fall_off: float = 0.0,
    gamma: float = 1.0,
    noise: float = 0.0,
) -> Photo:
    """What a camera makes of a scene: a gain for each channel, light that falls off by a part from
    the left edge to the right, a tone curve, and noise in sRGB codes."""
    across = np.linspace(1 + fall_off / 2, 1 - fall_off / 2, light.shape[1], dtype=np.float32)
    seen = np.clip(light * np.asarray(gain, np.float32) * across[None, :, None], 0, 1) ** gamma
    grain = np.random.default_rng(4).normal(0, noise, light.shape) if noise else 0.0
    return photo_from_pixels(srgb_codes(seen.astype(np.float32), grain))
