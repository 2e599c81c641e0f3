"""Where a photograph's file comes from, as far as it bears on comparing it with another.

A phone's beauty filter, an editing program or strong compression changes skin more than a course of
treatment does; two cameras see the same skin differently.
"""

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from yintang.face.file_facts import FileFacts
from yintang.face.reference import REFERENCE_IPD_MM

Array = NDArray[np.float64]

LUMINANCE = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
"""Steps of the example table for luminance, row after row (ITU-T T.81, table K.1)."""

EDITORS = (
    "adobe", "photoshop", "lightroom", "snapseed", "gimp", "pixelmator", "affinity", "luminar",
    "darktable", "rawtherapee", "capture one", "picsart", "vsco", "canva", "facetune", "faceapp",
    "meitu", "beautyplus", "youcam", "b612", "snow", "perfect365", "airbrush", "instagram",
    "remini", "polarr", "fotor", "picasa", "paint",
)  # fmt: skip
"""Programs that change what skin looks like, or are used to, as they sign a file. Matched as whole
words, with or without a number, so that a camera's own firmware is not mistaken for one."""
SIGNED = re.compile(rf"\b(?:{'|'.join(EDITORS)})\d*\b")


def camera(facts: FileFacts | None) -> str:
    """Camera and lens in one line, "" where the file does not say."""
    if facts is None:
        return ""
    named = facts.model if facts.model.startswith(facts.make) else f"{facts.make} {facts.model}"
    return ", ".join(part for part in (named.strip(), facts.lens) if part)


def editor(facts: FileFacts | None) -> str:
    """The editing program that signed the file, "" where none did.

    A camera's own software, such as a version number, is no editor. A program that leaves no
    signature is not seen.
    """
    if facts is None:
        return ""
    return facts.software if SIGNED.search(facts.software.lower()) else ""


def jpeg_quality(facts: FileFacts | None) -> int | None:
    """Quality 1 to 100 whose table for luminance lies nearest to the file's, by the formula of the
    Independent JPEG Group; None for what is no JPEG.

    Cameras with tables of their own get the quality that quantises as strongly.
    """
    if facts is None or not facts.quantisation or len(facts.quantisation[0]) != len(LUMINANCE):
        return None
    steps = np.log(np.maximum(facts.quantisation[0], 1))
    return 1 + int(np.argmin(np.abs(np.log(_tables()) - steps).mean(axis=1)))


@cache
def _tables() -> Array:
    """(100, 64) the table of each quality from 1 to 100 (jcparam.c of libjpeg)."""
    quality = np.arange(1, 101)[:, None]
    scale = np.where(quality < 50, 5000 // quality, 200 - 2 * quality)
    tables = (np.array(LUMINANCE) * scale + 50) // 100
    return np.asarray(np.clip(tables, 1, 255), np.float64)


def distance_cm(facts: FileFacts | None, size: tuple[int, int], ipd_px: float) -> float | None:
    """How far the camera stood from the eyes, in cm, as focal length and size on the picture tell;
    None where the file does not give the focal length.

    Parameters
    ----------
    size : width and height of the uncropped picture in pixels.
    ipd_px : distance between the pupils in pixels, taken to be 63 mm.

    Notes
    -----
    Thin lens: distance = focal length x true size / size on the sensor, both on a frame of 36 by
    24 mm, whose diagonal the focal length's tag refers to (Exif 2.32, section 4.6.5).
    """
    if facts is None or facts.focal_35mm is None:
        return None
    diagonal_px = float(np.hypot(*size))
    on_frame_mm = ipd_px / diagonal_px * float(np.hypot(36, 24))
    return facts.focal_35mm * REFERENCE_IPD_MM / on_frame_mm / 10
