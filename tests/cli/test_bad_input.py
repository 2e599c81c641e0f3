"""Whatever file is given: a plan, or one line and exit code 2, and never half a file."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image, ImageDraw
from skimage.data import camera, chelsea

from yintang.cli import main

Portrait = Image.Image
COMMANDS = {
    "locate": ("--json", "result.json"),
    "plan": ("--concern", "frown-lines:3", "--out", "result.html"),
}


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def enormous(_: Portrait) -> bytes:
    """A PNG whose header claims 20,000 x 20,000."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body)


def bomb(_: Portrait) -> bytes:
    """About ten kilobytes that unfold to 80 megapixels."""
    content = encoded(Image.new("1", (8000, 10_000)), "PNG")
    assert len(content) < 12_000
    return content


def animated(portrait: Portrait, kind: str) -> bytes:
    small = portrait.resize((200, 200))
    return encoded(small, kind, save_all=True, append_images=[small.rotate(90)])


def sunglasses(portrait: Portrait) -> Image.Image:
    """Two dark ovals on the pupils, which lie at (611, 303) and (740, 311)."""
    worn = portrait.copy()
    for x, y in ((611, 303), (740, 311)):
        ImageDraw.Draw(worn).ellipse((x - 62, y - 45, x + 62, y + 50), fill=(15, 15, 15))
    return worn


def noise(_: Portrait) -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (600, 600, 3))
    return Image.fromarray(pixels.astype(np.uint8))


def profile(_: Portrait) -> Image.Image:
    """The man at the camera, of whom one sees the side of the face."""
    return Image.fromarray(camera()).resize((1536, 1536), Image.Resampling.LANCZOS)


REFUSED: dict[str, tuple[Callable[[Portrait], bytes], str]] = {
    "empty": (lambda _: b"", "empty, there is nothing in it"),
    "truncated": (lambda p: encoded(p)[:20_000], "damaged or cut short"),
    "text": (lambda _: b"Dear colleague,\nhere is my face.\n", "text, not a photograph"),
    "svg": (lambda _: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
    "gif": (lambda p: animated(p, "GIF"), "a GIF; give a JPEG, PNG"),
    "animated webp": (lambda p: animated(p, "WEBP"), "animated; save a single frame"),
    "animated png": (lambda p: animated(p, "PNG"), "animated; save a single frame"),
    "20,000 x 20,000": (enormous, "20000 x 20000 is 400 megapixels, the limit is 40"),
    "80 megapixels in 10 kB": (bomb, "8000 x 10000 is 80 megapixels, the limit is 40"),
    "one pixel": (lambda p: encoded(p.resize((1, 1)), "PNG"), "no face found"),
    "plain grey": (lambda _: encoded(Image.new("L", (500, 500), 128)), "no face found"),
    "noise": (lambda p: encoded(noise(p)), "no face"),
    "no face": (lambda p: encoded(p.crop((0, 800, 1536, 1536))), "no face"),
    "a cat": (lambda _: encoded(Image.fromarray(chelsea())), "no face found"),
    "profile": (lambda p: encoded(profile(p)), "the head is turned 5"),
    "tiny face": (lambda p: encoded(p.resize((256, 256))), "too small: 31 pixels between"),
    "cut below the nose": (lambda p: encoded(p.crop((0, 0, 1536, 410))), "cut by the edge"),
    "cut through the chin": (lambda p: encoded(p.crop((0, 0, 1536, 505))), "cut by the edge"),
    "cut at the brows": (lambda p: encoded(p.crop((0, 290, 1536, 1536))), "cut by the edge"),
    "half a face": (lambda p: encoded(p.crop((675, 0, 1536, 1536))), "head is turned"),
    "sunglasses": (lambda p: encoded(sunglasses(p)), "eyes seem covered; take off glasses"),
    "squeezed": (lambda p: encoded(p.resize((400, 1536))), "no face"),
}


def run(command: str, file: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [command, str(file), *COMMANDS[command], *words])


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_photograph_is_one_line_and_no_file(
    large_portrait: Portrait, tmp_path: Path, what: str, command: str
) -> None:
    make, why = REFUSED[what]
    file = tmp_path / "portrait.jpg"
    file.write_bytes(make(large_portrait))
    result = run(command, file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("yintang: portrait.jpg: ")
    assert result.stderr.count("\n") == 1
    assert why in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["portrait.jpg"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_photograph_and_a_folder_are_one_line(tmp_path: Path, command: str) -> None:
    for file, why in ((tmp_path / "gone.jpg", "there is no such file"), (tmp_path, "a folder")):
        result = run(command, file)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.count("\n") == 1
        assert why in result.stderr
    assert list(tmp_path.iterdir()) == []


def sixteen_bit(portrait: Portrait) -> bytes:
    deep = np.asarray(portrait.convert("L")).astype(np.uint16) * 257
    return encoded(Image.fromarray(deep), "PNG")


def sideways(portrait: Portrait) -> bytes:
    """Held on its side, as the camera noted."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(portrait.transpose(Image.Transpose.ROTATE_90), exif=exif)


ACCEPTED: dict[str, Callable[[Portrait], bytes]] = {
    "cmyk": lambda p: encoded(p.convert("CMYK"), quality=92),
    "greyscale": lambda p: encoded(p.convert("L"), quality=92),
    "16-bit": sixteen_bit,
    "palette": lambda p: encoded(p.quantize(128), "PNG"),
    "transparent": lambda p: encoded(p.convert("RGBA"), "PNG", compress_level=1),
    "webp": lambda p: encoded(p, "WEBP", quality=90),
    "noted on its side": sideways,
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", ACCEPTED)
def test_an_unusual_portrait_is_a_portrait(
    large_portrait: Portrait, tmp_path: Path, kind: str, command: str
) -> None:
    file = tmp_path / "portrait"
    file.write_bytes(ACCEPTED[kind](large_portrait))
    result = run(command, file)
    assert result.exit_code == 0, result.stderr
    assert sum(path.name.startswith("result") for path in tmp_path.iterdir()) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_an_earlier_result_survives_a_bad_photograph(tmp_path: Path, command: str) -> None:
    target = tmp_path / COMMANDS[command][-1]
    target.write_text("the plan of last week")
    assert run(command, tmp_path / "gone.jpg").exit_code == 2
    assert target.read_text() == "the plan of last week"


def test_a_name_with_strange_characters_is_one_line(tmp_path: Path) -> None:
    result = run("locate", tmp_path / "two\nlines\x1b[31m.jpg")
    assert result.exit_code == 2
    assert result.stderr == "yintang: two?lines?[31m.jpg: there is no such file; check the path\n"
