"""`yintang model` as it is typed."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from yintang.cli import main
from yintang.face.model import OFFICIAL, VARIABLE


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.delenv(VARIABLE, raising=False)
    return tmp_path / "share" / "yintang"


def test_show_names_the_model_its_hash_and_the_better_one() -> None:
    result = CliRunner().invoke(main, ["model", "show"])
    assert result.exit_code == 0
    assert result.output.startswith("mediapipe-0.10.21 bundle\n")
    assert "cc297d6d7a40cd9a1f91e7f483782f73328702a2d1133beafb900f5f23e2c5f0" in result.output
    assert "yintang model install --from FILE" in result.output


def test_installing_a_wrong_file_is_one_line_and_exit_code_2(tmp_path: Path, folder: Path) -> None:
    wrong = tmp_path / "wrong.task"
    wrong.write_bytes(b"not a model")
    result = CliRunner().invoke(main, ["model", "install", "--from", str(wrong)])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "wrong.task: not the official face_landmarker.task; nothing was changed" in result.stderr
    assert list(folder.iterdir()) == []


def test_installing_a_missing_file_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["model", "install", "--from", str(tmp_path / "gone.task")])
    assert result.exit_code == 2
    assert result.stderr == "yintang: gone.task: there is no such file; check the path\n"


def test_installing_says_where_and_warns_about_mixing_models(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "some.task"
    source.write_bytes(b"a model")
    digest = hashlib.sha256(b"a model").hexdigest()
    monkeypatch.setattr("yintang.cli.model.OFFICIAL", replace(OFFICIAL, sha256=digest))
    result = CliRunner().invoke(main, ["model", "install", "--from", str(source)])
    assert result.exit_code == 0, result.output
    assert str(folder / "face_landmarker.task") in result.output
    assert "Measure earlier photographs again" in result.output
