"""Settings from the environment: `YINTANG_NAME`, or a file that `YINTANG_NAME_FILE` names."""

import os
import re
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """The value of `YINTANG_<name>`, from the variable or from the file that `…_FILE` names.

    Raises
    ------
    ImproperlyConfigured
        If both are set, the file cannot be read, or neither is set and there is no default.
    """
    variable = f"YINTANG_{name}"
    value, file = os.environ.get(variable), os.environ.get(f"{variable}_FILE")
    if value is not None and file is not None:
        raise ImproperlyConfigured(f"set {variable} or {variable}_FILE, not both")
    if file is not None:
        try:
            return Path(file).read_text("utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{variable}_FILE: {error}") from error
    if value is None and default is None:
        raise ImproperlyConfigured(f"{variable} is not set; give it, or {variable}_FILE")
    return default if value is None and default is not None else value or ""


def flag(name: str, default: bool) -> bool:
    """Yes or no; anything else is refused rather than guessed."""
    value = text(name, "1" if default else "0").lower()
    if value not in YES | NO:
        raise ImproperlyConfigured(f"YINTANG_{name} is {value!r}; expected 1 or 0")
    return value in YES


def whole_number(name: str, default: int, low: int, high: int) -> int:
    """A whole number from `low` to `high`."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(
            f"YINTANG_{name} is {value!r}; expected a whole number from {low} to {high}"
        )
    return int(value)


def listed(name: str, default: str) -> list[str]:
    """Words divided by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def hosts(name: str, default: str) -> list[str]:
    """As `listed`, but at least one: a clinic that answers to no name answers nobody."""
    found = listed(name, default)
    if not found:
        raise ImproperlyConfigured(f"YINTANG_{name} names nobody; expected {default} or the like")
    return found


def site(name: str) -> str:
    """The clinic's address as patients see it, without a slash at the end; "" where none is said.

    Raises
    ------
    ImproperlyConfigured
        If it is no address: letters would carry links that lead nowhere.
    """
    value = text(name, "").rstrip("/")
    if value and not re.fullmatch(r"https?://[^\s/?#@]+", value):
        raise ImproperlyConfigured(
            f"YINTANG_{name} is {value!r}; expected something like https://clinic.example.org"
        )
    return value


def secret(name: str, letters: int) -> str:
    """A secret of at least so many letters; what it is appears in no message."""
    value = text(name)
    if len(value) < letters:
        raise ImproperlyConfigured(
            f"YINTANG_{name} has {len(value)} letters; expected at least {letters}"
        )
    return value


def database(name: str, default: str) -> dict[str, Any]:
    """A database by its address; the address holds a password and so appears in no message."""
    try:
        found = dj_database_url.parse(text(name, default), conn_max_age=60, conn_health_checks=True)
        return dict(found)
    except (ValueError, dj_database_url.ParseError, dj_database_url.UnknownSchemeError):
        raise ImproperlyConfigured(
            f"YINTANG_{name} is no address of a database; "
            "expected postgres://user:password@host/name"
        ) from None


def data_folder() -> Path:
    """Where the clinic keeps its database, photographs and secret key.

    `YINTANG_DATA_DIR`, or `yintang` among the user's own data (XDG Base Directory Specification).
    """
    share = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    return Path(text("DATA_DIR", f"{share}/yintang")).expanduser().absolute()
