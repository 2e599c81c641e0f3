"""`yintang calibrate`: how much photographs vary in this room by themselves."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from yintang.atlas import load_atlas
from yintang.atlas.model import Atlas
from yintang.cli.measure import ENDINGS
from yintang.cli.output import check_output, write_atomically
from yintang.errors import YintangError
from yintang.face import read_photo
from yintang.face.gates import FaceError
from yintang.face.model import find_model
from yintang.face.photo import PhotoError
from yintang.outcomes import PhotoMeasures, measure
from yintang.outcomes.calibration import Calibration, Repeat, calibrate
from yintang.outcomes.wording import figures

ADVISED_PEOPLE, ADVISED_SHOTS = 10, 3


@click.command("calibrate")
@click.argument("folder", metavar="FOLDER")
@click.option("--out", metavar="FILE", help="Write the calibration, for `compare --calibration`.")
@click.option("--all", "everything", is_flag=True, help="Show secondary and weak metrics, too.")
def calibrate_room(folder: str, out: str | None, everything: bool) -> None:
    """Find out how much photographs vary in this room where nothing has changed.

    FOLDER holds a folder for each person, and in it one for each day, with that day's shots:
    person/day/shot.jpg. About ten people who are not treated, two days, three shots; the phone is
    lowered between shots.
    """
    check_output(out)
    shots = list(_shots(Path(folder)))
    atlas = load_atlas()
    found = calibrate(_measured(shots, atlas))
    if out:
        text = json.dumps(found.as_json(), ensure_ascii=False, indent=2)
        write_atomically(out, f"{text}\n".encode())
    if out != "-":
        click.echo(_shown(found, atlas, everything))


def _shots(folder: Path) -> Iterator[tuple[str, int, Path]]:
    """(person, number of the day, photograph) of every photograph two folders deep."""
    if not folder.is_dir():
        raise YintangError(f"{folder}: not a folder")
    found = sorted(p for p in folder.glob("*/*/*") if p.suffix.lower() in ENDINGS)
    if not found:
        raise YintangError(f"{folder}: no photographs; arrange them as person/day/shot.jpg")
    for path in found:
        days = sorted({p.parent.name for p in found if p.parent.parent == path.parent.parent})
        yield path.parent.parent.name, days.index(path.parent.name), path


def _measured(shots: list[tuple[str, int, Path]], atlas: Atlas) -> list[Repeat]:
    """Every photograph measured against its person's first; bad ones are said and left out."""
    model = find_model()
    firsts: dict[str, PhotoMeasures] = {}
    repeats = []
    with click.progressbar(
        shots, label="Photographs", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as each:
        for person, day, path in each:
            try:
                photo = read_photo(str(path))
                one = measure(photo, atlas, model=model, baseline=firsts.get(person))
            except (PhotoError, FaceError) as fault:
                click.echo(f"yintang: {path}: {fault}", err=True)
                continue
            firsts.setdefault(person, one)
            repeats.append(Repeat(person, day, one))
    return repeats


def _shown(found: Calibration, atlas: Atlas, everything: bool) -> str:
    """A table for a terminal, both sides of a pair together."""
    lines = [
        f"{found.people} people, {found.photos} photographs, colours against: {found.normalised}",
        f"{'metric and region':38} {'tone':13} {'SEM':>8} {'ICC':>6} {'SDC':>8}  90 % of SDC",
    ]
    for row in found.found:
        metric = atlas.metrics[row.metric]
        if row.region[-2:] in {"-R", "-L"} or (metric.strength != "primary" and not everything):
            continue
        scale, unit = (100.0, "%") if row.relative else (1.0, metric.unit)
        error = row.sdc * scale
        sem, sdc, low, high = (
            figures(v * scale, error) for v in (row.sem, row.sdc, row.sdc_low, row.sdc_high)
        )
        icc = "-" if row.icc is None else f"{row.icc:.2f}"
        used = "" if found.noise(row.metric, row.region, row.band) else "  too few days; default"
        lines.append(
            f"{row.metric + ', ' + row.region:38} {row.band:13} {sem:>8} {icc:>6} {sdc:>8}"
            f"  {low} to {high} {unit}{used}"
        )
    if found.people < ADVISED_PEOPLE:
        lines.append(
            f"About {ADVISED_PEOPLE} people on two days with {ADVISED_SHOTS} shots each are "
            "advised; with fewer, verdicts stay careful."
        )
    return "\n".join(lines)
