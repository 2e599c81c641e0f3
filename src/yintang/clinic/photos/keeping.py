"""Keeping a photograph, and erasing one: the file outside the web root and the row that knows it.

What arrives is decoded and written anew from its pixels, so that nothing the camera or phone put
beside them survives. The file lies whole on the disk before the row that names it is written.
"""

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from PIL import Image

from yintang.clinic.accounts.models import User
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.locking import locked
from yintang.clinic.patients.consenting import in_force
from yintang.clinic.patients.models import Consent, Patient
from yintang.clinic.photos.models import Photo
from yintang.clinic.photos.taken import Taken, believed, taken
from yintang.errors import YintangError
from yintang.face import Photo as Picture
from yintang.face import locate, read_photo
from yintang.face.file_facts import FileFacts

MAX_BYTES = 30 * 2**20
"""Largest file taken: as much as the server holds in memory while it is read."""
QUALITY = 95
"""Of the JPEG; with full colour resolution, so that colour can still be measured on it."""


class NeedsConsent(YintangError):
    """No consent to keep photographs is in force."""


class Erased(YintangError):
    """The photograph is gone; its row remains."""


@dataclass(frozen=True, slots=True)
class Developed:
    """A photograph ready to be filed: rewritten and measured, not stored yet."""

    content: bytes
    width: int
    height: int
    view: str
    expression: str
    face_map: dict[str, Any] | None
    trouble: str
    taken: Taken | None
    made: FileFacts | None
    """What the file that was given said of its making."""


def develop(
    content: bytes,
    view: str = Photo.View.FRONT,
    expression: str = Photo.Expression.NEUTRAL,
) -> Developed:
    """Rewrite a photograph and measure the face on it; the slow part, without the database.

    Parameters
    ----------
    content : the file as it was given: JPEG, PNG, WebP or HEIC, at most `MAX_BYTES`.
    view, expression : of `Photo.View` and `Photo.Expression`; points are placed on a face at rest
        from the front only.

    Raises
    ------
    PhotoError
        The file cannot be used; the message says what to do.
    """
    given = read_photo(content, max_bytes=MAX_BYTES)
    written = rewritten(given)
    face_map, trouble = measured(read_photo(written), view, expression)
    return Developed(
        written,
        given.width,
        given.height,
        view,
        expression,
        face_map,
        trouble,
        taken(content),
        given.file,
    )


def file_away(patient: Patient, picture: Developed, by: User, now: datetime) -> Photo:
    """Store a developed photograph in her record, taken `now` where its file did not say.

    Raises
    ------
    NeedsConsent
        No consent to photographs for the record is in force.
    """
    refuse_without_consent(patient)
    name = store(picture.content)
    try:
        with locked(patient) as held:
            refuse_without_consent(held)
            return Photo.objects.create(
                patient=held,
                view=picture.view,
                expression=picture.expression,
                taken_at=believed(picture.taken, held.clinic.zone, now) or now,
                added_by=by,
                file=name,
                sha256=hashlib.sha256(picture.content).hexdigest(),
                width=picture.width,
                height=picture.height,
                face_map=picture.face_map,
                trouble=picture.trouble,
                made=asdict(picture.made) if picture.made else {},
            )
    except BaseException:
        with suppress(OSError):
            (Path(settings.PHOTOS_DIR) / name).unlink()
        raise


def keep(
    patient: Patient,
    content: bytes,
    by: User,
    view: str = Photo.View.FRONT,
    now: datetime | None = None,
) -> Photo:
    """`develop` and `file_away` in one: a photograph kept, with or without a measurable face."""
    refuse_without_consent(patient)
    return file_away(patient, develop(content, view), by, now or timezone.now())


def refuse_without_consent(patient: Patient) -> None:
    """Raise `NeedsConsent` unless she consents to photographs for the record."""
    if in_force(patient, Consent.Purpose.PHOTOGRAPHS) is None:
        raise NeedsConsent(
            "no consent to keep photographs is in force; ask for it first, or go on without one"
        )


def rewritten(picture: Picture) -> bytes:
    """The pixels as a JPEG that holds nothing else."""
    out = BytesIO()
    Image.fromarray(picture.pixels).save(out, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return out.getvalue()


def measured(
    picture: Picture, view: str, expression: str = Photo.Expression.NEUTRAL
) -> tuple[dict[str, Any] | None, str]:
    """The stored face map and "", or None and why there is none, in words."""
    if view != Photo.View.FRONT:
        return None, "Points are placed on a front view only."
    if expression != Photo.Expression.NEUTRAL:
        return None, "Points are placed on a face at rest only."
    try:
        return locate(picture, atlas()).stored(), ""
    except YintangError as fault:
        words = str(fault)
        return None, f"{words[:1].upper()}{words[1:]}."[:500]


def store(content: bytes) -> str:
    """Write a file whole under a random name and return the name, relative to `PHOTOS_DIR`."""
    word = secrets.token_hex(20)
    name = f"{word[:2]}/{word[2:]}.jpg"
    target = Path(settings.PHOTOS_DIR) / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_suffix(".partial")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
        _flushed(target.parent)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise
    return name


def _flushed(folder: Path) -> None:
    """A rename is on the disk once its folder is; Windows offers no way to ask for it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def erase(photo: Photo, by: User, because: str, now: datetime | None = None) -> Photo:
    """Delete the file and the face map; the row stays, and plans keep their needles.

    Erasing what is erased changes nothing. Should the file outlast its row's erasure,
    `yintang manage check_photos` names it as one that belongs to no row.
    """
    with locked(photo) as held:
        if held.erased_at is None:
            held.erased_at = now or timezone.now()
            held.erased_because = because[:200]
            held.erased_by = by
            held.face_map, held.trouble = None, ""
            held.save(
                update_fields=["erased_at", "erased_because", "erased_by", "face_map", "trouble"]
            )
    # Not before the row is safe: a change that is rolled back must not cost the picture.
    transaction.on_commit(lambda: held.path.unlink(missing_ok=True))
    return held


def bytes_of(photo: Photo, width: int | None = None) -> bytes:
    """The file, or made at most `width` pixels wide for the moment; that is stored nowhere.

    Raises
    ------
    Erased
        The photograph was erased, or its file is missing.
    """
    try:
        content = b"" if photo.erased_at else photo.path.read_bytes()
    except OSError:
        content = b""
    if not content:
        raise Erased("this photograph is no longer there")
    if width is None or width >= photo.width:
        return content
    with Image.open(BytesIO(content), formats=["JPEG"]) as image:
        size = (width, max(1, round(image.height * width / image.width)))
        image.draft("RGB", (2 * size[0], 2 * size[1]))
        out = BytesIO()
        image.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(out, "JPEG", quality=88)
    return out.getvalue()
