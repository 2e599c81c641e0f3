"""A face of nobody, photographed again and again: the pictures of the sample clinic's series.

The skin is that of the astronaut Eileen Collins (NASA, public domain) as it comes with
scikit-image, laid onto the reference face, which is the mean of many and at rest: so neither the
shape of the face nor its expression is hers. Each photograph of it differs from the others as in a
careful clinic, and each file says in its metadata that it is invented. Nothing that is measured on
the pictures is written down beforehand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.interpolate import RBFInterpolator

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.progress.sequence import INVENTED
from yintang.drawing.before_after import similarity
from yintang.face.frame import STABLE
from yintang.face.mesh import RIGHT_IRIS
from yintang.face.outlines import FACE_OVAL
from yintang.face.photo import photo_from_pixels
from yintang.face.reference import reference_face
from yintang.outcomes.colour import luminance
from yintang.outcomes.raster import MM_PER_PX, Float, grid, linear_light, linear_raster, srgb_codes
from yintang.outcomes.regions import areas
from yintang.outcomes.seeing import see

Array = NDArray[np.float64]

HEAD, ENLARGED = (84, 0, 364, 330), 4
"""Of the astronaut's picture: left, top, right, bottom; and how many times it is enlarged."""
FRAME = (720, 900)
"""Width and height of a photograph in pixels."""
LIPS = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
"""The ring where the lips meet: FaceMesh's own inner lips."""
LIPS_MM, SEAM_MM, SEAM_LIGHT = 0.8, 0.5, 0.7
"""What is painted over where the astronaut's teeth show, and the line between the lips."""
SOFTER = 0.4
"""By how much all lines in the fading regions are made fainter from the beginning: the astronaut's
folds lie in shadow so deep that it is taken for hair."""
WITHIN_MM, FADE_MM = 2.0, 10.0
"""How far inside the mesh the laid skin begins to cover the picture, and over how much."""
DETAIL_MM, GROWN_MM, FEATHER_MM = 5.0, 3.0, 3.0
"""What is finer than this counts as lines; how far around a region they fade, and over how much
that ends."""
CRISP, CRISP_MM = 2.0, 0.45
"""How much of the finest detail is added again: the enlarged picture is blurred."""
EXPOSURE_EV, WHITE_SHARE, GRADIENT, TONE = 0.03, 0.006, 0.01, 0.006
ROLL_DEG, SCALE, SHIFT_PX, BLUR_PX, GRAIN = 0.6, 0.01, 6.0, 0.12, 0.8
"""How two photographs of the same face differ, as standard deviations: exposure, white balance, a
gradient of light across the picture, tone curve; roll, distance, framing, focus, and the sensor's
grain in codes. They are those of `benchmarks/rephotography.py`, a little smaller."""


@dataclass(frozen=True, slots=True)
class Face:
    """The face of nobody: the picture around it and its skin on the metric raster, linear light.

    `onto` (2, 3) carries the raster's pixels onto the picture, `covers` (height, width, 1) is how
    much of the picture the skin replaces. `lines` (raster) is what is finer than `DETAIL_MM`, as a
    share of the light, in the regions that fade, and 0 elsewhere.
    """

    around: Float
    skin: Float
    onto: Array
    covers: Float
    lines: Float


@cache
def face_of_nobody(fading: tuple[str, ...]) -> Face:
    """The face, whose lines in the `fading` regions of the atlas can be made fainter.

    Raises
    ------
    ImportError
        scikit-image, an optional extra, is not installed.
    """
    from skimage.data import astronaut  # noqa: PLC0415 - an optional extra

    head = Image.fromarray(astronaut()).crop(HEAD)
    size = (head.width * ENLARGED, head.height * ENLARGED)
    pixels = np.asarray(head.resize(size, Image.Resampling.LANCZOS))
    own = see(photo_from_pixels(pixels)).mesh.vertices
    reference = reference_face().vertices[:RIGHT_IRIS, :2]
    fit = similarity(reference[STABLE], own[STABLE, :2])
    laid = reference @ fit[:, :2].T + fit[:, 2]
    onto = np.column_stack(
        [fit[:, :2] * MM_PER_PX, fit[:, :2] @ np.array(grid().origin) + fit[:, 2]]
    )
    depth = cv2.distanceTransform(grid().inside.astype(np.uint8), cv2.DIST_L2, 5) * MM_PER_PX
    covers = np.clip((depth - WITHIN_MM) / FADE_MM, 0, 1).astype(np.float32)
    skin = _closed(linear_raster(pixels, own))
    lines = _lines(skin, fading)
    return Face(
        linear_light(_bent(pixels, own[list(FACE_OVAL), :2], laid[list(FACE_OVAL)])),
        np.asarray(skin * np.exp(-SOFTER * lines)[..., None], np.float32),
        onto,
        np.asarray(cv2.warpAffine(covers, onto, size)[..., None], np.float32),
        (1 - SOFTER) * lines,
    )


def _bent(pixels: NDArray[np.uint8], own: Array, laid: Array) -> NDArray[np.uint8]:
    """The picture around the face, drawn along with its outline from `own` to `laid`; its borders
    stay."""
    height, width = pixels.shape[:2]
    rim = [(x, y) for x in np.linspace(0, width, 7) for y in (0, height)]
    rim += [(x, y) for y in np.linspace(0, height, 7)[1:-1] for x in (0, width)]
    places = np.vstack([laid, rim])
    shift = np.vstack([own - laid, np.zeros((len(rim), 2))])
    step = 40
    grid_y, grid_x = np.mgrid[0 : height + step : step, 0 : width + step : step]
    found = RBFInterpolator(places, shift, kernel="thin_plate_spline", smoothing=1.0)(
        np.column_stack([grid_x.ravel(), grid_y.ravel()])
    ).reshape(*grid_x.shape, 2)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return np.asarray(
        cv2.remap(
            pixels,
            x + cv2.remap(found[..., 0].astype(np.float32), x / step, y / step, cv2.INTER_LINEAR),
            y + cv2.remap(found[..., 1].astype(np.float32), x / step, y / step, cv2.INTER_LINEAR),
            cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.uint8,
    )


def _closed(skin: Float) -> Float:
    """The skin with its lips closed: what lies between them is painted over from around, and a
    soft line drawn where they meet."""
    ring = np.rint(grid().pixel(grid().vertices[list(LIPS)]) * 16).astype(np.int32)
    between = np.zeros(grid().shape, np.uint8)
    cv2.fillPoly(between, [ring], 1, cv2.LINE_8, 4)
    cv2.polylines(between, [ring], True, 1, round(2 * LIPS_MM / MM_PER_PX), cv2.LINE_8, 4)
    painted = cv2.inpaint(srgb_codes(skin), between, 9, cv2.INPAINT_TELEA)
    whole = linear_light(np.asarray(painted, np.uint8))
    seam = np.zeros(grid().shape, np.float32)
    middle = (ring[:11] + np.roll(ring[::-1], 1, axis=0)[:11]) // 2
    cv2.polylines(seam, [middle], False, 1, 2, cv2.LINE_AA, 4)
    soft = cv2.GaussianBlur(seam, (0, 0), SEAM_MM / MM_PER_PX)
    darker = 1 - (1 - SEAM_LIGHT) * soft / max(float(soft.max()), 1e-6)
    return np.asarray(np.where(between[..., None] > 0, whole, skin) * darker[..., None], np.float32)


def _lines(skin: Float, fading: Sequence[str]) -> Float:
    drawn = np.zeros(grid().shape, np.uint8)
    for name, area in areas(atlas()).items():
        if name.removesuffix("-R").removesuffix("-L") in fading:
            drawn.ravel()[area.rows] = 1
    away = cv2.distanceTransform(1 - drawn, cv2.DIST_L2, 5) * MM_PER_PX
    mask = np.clip(1 - (away - GROWN_MM) / FEATHER_MM, 0, 1)
    light = np.log(np.maximum(luminance(skin), 1e-3))
    usual = cv2.GaussianBlur(light, (0, 0), DETAIL_MM / MM_PER_PX)
    return np.asarray((light - usual) * mask, np.float32)


def photographed(face: Face, faded: float, luck: np.random.Generator) -> bytes:
    """One photograph, as the file that a camera would write.

    Parameters
    ----------
    faded : the share, 0 to 1, by which the face's lines have become fainter.
    luck : how this photograph differs from others.
    """
    skin = face.skin * np.exp(-faded * face.lines)[..., None]
    size = face.covers.shape[1::-1]
    laid = cv2.warpAffine(skin, face.onto, size, flags=cv2.INTER_CUBIC)
    light = face.around * (1 - face.covers) + laid * face.covers
    crisp_px = CRISP_MM / MM_PER_PX * float(np.hypot(*face.onto[:, 0]))
    light += CRISP * (light - cv2.GaussianBlur(light, (0, 0), crisp_px))
    return _file(_varied(light.astype(np.float32), luck), luck)


def _varied(light: Float, luck: np.random.Generator) -> Float:
    """As the camera sees it that time, cut to `FRAME`."""
    height, width = light.shape[:2]
    red, blue = luck.normal(0, WHITE_SHARE, 2)
    gain = 2 ** luck.normal(-0.1, EXPOSURE_EV) * np.array([1 + red, 1, 1 + blue])
    across = 1 + luck.normal(0, GRADIENT) * np.linspace(-1, 1, width)
    seen = np.clip(light * gain * across[None, :, None], 0, 1) ** (1 + luck.normal(0, TONE))
    turn = cv2.getRotationMatrix2D(
        (width / 2, height * 0.42), luck.normal(0, ROLL_DEG), 1 + luck.normal(0, SCALE)
    )
    turn[:, 2] += luck.normal(0, SHIFT_PX, 2) - ((width - FRAME[0]) / 2, 0.02 * height)
    moved = cv2.warpAffine(
        seen.astype(np.float32), turn, FRAME, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    blur = max(0.05, abs(luck.normal(0, BLUR_PX)))
    return np.asarray(cv2.GaussianBlur(moved, (0, 0), blur), np.float32)


def _file(light: Float, luck: np.random.Generator) -> bytes:
    codes = srgb_codes(light, luck.normal(0, GRAIN, light.shape))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = "Nobody", "invented camera", INVENTED
    out = BytesIO()
    Image.fromarray(codes).save(out, "JPEG", quality=95, subsampling=0, exif=exif)
    return out.getvalue()
