"""`yintang compare`: did something change between photographs of two days, or cannot it be told."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import click

from yintang.atlas import load_atlas
from yintang.atlas.model import Atlas
from yintang.cli.output import check_output, write_atomically
from yintang.errors import YintangError
from yintang.face import Photo, read_photo
from yintang.face.gates import FaceError
from yintang.face.model import FaceModel, find_model
from yintang.outcomes import PhotoMeasures, measure
from yintang.outcomes.calibration import Calibration
from yintang.outcomes.change import Changes, Visit, compare, target, undeclared
from yintang.outcomes.dictionary import rows
from yintang.outcomes.heat import JudgedBy, heats

BEFORE, AFTER = "--before", "--after"


class Comparison(click.Command):
    """A command whose `--before` and `--after` take every file up to the next option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat `--before` and `--after` before each file that follows them."""
        spread: list[str] = []
        current = ""
        for word in args:
            if word in {BEFORE, AFTER}:
                current = word
            elif word.startswith("-") and word != "-":
                current = ""
                spread.append(word)
            elif current:
                spread += [current, word]
            else:
                spread.append(word)
        return super().parse_args(ctx, spread)


@click.command("compare", cls=Comparison)
@click.option(BEFORE, "before", multiple=True, metavar="PHOTO...", help="Photographs of one day.")
@click.option(AFTER, "after", multiple=True, metavar="PHOTO...", help="Photographs of a later day.")
@click.option(
    "--targets",
    "names",
    metavar="NAME,...",
    help="What was to change, at most three, as in redness,lines-medium:forehead.",
)
@click.option("--calibration", metavar="FILE", help="The room's noise, from `yintang calibrate`.")
@click.option("--out", metavar="FILE", help="Write a page for the patient, .html or .pdf.")
@click.option("--record", metavar="FILE", help="Write a page with every number, .html or .pdf.")
@click.option("--json", "json_file", metavar="FILE", help='Write the changes; "-" for the screen.')
@click.option("--csv", "csv_file", metavar="FILE", help="Write the changes as a table.")
def compare_photos(
    before: tuple[str, ...],
    after: tuple[str, ...],
    names: str | None,
    calibration: str | None,
    **files: str | None,
) -> None:
    """Say whether a face changed between two days: by how much, how surely, or that it cannot be
    told.

    Give every shot of either day, about three, all from the same side.
    """
    for name, file in files.items():
        check_output(file, *((".html", ".pdf") if name in {"out", "record"} else ()))
    if not before or not after:
        raise YintangError("name photographs of both days: --before A.jpg B.jpg --after C.jpg")
    atlas = load_atlas()
    declared = [target(name.strip(), atlas) for name in names.split(",")] if names else []
    room = read_calibration(calibration) if calibration else None
    photos = [[read_photo(name) for name in day] for day in (before, after)]
    model = find_model()
    measured = measured_days(photos, atlas, model)
    others = undeclared(declared, atlas, (shot for day in measured for shot in day))
    changes = compare(measured[0], measured[1], declared, room, others)
    days = (Visit(0, tuple(measured[0]), baseline=True), Visit(1, tuple(measured[1])))
    by = JudgedBy(days, declared, room)
    contents = _written(changes, files["json_file"], files["csv_file"])
    if files["out"]:
        contents[files["out"]] = _as(files["out"], _patient_page(changes, by, photos, model))
    if files["record"]:
        contents[files["record"]] = _as(files["record"], _record_page(changes, atlas))
    for file, content in contents.items():
        write_atomically(file, content)
    if "-" not in files.values():
        click.echo(_told(changes))


def measured_days(
    days: Sequence[Sequence[Photo]], atlas: Atlas, model: FaceModel
) -> list[list[PhotoMeasures]]:
    """Each day's photographs measured, and checked against the first photograph of the first."""
    first = _measured(days[0][0], atlas, model, None)
    rest = [[p for p in day if p is not days[0][0]] for day in days]
    every = [[_measured(photo, atlas, model, first) for photo in day] for day in rest]
    return [[first, *every[0]], *every[1:]]


def _measured(
    photo: Photo, atlas: Atlas, model: FaceModel, baseline: PhotoMeasures | None
) -> PhotoMeasures:
    try:
        return measure(photo, atlas, model=model, baseline=baseline)
    except FaceError as fault:
        raise FaceError(f"{photo.name}: {fault}") from None


def read_calibration(path: str) -> Calibration:
    """A calibration's file.

    Raises
    ------
    YintangError
        It holds none.
    """
    try:
        stored = json.loads(Path(path).read_text(encoding="utf-8"))
        return Calibration.from_json(stored)
    except (UnicodeDecodeError, json.JSONDecodeError, AttributeError):
        raise YintangError(f"{path}: not a calibration's JSON") from None


def _written(changes: Changes, json_file: str | None, csv_file: str | None) -> dict[str, bytes]:
    contents = {}
    if json_file:
        text = json.dumps(changes.as_json(), ensure_ascii=False, indent=2)
        contents[json_file] = f"{text}\n".encode()
    if csv_file:
        table = io.StringIO(newline="")
        csv.writer(table).writerows(rows((*changes.targets, *changes.exploratory)))
        contents[csv_file] = table.getvalue().encode()
    return contents


def _patient_page(
    changes: Changes, by: JudgedBy, photos: Sequence[Sequence[Photo]], model: FaceModel
) -> str:
    """The patient's page, with the first photograph of either day."""
    from yintang.drawing.before_after import lay_over  # noqa: PLC0415 - slow to import
    from yintang.drawing.change_report import patient_report  # noqa: PLC0415 - as above
    from yintang.outcomes.seeing import see  # noqa: PLC0415 - as above

    atlas, given = load_atlas(), {photo.sha256: photo for day in photos for photo in day}
    found = heats(changes.targets, by, atlas, lambda shot: see(given[shot.photo], model))
    first, last = (see(day[0], model) for day in photos)
    pair = lay_over(first, last, atlas, changes.targets, heats=found)
    return patient_report(changes, atlas, pair, labels=("before", "after"))


def _record_page(changes: Changes, atlas: Atlas) -> str:
    from yintang.drawing.change_report import record_report  # noqa: PLC0415 - slow to import

    return record_report(changes, atlas)


def _as(file: str, page: str) -> bytes:
    if not file.lower().endswith(".pdf"):
        return page.encode()
    from yintang.drawing import plan_pdf  # noqa: PLC0415 - an optional extra, and slow to import

    return plan_pdf(page)


def _told(changes: Changes) -> str:
    """The verdicts in sentences, with what failed and what threatens them on standard error."""
    for photo in changes.photos:
        for gate in photo.gates:
            if not gate.passed:
                click.echo(f"{photo.name}: {gate.gate}: {gate.say}", err=True)
    for say in changes.remarks:
        click.echo(say, err=True)
    declared = [c.say for c in changes.targets]
    others = [c for c in changes.exploratory if c.verdict in {"improved", "worse"}]
    if changes.exploratory:
        looked = f"Not declared: {len(changes.exploratory)} more were looked at, "
        told = "none can be told to differ." if not others else f"{len(others)} of them differ:"
        declared += [looked + told, *(f"  {c.say}" for c in others)]
    return "\n".join(declared)
