"""Two photographs of a face, laid over each other and otherwise left as they are.

Both are turned, scaled and shifted as a whole, never bent, so that what moved in the face stays
moved. Colours are set by the reference card in both or in neither. Nothing is sharpened, smoothed
or lightened.
"""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from yintang.atlas.model import Atlas
from yintang.drawing.before_after_marks import Ground, Key, key_of, marks
from yintang.face.frame import STABLE
from yintang.face.mesh import LEFT_IRIS, RIGHT_IRIS
from yintang.face.photo import Photo
from yintang.outcomes.card import CardFound, find_card, normalise, use_card
from yintang.outcomes.change import Change
from yintang.outcomes.heat import Heat
from yintang.outcomes.raster import linear_light, srgb_codes
from yintang.outcomes.seeing import Seen

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]

WIDTH, HEIGHT = 880, 1080
EYES_APART = 0.27
"""Inter-pupillary distance as a part of the width."""
EYE_LINE = 0.42
QUALITY = 90


@dataclass(frozen=True, slots=True)
class Pair:
    """Two photographs of equal size that lie over each other.

    `before` and `after` are JPEG data URIs, `overlay` an SVG of the same size in which is marked
    where the change exceeds what is detectable, "" where it does nowhere, and `key` what its marks
    mean. `colours` says what colours were judged against.
    """

    before: str
    after: str
    overlay: str
    colours: str
    key: tuple[Key, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT


def lay_over(
    before: Seen,
    after: Seen,
    atlas: Atlas,
    changes: Sequence[Change] = (),
    *,
    heats: Sequence[Heat] = (),
    card: bool = True,
) -> Pair:
    """Lay the face of one photograph over that of another.

    Parameters
    ----------
    before, after : the photographs, of the same person from the same side.
    changes : whose regions are to be marked where they changed detectably.
    heats : where within their regions they did; a change without one marks its whole region.
    card : whether a reference card, where both photographs show a usable one, sets the colours.
    """
    cards = [find_card(seen.photo) if card else None for seen in (before, after)]
    used = [use_card(found) for found in cards]
    both = all(use is not None and use.used for use in used)
    upright = _upright(before)
    onto = _joined(
        upright, similarity(after.mesh.vertices[STABLE, :2], before.mesh.vertices[STABLE, :2])
    )
    shown = [
        _jpeg(_warped(_coloured(seen.photo, found if both else None), matrix))
        for seen, found, matrix in zip((before, after), cards, (upright, onto), strict=True)
    ]
    colours = (
        "Colours of both are set by the reference card."
        if both
        else "Colours are as the camera recorded them, in both; light may differ."
    )
    overlay = marks(Ground(before, upright, (WIDTH, HEIGHT)), atlas, changes, heats)
    key = key_of(changes, heats) if overlay else ()
    return Pair(shown[0], shown[1], overlay, colours, key)


def similarity(source: Array, target: Array) -> Array:
    """The turn, scale and shift (2, 3) that best lay points (n, 2) onto others (Umeyama 1991)."""
    a, b = source - source.mean(axis=0), target - target.mean(axis=0)
    u, sizes, vt = np.linalg.svd(b.T @ a)
    sign = np.array([1.0, np.sign(np.linalg.det(u @ vt))])
    turn = u @ np.diag(sign) @ vt * (sizes @ sign) / (a**2).sum()
    return np.column_stack([turn, target.mean(axis=0) - turn @ source.mean(axis=0)])


def _upright(seen: Seen) -> Array:
    """The similarity (2, 3) that puts a photograph's irises level and in their place."""
    eyes = seen.mesh.vertices[[RIGHT_IRIS, LEFT_IRIS], :2]
    half = EYES_APART * WIDTH / 2
    wanted = np.array([[WIDTH / 2 - half, 0.0], [WIDTH / 2 + half, 0.0]]) + [0, EYE_LINE * HEIGHT]
    return similarity(eyes, wanted)


def _joined(second: Array, first: Array) -> Array:
    """One map (2, 3) after another."""
    return np.column_stack(
        [second[:, :2] @ first[:, :2], second[:, :2] @ first[:, 2] + second[:, 2]]
    )


def _coloured(photo: Photo, card: CardFound | None) -> Pixels:
    if card is None:
        return photo.pixels
    return srgb_codes(normalise(linear_light(photo.pixels), card))


def _warped(pixels: Pixels, matrix: Array) -> Pixels:
    """The photograph under a similarity, on the picture's size; first averaged down where it is
    finer, so that no detail is invented by skipping pixels."""
    scale = float(np.hypot(*matrix[:, 0]))
    if scale < 1:
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        factor = np.array(size) / pixels.shape[1::-1]
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        # Pixels are counted at their middles: one unit of the small picture covers several.
        turn = matrix[:, :2] / factor
        matrix = np.column_stack([turn, matrix[:, 2] + turn @ (0.5 - 0.5 * factor)])
    laid = cv2.warpAffine(
        pixels, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderValue=(247, 245, 240)
    )
    return np.asarray(laid, np.uint8)


def _jpeg(pixels: Pixels) -> str:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=QUALITY, subsampling=0)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode("ascii")
