"""Lines, pores and bags: fine structure of the lightness of the skin, in millimetres.

Lines are measured by the mean strength of dark ridges over a region and not by the area above a
threshold: when every line loses a quarter of its depth the mean loses a quarter, while an area
above a threshold may lose two fifths or nothing. Blur, on the other hand, reads as fewer lines:
sharpness is a gate, and the finest scale is weak evidence.
"""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from yintang.outcomes.raster import MM_PER_PX, Float, Mask, coarser, finer

Array = NDArray[np.float64]

SCALES_MM = {"lines-fine": 0.4, "lines-medium": 0.75, "lines-coarse": 1.5}
AROUND_MM = 1.5
"""How near skin must be to stand in for what lies beside it."""
LITTLE = np.float32(1e-4)
ELONGATED = 0.5
"""A ridge curves across it at least twice as much as along it."""
HALVED_FROM_MM = 1.5
"""From this scale on the map is worked out at half size: nothing finer is in it."""
REACH = 4.0  # standard deviations of a Gaussian that its kernel holds

PORE_MM = 0.4
PORE_CONTRAST = 1.5
"""Least response in L* of a pore (Yintang's default; pores are weak evidence in any case)."""
BAG_MM = 3.0


def skin_lightness(lightness: Float, bare: Mask) -> Float:
    """L* on bare skin, and beyond it the mean of the skin nearby.

    So neither the border of a brow nor that of the face looks like a line. The mean is one over
    bare skin alone (normalised convolution, Knutsson and Westin 1993), at a quarter of the size.
    """
    weight = bare.astype(np.float32)
    held, share = coarser(lightness * weight, 4), coarser(weight, 4)
    sigma = AROUND_MM / MM_PER_PX / 4
    around = cv2.GaussianBlur(held, (0, 0), sigma)
    total = cv2.GaussianBlur(share, (0, 0), sigma)
    whole = float(held.sum() / max(float(share.sum()), 1.0))
    mean = (around + LITTLE * whole) / (total + LITTLE)
    return np.where(bare, lightness, finer(np.asarray(mean, np.float32), lightness.shape))


def ridge_strength(lightness: Float, scale_mm: float) -> Float:
    """Strength of dark lines of one width, (height, width) in units of L*.

    With the eigenvalues l1 >= l2 of the Hessian of Gaussian derivatives at scale s, it is
    s^2 max(l1, 0) where abs(l2) < abs(l1) / 2, else 0 (scale normalisation: Lindeberg 1998, Int J
    Comput Vis 30:117). Frangi's filter is the same idea, but scales itself by the strongest
    structure in the image, and so compares no two photographs.
    """
    if scale_mm >= HALVED_FROM_MM:
        return finer(_ridges(coarser(lightness, 2), scale_mm / MM_PER_PX / 2), lightness.shape)
    return _ridges(lightness, scale_mm / MM_PER_PX)


def pore_centres(lightness: Float) -> Mask:
    """Pixels that are the middle of a dark dot of about `PORE_MM`: maxima of the scale-normalised
    Laplacian above `PORE_CONTRAST`."""
    sigma = PORE_MM / MM_PER_PX
    response = sigma**2 * np.asarray(cv2.Laplacian(_blurred(lightness, sigma), cv2.CV_32F))
    peak = response >= cv2.dilate(response, np.ones((5, 5), np.uint8))
    return np.asarray(peak & (response > PORE_CONTRAST), np.bool_)


def bag_shading(lightness: Float) -> Float:
    """Second derivative from above to below of L* smoothed at `BAG_MM`, times its square.

    A bag is a light ridge over a dark groove; the spread of this map over the region under the eye
    says how marked it is. It depends on where the light comes from.
    """
    small = coarser(lightness, 4)
    sigma = BAG_MM / MM_PER_PX / 4
    plain, _, second = _kernels(sigma)
    curved = cv2.sepFilter2D(small, cv2.CV_32F, plain, second) * sigma**2
    return finer(np.asarray(curved, np.float32), lightness.shape)


def _ridges(image: Float, sigma: float) -> Float:
    plain, first, second = _kernels(sigma)
    xx = cv2.sepFilter2D(image, cv2.CV_32F, second, plain)
    yy = cv2.sepFilter2D(image, cv2.CV_32F, plain, second)
    xy = cv2.sepFilter2D(image, cv2.CV_32F, first, first)
    # Twice the mean of the eigenvalues, and twice half their difference.
    middle, apart = cv2.add(xx, yy), cv2.magnitude(cv2.subtract(xx, yy), 2 * xy)
    # abs(l2) < ELONGATED * l1, written for them.
    ratio = np.float32((1 + ELONGATED) / (1 - ELONGATED))
    line = (apart < ratio * middle) & (middle < ratio * apart)
    strength = cv2.multiply(cv2.add(middle, apart), line.astype(np.float32), scale=sigma**2 / 2)
    return np.asarray(strength, np.float32)


def _blurred(image: Float, sigma: float) -> Float:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.float32)


@cache
def _kernels(sigma: float) -> tuple[Float, Float, Float]:
    """A Gaussian and its first and second derivative, sampled; the second sums to zero."""
    reach = int(np.ceil(REACH * sigma))
    x = np.arange(-reach, reach + 1, dtype=float)
    plain = np.exp(-(x**2) / (2 * sigma**2))
    plain /= plain.sum()
    first = -x / sigma**2 * plain
    second = (x**2 / sigma**4 - 1 / sigma**2) * plain
    second -= second.mean()
    # Sampling changes what a derivative answers to a line and a parabola: set that to rights.
    first /= -(first * x).sum()
    second /= (second * x**2 / 2).sum()
    return plain.astype(np.float32), first.astype(np.float32), second.astype(np.float32)
