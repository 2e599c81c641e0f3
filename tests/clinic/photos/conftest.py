"""Photographs to keep: the astronaut, and pictures made for the occasion."""

from functools import cache
from io import BytesIO

import pytest
from PIL import Image
from skimage.data import astronaut


@cache
def astronaut_jpeg() -> bytes:
    """Eileen Collins, in the public domain, as a camera would have written her."""
    exif = Image.Exif()
    exif[0x010F] = "Camera & Sons"
    exif.get_ifd(0x8769)[0x9003] = "2026:10:30 09:15:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
    out = BytesIO()
    picture = Image.fromarray(astronaut())
    picture.save(out, "JPEG", quality=92, exif=exif, comment=b"bed 4, Mrs Moreno")
    return out.getvalue()


@pytest.fixture
def portrait() -> bytes:
    return astronaut_jpeg()
