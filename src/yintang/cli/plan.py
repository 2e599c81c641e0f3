"""`yintang plan`: from a portrait and a consultation to the sheet, the data and the calendar."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from yintang.atlas import load_atlas
from yintang.atlas.model import Atlas
from yintang.cli.locate import drawn, place, placing_options
from yintang.cli.output import check_output, write_atomically
from yintang.errors import YintangError
from yintang.face import Photo, read_photo, schematic_map
from yintang.planning import (
    Consultation,
    Plan,
    as_ics,
    goals_from,
    make_plan,
    read_consultation,
)
from yintang.planning.naming import UnknownName, resolve

ADVICE = "say what is wanted: --concern frown-lines:3, or --consultation FILE"


@click.command()
@click.argument("photo", required=False)
@click.option("--no-photo", is_flag=True, help="Plan on a drawn face.")
@click.option(
    "--consultation",
    "consultation_file",
    type=click.Path(path_type=Path),
    help="A TOML file; `yintang consultation new FILE` writes one to fill in.",
)
@click.option("--concern", "concerns", multiple=True, metavar="CODE[:WEIGHT]", help="Repeatable.")
@click.option("--protocol", metavar="NAME", help="gentle, ten-weekly, forty-twelve or full.")
@click.option("--start", metavar="DATE", help="First visit, as 2026-12-01.")
@click.option("--out", metavar="FILE", help="The sheet, .html.")
@click.option("--json", "json_file", metavar="FILE", help='The plan as data; "-" for the screen.')
@click.option("--pdf", metavar="FILE", help="The sheet as PDF.")
@click.option("--ics", metavar="FILE", help="The course as a calendar.")
@click.option("--map", metavar="FILE", help="The face with its needles, as .svg or .png.")
@placing_options
def plan(photo: str | None, no_photo: bool, **options: Any) -> None:
    """Plan a treatment on the portrait PHOTO.

    Writes plan.html unless told otherwise. A suggestion with its reasons: a qualified practitioner
    confirms every needle.
    """
    if (photo is None) != no_photo:
        raise YintangError("name one portrait, or --no-photo to plan on a drawn face")
    outputs = _outputs(options)
    atlas, today = load_atlas(), date.today()
    asked = _asked(options, atlas, today)
    portrait = read_photo(photo) if photo else None
    face_map = place(portrait, atlas, options) if portrait else schematic_map(atlas)
    made = make_plan(asked, face_map, atlas, today)
    for line in told(made, atlas):
        click.echo(line, err=True)
    write_plan(made, atlas, portrait, outputs)


def write_plan(
    made: Plan, atlas: Atlas, photo: Photo | None, outputs: dict[str, str | None]
) -> None:
    """Everything asked for, each file whole or not at all."""
    from yintang.drawing import plan_pdf, plan_sheet  # noqa: PLC0415 - slow to import

    contents: dict[str, bytes] = {}
    if path := outputs.get("map"):
        contents["map"] = drawn(Path(path), made.face_map, atlas, photo, made.needles)
    if outputs.get("out") or outputs.get("pdf"):
        sheet = plan_sheet(made, atlas, None if photo is None else photo.pixels)
        contents["out"] = sheet.encode()
        if outputs.get("pdf"):
            contents["pdf"] = plan_pdf(sheet)
    if outputs.get("json_file"):
        text = json.dumps(made.as_json(), ensure_ascii=False, indent=2)
        contents["json_file"] = f"{text}\n".encode()
    if outputs.get("ics") and made.course is not None:
        contents["ics"] = as_ics(made.course)
    for name, file in outputs.items():
        if file and name in contents:
            write_atomically(file, contents[name])
            if file != "-":
                click.echo(f"wrote {file}", err=True)
    if outputs.get("ics") and made.course is None:
        raise YintangError(f"{outputs['ics']}: not written: screening stops the course")


def told(made: Plan, atlas: Atlas) -> list[str]:
    """The plan in a few lines for the terminal."""
    lines = [f"  {warned.say}" for warned in made.face_map.warnings]
    lines += [f"  {f.action} {f.rule} {f.name}: {f.because}" for f in made.findings]
    if made.prescription is None:
        return [*lines, "no needles: screening stops them"]
    p = made.prescription
    lines.append(
        f"{p.face_count} needles in the face, {p.body_count} in the body, {p.retention_min} minutes"
    )
    if made.course:
        first, last = made.course.sessions[0], made.course.sessions[-1]
        lines.append(f"{len(made.course.sessions)} visits from {first.date} to {last.date}")
    if made.not_stated:
        lines.append(f"{len(made.not_stated)} questions not answered; the sheet lists them")
    return lines


ENDINGS = {"out": (".html", ".htm"), "pdf": (".pdf",), "ics": (".ics",), "map": (".svg", ".png")}


def _outputs(options: dict[str, Any]) -> dict[str, str | None]:
    """What is to be written where, checked before anything is computed."""
    outputs = {name: options[name] for name in ("out", "json_file", "pdf", "ics", "map")}
    if not any(outputs.values()):
        outputs["out"] = "plan.html"
    for name, file in outputs.items():
        check_output(file, *ENDINGS.get(name, ()))
    return outputs


def _asked(options: dict[str, Any], atlas: Atlas, today: date) -> Consultation:
    """The consultation file, with what the flags say laid over it."""
    file = options["consultation_file"]
    asked = Consultation() if file is None else read_consultation(file, atlas, today)
    if options["concerns"]:
        asked = replace(asked, goals={**asked.goals, **_goals(options["concerns"], atlas)})
    if options["protocol"]:
        asked = replace(asked, protocol=resolve(options["protocol"], atlas.protocols, "protocol"))
    if options["start"]:
        asked = replace(asked, start=_start(options["start"], today))
    if not asked.wanted() and not asked.confirmed_patterns:
        raise YintangError(f"nothing to plan for; {ADVICE}")
    return asked


def _goals(concerns: tuple[str, ...], atlas: Atlas) -> dict[str, int]:
    try:
        return goals_from(concerns, atlas)
    except UnknownName as fault:
        if "unknown concern" not in str(fault):
            raise
        raise YintangError(f"{fault}; `yintang atlas --list concerns` tells them all") from None


def _start(text: str, today: date) -> date:
    try:
        start = date.fromisoformat(text)
    except ValueError:
        raise YintangError(f'--start "{text}": give a date as 2026-12-01') from None
    if start < today:
        raise YintangError(f"--start {text} lies in the past; today is {today}")
    return start
