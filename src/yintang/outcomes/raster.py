"""The metric raster: a face laid flat, frontal, a quarter of a millimetre to a pixel.

Every photograph of a face is resampled onto the same raster, whose pixels belong to places on the
reference face; so a pixel means the same skin at every visit. Which triangle of the mesh a pixel
lies in, and where in it, depends on the mesh's topology alone: it is worked out once, as a sparse
matrix that turns the mesh of a photograph into the map of `cv2.remap`.

Millimetres are those of the reference face at an inter-pupillary distance of 63 mm. All light is
linear: a mean of sRGB codes is not the code of the mean light.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from yintang.face.frame import head_rotation
from yintang.face.mesh import LEFT_IRIS, RIGHT_IRIS
from yintang.face.reference import REFERENCE_IPD_MM, reference_face
from yintang.outcomes.measurement import View

Array = NDArray[np.float64]
Float = NDArray[np.float32]
Mask = NDArray[np.bool_]

MM_PER_PX: Final = 0.25
BORDER_MM = 2.0
YAW_DEG: Mapping[View, float] = {"front": 0.0, "left-45": -45.0, "right-45": 45.0}
"""How far the head is turned in each view, positive to the patient's left."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The raster of one view.

    `vertices` (468, 2) are those of the reference face as the view shows it, in mm. `origin` is the
    place in mm of the middle of pixel (0, 0), `shape` its (height, width), multiples of four,
    `inside` the pixels on the mesh, `steepness` for each of them the cosine of the angle at which
    that view sees it, and `weights` (height * width, 468) the sparse matrix of the map.
    """

    vertices: Array
    origin: tuple[float, float]
    shape: tuple[int, int]
    inside: Mask
    steepness: Float
    weights: "csr_array"

    def pixel(self, xy_mm: Array) -> Array:
        """Places (n, 2) in mm of the reference face to pixels (n, 2), x first."""
        return np.asarray((xy_mm - self.origin) / MM_PER_PX, np.float64)

    def place(self, xy_px: Array) -> Array:
        """Pixels (n, 2) to places (n, 2) in mm of the reference face."""
        return np.asarray(xy_px * MM_PER_PX + self.origin, np.float64)


@cache
def grid(view: View = "front") -> Grid:
    """The raster of the face mesh as a view shows it."""
    reference = reference_face()
    turned = head_rotation(np.radians(YAW_DEG[view]), 0.0, 0.0)
    vertices = reference.vertices[:RIGHT_IRIS] @ turned.T
    low, high = vertices[:, :2].min(axis=0) - BORDER_MM, vertices[:, :2].max(axis=0) + BORDER_MM
    width, height = (4 * int(n) for n in np.ceil((high - low) / MM_PER_PX / 4))
    origin = (float(low[0]), float(low[1]))
    # What turns away from the camera and what lies behind the nose is drawn over.
    owner = _owners((vertices[:, :2] - low) / MM_PER_PX, vertices[:, 2], (height, width))
    rows = np.flatnonzero(owner.ravel() >= 0)
    triangle = owner.ravel()[rows]
    corners = reference.triangles[triangle]
    places = np.stack([rows % width, rows // width], axis=1) * MM_PER_PX + low
    share = _barycentric(places, vertices[corners][:, :, :2])
    weights = csr_array(
        (share.ravel().astype(np.float32), (np.repeat(rows, 3), corners.ravel())),
        shape=(height * width, RIGHT_IRIS),
    )
    steep = np.zeros(height * width, np.float32)
    steep[rows] = _facing(vertices, reference.triangles)[triangle]
    return Grid(
        vertices[:, :2], origin, (height, width), owner >= 0, steep.reshape(height, width), weights
    )


def linear_raster(pixels: NDArray[np.uint8], vertices: Array, view: View = "front") -> Float:
    """A photograph on the raster, (height, width, 3) linear RGB of 0 to 1; black off the mesh.

    Parameters
    ----------
    pixels : (height, width, 3) sRGB codes.
    vertices : the mesh (478, 3) in pixels of the photograph.
    view : from where the photograph shows the face.

    Notes
    -----
    A photograph finer than the raster is first averaged down to it, so that near and far
    photographs of one face show the same detail; one that is coarser is interpolated.
    """
    corner, part = _cut(pixels, vertices)
    light = linear_light(part)
    excess = _px_per_mm(vertices) * MM_PER_PX
    scale = np.ones(2)
    if excess > 1:
        size = tuple(max(1, round(n / excess)) for n in part.shape[1::-1])
        scale = np.array(size) / part.shape[1::-1]
        light = np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_AREA), np.float32)
    found = grid(view)
    # Pixel centres: a photograph's pixel i covers i to i + 1.
    at = ((vertices[:RIGHT_IRIS, :2] - corner + 0.5) * scale - 0.5).astype(np.float32)
    xy = np.asarray(found.weights @ at, np.float32)
    mapped = cv2.remap(
        light,
        np.ascontiguousarray(xy[:, 0]).reshape(found.shape),
        np.ascontiguousarray(xy[:, 1]).reshape(found.shape),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(cv2.copyTo(mapped, found.inside.view(np.uint8)), np.float32)


def linear_light(codes: NDArray[np.uint8]) -> Float:
    """sRGB codes of 0 to 255 as linear light of 0 to 1 (IEC 61966-2-1:1999)."""
    return np.asarray(cv2.LUT(np.ascontiguousarray(codes), _decoding()), np.float32)


def srgb_codes(light: Float, dither: Array | float = 0.0) -> NDArray[np.uint8]:
    """Linear light of 0 to 1 as sRGB codes, the inverse of `linear_light`; `dither`, -0.5 to 0.5,
    is added before rounding."""
    clipped = np.clip(light, 0, 1)
    coded = np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * clipped ** (1 / 2.4) - 0.055)
    return np.asarray(np.clip(np.rint(coded * 255 + dither), 0, 255), np.uint8)


@cache
def _decoding() -> Float:
    code = np.arange(256) / 255
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    return linear.astype(np.float32)


def _cut(pixels: NDArray[np.uint8], vertices: Array) -> tuple[Array, NDArray[np.uint8]]:
    """The part of a photograph that holds the mesh, and where its corner lies."""
    size = np.array(pixels.shape[1::-1])
    low = np.clip(np.floor(vertices[:, :2].min(axis=0)) - 4, 0, size - 1).astype(int)
    high = np.clip(np.ceil(vertices[:, :2].max(axis=0)) + 4, low + 1, size).astype(int)
    return low.astype(np.float64), pixels[low[1] : high[1], low[0] : high[0]]


def _px_per_mm(vertices: Array) -> float:
    return float(np.linalg.norm(vertices[LEFT_IRIS] - vertices[RIGHT_IRIS])) / REFERENCE_IPD_MM


def _owners(flat: Array, depth: Array, shape: tuple[int, int]) -> NDArray[np.int32]:
    """The triangle seen at each pixel, -1 off the mesh; nearer ones are drawn over farther ones."""
    owner = np.full(shape, -1, np.int32)
    triangles = reference_face().triangles
    for n in np.argsort(-depth[triangles].mean(axis=1)):
        corners = np.rint(flat[triangles[n]] * 16).astype(np.int32)
        cv2.fillConvexPoly(owner, corners, int(n), cv2.LINE_8, 4)
    return owner


def _barycentric(places: Array, corners: Array) -> Array:
    """Shares (n, 3) of the corners (n, 3, 2) of a triangle at places (n, 2)."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    sides = np.stack([b - a, c - a], axis=2)
    second, third = np.linalg.solve(sides, (places - a)[:, :, None])[:, :, 0].T
    return np.stack([1 - second - third, second, third], axis=1)


def _facing(vertices: Array, triangles: NDArray[np.intp]) -> Array:
    """Cosine between a triangle's normal and the line of sight, for each triangle."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    return np.asarray(abs(normal[:, 2]) / np.linalg.norm(normal, axis=1), np.float64)


def coarser(image: Float, by: int) -> Float:
    """The mean of squares of `by` by `by` pixels; `by` is 2 or 4."""
    height, width = image.shape[:2]
    size = (width // by, height // by)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.float32)


def finer(image: Float, shape: tuple[int, int]) -> Float:
    """A map made at a lower resolution on the raster again, by linear interpolation."""
    return np.asarray(cv2.resize(image, shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
