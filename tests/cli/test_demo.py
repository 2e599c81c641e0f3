"""`yintang demo`: the first thing a newcomer sees."""

import re
import signal
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.serving import running
from yintang.cli import main

PLAN = ["demo", "--plan", "plan.html"]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_opens_a_sample_clinic_and_leaves_nothing_behind(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    real = tmp_path / "real"
    with running(["demo"], real, TMPDIR=str(temporary)) as demo:
        said = "\n".join(demo.lines)
        assert len(re.findall(r"\S+@example\.org +\S+", said)) >= 4
        assert demo.get("/healthz") == (200, "ready")
        assert "Sign in" in demo.get("/")[1]
        assert len(list(temporary.iterdir())) == 1
        code, rest = demo.stop(signal.SIGINT)
    assert code == 0
    assert "gone" in rest
    assert list(temporary.iterdir()) == []
    assert not real.exists()


def test_it_writes_a_plan_says_where_and_what_to_type_next(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, PLAN)
    assert result.exit_code == 0
    assert (tmp_path / "plan.html").read_text().startswith("<!DOCTYPE html>")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.html"]
    assert str(tmp_path / "plan.html") in result.stdout
    assert "yintang plan PHOTO --concern frown-lines:3" in result.stdout


def test_its_next_commands_work(portrait_file: Path) -> None:
    said = CliRunner().invoke(main, PLAN).stdout
    commands = [
        line.split("#")[0].split()[1:] for line in said.splitlines() if "bin/yintang" in line
    ]
    assert len(commands) == 2
    for words in commands:
        filled = [str(portrait_file) if word == "PHOTO" else word for word in words]
        assert CliRunner().invoke(main, filled).exit_code == 0, words


def test_it_writes_where_it_is_told_and_the_picture_too(tmp_path: Path) -> None:
    words = ["demo", "--plan", "seen.html", "--map", "face.svg"]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["face.svg", "seen.html"]


@pytest.mark.parametrize("words", [["--plan", "gone/plan.html"], ["--plan", "."],
                                   ["--plan", "plan.pdf"], ["--map", "face.svg"]])  # fmt: skip
def test_what_cannot_be_written_is_one_line(tmp_path: Path, words: list[str]) -> None:
    result = CliRunner().invoke(main, ["demo", *words])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "skimage.data", None)
    result = CliRunner().invoke(main, PLAN)
    assert result.exit_code == 2
    assert "install the demo extra" in result.stderr
    assert result.stderr.count("\n") == 1
