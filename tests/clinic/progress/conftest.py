"""Photographs to keep as shots: the astronaut, sharp and smeared, and a wall."""

from datetime import timedelta
from functools import cache
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageFilter
from skimage.data import astronaut

from yintang.clinic.care.models import Visit
from yintang.clinic.progress.models import Sequence


def jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Camera & Sons", "Model 3"
    picture.save(out, "JPEG", quality=92, exif=exif)
    return out.getvalue()


@cache
def astronaut_picture() -> Image.Image:
    """The head of Eileen Collins, in the public domain, at the size of a portrait."""
    return Image.fromarray(astronaut()).crop((100, 0, 350, 300)).resize((750, 900))


@pytest.fixture
def portrait() -> bytes:
    return jpeg(astronaut_picture())


@pytest.fixture
def another_portrait() -> bytes:
    """The same face, photographed a little darker."""
    return jpeg(astronaut_picture().point(lambda code: int(code * 0.97)))


@pytest.fixture
def smeared() -> bytes:
    return jpeg(astronaut_picture().filter(ImageFilter.GaussianBlur(8)))


@pytest.fixture
def wall() -> bytes:
    grain = np.random.default_rng(7).integers(150, 170, (300, 240, 3), dtype=np.uint8)
    return jpeg(Image.fromarray(grain))


@pytest.fixture
def sequence(clinic) -> Sequence:
    """The clinic's own, to be changed by a test."""
    return Sequence.objects.create(clinic=clinic, poses=[])


@pytest.fixture
def again(visit) -> Visit:
    """Dana's second visit, a week later."""
    return Visit.objects.create(
        clinic=visit.clinic,
        patient=visit.patient,
        practitioner=visit.practitioner,
        course=visit.course,
        number=2,
        starts_at=visit.starts_at + timedelta(days=7),
    )
