"""`yintang demo`: a sample clinic to walk through, gone when it stops."""

import os
import secrets
import tempfile
from pathlib import Path

import click

from yintang.cli.server import address_of, listen, port_option, run, start_clinic
from yintang.errors import YintangError
from yintang.face.model import VARIABLE


@click.command()
@port_option
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--plan", "sheet", metavar="FILE", help="Instead: write a plan on a portrait.")
@click.option("--map", "picture", metavar="FILE", help="With --plan: the face, .svg or .png.")
def demo(port: int, no_browser: bool, sheet: str | None, picture: str | None) -> None:
    """Open a sample clinic with invented patients.

    All of it lies in a temporary folder, which is removed when the program stops.
    """
    if sheet is not None:
        from yintang.cli.portrait import plan_on_the_portrait  # noqa: PLC0415 - loads the rooms

        plan_on_the_portrait(sheet, picture)
        return
    if picture is not None:
        raise YintangError("--map goes with --plan FILE")
    server = listen("127.0.0.1", port)
    with tempfile.TemporaryDirectory(prefix="yintang-demo-") as folder:
        _only_this_folder(Path(folder))
        click.echo("Making a sample clinic…")
        start_clinic()
        _introduce()
        run(server, address_of("127.0.0.1", server), browser=not no_browser)
    click.echo("Stopped. The sample clinic is gone.")


def _only_this_folder(folder: Path) -> None:
    """Settings for a throw-away clinic; a real one's must not reach it, nor the other way round."""
    for name in list(os.environ):
        if name.startswith("YINTANG_") and name != VARIABLE:
            del os.environ[name]
    os.environ["YINTANG_DATA_DIR"] = str(folder)
    os.environ["YINTANG_SECRET_KEY"] = secrets.token_urlsafe(64)
    os.environ["YINTANG_HTTPS"] = "0"
    os.environ["YINTANG_DEMO"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "yintang.clinic.settings"
    os.umask(0o077)


def _introduce() -> None:
    from django.utils import timezone  # noqa: PLC0415 - after the settings

    from yintang.clinic.sample import fill  # noqa: PLC0415 - after the settings

    sample = fill(timezone.now())
    click.echo("\nSign in as:")
    width = max(len(email) for _, email, _ in sample.sign_ins)
    for role, email, password in sample.sign_ins:
        click.echo(f"  {email:<{width}}  {password}  ({role})")
    click.echo("")
