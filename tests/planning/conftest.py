from datetime import date

import pytest
from faces import synthetic_face

from yintang.atlas import load_atlas


@pytest.fixture(scope="session")
def atlas():
    return load_atlas()


@pytest.fixture(scope="session")
def face():
    return synthetic_face()


@pytest.fixture(scope="session")
def today():
    return date(2026, 11, 21)
