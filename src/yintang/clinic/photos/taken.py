"""When a photograph was taken, as its file says: the one thing kept of what the camera wrote."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from PIL import Image

EXIF, TAKEN, OFFSET = 0x8769, 0x9003, 0x9011
"""Tags of the block of details, of the date and of its distance to UTC (CIPA DC-008, 4.6.5)."""
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""Before it, a digital camera's date is a clock that was never set."""
AHEAD = timedelta(hours=1)
"""How far a camera's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A camera's date as written: local time, and its distance to UTC ("+01:00") or ""."""

    local: str
    offset: str


def taken(content: bytes) -> Taken | None:
    """What the file says of when it was taken; None where it says nothing.

    `content` is a photograph that `face.read_photo` has read, so that it is known to be sound.
    """
    try:
        with Image.open(BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as image:
            details = image.getexif().get_ifd(EXIF)
        return Taken(_written(details[TAKEN]), _written(details.get(OFFSET, "")))
    except Exception:  # damaged metadata says nothing, and decoders raise whatever it leads them to
        return None


def _written(value: object) -> str:
    return str(value).strip("\0 ")


def believed(said: Taken | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The instant a camera wrote, if it can be true; `zone` is for one that wrote no offset."""
    if said is None:
        return None
    try:
        if said.offset:
            instant = datetime.strptime(f"{said.local}{said.offset}", "%Y:%m:%d %H:%M:%S%z")
        else:
            instant = datetime.strptime(said.local, "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None
    return instant.astimezone(UTC) if EARLIEST <= instant <= now + AHEAD else None
