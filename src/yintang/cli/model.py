"""`yintang model`: which face model is in use, and how to install the better one."""

import sys
from pathlib import Path

import click

from yintang.face.model import OFFICIAL, VARIABLE, FaceModel, data_folder, find_model, install_model


@click.group()
def model() -> None:
    """Show or install the model that finds a face and its landmarks."""


@model.command()
def show() -> None:
    """Say which model is in use, its hash, and how to get the better one."""
    found = find_model()
    click.echo(f"{found.name}")
    click.echo(f"  SHA-256   {found.sha256}")
    click.echo(f"  from      {_origin(found)}")
    click.echo(f"  vertices  {_vertices(found)}")
    if not found.official:
        click.echo(f"\n{BETTER}")


@model.command()
@click.option(
    "--from",
    "source",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A face_landmarker.task already on this computer; nothing is downloaded.",
)
def install(source: Path | None) -> None:
    """Install Google's official face_landmarker.task for this user.

    The file is checked against its published SHA-256 before it is put in place; a wrong one changes
    nothing. Without --from it is downloaded from Google (3.8 MB).
    """
    if source is None:
        click.echo(f"Fetching {OFFICIAL.address}", err=True)
    quiet = not sys.stderr.isatty()
    with click.progressbar(
        length=OFFICIAL.size, label=OFFICIAL.name, file=sys.stderr, hidden=quiet
    ) as bar:

        def progress(done: int, total: int | None) -> None:
            # Where the server does not say how much is coming, the release's known size stands.
            bar.length = total or max(done, OFFICIAL.size)
            bar.update(done - bar.pos)

        target = install_model(source, progress, OFFICIAL)
    click.echo(f"Installed {target}")
    click.echo(
        "Measurements record the model that made them. Measure earlier photographs again before "
        "comparing them with new ones."
    )


# The figures: mean of ten testable points on unseen faces with human-placed landmarks, mm at an
# inter-pupillary distance of 63, from the prototype of the refinement.
BETTER = f"""\
Google's official {OFFICIAL.name} (Apache-2.0, 3.8 MB) has a somewhat more exact
mesh (1.7 mm on average instead of 1.9; once the photograph is read around each point
the two are alike). To install it:
  yintang model install               downloads it from Google
  yintang model install --from FILE   takes a file you already have"""


def _origin(found: FaceModel) -> str:
    if found.origin == "variable":
        return f"the file that {VARIABLE} names"
    if found.origin == "installed":
        return str(data_folder() / found.name)
    return "the mediapipe package (located, never imported)"


def _vertices(found: FaceModel) -> str:
    return "478, irises by a model of their own" if found.iris else "478, irises included"
