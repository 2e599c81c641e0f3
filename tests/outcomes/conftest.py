"""The large portrait, measured once for all tests of this room."""

import numpy as np
import pytest
from PIL import Image

from yintang.atlas.model import Atlas
from yintang.face.photo import Photo, photo_from_pixels
from yintang.outcomes import PhotoMeasures, measure
from yintang.outcomes.seeing import Seen, see


@pytest.fixture(scope="session")
def photo(large_portrait: Image.Image) -> Photo:
    return photo_from_pixels(np.array(large_portrait))


@pytest.fixture(scope="session")
def seen(photo: Photo) -> Seen:
    return see(photo)


@pytest.fixture(scope="session")
def measures(photo: Photo, everything: Atlas) -> PhotoMeasures:
    return measure(photo, everything)
