"""What every test of the drawing room looks at."""

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.data import astronaut

from yintang.atlas.model import Atlas

from . import example


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    return example.atlas()


@pytest.fixture(scope="session")
def pixels() -> NDArray[np.uint8]:
    return np.asarray(astronaut(), dtype=np.uint8)
