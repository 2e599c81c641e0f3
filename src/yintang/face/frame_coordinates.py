"""From pixels of the photograph to places on the face and back, without photograph or model.

A place on the face is (u, v) in millimetres of this person's scale: origin between the irises, u to
the patient's left, v down, roll, yaw and pitch taken out. The same place on another photograph of
her has the same (u, v), up to what the skin's depth and her expression add.

The skin's depth here is a smooth average over the mesh, weighted by ``1 / (d^2 + s^2)^2`` with s =
`SMOOTH_MM` (Shepard's interpolation, 1968, with a softened kernel) and kept from growing steep, so
that the way to the frame can be inverted; `FaceFrame.depth` follows the mesh more closely and has
small steps.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from yintang.face.face_map import FaceMap, FrameFacts, Pose
from yintang.face.frame import FOREHEAD_SLOPE, FaceFrame
from yintang.face.mesh import RIGHT_IRIS
from yintang.face.reference import REFERENCE_IPD_MM

Array = NDArray[np.float64]

SMOOTH_MM = 6.0
"""About the spacing of the mesh's vertices on forehead and cheek."""
STEEPEST = 1.0
"""Millimetres of depth to a millimetre across. Where the face turns away at ear and nose the mesh
is steeper, and one pixel of a turned head would show two places."""
ROUNDS = 60
SETTLED_MM = 1e-5


def to_frame(face_map: FaceMap, x: float, y: float) -> tuple[float, float]:
    """Place on the face (u_mm, v_mm) that is seen at pixel (x, y)."""
    scale = face_map.ipd_mm / REFERENCE_IPD_MM
    if face_map.frame is None:
        return _flat_axes(face_map, x, y)
    frame = restored(face_map.frame)
    pixel = np.array([[x, y]], float)
    flat = frame.from_photo(pixel, np.zeros(1))
    for _ in range(ROUNDS):
        found = frame.from_photo(pixel, _depth(frame, flat))
        moved = float(np.abs(found - flat).max())
        flat = found if moved < 1 else (found + flat) / 2  # halved where the depth is steep
        if moved < SETTLED_MM:
            break
    return float(flat[0, 0]) * scale, float(flat[0, 1]) * scale


def from_frame(face_map: FaceMap, u_mm: float, v_mm: float) -> tuple[float, float]:
    """Pixel (x, y) at which a place on the face is seen; it may lie outside the photograph."""
    if face_map.frame is None:
        return _from_flat_axes(face_map, u_mm, v_mm)
    scale = face_map.ipd_mm / REFERENCE_IPD_MM
    frame = restored(face_map.frame)
    flat = np.array([[u_mm, v_mm]], float) / scale
    pixel = frame.to_photo(np.column_stack([flat, _depth(frame, flat)]))[0]
    return float(pixel[0]), float(pixel[1])


@dataclass(frozen=True)
class KeptFrame(FaceFrame):
    """A frame brought back, and the depth from which places are read."""

    @cached_property
    def gentle_depth(self) -> Array:
        """Depth (468,) of the vertices, nowhere steeper than `STEEPEST` on the way back from the
        foremost: ``min_j (z_j + L d_ij)``, the largest function of slope L that lies before the
        mesh (McShane 1934)."""
        mesh = self.vertices[:RIGHT_IRIS]
        apart = np.hypot(*(mesh[:, None, :2] - mesh[None, :, :2]).transpose(2, 0, 1))
        return np.asarray((mesh[:, 2] + STEEPEST * apart).min(axis=1), np.float64)


@lru_cache(maxsize=32)
def restored(facts: FrameFacts) -> KeptFrame:
    """The frame that was kept."""
    return KeptFrame(
        vertices=np.array(facts.vertices, float).reshape(-1, 3) / 100,
        rotation=np.array(facts.rotation, float).reshape(3, 3),
        origin=np.array(facts.origin, float),
        px_per_mm=facts.px_per_mm,
        pose=Pose(0.0, 0.0, 0.0),  # already within the rotation
    )


def _depth(frame: KeptFrame, flat: Array) -> Array:
    mesh = frame.vertices[:RIGHT_IRIS]
    squared = ((flat[:, None, :] - mesh[None, :, :2]) ** 2).sum(axis=2)
    weight = 1 / (squared + SMOOTH_MM**2) ** 2
    skin = (weight * frame.gentle_depth).sum(axis=1) / weight.sum(axis=1)
    above = np.maximum(0.0, mesh[10, 1] - flat[:, 1])
    return np.asarray(skin + FOREHEAD_SLOPE * above, np.float64)


def _axes(face_map: FaceMap) -> tuple[Array, Array]:
    """Middle of the eyes (2,), and unit vectors to the patient's left and down as rows (2, 2)."""
    right, left = np.array(face_map.eyes, float)
    across = (left - right) / np.hypot(*(left - right))
    return (right + left) / 2, np.array([across, [-across[1], across[0]]])


def _flat_axes(face_map: FaceMap, x: float, y: float) -> tuple[float, float]:
    """For a map without a frame: roll alone is taken out."""
    middle, axes = _axes(face_map)
    u, v = axes @ (np.array([x, y]) - middle) * face_map.mm_per_px
    return float(u), float(v)


def _from_flat_axes(face_map: FaceMap, u_mm: float, v_mm: float) -> tuple[float, float]:
    middle, axes = _axes(face_map)
    x, y = np.array([u_mm, v_mm]) / face_map.mm_per_px @ axes + middle
    return float(x), float(y)
