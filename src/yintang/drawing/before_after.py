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
from yintang.drawing.colours import Role
from yintang.drawing.svg import element, fill, number, picture, stroke, words
from yintang.face.frame import STABLE
from yintang.face.mesh import LEFT_IRIS, RIGHT_IRIS
from yintang.face.outlines import laid_regions
from yintang.face.photo import Photo
from yintang.outcomes.card import CardFound, find_card, normalise, use_card
from yintang.outcomes.change import Change
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

    `before` and `after` are JPEG data URIs, `overlay` an SVG of the same size in which regions are
    marked whose change exceeds what is detectable, "" where none does. `colours` says what they
    were judged against.
    """

    before: str
    after: str
    overlay: str
    colours: str
    width: int = WIDTH
    height: int = HEIGHT


def lay_over(
    before: Seen, after: Seen, atlas: Atlas, changes: Sequence[Change] = (), *, card: bool = True
) -> Pair:
    """Lay the face of one photograph over that of another.

    Parameters
    ----------
    before, after : the photographs, of the same person from the same side.
    changes : whose regions are to be marked where they changed detectably.
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
    return Pair(shown[0], shown[1], _overlay(before, upright, atlas, changes), colours)


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


def _overlay(before: Seen, matrix: Array, atlas: Atlas, changes: Sequence[Change]) -> str:
    """Regions that changed detectably: hatched one way for better, the other for worse, denser the
    more it exceeds what is detectable. A region is marked once, by its most marked change."""
    told = sorted(
        (c for c in changes if c.verdict in {"improved", "worse"} and c.numbers is not None),
        key=_times,
    )
    regions = laid_regions(before.frame, atlas)
    patterns, drawn = "", {}
    for n, change in enumerate(told):
        base, _, side = change.region.rpartition("-")
        name, only = (base, side) if side in {"R", "L"} else (change.region, "")
        places = [r for r in regions if r.region == name and (not only or r.side == only)]
        if places:
            patterns += _pattern(f"changed-{n}", change)
        for region in places:
            ring = np.array(region.xy) @ matrix[:, :2].T + matrix[:, 2]
            drawn[region.region, region.side] = _marked(ring, f"changed-{n}", change)
    if not drawn:
        return ""
    told_in_words = "; ".join(c.say for c in told)
    body = element("defs", patterns) + "".join(drawn.values())
    return picture(
        WIDTH, HEIGHT, "Where the change exceeds what is detectable", told_in_words, body
    )


def _times(change: Change) -> float:
    """How many times what is detectable a change is."""
    return 0.0 if change.numbers is None else abs(change.numbers.change) / change.numbers.sdc


def _role(change: Change) -> Role:
    return "jade" if change.verdict == "improved" else "amber"


def _pattern(name: str, change: Change) -> str:
    """Stripes that rise to the right for better, to the left for worse."""
    gap = 16.0 / min(_times(change), 3.0)
    lines = f"M0 {number(gap)}L{number(gap)} 0" if change.verdict == "improved" else (
        f"M0 0L{number(gap)} {number(gap)}"
    )  # fmt: skip
    rim = element("path", d=lines, **stroke("paper", 3.2, stroke_opacity=0.6))
    line = element("path", d=lines, **stroke(_role(change), 1.6))
    return element(
        "pattern", rim + line, id=name, width=gap, height=gap, patternUnits="userSpaceOnUse"
    )


def _marked(ring: Array, pattern: str, change: Change) -> str:
    path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in ring) + "Z"
    middle = ring.mean(axis=0)
    word = "better" if change.verdict == "improved" else "worse"
    label = element(
        "text",
        words(word),
        x=float(middle[0]),
        y=float(middle[1]),
        font_size=22.0,
        font_weight="700",
        text_anchor="middle",
        **fill(_role(change)),
        stroke="#ffffff",
        stroke_width=5.0,
        paint_order="stroke",
    )
    title = element("title", words(change.say))
    area = element("path", title, d=path, fill=f"url(#{pattern})")
    return area + element("path", d=path, **stroke(_role(change), 2.0)) + label
