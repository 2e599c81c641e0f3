"""`yintang measure` prints, writes, resumes, and is not stopped by one bad photograph."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from yintang.cli import main
from yintang.outcomes.raster import grid


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["measure", *map(str, words)])


@pytest.fixture
def folder(portrait_file: Path, tmp_path: Path) -> Path:
    """A folder with one portrait and one file that is none."""
    (tmp_path / "visit").mkdir()
    (tmp_path / "visit/good.jpg").write_bytes(portrait_file.read_bytes())
    (tmp_path / "visit/bad.jpg").write_bytes(b"not a photograph")
    return tmp_path / "visit"


def test_it_prints_the_primary_metrics(portrait_file: Path):
    shown = run(portrait_file)
    assert shown.exit_code == 0
    assert "Redness " in shown.output
    assert "Pores" not in shown.output
    assert "±" in shown.output


def test_a_folder_is_measured_although_one_file_is_bad(folder: Path, tmp_path: Path):
    result = run(folder, "--json", tmp_path / "all.jsonl", "--csv", tmp_path / "all.csv")
    assert result.exit_code == 1
    assert "bad.jpg" in result.output
    (line,) = (tmp_path / "all.jsonl").read_text().splitlines()
    written = json.loads(line)
    assert written["schema"] == "yintang/measures/1"
    with (tmp_path / "all.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(written["values"])
    assert {row["name"] for row in rows} == {"good.jpg"}


def test_what_was_measured_before_is_kept(folder: Path, tmp_path: Path):
    file = tmp_path / "all.jsonl"
    run(folder, "--json", file)
    marked = json.loads(file.read_text())
    marked["name"] = "measured-before.jpg"
    file.write_text(json.dumps(marked) + "\n")
    run(folder, "--json", file, "--resume")
    assert json.loads(file.read_text())["name"] == "measured-before.jpg"
    run(folder, "--json", file)
    assert json.loads(file.read_text())["name"] == "good.jpg"


def test_resuming_from_another_kind_of_file_is_refused(portrait_file: Path, tmp_path: Path):
    file = tmp_path / "notes.txt"
    file.write_text("some notes\n")
    result = run(portrait_file, "--json", file, "--resume")
    assert result.exit_code == 2
    assert "line 1" in result.output
    assert file.read_text() == "some notes\n"


def test_resume_needs_a_file(portrait_file: Path):
    assert run(portrait_file, "--resume").exit_code == 2


def test_one_bad_photograph_is_said_in_one_line(folder: Path):
    result = run(folder / "bad.jpg")
    assert result.exit_code == 2
    assert result.output.count("\n") <= 2
    assert "Traceback" not in result.output


def test_what_was_measured_can_be_seen(portrait_file: Path, tmp_path: Path):
    result = run(portrait_file, "--patches", tmp_path / "seen")
    assert result.exit_code == 0
    names = sorted(file.name for file in (tmp_path / "seen").iterdir())
    assert [name.rpartition("-")[2] for name in names] == ["raster.png", "regions.png"]
    with Image.open(tmp_path / "seen" / names[0]) as raster:
        assert raster.size == grid().shape[::-1]


def test_pictures_need_a_folder(portrait_file: Path, tmp_path: Path):
    (tmp_path / "taken").write_text("a file")
    result = run(portrait_file, "--patches", tmp_path / "taken")
    assert result.exit_code != 0
    assert "taken" in result.output
