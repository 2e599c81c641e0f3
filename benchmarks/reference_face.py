"""Make the reference face: the average mesh of openly licensed portraits, ours from end to end.

    python benchmarks/reference_face.py --faces DIR

`DIR` holds folders of frontal portraits. Meshes are aligned by generalised Procrustes analysis
(Gower 1975), averaged, made symmetric, scaled to an inter-pupillary distance of 63 mm and
triangulated once. Writes src/yintang/face/weights/reference.npz: `vertices` (478, 3) mm, origin
between the irises, x to the patient's left, y down, z away from the camera; `mirror` (478,), the
vertex on the other side; `triangles` (n, 3).
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.optimize import linear_sum_assignment
from scipy.spatial import Delaunay
from scipy.spatial.transform import Rotation

from yintang.face.mesh import LEFT_IRIS, RIGHT_IRIS, detect_faces, face_mesh
from yintang.face.model import find_model

OUT = Path(__file__).parents[1] / "src/yintang/face/weights/reference.npz"
IPD_MM = 63.0
ROUNDS = 10
RIM = [473, 476, 475, 474, 477, 468, 471, 470, 469, 472]  # irises: centre, then the rim mirrored
LONGEST_EDGE_MM = 30.0  # longer edges only bridge the hollows of the outline


def align(meshes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of (n, 478, 3) meshes after turning, moving and scaling each onto it."""
    meshes = meshes - meshes.mean(axis=1, keepdims=True)
    meshes /= np.linalg.norm(meshes, axis=(1, 2), keepdims=True)
    mean = meshes[0]
    for _ in range(ROUNDS):
        turned = [Rotation.align_vectors(mean, mesh)[0].apply(mesh) for mesh in meshes]
        mean = np.mean(turned, axis=0)
        mean /= np.linalg.norm(mean)
    return mean


def in_millimetres(mesh: NDArray[np.float64]) -> NDArray[np.float64]:
    """Irises level and 63 mm apart, nose bridge and lip above one another, origin between the
    eyes."""
    mesh = mesh - (mesh[RIGHT_IRIS] + mesh[LEFT_IRIS]) / 2
    across = mesh[LEFT_IRIS] - mesh[RIGHT_IRIS]
    across /= np.linalg.norm(across)
    # The plane of the face: its brows, cheeks and chin, left and right alike, so that the average
    # portrait looks straight at the camera, as the photographed people did.
    turn = Rotation.align_vectors([[1.0, 0.0, 0.0]], [across])[0]
    return turn.apply(mesh) / np.linalg.norm(mesh[LEFT_IRIS] - mesh[RIGHT_IRIS]) * IPD_MM


def pair(mesh: NDArray[np.float64]) -> NDArray[np.int64]:
    """The vertex on the other side of each, by the best matching of the mesh with its mirror
    image."""
    mirrored = mesh[:RIGHT_IRIS] * [-1, 1, 1]
    distance = np.linalg.norm(mesh[:RIGHT_IRIS, None] - mirrored[None], axis=-1)
    return np.concatenate([linear_sum_assignment(distance**2)[1], RIM])


def triangulate(mesh: NDArray[np.float64]) -> NDArray[np.int64]:
    """Triangles over the face as the camera sees it."""
    triangles = Delaunay(mesh[:RIGHT_IRIS, :2]).simplices
    corners = mesh[triangles]
    edges = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=-1)
    return triangles[edges.max(axis=1) < LONGEST_EDGE_MM]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--faces", type=Path, required=True)
    folder = parser.parse_args().faces
    model = find_model()
    meshes = []
    for path in sorted(p for name in ("london", "canada") for p in (folder / name).glob("*.jpg")):
        with Image.open(path) as opened:
            image = opened.convert("RGB")
        mesh = face_mesh(image, detect_faces(image, model)[0], model).vertices
        mesh = mesh - (mesh[RIGHT_IRIS] + mesh[LEFT_IRIS]) / 2
        meshes.append(in_millimetres(mesh))
    mean = in_millimetres(align(np.array(meshes)))
    # Alignment chose an arbitrary attitude; the average of the portraits as photographed is
    # frontal.
    upright = np.mean(meshes, axis=0)
    mean = in_millimetres(Rotation.align_vectors(upright, mean)[0].apply(mean))
    mirror = pair(mean)
    mean = (mean + mean[mirror] * [-1, 1, 1]) / 2
    mean *= IPD_MM / np.linalg.norm(mean[LEFT_IRIS] - mean[RIGHT_IRIS])
    np.savez_compressed(
        OUT,
        vertices=mean.astype(np.float32),
        mirror=mirror.astype(np.int16),
        triangles=triangulate(mean).astype(np.int16),
    )
    print(f"{len(meshes)} portraits, model {model.name}: {OUT.name}, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
