"""`yintang manage backup`: a copy from which the clinic can be restored."""

import sqlite3
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from yintang.clinic.clinics.models import Clinic

sqlite_only = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL is backed up by pg_dump"
)


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_the_copy_holds_the_records_and_the_photographs(tmp_path: Path, photos_dir: Path, capsys):
    Clinic.objects.create(name="Willow Rooms")
    photos_dir.mkdir()
    (photos_dir / "one.jpg").write_bytes(b"pixels")
    call_command("backup", str(tmp_path))
    target = Path(capsys.readouterr().out.strip())
    copy = sqlite3.connect(target / "yintang.sqlite3")
    assert copy.execute("SELECT name FROM clinics_clinic").fetchall() == [("Willow Rooms",)]
    copy.close()
    assert (target / "photos/one.jpg").read_bytes() == b"pixels"
    assert target.stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(CommandError, match=r"no such folder|pg_dump"):
        call_command("backup", str(tmp_path / "gone"))


def test_on_postgresql_it_names_the_right_tool(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "postgresql")
    with pytest.raises(CommandError, match="pg_dump"):
        call_command("backup", str(tmp_path))
