"""`yintang locate`: place every facial point on one photograph or many."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from yintang.atlas import load_atlas
from yintang.atlas.lookup import canonical_point
from yintang.atlas.model import Atlas
from yintang.cli.output import check_output, write_atomically
from yintang.errors import YintangError
from yintang.face import FaceMap, Photo, read_photo
from yintang.face import locate as place_points
from yintang.face.gates import FaceError
from yintang.face.photo import PhotoError
from yintang.face.reference import REFERENCE_IPD_MM
from yintang.planning.plan import Needle

Command = Callable[..., Any]
OPTIONS = (
    click.option("--face", type=int, metavar="N", help="Which face, 1 the largest."),
    click.option("--hairline", metavar="X,Y", help="Middle of the hairline, in pixels."),
    click.option(
        "--ipd-mm",
        type=float,
        default=REFERENCE_IPD_MM,
        show_default=True,
        help="Distance between the pupils.",
    ),
    click.option(
        "--variant",
        "variants",
        multiple=True,
        metavar="CODE=NAME",
        help="Another location the standard records: GV26=upper-third.",
    ),
    click.option(
        "--no-refine", is_flag=True, help="Place points by the mesh alone."
    ),
)  # fmt: skip


def placing_options(command: Command) -> Command:
    """The options of every command that places points."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def place(photo: Photo, atlas: Atlas, placing: dict[str, Any]) -> FaceMap:
    """The face map of a photograph, as `placing_options` ask for it; what is wrong with the
    photograph is said with its name."""
    try:
        return place_points(
            photo,
            atlas,
            face=placing["face"],
            hairline=_pair(placing["hairline"]),
            ipd_mm=placing["ipd_mm"],
            variants=_variants(placing["variants"], atlas),
            read_photograph=not placing["no_refine"],
        )
    except FaceError as fault:
        raise FaceError(f"{photo.name}: {fault}") from None


@click.command()
@click.argument("photos", nargs=-1, required=True, metavar="PHOTO...")
@click.option("--json", "json_file", metavar="FILE", help='Write the face map; "-" for the screen.')
@click.option("--out", metavar="FILE", help="Draw the map as .svg, .png or .html.")
@placing_options
def locate(
    photos: tuple[str, ...],
    json_file: str | None,
    out: str | None,
    **placing: Any,
) -> None:
    """Place every facial point on a photograph, each with its uncertainty.

    PHOTO is a JPEG, PNG, WebP or HEIC file, or "-". Several photographs give one JSON object per
    line; a bad one is reported and the rest go on.
    """  # fmt: skip
    check_output(out, ".svg", ".png", ".html")
    check_output(json_file)
    atlas = load_atlas()
    if len(photos) > 1:
        for option, given in (("--out", out), ("--hairline", placing["hairline"])):
            if given:
                raise YintangError(f"{option} is for one photograph; name only one")
        click.get_current_context().exit(_many(photos, atlas, json_file or "-", placing))
    photo = read_photo(photos[0])
    face_map = place(photo, atlas, placing)
    contents = {}
    if out:
        contents[out] = drawn(Path(out), face_map, atlas, photo)
    if json_file or not out:
        text = json.dumps(face_map.as_json(), ensure_ascii=False, indent=2)
        contents[json_file or "-"] = f"{text}\n".encode()
    for file, content in contents.items():
        write_atomically(file, content)
    for line in [warned.say for warned in face_map.warnings] + [
        f"wrote {file}" for file in contents if file != "-"
    ]:
        click.echo(line, err=True)


def drawn(
    out: Path,
    face_map: FaceMap,
    atlas: Atlas,
    photo: Photo | None,
    needles: Sequence[Needle] | None = None,
) -> bytes:
    """The map in the format that the file's name asks for, of all points or of a plan's needles."""
    from yintang.drawing import draw_face_map, map_page, svg_to_png  # noqa: PLC0415 - slow to import

    kind, pixels = out.suffix.lower(), None if photo is None else photo.pixels
    if kind == ".html" and needles is None:
        return map_page(face_map, atlas, pixels).encode()
    if kind in {".svg", ".png"}:
        svg = draw_face_map(face_map, atlas, pixels, needles=needles)
        return svg.encode() if kind == ".svg" else svg_to_png(svg)
    raise YintangError(f"{out}: name it .svg or .png" + (", or .html" if needles is None else ""))


def _many(photos: tuple[str, ...], atlas: Atlas, json_file: str, placing: dict[str, Any]) -> int:
    """One line of JSON a photograph; 1 if any could not be used."""
    lines, bad = [], 0
    quiet = json_file == "-" or not sys.stderr.isatty()
    with click.progressbar(photos, label="Photographs", file=sys.stderr, hidden=quiet) as names:
        for name in names:
            try:
                found = {"file": name} | place(read_photo(name), atlas, placing).as_json()
            except (PhotoError, FaceError) as fault:
                found, bad = {"file": name, "error": str(fault)}, bad + 1
                click.echo(f"yintang: {fault}", err=True)
            line = json.dumps(found, ensure_ascii=False) + "\n"
            if json_file == "-":
                click.echo(line, nl=False)
            lines.append(line)
    if json_file != "-":
        write_atomically(json_file, "".join(lines).encode())
    return 1 if bad else 0


def _pair(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        raise YintangError(
            f'--hairline "{text}": give two numbers of pixels, as in 512,140'
        ) from None
    return x, y


def _variants(given: tuple[str, ...], atlas: Atlas) -> dict[str, str]:
    found = {}
    for text in given:
        code, _, name = text.partition("=")
        if not name:
            raise YintangError(
                f'--variant "{text}": give a point and a name, as in GV26=upper-third'
            )
        found[canonical_point(code, atlas)] = name
    return found
