"""What `serve`, `demo` and `manage` share: the data folder, the settings, and the web server.

Importing this module does not import Django; the functions do, after the settings are in place.
"""

import errno
import os
import secrets
import signal
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from yintang.errors import YintangError

PORTS_TO_TRY = 20
LARGEST_REQUEST = 64 * 2**20
"""Bytes; a photograph of 30 MB and its form fit."""

port_option = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="0 takes any free one.",
)


def open_folder(folder: str | None = None) -> Path:
    """Make the data folder and its secret key where they are missing, and name the settings.

    Parameters
    ----------
    folder : the data folder; without one that of `YINTANG_DATA_DIR`, or the user's own.

    Returns
    -------
    Path
        The folder, readable by its owner only where it was made here.
    """
    from yintang.clinic.environment import data_folder  # noqa: PLC0415 - imports Django

    os.umask(0o077)
    if folder is not None:
        os.environ.pop("YINTANG_DATA_DIR_FILE", None)
        os.environ["YINTANG_DATA_DIR"] = str(Path(folder).expanduser().absolute())
    place = data_folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not {"YINTANG_SECRET_KEY", "YINTANG_SECRET_KEY_FILE"} & os.environ.keys():
        os.environ["YINTANG_SECRET_KEY_FILE"] = str(_secret_key(place))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yintang.clinic.settings")
    return place


def _secret_key(place: Path) -> Path:
    file = place / "secret-key"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file
    with os.fdopen(handle, "w") as opened:
        opened.write(secrets.token_urlsafe(64))
    return file


@contextmanager
def spoken_settings() -> Iterator[None]:
    """What is wrong with the settings becomes one line, as every other fault does."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - starts fast without

    try:
        yield
    except ImproperlyConfigured as fault:
        raise YintangError(f"settings: {fault}") from None


def start_clinic() -> None:
    """Set Django up and bring the database to the newest form."""
    with spoken_settings():
        import django  # noqa: PLC0415 - after the settings
        from django.core.management import call_command  # noqa: PLC0415
        from django.db.utils import OperationalError  # noqa: PLC0415

        django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as fault:
        raise YintangError(f"the database does not answer: {fault}") from None


def _answer(environ: dict[str, Any], start_response: Any) -> Any:
    """The WSGI application, imported with the first request: the port is bound before Django."""
    from yintang.clinic.wsgi import application  # noqa: PLC0415

    return application(environ, start_response)


def listen(host: str, port: int, *, behind_proxy: bool = False) -> Any:
    """A waitress server bound to the port, or to the next free one if the person agrees.

    Raises
    ------
    YintangError
        The port is taken and nobody is there to ask, or the host cannot be bound.
    """
    for candidate in range(port, min(port + PORTS_TO_TRY, 65536)) if port else [0]:
        server = _bound(host, candidate, behind_proxy)
        if server is None:
            continue
        if candidate != port:
            _agree(server, port, candidate)
        return server
    raise YintangError(f"port {port} and those after it are in use; name another with --port")


def _agree(server: Any, port: int, free: int) -> None:
    if sys.stdin.isatty() and click.confirm(f"Port {port} is in use. Take {free}?", default=True):
        return
    server.close()
    raise YintangError(f"port {port} is in use; {free} is free: --port {free}")


def _bound(host: str, port: int, behind_proxy: bool) -> Any:
    """The server, or None where the port is taken."""
    from waitress import create_server  # noqa: PLC0415 - starts fast without

    trusted: dict[str, Any] = {}
    if behind_proxy:
        headers = {"x-forwarded-for", "x-forwarded-proto"}
        trusted = {"trusted_proxy": "*", "trusted_proxy_headers": headers}
    try:
        return create_server(
            _answer,
            host=host,
            port=port,
            threads=8,
            ident=None,
            max_request_body_size=LARGEST_REQUEST,
            clear_untrusted_proxy_headers=True,
            **trusted,
        )
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            return None
        raise YintangError(f"{host}: cannot serve there: {fault.strerror or fault}") from None


def address_of(host: str, server: Any) -> str:
    """What to type into a browser on this computer.

    By name where it is this computer: a passkey belongs to a name, never to a number (Web
    Authentication, Level 2, "effective domain").
    """
    shown = "localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{server.effective_port}/"


def run(server: Any, address: str, *, browser: bool) -> None:
    """Serve until Ctrl-C or a request to end, finishing what is being answered."""
    click.echo(f"{address}\nCtrl-C stops.")
    if browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    with _ending_cleanly():
        server.run()
        server.close()


@contextmanager
def _ending_cleanly() -> Iterator[None]:
    """A request to end is treated as Ctrl-C is; waitress then finishes its answers and returns."""
    kinds = [signal.SIGTERM] + ([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])
    before = {kind: signal.signal(kind, _interrupt) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
