"""A software phantom: known changes painted into a real photograph, to see whether they come back.

Each change takes pixels (height, width, 3) in sRGB codes and the face's mesh (478, 3) in pixels of
it, and returns new pixels.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from yintang.atlas.model import Atlas
from yintang.face.frame import head_rotation
from yintang.face.outlines import RIGHT_BROW, RIGHT_EYE
from yintang.face.reference import REFERENCE_IPD_MM, reference_face
from yintang.outcomes import colour
from yintang.outcomes.raster import linear_light, srgb_codes

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]

GROWN_MM, FEATHER_MM = 4.0, 2.0
DETAIL_MM = 5.0
BROW_MM, LASHES_MM = 1.5, 1.5
HAIR_SHARE = 0.4
RIGHT_UPPER_LID = (33, 246, 161, 160, 159, 158, 157, 173, 133)
INVERSION_ROUNDS = 8
WALL = (128, 128, 128)


def redder(pixels: Pixels, mesh: Array, atlas: Atlas, regions: Sequence[str], by: float) -> Pixels:
    """The erythema index of regions raised by `by` (lowered where negative), lightness nearly
    kept.

    Codes are rounded up or down at random in proportion to their fraction: a change of one or two
    codes would otherwise be falsified by rounding every pixel the same way.
    """
    part = _soft_mask(pixels, mesh, atlas, regions)[..., None]
    light = linear_light(pixels) * 10 ** (part * np.array([by, -by, 0]) / 200)
    chance = np.random.default_rng(0).random(pixels.shape) - 0.5
    changed = srgb_codes(light.astype(np.float32), chance)
    return np.where(part > 0, changed, pixels)


def fainter_lines(
    pixels: Pixels, mesh: Array, atlas: Atlas, regions: Sequence[str], share: float
) -> Pixels:
    """Everything finer than some millimetres in the lightness of regions made weaker by a share:
    each pixel is drawn towards the mean of the skin around it."""
    part = _soft_mask(pixels, mesh, atlas, regions)
    light = linear_light(pixels)
    luminance = colour.luminance(light)
    before = colour.lightness(luminance)
    skin = ((part == 1) & (luminance > HAIR_SHARE * np.median(luminance[part == 1]))).astype(
        np.float32
    )
    for ring, around in ((RIGHT_BROW, BROW_MM), (RIGHT_EYE, LASHES_MM)):
        skin[_near(pixels, mesh, ring) < around] = 0
    sigma = DETAIL_MM * _px_per_mm(mesh)
    held, share_of_skin = (
        cv2.GaussianBlur(image, (0, 0), sigma) for image in (before * skin, skin)
    )
    detail = np.where(share_of_skin > 0.01, before - held / np.maximum(share_of_skin, 0.01), 0)
    after = before - share * part * detail
    wanted = ((after + 16) / 116) ** 3
    usual = ((before + 16) / 116) ** 3
    return srgb_codes((light * (wanted / np.maximum(usual, 1e-4))[..., None]).astype(np.float32))


def lifted_brows(pixels: Pixels, mesh: Array, by_mm: float) -> Pixels:
    """Both brows raised along the face's own upright, fading out over 6 mm around them."""
    return _moved(pixels, mesh, RIGHT_BROW, -by_mm, 6.0, closed=True)


def drooping_lids(pixels: Pixels, mesh: Array, by_mm: float) -> Pixels:
    """The edges of both upper lids lowered, fading out over 4 mm around them."""
    return _moved(pixels, mesh, RIGHT_UPPER_LID, by_mm, 4.0, closed=False)


def turned_head(pixels: Pixels, mesh: Array, yaw_deg: float) -> tuple[Pixels, Array]:
    """The face as a camera far away would see it were the head turned, positive to the patient's
    left, before a grey wall; and the mesh (478, 3) in pixels of that picture."""
    middle = mesh.mean(axis=0)
    moved = (mesh - middle) @ head_rotation(np.radians(yaw_deg), 0.0, 0.0).T + middle
    triangles = reference_face().triangles
    owner = np.full(pixels.shape[:2], -1, np.int32)
    for n in np.argsort(-moved[triangles][:, :, 2].mean(axis=1)):
        corners = np.rint(moved[triangles[n], :2] * 16).astype(np.int32)
        cv2.fillConvexPoly(owner, corners, int(n), cv2.LINE_8, 4)
    y, x = np.nonzero(owner >= 0)
    corners = triangles[owner[y, x]]
    # Each triangle is laid by the affine map of its corners.
    laid = np.concatenate([moved[corners][..., :2], np.ones((len(corners), 3, 1))], axis=2)
    here = np.stack([x, y, np.ones(len(x))], axis=1)
    share = np.linalg.solve(laid.transpose(0, 2, 1), here[..., None])
    came_from = np.full((*owner.shape, 2), -1e4, np.float32)
    came_from[y, x] = (share * mesh[corners][..., :2]).sum(axis=1)
    shown = cv2.remap(
        pixels, came_from[..., 0], came_from[..., 1], cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT, borderValue=WALL,
    )  # fmt: skip
    return np.asarray(shown, np.uint8), moved


def _moved(
    pixels: Pixels,
    mesh: Array,
    vertices: Sequence[int],
    down_mm: float,
    fade_mm: float,
    closed: bool,
) -> Pixels:
    """A smooth warp that carries the named vertices, of both sides, down the face by `down_mm`."""
    scale = _px_per_mm(mesh)
    across = (mesh[473] - mesh[468])[:2]
    down = np.array([-across[1], across[0]]) / np.linalg.norm(across)
    apart = _near(pixels, mesh, vertices, closed)
    fade = np.clip(1 - apart / fade_mm, 0, 1)
    shift = (fade**2 * (3 - 2 * fade) * down_mm * scale).astype(np.float32)
    y, x = (g.astype(np.float32) for g in np.mgrid[: pixels.shape[0], : pixels.shape[1]])
    from_x, from_y = x, y
    for _ in range(INVERSION_ROUNDS):  # where the warp carries each pixel from
        moved = cv2.remap(shift, from_x, from_y, cv2.INTER_LINEAR)
        from_x = x - moved * np.float32(down[0])
        from_y = y - moved * np.float32(down[1])
    return np.asarray(
        cv2.remap(pixels, from_x, from_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )


def _near(
    pixels: Pixels, mesh: Array, vertices: Sequence[int], closed: bool = True
) -> NDArray[np.float32]:
    """Distance of each pixel, in mm, from an area or a line of both sides."""
    scale = _px_per_mm(mesh)
    there = np.ones(pixels.shape[:2], np.uint8)
    for side in (list(vertices), reference_face().mirror[list(vertices)].tolist()):
        drawn = np.rint(_ring(mesh, side) if closed else mesh[side, :2]).astype(np.int32)
        if closed:
            cv2.fillPoly(there, [drawn], 0)
        else:
            cv2.polylines(there, [drawn], False, 0, max(1, round(scale)))
    apart = cv2.distanceTransform(there, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(apart / scale, np.float32)


def _ring(mesh: Array, vertices: Sequence[int]) -> Array:
    return np.asarray(cv2.convexHull(mesh[list(vertices), :2].astype(np.float32))[:, 0], np.float64)


def _soft_mask(pixels: Pixels, mesh: Array, atlas: Atlas, regions: Sequence[str]) -> Array:
    """(height, width) 1 in the regions and 4 mm around them, fading to 0."""
    scale = _px_per_mm(mesh)
    drawn = np.ones(pixels.shape[:2], np.uint8)
    for name in regions:
        region = atlas.regions[name]
        sides = [list(region.ring)]
        if region.paired:
            sides.append(reference_face().mirror[list(region.ring)].tolist())
        cv2.fillPoly(drawn, [np.rint(mesh[side, :2]).astype(np.int32) for side in sides], 0)
    apart = cv2.distanceTransform(drawn, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) / scale
    return np.asarray(np.clip(1 - (apart - GROWN_MM) / FEATHER_MM, 0, 1), np.float64)


def _px_per_mm(mesh: Array) -> float:
    return float(np.linalg.norm(mesh[473] - mesh[468])) / REFERENCE_IPD_MM
