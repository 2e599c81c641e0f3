"""Faces whose geometry is known: the reference face, turned, moved and bent."""

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from yintang.face.mesh import Mesh
from yintang.face.reference import reference_face

Array = NDArray[np.float64]


def turned(yaw: float, pitch: float, roll: float) -> Array:
    """Rotation (3, 3), degrees: yaw to the patient's left (the picture's right), pitch up, roll
    clockwise in the picture. Written out here, so that the frame is not judged by itself."""
    y, p, r = np.radians([yaw, pitch, roll])
    about_y = [[np.cos(y), 0, -np.sin(y)], [0, 1, 0], [np.sin(y), 0, np.cos(y)]]
    about_x = [[1, 0, 0], [0, np.cos(p), np.sin(p)], [0, -np.sin(p), np.cos(p)]]
    about_z = [[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]]
    return np.array(about_z) @ np.array(about_x) @ np.array(about_y)


def mesh_of(
    vertices: Array,
    rotation: Array | None = None,
    scale: float = 4.0,
    at: tuple[float, float] = (500.0, 500.0),
    presence: float = 1.0,
) -> Mesh:
    """The mesh that a camera far away would see of a face in millimetres."""
    seen = vertices if rotation is None else vertices @ rotation.T
    return Mesh(seen * scale + [*at, 0.0], presence)


def mirrored(vertices: Array) -> Array:
    """The face in the mirror: every vertex where its counterpart's reflection lies."""
    return vertices[reference_face().mirror] * [-1.0, 1.0, 1.0]


def bent(seed: int, by_mm: float = 2.0) -> Array:
    """The reference face stretched and bent by a smooth field, asymmetric, as faces are."""
    random = np.random.default_rng(seed)
    vertices = reference_face().vertices
    waves = random.normal(size=(4, 3, 3)) / 40
    shift = sum(np.sin(vertices @ wave) for wave in waves) / 2
    stretched: Array = (vertices + by_mm * shift) * random.uniform(0.92, 1.08, 3)
    return stretched


faces = st.integers(0, 10_000).map(bent)
angles = st.floats(-20, 20)
