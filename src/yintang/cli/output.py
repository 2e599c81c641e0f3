"""Writes a result whole or not at all."""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from yintang.errors import YintangError


def write_atomically(path: str | Path, content: bytes) -> None:
    """Write `content` to `path`, or to standard output for "-".

    The bytes go to a temporary file in the same directory, which takes the name only when it is
    complete; an interruption or a full disk leaves what was there before.

    Raises
    ------
    YintangError
        If the directory does not exist or cannot be written to, or the path is a directory.
    """
    if str(path) == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    target = Path(path)
    if target.is_dir():
        raise YintangError(f"{target}: is a folder; name a file in it")
    try:
        _replace(target, content)
    except OSError as fault:
        raise YintangError(f"{target}: cannot be written: {fault.strerror or fault}") from None


def check_output(path: str | None, *endings: str) -> None:
    """Refuse before the work what could not be written after it.

    Parameters
    ----------
    path : where a result is to go; None and "-" are always right.
    endings : those the file's name may have, in lower case with their dot; any where none is given.

    Raises
    ------
    YintangError
        The name has another ending, or is a folder's, or its folder is missing or closed.
    """
    if path is None or path == "-":
        return
    target = Path(path)
    if endings and target.suffix.lower() not in endings:
        raise YintangError(f"{path}: name it {' or '.join(endings)}")
    if target.is_dir():
        raise YintangError(f"{path}: is a folder; name a file in it")
    if not target.parent.is_dir():
        raise YintangError(f"{path}: cannot be written: there is no folder {target.parent}")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise YintangError(f"{path}: cannot be written: no permission in {target.parent}")


def _replace(target: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp keeps the file private; a result gets the permissions any new file would get,
        # or those of the file it replaces.
        os.chmod(temporary, _permissions(target))
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _permissions(target: Path) -> int:
    with contextlib.suppress(FileNotFoundError):
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
