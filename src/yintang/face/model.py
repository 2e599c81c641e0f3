"""Which face landmark model is in use, where it lies and what its hash is.

Two serve. The plain models inside the `mediapipe` package come with the installation. Google's
official bundle, `face_landmarker.task`, is better and is installed on request, never fetched by
itself. Every measurement records the hash, because a series must not mix models.
"""

import hashlib
import importlib.util
import os
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Literal

from yintang.errors import YintangError

VARIABLE = "YINTANG_FACE_MODEL"
MAX_BYTES = 16 * 2**20
BLOCK = 64 * 2**10
TIMEOUT_S = 30

Progress = Callable[[int, int | None], None]
"""Called with the bytes read so far and, where known, their total."""


class ModelError(YintangError):
    """A model that is missing, damaged or not the official one."""


@dataclass(frozen=True, slots=True)
class Release:
    """A published bundle: its file name, where it is published, its SHA-256 and size in bytes."""

    name: str
    address: str
    sha256: str
    size: int


OFFICIAL = Release(
    name="face_landmarker.task",
    address=(
        "https://storage.googleapis.com/mediapipe-models/face_landmarker/face_landmarker/"
        "float16/1/face_landmarker.task"
    ),
    sha256="64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff",
    size=3_758_596,
)
"""Google's face landmarker, float16, version 1 (Apache-2.0)."""


@dataclass(frozen=True, slots=True)
class FaceModel:
    """The TFLite models that find a face and its landmarks.

    `detector` finds faces at short range; `landmarks` gives 468 vertices for the package's models,
    which `iris` refines to 478, and 478 for the official bundle, whose `iris` is None.
    `sha256` is the bundle's, or for the package's models that of detector, landmarks and iris one
    after the other.
    """

    name: str
    sha256: str
    detector: bytes = field(repr=False)
    landmarks: bytes = field(repr=False)
    iris: bytes | None = field(repr=False)
    origin: Literal["variable", "installed", "package"]

    @property
    def official(self) -> bool:
        """Whether this is Google's bundle rather than the package's models."""
        return self.origin != "package"


def find_model(release: Release = OFFICIAL) -> FaceModel:
    """The model to use: the one the environment names, else the installed one, else the package's.

    Raises
    ------
    ModelError
        The named or installed file is not the official one, or no model is there at all.
    """
    named = os.environ.get(VARIABLE)
    if named:
        path = Path(named)
        content = _model_bytes(path)
        if _sha256(content) != release.sha256:
            raise ModelError(
                f"{VARIABLE}: {path.name} is not the official {release.name}; "
                "name that file or unset the variable"
            )
        return _from_bundle(content, release, "variable")
    path = data_folder() / release.name
    if path.is_file():
        content = _model_bytes(path)
        if _sha256(content) != release.sha256:
            raise ModelError(
                f"{path.name}: the installed model is damaged; run `yintang model install` again"
            )
        return _from_bundle(content, release, "installed")
    return _from_package()


def install_model(
    source: Path | None, progress: Progress = lambda done, total: None, release: Release = OFFICIAL
) -> Path:
    """Install the official bundle for this user and return where it lies.

    Parameters
    ----------
    source : Path or None
        A file already there, or None to download from `release.address`.
    progress : callable
        Told the bytes read so far and their total, None where the server does not say.
    release : Release
        What is to be installed.

    Raises
    ------
    ModelError
        The file or the address cannot be read, or what it holds has another hash. Whatever was
        installed before stays as it was.
    """
    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".model-", dir=folder)
    except OSError as error:
        raise ModelError(f"{folder}: cannot write there ({error.strerror})") from None
    temporary, target = Path(name), folder / release.name
    try:
        with os.fdopen(handle, "wb") as out:
            found = _copied(_blocks(source, progress, release), out)
        if found != release.sha256:
            what = source.name if source else release.address
            raise ModelError(f"{what}: not the official {release.name}; nothing was changed")
        temporary.chmod(0o644)
        os.replace(temporary, target)
    except OSError as error:
        raise ModelError(f"{folder}: cannot write there ({error.strerror})") from None
    finally:
        temporary.unlink(missing_ok=True)
    return target


def data_folder() -> Path:
    """Where this user's programs keep their files: the XDG directory, or the platform's own."""
    asked = os.environ.get("XDG_DATA_HOME", "")
    if asked and Path(asked).is_absolute():  # the XDG specification ignores relative paths
        return Path(asked) / "yintang"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "yintang"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "yintang"
    return Path.home() / ".local" / "share" / "yintang"


def _copied(blocks: Iterator[bytes], out: BinaryIO) -> str:
    """Write the blocks and return the SHA-256 of them all."""
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
        out.write(block)
    out.flush()
    os.fsync(out.fileno())
    return digest.hexdigest()


def _blocks(source: Path | None, progress: Progress, release: Release) -> Iterator[bytes]:
    """The bytes to install, from a file or from the network, never more than `MAX_BYTES`."""
    if source is not None:
        content = _model_bytes(source)
        progress(len(content), len(content))
        yield content
        return
    done = 0
    try:
        with urllib.request.urlopen(release.address, timeout=TIMEOUT_S) as response:
            length = response.headers.get("Content-Length", "")
            total = int(length) if length.isdecimal() else None
            if total is not None and total > MAX_BYTES:
                raise ModelError(f"{release.address}: too large for a face model; nothing changed")
            while block := response.read(BLOCK):
                done += len(block)
                if done > MAX_BYTES:
                    raise ModelError(
                        f"{release.address}: too large for a face model; nothing changed"
                    )
                progress(done, total)
                yield block
            if total is not None and done < total:
                raise ModelError(f"{release.address}: broke off; nothing changed, try again")
    except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as error:
        raise ModelError(
            f"{release.address}: cannot be reached ({_why(error)}); download it with a browser "
            f"and run `yintang model install --from {release.name}`"
        ) from None


def _why(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answered {error.code}"
    reason = getattr(error, "reason", None)
    if isinstance(reason, OSError):
        return reason.strerror or str(reason) or type(reason).__name__
    return str(reason or error) or type(error).__name__


def _model_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ModelError(f"{path.name}: there is no such file; check the path") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "reading failed"
        raise ModelError(f"{path.name}: cannot be read ({why})") from None
    if len(content) > MAX_BYTES:
        raise ModelError(f"{path.name}: too large for a face model")
    return content


def _sha256(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _from_bundle(
    content: bytes, release: Release, origin: Literal["variable", "installed"]
) -> FaceModel:
    with zipfile.ZipFile(BytesIO(content)) as bundle:
        return FaceModel(
            name=release.name,
            sha256=release.sha256,
            detector=bundle.read("face_detector.tflite"),
            landmarks=bundle.read("face_landmarks_detector.tflite"),
            iris=None,
            origin=origin,
        )


def _from_package() -> FaceModel:
    """The models inside the `mediapipe` package, which is located and never imported."""
    spec = importlib.util.find_spec("mediapipe")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("no face model: install mediapipe, or run `yintang model install`")
    modules = Path(spec.submodule_search_locations[0]) / "modules"
    detector, landmarks, iris = (
        _model_bytes(modules / path)
        for path in (
            "face_detection/face_detection_short_range.tflite",
            "face_landmark/face_landmark.tflite",
            "iris_landmark/iris_landmark.tflite",
        )
    )
    try:
        name = f"mediapipe-{version('mediapipe')} bundle"
    except PackageNotFoundError:
        name = "mediapipe bundle"
    return FaceModel(
        name=name,
        sha256=_sha256(detector, landmarks, iris),
        detector=detector,
        landmarks=landmarks,
        iris=iris,
        origin="package",
    )
