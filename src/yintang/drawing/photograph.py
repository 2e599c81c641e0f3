"""The photograph as a quiet ground for a drawing: cropped, muted, embedded.

The fade into the page is not baked in: the drawing lays the page's own colour over it, so the same
picture sits on light, dark and white.
"""

import base64
import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SATURATION = 0.45
LIGHTENED = 0.12
"""Share of white mixed in, so that points stand out on every skin tone."""
TALLEST, SHORTEST = 1400, 900
"""Pixels the embedded crop is scaled to; the upper bound keeps a sheet under about 300 kB."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A rectangle of the photograph, in its pixels, and the picture in it as a data URI."""

    left: float
    top: float
    right: float
    bottom: float
    uri: str


def muted(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Less saturated and a little lighter. (H, W, 3) sRGB in and out; luma weights of BT.601."""
    rgb = pixels.astype(np.float32)
    grey = rgb @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    quiet = grey[..., None] + SATURATION * (rgb - grey[..., None])
    lighter = quiet * (1 - LIGHTENED) + 255 * LIGHTENED
    return np.clip(np.rint(lighter), 0, 255).astype(np.uint8)


def cropped(
    pixels: NDArray[np.uint8], left: float, top: float, right: float, bottom: float
) -> Crop | None:
    """The part of `pixels` within a rectangle, muted, as JPEG; None if nothing lies in it."""
    height, width = pixels.shape[:2]
    x0, y0 = max(0, int(left)), max(0, int(top))
    x1, y1 = min(width, int(right)), min(height, int(bottom))
    if x1 - x0 < 2 or y1 - y0 < 2:
        return None
    image = Image.fromarray(np.ascontiguousarray(pixels[y0:y1, x0:x1]))
    scale = min(max(SHORTEST / image.height, 1.0), TALLEST / image.height, TALLEST / image.width)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = image.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    Image.fromarray(muted(np.asarray(small, dtype=np.uint8))).save(out, "JPEG", quality=85)
    uri = "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode("ascii")
    return Crop(x0, y0, x1, y1, uri)
