"""Reading a photograph: upright sRGB pixels from a file someone else made.

Nothing is decoded before its size in bytes, its format and its size in pixels are known and within
bounds. Orientation and colour profile are applied, transparency is laid on white, camera and
compression are noted, and everything else the file says about the person or the place is dropped.
"""

import hashlib
import struct
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from yintang.errors import YintangError
from yintang.face.file_facts import FileFacts, file_facts

MAX_PIXELS = 40_000_000
MAX_BYTES = 64 * 2**20

ORIENTATION = 0x0112
"""The EXIF tag that says how the camera was held (CIPA DC-008, Exif 2.32, section 4.6.4)."""

ADVICE = "give a JPEG, PNG, WebP or HEIC photograph"


class PhotoError(YintangError):
    """A file that cannot be used as a photograph, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Photo:
    """An upright photograph without its metadata.

    `pixels` has shape (height, width, 3), sRGB, 0 to 255, read-only. `sha256` is that of the file's
    bytes as they were given. `name` is for messages: the file's name without its folder. `notes`
    says what was done differently than the file asked. `file` says how the file was made; None for
    pixels that come from none.
    """

    pixels: NDArray[np.uint8]
    sha256: str
    width: int
    height: int
    name: str
    notes: tuple[str, ...] = ()
    file: FileFacts | None = None


def read_photo(
    source: bytes | str | Path, *, max_pixels: int = MAX_PIXELS, max_bytes: int = MAX_BYTES
) -> Photo:
    """Read a JPEG, PNG, WebP or HEIC photograph as upright sRGB pixels.

    Parameters
    ----------
    source : bytes, str or Path
        The file's content, its path, or "-" for standard input.
    max_pixels : int
        Largest width times height accepted; looked up in the header, before decoding.
    max_bytes : int
        Largest file accepted.

    Raises
    ------
    PhotoError
        The file is missing, unreadable, too large, of another format, animated or damaged.
    """
    name, content = _taken(source, max_bytes)
    notes: list[str] = []
    with warnings.catch_warnings():
        # Pillow reports damaged metadata as warnings; the metadata is dropped anyway.
        warnings.simplefilter("ignore")
        pixels, made = _decoded(name, content, max_pixels, notes)
    height, width = pixels.shape[:2]
    digest = hashlib.sha256(content).hexdigest()
    return Photo(pixels, digest, width, height, name, notes=tuple(notes), file=made)


def photo_from_pixels(array: NDArray[np.uint8], name: str = "picture") -> Photo:
    """A `Photo` of pixels already in memory, (height, width, 3) sRGB, 0 to 255.

    There is no file, so `sha256` is taken over the shape and the pixels.

    Raises
    ------
    PhotoError
        The array has another shape or type, or no pixels.
    """
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3 or array.size == 0:
        raise PhotoError(
            f"{name}: expected pixels of shape (height, width, 3) and type uint8, "
            f"got {array.shape} and {array.dtype}"
        )
    pixels = np.ascontiguousarray(array).view()
    pixels.flags.writeable = False
    height, width = pixels.shape[:2]
    digest = hashlib.sha256(f"{height} {width} 3\n".encode())
    digest.update(pixels.data)
    return Photo(pixels, digest.hexdigest(), width, height, name)


def _taken(source: bytes | str | Path, max_bytes: int) -> tuple[str, bytes]:
    """The name for messages and the whole content, no larger than `max_bytes`."""
    if isinstance(source, bytes):
        name, content = "photograph", source
    elif source == "-":
        name, content = "standard input", sys.stdin.buffer.read(max_bytes + 1)
    else:
        name = _printable(Path(source).name or str(source))
        content = _file_content(name, Path(source), max_bytes)
    if len(content) > max_bytes:
        raise PhotoError(
            f"{name}: larger than {max_bytes / 2**20:.0f} MiB; save it smaller and try again"
        )
    if not content:
        raise PhotoError(f"{name}: empty, there is nothing in it; {ADVICE}")
    return name, content


def _file_content(name: str, path: Path, max_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise PhotoError(f"{name}: there is no such file; check the path") from None
    except IsADirectoryError:
        raise PhotoError(f"{name}: a folder, not a photograph; name the file in it") from None
    except PermissionError:
        # Windows says "permission denied" of a folder, too.
        what = "a folder" if path.is_dir() else "not allowed to read it"
        raise PhotoError(f"{name}: {what}; name a photograph you may open") from None
    except OSError as error:
        why = error.strerror or "reading failed"
        raise PhotoError(f"{name}: cannot be read ({why}); try a copy of it") from None


def _printable(name: str) -> str:
    """One line, whatever characters the file's name holds."""
    return "".join(c if c.isprintable() else "?" for c in name) or "photograph"


def _decoded(
    name: str, content: bytes, max_pixels: int, notes: list[str]
) -> tuple[NDArray[np.uint8], FileFacts]:
    image = _opened(name, content, max_pixels)
    # WeasyPrint lets cut images pass for the whole process; a face must be whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image.load()
        turn, made = _orientation(image), file_facts(image)
        rgb = _srgb(image, name, notes)
    except MemoryError:
        raise PhotoError(f"{name}: does not fit into memory; save it smaller") from None
    except Exception:
        # Decoders raise whatever the damage leads them to (OSError, SyntaxError, struct.error,
        # zlib.error, KeyError); to the person it is one thing.
        raise PhotoError(
            f"{name}: damaged or cut short; copy it again from the camera or export it anew"
        ) from None
    if rgb is not image:
        image.close()
    pixels = np.asarray(rgb)
    rgb.close()
    pixels = np.ascontiguousarray(_TURNED.get(turn, _upright)(pixels)).view()
    pixels.flags.writeable = False
    return pixels, made


def _opened(name: str, content: bytes, max_pixels: int) -> ImageFile.ImageFile:
    """The image with only its header read, its size and frames checked."""
    opener = _opener(name, content)
    if opener is WebPImageFile:
        # Its decoder reserves memory for all pixels on opening: look the size up beforehand.
        _within(name, _webp_size(name, content), max_pixels)
    try:
        # The format's own class and not `Image.open`: the cap below is tighter than Pillow's
        # alarm for decompression bombs, which writes a warning of its own.
        image = opener(BytesIO(content))
        size, frames = image.size, int(getattr(image, "n_frames", 1))
    except Exception:
        raise PhotoError(
            f"{name}: begins like a photograph but is damaged; copy or export it anew"
        ) from None
    _within(name, size, max_pixels)
    if frames > 1 and opener in (PngImageFile, WebPImageFile):
        raise PhotoError(f"{name}: animated; save a single frame of it as JPEG or PNG")
    return image


def _within(name: str, size: tuple[int, int], max_pixels: int) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise PhotoError(f"{name}: has no pixels; {ADVICE}")
    if width * height > max_pixels:
        raise PhotoError(
            f"{name}: {width} x {height} is {width * height / 1e6:.0f} megapixels, "
            f"the limit is {max_pixels / 1e6:.0f}; save it smaller and try again"
        )


Opener = Callable[[BinaryIO], ImageFile.ImageFile]

_REFUSED = (
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP"),
    (b"II*\0", "a TIFF or raw photograph"),
    (b"MM\0*", "a TIFF or raw photograph"),
    (b"%PDF", "a PDF"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL"),
    (b"\xff\x0a", "a JPEG XL"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}


def _opener(name: str, content: bytes) -> Opener:
    """The class that reads this format, judged by its first bytes and not by the file's name."""
    head = content[:16]
    if head.startswith(b"\xff\xd8\xff"):
        return JpegImageFile
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImageFile
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WebPImageFile
    if head[4:8] == b"ftyp":
        return _heif_opener(name, content)
    for magic, what in _REFUSED:
        if head.startswith(magic):
            raise PhotoError(f"{name}: {what}; {ADVICE}")
    raise PhotoError(f"{name}: {_unlike_a_photo(content)}; {ADVICE}")


def _unlike_a_photo(content: bytes) -> str:
    start = content[:4096].lower()
    if b"<svg" in start:
        return "an SVG drawing, not a photograph"
    readable = all(byte >= 0x20 or byte in b"\t\n\r\f" for byte in start)
    return "text, not a photograph" if readable else "not a photograph Yintang knows"


def _heif_opener(name: str, content: bytes) -> Opener:
    """HEIC, the phones' format, where the `heic` extra is installed."""
    size = min(max(struct.unpack(">I", content[:4])[0], 16), 256)
    brands = {content[i : i + 4] for i in range(8, size, 4) if i != 12}
    if b"avif" in brands or b"avis" in brands:
        raise PhotoError(f"{name}: an AVIF; {ADVICE}")
    if brands & {b"hevc", b"hevx"} and not brands & _HEIC_BRANDS:
        raise PhotoError(f"{name}: animated; save a single frame of it as JPEG or PNG")
    if not brands & _HEIC_BRANDS:
        raise PhotoError(f"{name}: a film or another kind of file; {ADVICE}")
    try:
        from pillow_heif import HeifImageFile  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise PhotoError(
            f"{name}: a HEIC photograph; install the extra (pip install 'yintang[heic]') "
            "or save it as JPEG"
        ) from None
    opener: Opener = HeifImageFile
    return opener


def _webp_size(name: str, content: bytes) -> tuple[int, int]:
    """Canvas size in pixels from the first chunk of a WebP (RFC 9649, section 2)."""
    chunk, body = content[12:16], content[20:30]
    if len(body) == 10 and chunk == b"VP8X":
        width = int.from_bytes(body[4:7], "little") + 1
        return width, int.from_bytes(body[7:10], "little") + 1
    if len(body) == 10 and chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if len(body) == 10 and chunk == b"VP8 ":
        width = int.from_bytes(body[6:8], "little") & 0x3FFF
        return width, int.from_bytes(body[8:10], "little") & 0x3FFF
    raise PhotoError(f"{name}: begins like a photograph but is damaged; copy or export it anew")


def _orientation(image: Image.Image) -> int:
    """EXIF orientation, 1 to 8; 1 where it is missing or unreadable."""
    try:
        turn = image.getexif().get(ORIENTATION, 1)
    except Exception:  # a damaged block of metadata says nothing about the pixels
        return 1
    return turn if isinstance(turn, int) else 1


Turn = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]


def _upright(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return pixels


_TURNED: dict[int, Turn] = {
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.transpose(1, 0, 2),
    6: lambda p: p[::-1].transpose(1, 0, 2),
    7: lambda p: p[::-1, ::-1].transpose(1, 0, 2),
    8: lambda p: p[:, ::-1].transpose(1, 0, 2),
}


def _srgb(image: Image.Image, name: str, notes: list[str]) -> Image.Image:
    """The image as sRGB without alpha; the colour profile applied, transparency on white."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        image = _eight_bit(image)
    alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    if alpha is not None or image.mode not in ("L", "RGB", "CMYK"):
        # Grey with transparency keeps its one channel, which is what its profile describes.
        image = image.convert("L" if image.mode in ("1", "L", "LA", "La") else "RGB")
    rgb = _through_profile(image, profile, name, notes) if profile else _rgb(image)
    if alpha is None:
        return rgb
    white = Image.new("RGB", rgb.size, "white")
    white.paste(rgb, mask=alpha)
    return white


def _rgb(image: Image.Image) -> Image.Image:
    """The image itself where it is RGB already: Pillow would copy a large photograph."""
    return image if image.mode == "RGB" else image.convert("RGB")


def _eight_bit(image: Image.Image) -> Image.Image:
    """The high byte of 16-bit greyscale, as Pillow itself does for 16-bit colour."""
    deep = np.asarray(image).clip(0, 65535)
    return Image.fromarray((deep >> 8).astype(np.uint8))


def _through_profile(
    image: Image.Image, profile: bytes, name: str, notes: list[str]
) -> Image.Image:
    """Convert with the embedded ICC profile; one that cannot be used is ignored, with a note."""
    space = {"L": "GRAY", "RGB": "RGB ", "CMYK": "CMYK"}
    try:
        embedded = ImageCms.ImageCmsProfile(BytesIO(profile))
        if embedded.profile.xcolor_space != space[image.mode]:
            image = image.convert("RGB")
        if embedded.profile.xcolor_space != space[image.mode]:
            raise ImageCms.PyCMSError("profile of another colour space")
        converted = ImageCms.profileToProfile(
            image,
            embedded,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            inPlace=image.mode == "RGB",
        )
        return image if converted is None else converted
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        notes.append(f"{name}: its colour profile is unreadable; the colours were taken as sRGB")
        return _rgb(image)
