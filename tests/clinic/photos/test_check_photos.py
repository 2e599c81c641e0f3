from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from yintang.clinic.photos.keeping import erase


def checked(*options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_photos", *options, stdout=out, stderr=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_all_is_well(photo):
    assert checked() == (0, "1 photographs, intact\n")
    assert checked("--quiet") == (0, "")


def test_an_altered_byte_is_found(photo):
    content = bytearray(photo.path.read_bytes())
    content[len(content) // 2] ^= 1
    photo.path.write_bytes(content)
    code, said = checked("--quiet")
    assert code == 1
    assert photo.file in said
    assert "altered" in said


def test_a_missing_file_is_found(photo):
    photo.path.unlink()
    code, said = checked()
    assert code == 1
    assert "missing" in said


def test_a_file_that_belongs_to_no_row_is_found(photo, photos_dir: Path):
    (photos_dir / "zz").mkdir()
    (photos_dir / "zz" / "left.partial").write_bytes(b"half")
    code, said = checked()
    assert code == 1
    assert "left.partial belongs to no photograph" in said


def test_what_was_erased_is_not_missing(photo, ana, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        erase(photo, ana, "on her wish")
    assert checked("--quiet") == (0, "")


@pytest.mark.parametrize("fault", ["altered", "missing"])
def test_it_names_no_patient(photo, fault):
    photo.path.write_bytes(b"?") if fault == "altered" else photo.path.unlink()
    assert "Moreno" not in checked()[1]
