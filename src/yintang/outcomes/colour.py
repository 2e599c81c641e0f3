"""Colour of the skin, from linear light: redness, lightness, tone, evenness, and dark circles.

A region's colour is the mean of its linear light between the 5th and the 95th percentile of
luminance, which drops glare, pores and stray hair; only that mean is turned into CIELAB or an
index. A mean of sRGB codes would shift with exposure (Yintang's own trial of both: the erythema
index then moves twenty times as much).
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from yintang.outcomes.raster import Float, Mask
from yintang.outcomes.regions import PHASES, Area

Array = NDArray[np.float64]

TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float64
)
"""Linear sRGB to CIE XYZ under D65 (IEC 61966-2-1:1999)."""
WHITE = TO_XYZ.sum(axis=1)
TRIM = (5.0, 95.0)
LEAST_LIGHT = 1e-4
"""Below a 16th of the first sRGB code; keeps a logarithm finite."""

PIGMENTS = np.array([[0.3355, 0.5470, 0.7670], [0.2260, 0.7130, 0.6640]], np.float64)
"""Directions of melanin and of haemoglobin in optical density of linear red, green and blue, after
Tsumura and others 1999 (JOSA A 16:2169). They are fixed for every photograph: axes estimated from
one photograph turn by tens of degrees between two shots of the same face. They are not calibrated
to any camera, so that amounts along them compare one camera's photographs only."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """The pixels of one region of one photograph.

    `light` (n, 3) is linear RGB within the luminance trim, `phase` (n,) which of four samples each
    pixel belongs to, `share` how much of the region was bare skin.
    """

    light: Float
    phase: NDArray[np.uint8]
    share: float

    def means(self) -> Array:
        """(5, 3) mean linear RGB: of all pixels, then of each of the four samples."""
        count = np.bincount(self.phase, minlength=PHASES).astype(float)
        sums = np.stack(
            [np.bincount(self.phase, self.light[:, k], minlength=PHASES) for k in range(3)], axis=1
        )
        overall = sums.sum(axis=0) / count.sum()
        return np.vstack([overall, sums / np.maximum(count, 1)[:, None]])


def sampled(light: Float, luminance: Float, bare: Mask, area: Area) -> Sampled:
    """A region's bare skin within the 5th to 95th percentile of its luminance.

    Parameters
    ----------
    light : (height, width, 3) linear RGB on the raster.
    luminance : (height, width) of it.
    bare : (height, width) pixels that show skin.
    area : the region.
    """
    open_ = bare.ravel()[area.rows]
    rows, phase = area.rows[open_], area.phase[open_]
    if not len(rows):
        return Sampled(np.zeros((0, 3), np.float32), phase, 0.0)
    y = np.take(luminance, rows)
    low, high = np.percentile(y, TRIM)
    kept = (y >= low) & (y <= high)
    inside = np.take(light.reshape(-1, 3), rows[kept], axis=0)
    return Sampled(inside, phase[kept], len(rows) / len(area.rows))


def luminance(light: Float) -> Float:
    """CIE Y of linear RGB (..., 3)."""
    return np.asarray(light @ TO_XYZ[1].astype(np.float32), np.float32)


def erythema_index(rgb: Array) -> Array:
    """Redness, 100 (log10 R - log10 G), of mean linear RGB (..., 3).

    The difference of apparent absorbance in green and in red (Dawson and others 1980, Phys Med Biol
    25:695; for photographs Yamamoto and others 2008, Skin Res Technol 14:26). Exposure cancels
    out, the light's colour does not.
    """
    safe = np.maximum(rgb, LEAST_LIGHT)
    return np.asarray(100 * (np.log10(safe[..., 0]) - np.log10(safe[..., 1])), np.float64)


def lab(rgb: Array) -> Array:
    """CIELAB under D65 of linear sRGB (..., 3) of 0 to 1 (CIE 15:2004)."""
    ratio = rgb @ TO_XYZ.T / WHITE
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def ita_deg(of_lab: Array) -> Array:
    """Individual typology angle, atan((L* - 50) / b*) in degrees (Chardon and others 1991, Int J
    Cosmet Sci 13:191). A third of a stop of exposure moves it by six degrees."""
    angle = np.arctan2(of_lab[..., 0] - 50, of_lab[..., 2])
    return np.asarray(np.degrees(angle), np.float64)


def colour_difference(first: Array, second: Array) -> Array:
    """CIE 1976 difference of two colours in CIELAB (..., 3)."""
    return np.asarray(np.linalg.norm(first - second, axis=-1), np.float64)


def pigments(light: Float) -> Float:
    """Melanin and haemoglobin maps (..., 2) from linear RGB (..., 3).

    Optical density is resolved along the two `PIGMENTS` and along grey, which takes up exposure and
    shading (Tsumura and others 1999).
    """
    density = -np.log10(np.maximum(light, np.float32(LEAST_LIGHT)))
    resolved = density @ _resolving()
    return np.asarray(resolved[..., :2], np.float32)


@cache
def _resolving() -> Float:
    """(3, 3) from optical density to amounts along melanin, haemoglobin and grey."""
    axes = np.vstack([PIGMENTS, np.ones(3)])
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    return np.linalg.inv(axes).astype(np.float32)


def melanin(rgb: Array) -> Array:
    """Melanin of mean linear RGB (..., 3) along the fixed axis, times 100."""
    return np.asarray(100 * pigments(np.asarray(rgb, np.float32))[..., 0], np.float64)


def lightness(of_luminance: Float) -> Float:
    """CIE L* of luminance 0 to 1, (height, width)."""
    root = cv2.pow(np.maximum(of_luminance, 0), 1 / 3)
    linear = np.float32(24389 / 27 / 116) * of_luminance + np.float32(16 / 116)
    f = np.where(of_luminance > 216 / 24389, root, linear)
    return np.asarray(116 * f - 16, np.float32)
