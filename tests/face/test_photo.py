"""A photograph becomes upright sRGB pixels, or one clear line saying why not."""

import hashlib
import io
import struct
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile

from yintang.face.photo import ORIENTATION, PhotoError, photo_from_pixels, read_photo

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255)


def four_corners(mode: str = "RGB", width: int = 32, height: int = 48) -> Image.Image:
    """Red top left, green top right, blue bottom left, white bottom right."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def corners(content: bytes) -> list[tuple[int, ...]]:
    pixels = read_photo(content).pixels.astype(int)
    height, width = pixels.shape[:2]
    places = [(y, x) for y in (height // 4, -height // 4) for x in (width // 4, -width // 4)]
    return [tuple(pixels[place]) for place in places]


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose header claims a size and whose data do not bear it out."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0"))


@pytest.mark.parametrize(
    ("kind", "options", "tolerance"),
    [
        ("PNG", {}, 0),
        ("WEBP", {"lossless": True}, 0),
        ("WEBP", {"quality": 90}, 24),
        ("JPEG", {"quality": 95}, 6),
        ("JPEG", {"quality": 95, "progressive": True}, 6),
    ],
)
def test_the_usual_formats_are_read(kind: str, options: dict[str, object], tolerance: int) -> None:
    found = corners(encoded(four_corners(), kind, **options))
    assert np.abs(np.subtract(found, [RED, GREEN, BLUE, WHITE])).max() <= tolerance


def test_heic_is_read_where_the_extra_is_installed() -> None:
    heif = pytest.importorskip("pillow_heif")
    out = io.BytesIO()
    heif.from_pillow(four_corners(width=128, height=192)).save(out, quality=90)
    found = corners(out.getvalue())
    assert np.abs(np.subtract(found, [RED, GREEN, BLUE, WHITE])).max() <= 12


def test_without_the_extra_a_heic_photograph_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    content = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)
    with pytest.raises(PhotoError, match=r"yintang\[heic\].*or save it as JPEG"):
        read_photo(content)


def test_a_photo_says_its_size_and_the_hash_of_its_file(tmp_path: Path) -> None:
    content = encoded(four_corners())
    path = tmp_path / "portrait.png"
    path.write_bytes(content)
    photo = read_photo(path)
    assert (photo.width, photo.height, photo.name) == (32, 48, "portrait.png")
    assert photo.pixels.shape == (48, 32, 3)
    assert photo.pixels.dtype == np.uint8
    assert photo.sha256 == hashlib.sha256(content).hexdigest()
    assert photo.notes == ()


def test_bytes_a_path_and_standard_input_give_the_same_photo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = encoded(four_corners(), "JPEG")
    path = tmp_path / "portrait.jpg"
    path.write_bytes(content)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    photos = [read_photo(content), read_photo(path), read_photo(str(path)), read_photo("-")]
    assert len({(p.sha256, p.pixels.tobytes()) for p in photos}) == 1
    assert photos[-1].name == "standard input"


def test_the_pixels_cannot_be_changed_by_accident() -> None:
    photo = read_photo(encoded(four_corners()))
    with pytest.raises(ValueError, match="read-only"):
        photo.pixels[0, 0] = 0


@pytest.mark.parametrize(
    ("turn", "held"),
    [
        (1, None),
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
        (3, Image.Transpose.ROTATE_180),
        (4, Image.Transpose.FLIP_TOP_BOTTOM),
        (5, Image.Transpose.TRANSPOSE),
        (6, Image.Transpose.ROTATE_90),
        (7, Image.Transpose.TRANSVERSE),
        (8, Image.Transpose.ROTATE_270),
    ],
)
def test_a_photo_is_upright_however_the_camera_was_held(
    turn: int, held: Image.Transpose | None
) -> None:
    upright = four_corners()
    stored = upright if held is None else upright.transpose(held)
    exif = Image.Exif()
    exif[ORIENTATION] = turn
    photo = read_photo(encoded(stored, exif=exif))
    assert np.array_equal(photo.pixels, np.asarray(upright))
    assert (photo.width, photo.height) == upright.size


@pytest.mark.parametrize(
    "exif", [b"", b"Exif\0\0nonsense", b"Exif\0\0II*\0\xff\xff\xff\xff", b"\0"]
)
def test_damaged_metadata_does_not_spoil_a_good_photo(exif: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        photo = read_photo(encoded(four_corners(), "JPEG", exif=exif))
    assert (photo.width, photo.height) == (32, 48)


@pytest.mark.parametrize("turn", [0, 9, 65535])
def test_an_unknown_orientation_counts_as_upright(turn: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = turn
    assert read_photo(encoded(four_corners(), exif=exif)).height == 48


def test_an_srgb_profile_leaves_the_colours_as_they_are() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    found = corners(encoded(four_corners(), icc_profile=profile))
    assert np.abs(np.subtract(found, [RED, GREEN, BLUE, WHITE])).max() <= 1


def swapped_profile() -> bytes:
    """The sRGB profile with red and blue colorants exchanged: the change is known exactly."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"#XYZ").replace(b"bXYZ", b"rXYZ").replace(b"#XYZ", b"bXYZ")


def test_an_embedded_colour_profile_is_applied() -> None:
    found = corners(encoded(four_corners(), icc_profile=swapped_profile()))
    assert np.abs(np.subtract(found, [BLUE, GREEN, RED, WHITE])).max() <= 2


def test_a_broken_colour_profile_is_ignored_with_a_note() -> None:
    photo = read_photo(encoded(four_corners(), icc_profile=b"no profile at all"))
    assert np.array_equal(photo.pixels, np.asarray(four_corners()))
    assert photo.notes == (
        "photograph: its colour profile is unreadable; the colours were taken as sRGB",
    )


def test_a_profile_for_printing_ink_does_not_fit_a_screen_photo() -> None:
    profile = bytearray(swapped_profile())
    profile[16:20] = b"CMYK"
    assert read_photo(encoded(four_corners(), icc_profile=bytes(profile))).notes


def test_transparency_is_laid_on_white() -> None:
    image = four_corners("RGBA")
    image.putalpha(Image.new("L", image.size, 128))
    found = corners(encoded(image))
    assert (
        np.abs(np.subtract(found, [(255, 127, 127), (127, 191, 127), (127, 127, 255), WHITE])).max()
        <= 1
    )


@pytest.mark.parametrize("mode", ["LA", "RGBA", "P"])
def test_what_is_fully_transparent_is_white(mode: str) -> None:
    options = {"transparency": 0} if mode == "P" else {}
    content = encoded(Image.new(mode, (8, 8)), **options)
    assert (read_photo(content).pixels == 255).all()


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_grey_and_palette_pictures_are_read_as_colour(mode: str) -> None:
    image = Image.new("L", (8, 8), 255).convert(mode)
    assert (read_photo(encoded(image)).pixels == 255).all()


def test_sixteen_bits_keep_their_tones() -> None:
    deep = np.linspace(0, 65535, 256).astype(np.uint16)
    content = encoded(Image.fromarray(np.tile(deep, (4, 1))))
    row = read_photo(content).pixels[0, :, 0].astype(int)
    assert np.abs(row - np.arange(256)).max() <= 1


def test_a_cmyk_jpeg_has_its_colours_and_not_their_negative() -> None:
    found = corners(encoded(four_corners("CMYK"), "JPEG", quality=95))
    assert np.abs(np.subtract(found, [RED, GREEN, BLUE, WHITE])).max() <= 10


def test_an_array_in_memory_is_a_photo_too() -> None:
    array = np.asarray(four_corners())
    photo = photo_from_pixels(array)
    assert (photo.width, photo.height) == (32, 48)
    assert photo.sha256 == photo_from_pixels(array.copy()).sha256
    assert photo.sha256 != photo_from_pixels(array[::-1]).sha256


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 4), (0, 4, 3)])
def test_an_array_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(PhotoError, match=r"expected pixels of shape \(height, width, 3\)"):
        photo_from_pixels(np.zeros(shape, np.uint8))


ANIMATED = [four_corners(), four_corners().transpose(Image.Transpose.ROTATE_180)]
REFUSED = {
    "empty": (b"", "empty"),
    "text": (b"Dear colleague,\nhere is my photograph.\n", "text, not a photograph"),
    "svg": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
    "html": (b"<!doctype html><title>Sign in</title>", "text, not a photograph"),
    "binary": (bytes(range(256)), "not a photograph Yintang knows"),
    "gif": (encoded(four_corners(), "GIF"), "a GIF"),
    "tiff": (encoded(four_corners(), "TIFF"), "a TIFF"),
    "bmp": (encoded(four_corners(), "BMP"), "a BMP"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
    "film": (b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(32), "a film"),
    "avif": (b"\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf" + bytes(32), "an AVIF"),
    "animated png": (encoded(ANIMATED[0], save_all=True, append_images=ANIMATED[1:]), "animated"),
    "animated webp": (
        encoded(ANIMATED[0], "WEBP", save_all=True, append_images=ANIMATED[1:]),
        "animated",
    ),
    "half a jpeg": (encoded(four_corners(), "JPEG")[:400], "damaged"),
    "half a png": (encoded(four_corners(width=300))[:-60], "damaged"),
    "half a webp": (encoded(four_corners(), "WEBP")[:-20], "damaged"),
    "400 megapixels": (png_claiming(20_000, 20_000), "20000 x 20000 is 400 megapixels"),
    "beyond pillow": (png_claiming(2**31 - 1, 2**31 - 1), "megapixels, the limit is 40"),
    "no pixels": (png_claiming(0, 0), "damaged|no pixels"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_usable_photograph_is_refused_in_one_line(tmp_path: Path, what: str) -> None:
    content, why = REFUSED[what]
    path = tmp_path / "portrait.jpg"
    path.write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PhotoError, match=rf"^portrait\.jpg: .*{why}") as refused:
            read_photo(path)
    assert "\n" not in str(refused.value)
    assert str(tmp_path) not in str(refused.value)


def test_ten_kilobytes_that_unfold_to_80_megapixels_are_refused_before_decoding() -> None:
    content = encoded(Image.new("1", (8000, 10_000)))
    assert len(content) < 20_000
    with pytest.raises(PhotoError, match="8000 x 10000 is 80 megapixels"):
        read_photo(content)


def test_a_cut_photograph_is_refused_even_where_another_library_lets_it_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(PhotoError, match="damaged or cut short"):
        read_photo(encoded(four_corners(width=300, height=300), "JPEG")[:-500])


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_the_pixel_cap_holds_for_every_format_at_its_edge(kind: str) -> None:
    content = encoded(Image.new("RGB", (100, 50)), kind)
    assert read_photo(content, max_pixels=5000).width == 100
    with pytest.raises(PhotoError, match="100 x 50"):
        read_photo(content, max_pixels=4999)


@pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 80}, {"exif": b"Exif\0\0x"}])
def test_a_webp_is_measured_before_its_decoder_is_started(options: dict[str, object]) -> None:
    content = encoded(Image.new("RGB", (301, 77), RED), "WEBP", **options)
    with pytest.raises(PhotoError, match="301 x 77"):
        read_photo(content, max_pixels=1)


def test_a_file_larger_than_the_cap_is_refused() -> None:
    content = encoded(four_corners())
    assert read_photo(content, max_bytes=len(content)).width == 32
    with pytest.raises(PhotoError, match="larger than"):
        read_photo(content, max_bytes=len(content) - 1)


def test_a_missing_file_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match=r"^gone\.jpg: there is no such file"):
        read_photo(tmp_path / "gone.jpg")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match="a folder, not a photograph"):
        read_photo(tmp_path)


@pytest.mark.parametrize("name", ["", "a\0b.jpg", "x" * 5000])
def test_an_impossible_name_is_refused(name: str) -> None:
    with pytest.raises(PhotoError):
        read_photo(name)


def test_a_name_with_a_line_break_still_gives_one_line(tmp_path: Path) -> None:
    with pytest.raises(PhotoError) as refused:
        read_photo(tmp_path / "two\nlines\x1b[31m.jpg")
    assert str(refused.value).startswith("two?lines?[31m.jpg: ")


SMALL = {kind: encoded(four_corners(width=8, height=12), kind) for kind in ("JPEG", "PNG", "WEBP")}


@pytest.mark.parametrize("kind", SMALL)
def test_a_file_cut_anywhere_is_read_or_refused(kind: str) -> None:
    for length in range(len(SMALL[kind])):
        try:
            photo = read_photo(SMALL[kind][:length])
        except PhotoError:
            continue
        assert photo.pixels.shape == (12, 8, 3)


@settings(max_examples=300, deadline=None)
@given(
    kind=st.sampled_from(sorted(SMALL)),
    changes=st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=8),
)
def test_a_file_with_bytes_changed_is_read_or_refused(
    kind: str, changes: list[tuple[int, int]]
) -> None:
    content = bytearray(SMALL[kind])
    for place, byte in changes:
        content[place % len(content)] = byte
    try:
        photo = read_photo(bytes(content), max_pixels=1_000_000)
    except PhotoError:
        return
    assert photo.pixels.size > 0


MAGIC = [
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\x20\0\0\0WEBPVP8X",
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    b"",
]


@settings(max_examples=300, deadline=None)
@given(magic=st.sampled_from(MAGIC), rest=st.binary(max_size=200))
def test_any_bytes_at_all_are_read_or_refused(magic: bytes, rest: bytes) -> None:
    with pytest.raises(PhotoError):
        read_photo(magic + rest)
