"""A plan on a public-domain portrait: what `yintang demo --plan` writes."""

from datetime import date
from pathlib import Path

import click

from yintang.atlas import load_atlas
from yintang.cli.locate import place
from yintang.cli.output import check_output
from yintang.cli.plan import told, write_plan
from yintang.errors import YintangError
from yintang.face.photo import photo_from_pixels
from yintang.face.reference import REFERENCE_IPD_MM
from yintang.planning import Consultation, goals_from, make_plan

GOALS = ("frown-lines:4", "nasolabial-folds:3", "crows-feet:3")
PLACING = {
    "face": None, "hairline": None, "ipd_mm": REFERENCE_IPD_MM, "variants": (), "no_refine": False,
}  # fmt: skip


def plan_on_the_portrait(out: str, picture: str | None) -> None:
    """Write a plan on the portrait of the astronaut Eileen Collins (NASA, public domain).

    Shows what a plan looks like; nothing in it is about her.
    """
    check_output(out, ".html", ".htm")
    check_output(picture, ".svg", ".png")
    try:
        from skimage.data import astronaut  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise YintangError(
            "the demonstration's portrait comes with scikit-image; install the demo extra"
        ) from None
    atlas, today = load_atlas(), date.today()
    photo = photo_from_pixels(astronaut(), name="astronaut")
    asked = Consultation(goals=goals_from(GOALS, atlas), protocol="ten-weekly", first_visit=False)
    made = make_plan(asked, place(photo, atlas, PLACING), atlas, today)
    write_plan(made, atlas, photo, {"out": out, "map": picture})
    for line in told(made, atlas):
        click.echo(line)
    click.echo(f"\nThe plan: {Path(out).resolve()}\n\nOn your own photograph:")
    click.echo("  .venv/bin/yintang plan PHOTO --concern frown-lines:3 --out plan.html")
    click.echo("  .venv/bin/yintang atlas --list concerns     # what else can be asked for")
