"""The portrait, located once for all tests of this room."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from yintang.atlas.model import Atlas
from yintang.face import FaceMap, locate
from yintang.face.mesh import Mesh, detect_faces, face_mesh
from yintang.face.model import FaceModel, find_model
from yintang.face.photo import photo_from_pixels

Place = Callable[..., FaceMap]


@pytest.fixture(scope="session")
def place(everything: Atlas) -> Place:
    """`locate` on a Pillow image."""

    def placed(image: Image.Image, **options: object) -> FaceMap:
        pixels = np.array(image.convert("RGB"))
        return locate(photo_from_pixels(pixels), everything, **options)

    return placed


@pytest.fixture(scope="session")
def model() -> FaceModel:
    return find_model()


@pytest.fixture(scope="session")
def face_map(place: Place, large_portrait: Image.Image) -> FaceMap:
    """The large portrait's points."""
    return place(large_portrait)


@pytest.fixture(scope="session")
def portrait_mesh(large_portrait: Image.Image, model: FaceModel) -> Mesh:
    return face_mesh(large_portrait, detect_faces(large_portrait, model)[0], model)
