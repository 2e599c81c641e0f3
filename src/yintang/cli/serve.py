"""`yintang serve`: a clinic on its own data folder."""

import ipaddress
import os

import click

from yintang.cli.server import (
    address_of,
    listen,
    open_folder,
    port_option,
    run,
    spoken_settings,
    start_clinic,
)
from yintang.errors import YintangError


@click.command()
@port_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--data", "folder", metavar="DIR", help="The data folder.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def serve(port: int, host: str, folder: str | None, no_browser: bool) -> None:
    """Run the clinic.

    The first run makes the data folder and asks, in the browser, for the clinic and its owner.
    """
    _choose_https(host)
    with spoken_settings():
        place = open_folder(folder)
        from yintang.clinic.environment import flag  # noqa: PLC0415 - imports Django

        behind_proxy = flag("PROXY", False)
    server = listen(host, port, behind_proxy=behind_proxy)
    start_clinic()
    click.echo(f"Data: {place}")
    run(server, f"{address_of(host, server)}{_welcome()}", browser=not no_browser)
    click.echo("Stopped.")


def _choose_https(host: str) -> None:
    """Plain HTTP is for this computer alone; beyond it, somebody must have decided."""
    decided = {"YINTANG_HTTPS", "YINTANG_HTTPS_FILE"} & os.environ.keys()
    if decided:
        return
    if not _is_this_computer(host):
        raise YintangError(
            f"{host} can be reached from other computers. Put a TLS proxy in front and set "
            "YINTANG_HTTPS=1 and YINTANG_PROXY=1 (docs/clinic.md says how), or YINTANG_HTTPS=0 "
            "where passwords and records may cross the network unencrypted"
        )
    os.environ["YINTANG_HTTPS"] = "0"


def _is_this_computer(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _welcome() -> str:
    """Where the first run leads, with the code behind the # that no server ever sees; else ""."""
    from yintang.clinic.accounts.welcome import code_for_the_first_run  # noqa: PLC0415

    code = code_for_the_first_run()
    if code is None:
        return ""
    click.echo(f"\nNobody is here yet. Set the clinic up with this code: {code}\n")
    return f"welcome/#{code}"
