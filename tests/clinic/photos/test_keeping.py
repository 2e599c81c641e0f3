import hashlib
import struct
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.db import transaction
from PIL import Image

from yintang.clinic.photos.keeping import NeedsConsent, bytes_of, erase, keep
from yintang.clinic.photos.models import Photo
from yintang.face import FaceMap
from yintang.face.photo import PhotoError

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


def test_nothing_of_camera_or_place_survives_in_the_file(dana, ana, consent, portrait):
    assert b"Camera & Sons" in portrait
    assert b"Mrs Moreno" in portrait
    stored = keep(dana, portrait, ana, now=NOW).path.read_bytes()
    with Image.open(BytesIO(stored)) as image:
        assert dict(image.getexif()) == {}
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(image.info)
    assert b"Camera" not in stored
    assert b"Moreno" not in stored
    assert b"Exif" not in stored


def test_the_file_has_a_random_name_and_no_one_else_may_read_it(dana, ana, consent, portrait):
    first, second = (keep(dana, portrait, ana, now=NOW) for _ in range(2))
    assert first.file != second.file
    assert "moreno" not in first.file.lower()
    assert str(dana.pk) not in first.file
    assert first.path.stat().st_mode & 0o077 == 0
    assert first.path.parent.stat().st_mode & 0o077 == 0


def test_the_hash_in_the_record_is_that_of_the_file(dana, ana, consent, portrait):
    photo = keep(dana, portrait, ana, now=NOW)
    assert photo.sha256 == hashlib.sha256(photo.path.read_bytes()).hexdigest()


def test_a_face_is_measured_and_its_map_comes_back_from_the_database(dana, ana, consent, portrait):
    photo = keep(dana, portrait, ana, now=NOW)
    photo.refresh_from_db()
    face_map = FaceMap.from_json(photo.face_map)
    assert face_map.point("LI20", "R") is not None
    assert photo.trouble == ""
    assert face_map.photo.sha256 == photo.sha256, "the map is of the file that is kept"


def test_a_picture_without_a_face_is_kept_and_says_so(dana, ana, consent):
    picture = BytesIO()
    Image.new("RGB", (300, 400), (180, 150, 130)).save(picture, "PNG")
    photo = keep(dana, picture.getvalue(), ana, now=NOW)
    assert photo.face_map is None
    assert "face" in photo.trouble
    assert photo.path.is_file()


def test_a_side_view_is_kept_without_points(dana, ana, consent, portrait):
    photo = keep(dana, portrait, ana, Photo.View.LEFT, NOW)
    assert photo.face_map is None
    assert "front view" in photo.trouble


def test_the_cameras_date_is_taken_in_the_clinics_time(dana, ana, consent, portrait):
    photo = keep(dana, portrait, ana, now=NOW)
    assert photo.taken_at == datetime(2026, 10, 30, 9, 15, tzinfo=UTC)


def test_a_camera_clock_that_runs_ahead_is_not_believed(dana, ana, consent, portrait):
    earlier = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
    assert keep(dana, portrait, ana, now=earlier).taken_at == earlier


def test_without_her_consent_no_photograph_is_kept(dana, ana, portrait, photos_dir):
    with pytest.raises(NeedsConsent):
        keep(dana, portrait, ana, now=NOW)
    assert not photos_dir.exists() or not list(photos_dir.rglob("*.jpg"))


def test_after_she_withdrew_no_photograph_is_kept(dana, ana, consent, portrait):
    consent.withdraw("I changed my mind", to=ana, now=NOW)
    with pytest.raises(NeedsConsent):
        keep(dana, portrait, ana, now=NOW + timedelta(minutes=1))


def flood() -> bytes:
    """A PNG of a few kilobytes that declares 81 megapixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", 9000, 9000, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 9000 * 1126)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_flood_of_pixels_is_refused_before_it_is_decoded(dana, ana, consent, monkeypatch):
    content = flood()
    assert len(content) < 20_000
    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", lambda self: pytest.fail("decoded"))
    with pytest.raises(PhotoError, match="81 megapixels"):
        keep(dana, content, ana, now=NOW)


def test_no_file_is_left_behind_when_the_row_cannot_be_written(
    dana, ana, consent, portrait, photos_dir, monkeypatch
):
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(Photo.objects, "create", fail)
    with pytest.raises(RuntimeError):
        keep(dana, portrait, ana, now=NOW)
    assert not [path for path in photos_dir.rglob("*") if path.is_file()]


def test_erasing_removes_file_and_map_and_keeps_the_row(
    photo, ana, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        erase(photo, ana, "on her wish", NOW)
    photo.refresh_from_db()
    assert not photo.path.exists()
    assert (photo.erased_at, photo.erased_because, photo.erased_by) == (NOW, "on her wish", ana)
    assert photo.face_map is None


def test_an_erasure_that_is_rolled_back_costs_no_picture(photo, ana):
    with transaction.atomic():
        erase(photo, ana, "by mistake", NOW)
        transaction.set_rollback(True)
    photo.refresh_from_db()
    assert photo.erased_at is None
    assert photo.path.is_file()


def test_a_smaller_picture_is_made_on_the_fly_and_stored_nowhere(dana, ana, consent, portrait):
    photo = keep(dana, portrait, ana, now=NOW)
    with Image.open(BytesIO(bytes_of(photo, 100))) as small:
        assert small.size == (100, round(photo.height * 100 / photo.width))
    assert len(list(photo.path.parent.iterdir())) == 1
