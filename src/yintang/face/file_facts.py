"""What a photograph's file says of its own making: camera, lens, program, quantisation.

A series of photographs is only comparable where these stay the same. Nothing that names a person, a
place, a time or one particular device (serial numbers, owner, position, dates) is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

MAKE, MODEL, SOFTWARE = 0x010F, 0x0110, 0x0131
EXIF_BLOCK = 0x8769
LENS_MODEL, FOCAL_35MM = 0xA434, 0xA405
"""EXIF tags (CIPA DC-008, Exif 2.32, sections 4.6.4 and 4.6.5)."""
LONGEST = 80


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file's format ("JPEG") and what it says of camera, lens and program, "" where nothing.

    `focal_35mm` is the focal length in mm on a picture of 36 by 24 mm with the same angle of view.
    `quantisation` holds a JPEG's tables, luminance first, 64 steps each, as Pillow gives them.
    """

    format: str
    make: str = ""
    model: str = ""
    lens: str = ""
    software: str = ""
    focal_35mm: float | None = None
    quantisation: tuple[tuple[int, ...], ...] = ()


def file_facts(image: Image.Image) -> FileFacts:
    """What an opened file says; damaged metadata says nothing."""
    tables = getattr(image, "quantization", None) or {}
    quantisation = tuple(tuple(int(step) for step in tables[key]) for key in sorted(tables))
    kind = image.format or ""
    try:
        exif = image.getexif()
        outer: Mapping[int, object] = dict(exif)
        inner: Mapping[int, object] = dict(exif.get_ifd(EXIF_BLOCK))
    except Exception:  # decoders of metadata raise whatever the damage leads them to
        return FileFacts(kind, quantisation=quantisation)
    return FileFacts(
        kind,
        _text(outer.get(MAKE)),
        _text(outer.get(MODEL)),
        _text(inner.get(LENS_MODEL)),
        _text(outer.get(SOFTWARE)),
        _length(inner.get(FOCAL_35MM)),
        quantisation,
    )


def _text(value: object) -> str:
    """One line of it; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    shown = "".join(c if c.isprintable() else " " for c in value)
    return " ".join(shown.split())[:LONGEST]


def _length(value: object) -> float | None:
    """Nought stands for an unknown focal length."""
    return float(value) if isinstance(value, int | float) and 0 < value < 10_000 else None
