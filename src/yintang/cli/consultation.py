"""`yintang consultation`: an example file to fill in."""

from pathlib import Path

import click

from yintang.atlas import load_atlas
from yintang.cli.output import write_atomically
from yintang.errors import YintangError
from yintang.planning import example_consultation


@click.group()
def consultation() -> None:
    """Write down what a plan needs to know about a person."""


@consultation.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--force", is_flag=True, help="Write over FILE if it exists.")
def new(file: Path, force: bool) -> None:
    """Write a commented example to FILE ("-" for standard output), to be filled in."""
    if str(file) != "-" and file.exists() and not force:
        raise YintangError(f"{file}: exists already; --force writes over it")
    write_atomically(file, example_consultation(load_atlas()).encode())
    if str(file) != "-":
        click.echo(f"{file}: fill it in, then: yintang plan PHOTO --consultation {file}", err=True)
