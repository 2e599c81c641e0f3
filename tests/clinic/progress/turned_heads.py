"""Heads turned by 45 degrees, rendered from the one portrait: its skin on the reference face.

What the mesh does not hold (hair, neck, ears) is smeared outwards from the face's border.
"""

from functools import cache

import cv2
import numpy as np
from PIL import Image
from skimage.data import astronaut

from clinic.progress.conftest import jpeg
from yintang.face.photo import photo_from_pixels
from yintang.outcomes.measurement import View
from yintang.outcomes.raster import grid, linear_raster, srgb_codes
from yintang.outcomes.seeing import see

WIDTH, HEIGHT = 1000, 1100
WALL = (120, 120, 125)
BORDER_PX, HEAD_PX, SOFT_PX = 7, 121, 6.0


@cache
def turned(view: View, redder: float = 0.0) -> bytes:
    """A photograph from the side, its erythema index raised everywhere by `redder`."""
    pixels = np.asarray(Image.fromarray(astronaut()).resize((1536, 1536), Image.Resampling.LANCZOS))
    light = linear_raster(pixels, _mesh(), view) * 10 ** (np.array([redder, -redder, 0]) / 200)
    face, inside = srgb_codes(light.astype(np.float32)), grid(view).inside
    top, left = (HEIGHT - face.shape[0]) // 2, (WIDTH - face.shape[1]) // 2
    picture = np.full((HEIGHT, WIDTH, 3), WALL, np.uint8)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[top : top + face.shape[0], left : left + face.shape[1]] = inside
    picture[top : top + face.shape[0], left : left + face.shape[1]][inside] = face[inside]
    sure = cv2.erode(mask, np.ones((BORDER_PX, BORDER_PX), np.uint8))
    head = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (HEAD_PX, HEAD_PX)))
    smeared = np.where((head > 0)[..., None], _nearest(picture, sure), np.uint8(WALL))
    soft = cv2.GaussianBlur(smeared, (0, 0), SOFT_PX)
    return jpeg(Image.fromarray(np.where((sure > 0)[..., None], picture, soft).astype(np.uint8)))


@cache
def _mesh():
    pixels = np.asarray(Image.fromarray(astronaut()).resize((1536, 1536), Image.Resampling.LANCZOS))
    return see(photo_from_pixels(pixels)).mesh.vertices


def _nearest(picture, sure):
    """Each pixel's colour at the nearest place that is sure."""
    _, labels = cv2.distanceTransformWithLabels(
        1 - sure, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    places = np.flatnonzero(sure)
    of_label = np.zeros(labels.max() + 1, np.int64)
    of_label[labels.ravel()[places]] = places
    return picture.reshape(-1, 3)[of_label[labels]]
