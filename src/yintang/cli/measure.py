"""`yintang measure`: colour, lines and shape of a face on one photograph or on folders of them."""

import csv
import hashlib
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
from PIL import Image

from yintang.atlas import load_atlas
from yintang.atlas.model import Atlas
from yintang.cli.output import check_output, write_atomically
from yintang.errors import YintangError
from yintang.face import read_photo
from yintang.face.gates import FaceError
from yintang.face.model import FaceModel, find_model
from yintang.face.photo import Photo, PhotoError
from yintang.outcomes import PhotoMeasures, measure
from yintang.outcomes.patches import patches as draw_patches

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})
KEPT_EVERY = 20
"""Photographs after which what was measured is written, so that an interruption costs little."""
COLUMNS = ("name", "photo", "model", "view", "metric", "region", "unit", "value", "se", "failed")


@click.command("measure")
@click.argument("photos", nargs=-1, required=True, metavar="PHOTO...")
@click.option("--json", "json_file", metavar="FILE", help="Write measures, one object a line.")
@click.option("--csv", "csv_file", metavar="FILE", help="Write measures as a table, a row a value.")
@click.option("--resume", is_flag=True, help="Keep what the --json FILE already holds.")
@click.option("--patches", metavar="FOLDER", help="Write what was measured on, as pictures.")
@click.option("--all", "everything", is_flag=True, help="Show secondary and weak metrics, too.")
def measure_photos(
    photos: tuple[str, ...],
    *,
    json_file: str | None,
    csv_file: str | None,
    resume: bool,
    patches: str | None,
    everything: bool,
) -> None:
    """Measure colour, lines and shape of a face, each with its standard error.

    PHOTO is a JPEG, PNG, WebP or HEIC file, or a folder of them. A bad photograph is reported at
    the end, and the rest are measured.
    """
    check_output(json_file)
    check_output(csv_file)
    if resume and json_file in (None, "-"):
        raise YintangError("--resume needs --json FILE, whose measures it keeps")
    atlas, model = load_atlas(), find_model()
    files = list(_files(photos))
    held = _held(Path(json_file), model) if resume and json_file else {}
    pictures = _folder(patches)

    def one(name: str) -> PhotoMeasures:
        known = held.get(_sha256(name)) if held else None
        return known or _one(read_photo(name), atlas, model, pictures)

    done, bad = _measured(files, one, json_file)
    if json_file:
        write_atomically(json_file, _lines(done))
    if csv_file:
        write_atomically(csv_file, _table(done))
    if not json_file and not csv_file:
        click.echo("\n\n".join(_shown(one, atlas, everything) for one in done))
    for fault in bad:
        click.echo(f"yintang: {fault}", err=True)
    if bad and len(files) == 1:
        click.get_current_context().exit(2)
    click.get_current_context().exit(1 if bad else 0)


def _measured(
    files: Sequence[str], one: Callable[[str], PhotoMeasures], json_file: str | None
) -> tuple[list[PhotoMeasures], list[str]]:
    """The measures of every photograph that could be used, and what was wrong with the others."""
    done: list[PhotoMeasures] = []
    bad: list[str] = []
    hidden = len(files) < 2 or not sys.stderr.isatty()
    with click.progressbar(files, label="Photographs", file=sys.stderr, hidden=hidden) as names:
        for n, name in enumerate(names, start=1):
            try:
                done.append(one(name))
            except PhotoError as fault:
                bad.append(str(fault))
            except FaceError as fault:
                bad.append(f"{Path(name).name}: {fault}")
            if json_file not in (None, "-") and n % KEPT_EVERY == 0:
                write_atomically(str(json_file), _lines(done))
    return done, bad


def _folder(name: str | None) -> Path | None:
    """The folder for pictures, made where it is missing."""
    if name is None:
        return None
    try:
        Path(name).mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise YintangError(f"{name}: no such folder can be made: {fault.strerror}") from None
    check_output(str(Path(name) / "picture.png"))
    return Path(name)


def _one(photo: Photo, atlas: Atlas, model: FaceModel, pictures: Path | None) -> PhotoMeasures:
    """A photograph measured, and drawn where there is a folder for pictures."""
    if pictures is not None:
        _draw(photo, atlas, model, pictures)
    return measure(photo, atlas, model=model)


def _draw(photo: Photo, atlas: Atlas, model: FaceModel, folder: Path) -> None:
    """Both pictures of a photograph, named after it and its content."""
    shown = draw_patches(photo, atlas, model=model)
    begins = f"{Path(photo.name).stem}-{photo.sha256[:8]}"
    for name, codes in (("raster", shown.raster), ("regions", shown.regions)):
        stream = io.BytesIO()
        Image.fromarray(codes).save(stream, "PNG")
        write_atomically(folder / f"{begins}-{name}.png", stream.getvalue())


def _files(given: tuple[str, ...]) -> Iterator[str]:
    """The photographs named, and those in the folders named, in order."""
    for name in given:
        path = Path(name)
        if not path.is_dir():
            yield name
            continue
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in ENDINGS)
        if not inside:
            raise YintangError(f"{name}: a folder without photographs")
        yield from map(str, inside)


def _held(path: Path, model: FaceModel) -> dict[str, PhotoMeasures]:
    """The measures a file already holds, by photograph; those of another model are not kept."""
    if not path.exists():
        return {}
    held = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            one = PhotoMeasures.from_json(json.loads(line))
        except (json.JSONDecodeError, AttributeError, YintangError):
            raise YintangError(
                f"{path}: line {number} is not a photograph's measures; name another file"
            ) from None
        if one.model.sha256 == model.sha256:
            held[one.photo] = one
    return held


def _sha256(name: str) -> str:
    try:
        return hashlib.sha256(Path(name).read_bytes()).hexdigest()
    except OSError:
        return ""


def _lines(done: Sequence[PhotoMeasures]) -> bytes:
    return "".join(json.dumps(one.as_json(), ensure_ascii=False) + "\n" for one in done).encode()


def _table(done: Sequence[PhotoMeasures]) -> bytes:
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for one in done:
        for v in one.values:
            failed = " ".join(gate.gate for gate in one.failed(v.metric))
            what = (v.metric, v.region, v.unit, f"{v.value:.6g}", f"{v.se:.3g}", failed)
            rows.writerow((one.name, one.photo, one.model.sha256, one.view, *what))
    return written.getvalue().encode()


def _shown(one: PhotoMeasures, atlas: Atlas, everything: bool) -> str:
    """A table for a terminal; sides of a pair only with everything."""
    lines = [f"{one.name}: {one.view}, {one.mm_per_px:.2f} mm to a pixel"]
    lines += [f"  not passed: {gate.say}" for gate in one.gates if not gate.passed]
    for v in one.values:
        metric = atlas.metrics[v.metric]
        if everything or (metric.strength == "primary" and v.region[-2:] not in {"-R", "-L"}):
            weak = "" if metric.strength != "weak" else "  (weak)"
            lines.append(
                f"  {metric.name:<40} {v.region:<14} {v.value:9.3f} ± {v.se:<6.3f} {v.unit}{weak}"
            )
    return "\n".join(lines)
