"""The frame of a face: roll, yaw and pitch taken out before construction and put back after.

In the frame the face looks straight at the reader. Coordinates are millimetres at an
inter-pupillary distance of 63 mm, origin between the irises, x to the patient's left, y down, z
away from the camera, so that a textbook rule ("level with", "below the pupil") is an equation in x
and y.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from yintang.face.face_map import Pose
from yintang.face.mesh import LEFT_IRIS, RIGHT_IRIS, Mesh
from yintang.face.reference import REFERENCE_IPD_MM, reference_face

Array = NDArray[np.float64]

POSE_NOISE_DEG = 4.0
"""Spread of yaw and pitch measured on portraits meant to be frontal: a smaller reading is more
likely the person's build than a turned head, so it is shrunk by the Wiener factor a^2 / (a^2 +
s^2)."""

# Bone moves little with expression: forehead, eye corners, nose bridge, temples, cheekbones.
STABLE = np.array([9, 151, 8, 6, 168, 197, 33, 133, 263, 362, 127, 356, 234, 454, 116, 345, 10])
NEIGHBOURS = 6
FOREHEAD_SLOPE = 0.4
"""How far the forehead recedes per millimetre above the mesh's top; continues the mesh's own
slope."""


@dataclass(frozen=True)
class FaceFrame:
    """`vertices` (478, 3) of the face in the frame; `rotation` (3, 3), `origin` (3,) and
    `px_per_mm` lead from the frame back to the photograph."""

    vertices: Array
    rotation: Array
    origin: Array
    px_per_mm: float
    pose: Pose

    def to_photo(self, xyz: Array) -> Array:
        """Frame (n, 3) in mm to pixels of the photograph (n, 2)."""
        placed: Array = xyz @ self.rotation.T * self.px_per_mm + self.origin
        return placed[:, :2]

    def from_photo(self, xy: Array, z: Array) -> Array:
        """Pixels (n, 2) whose depth in the frame is z (n,), in mm, to frame coordinates (n, 2)."""
        seen = (xy - self.origin[:2]) / self.px_per_mm
        flat = self.rotation[:2, :2]
        solved = np.linalg.solve(flat, (seen - z[:, None] * self.rotation[:2, 2]).T).T
        return np.asarray(solved, np.float64)

    @cached_property
    def _nearest(self) -> KDTree:
        return KDTree(self.vertices[:RIGHT_IRIS, :2])

    def depth(self, xy: Array) -> Array:
        """Depth (n,) of the skin at frame positions (n, 2): the mesh's, continued above its top."""
        mesh = self.vertices[:RIGHT_IRIS]
        distance, near = self._nearest.query(xy, NEIGHBOURS)
        weight = 1 / (np.asarray(distance) ** 2 + 0.1)
        above = np.maximum(0.0, mesh[10, 1] - xy[:, 1])
        skin = (weight * mesh[near, 2]).sum(axis=1) / weight.sum(axis=1)
        return np.asarray(skin + FOREHEAD_SLOPE * above, np.float64)


def face_frame(mesh: Mesh) -> FaceFrame:
    """The frame of a mesh. Pose is the turn that lays the reference face's bony points onto it."""
    reference = reference_face().vertices
    vertices = mesh.vertices
    origin = (vertices[RIGHT_IRIS] + vertices[LEFT_IRIS]) / 2
    yaw, pitch = _yaw_and_pitch(_turn(reference[STABLE], vertices[STABLE]))
    out_of_plane = head_rotation(_shrunk(yaw), _shrunk(pitch), 0.0)
    # Roll comes from the irises alone: they are the best-placed landmarks, and rules lean on them.
    roll = _level(vertices[LEFT_IRIS] - vertices[RIGHT_IRIS], out_of_plane)
    rotation = head_rotation(0.0, 0.0, roll) @ out_of_plane
    upright = (vertices - origin) @ rotation
    px_per_mm = float(abs(upright[LEFT_IRIS, 0] - upright[RIGHT_IRIS, 0])) / REFERENCE_IPD_MM
    pose = Pose(*(float(np.degrees(angle)) for angle in (yaw, pitch, roll)))
    return FaceFrame(upright / px_per_mm, rotation, origin, px_per_mm, pose)


def _turn(reference: Array, seen: Array) -> Array:
    """Rotation (3, 3) that best lays one centred point set onto another (Kabsch 1976)."""
    a, b = reference - reference.mean(axis=0), seen - seen.mean(axis=0)
    u, _, vt = np.linalg.svd(b.T @ a)
    sign = np.sign(np.linalg.det(u @ vt))
    rotation: Array = u @ np.diag([1.0, 1.0, sign]) @ vt
    return rotation


def head_rotation(yaw: float, pitch: float, roll: float) -> Array:
    """Rz(roll) Rx(pitch) Ry(yaw): positive yaw to the patient's left, positive pitch looking up."""
    cy, sy, cp, sp, cr, sr = (f(a) for a in (-yaw, -pitch, roll) for f in (np.cos, np.sin))
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    rotation: Array = about_z @ about_x @ about_y
    return rotation


def _yaw_and_pitch(rotation: Array) -> tuple[float, float]:
    """Yaw and pitch in radians of Rz Rx Ry, whatever its roll."""
    return (
        -float(np.arctan2(-rotation[2, 0], rotation[2, 2])),
        -float(np.arcsin(np.clip(rotation[2, 1], -1, 1))),
    )


def _shrunk(angle: float) -> float:
    noise = np.radians(POSE_NOISE_DEG)
    return float(angle * angle**2 / (angle**2 + noise**2))


def _level(across: Array, out_of_plane: Array) -> float:
    """The roll after which the line between the irises is horizontal in the frame.

    The frame's x axis, turned out of plane and then rolled, must have the picture direction of
    `across`.
    """
    axis = out_of_plane[:2, 0]
    return float(np.arctan2(across[1], across[0]) - np.arctan2(axis[1], axis[0]))
