"""`yintang locate` as it is typed."""

import contextlib
import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from yintang.cli import main

from .interrupting import PROGRAM, interrupted


def locate(*words: object) -> Result:
    return CliRunner().invoke(main, ["locate", *map(str, words)])


def test_the_map_goes_to_the_screen_and_what_to_know_to_standard_error(portrait_file: Path) -> None:
    result = locate(portrait_file)
    assert result.exit_code == 0
    written = json.loads(result.stdout)
    assert written["schema"] == "yintang/face-map/1"
    assert "file" not in written
    assert "photograph at rest" in result.stderr


def test_the_map_goes_to_a_file(portrait_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "map.json"
    result = locate(portrait_file, "--json", target)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith(f"wrote {target}\n")
    assert len(json.loads(target.read_text())["points"]) > 60


def test_points_of_the_file_and_of_standard_input_are_the_same(portrait_file: Path) -> None:
    piped = CliRunner().invoke(main, ["locate", "-"], input=portrait_file.read_bytes())
    assert piped.exit_code == 0
    assert json.loads(piped.stdout) == json.loads(locate(portrait_file).stdout)


@pytest.mark.parametrize(
    ("name", "begins"),
    [("map.svg", b"<svg"), ("map.png", b"\x89PNG"), ("map.html", b"<!doctype html>")],
)
def test_the_map_is_drawn_in_the_format_of_its_name(
    portrait_file: Path, tmp_path: Path, name: str, begins: bytes
) -> None:
    result = locate(portrait_file, "--out", tmp_path / name)
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / name).read_bytes().lower().startswith(begins.lower())
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_drawing_and_the_data_can_be_had_at_once(portrait_file: Path, tmp_path: Path) -> None:
    result = locate(portrait_file, "--out", tmp_path / "map.svg", "--json", "-")
    assert json.loads(result.stdout)["points"]
    assert (tmp_path / "map.svg").exists()


def test_many_photographs_give_a_line_each_and_a_bad_one_does_not_stop_the_rest(
    portrait_file: Path, portrait: Image.Image, tmp_path: Path
) -> None:
    small, missing, plain = (tmp_path / name for name in ("small.png", "gone.jpg", "plain.png"))
    portrait.save(small)
    Image.new("RGB", (300, 300), "grey").save(plain)
    result = locate(portrait_file, missing, plain, small)
    assert result.exit_code == 1
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["file"] for line in lines] == [
        str(portrait_file),
        *map(str, (missing, plain, small)),
    ]
    assert [set(line) == {"file", "error"} for line in lines] == [False, True, True, False]
    assert lines[1]["error"] == "gone.jpg: there is no such file; check the path"
    assert lines[2]["error"].startswith("plain.png: no face found")
    assert lines[3]["schema"] == "yintang/face-map/1"
    assert result.stderr.splitlines() == [f"yintang: {line['error']}" for line in lines[1:3]]


def test_many_good_photographs_end_well_and_go_to_a_file(
    portrait_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "maps.jsonl"
    result = locate(portrait_file, portrait_file, "--json", target)
    assert (result.exit_code, result.stdout) == (0, "")
    one, two = map(json.loads, target.read_text().splitlines())
    assert one == two


@pytest.mark.parametrize(
    ("option", "value", "why"),
    [
        ("--out", "map.bmp", "map.bmp: name it .svg or .png or .html"),
        ("--out", "gone/map.svg", "gone/map.svg: cannot be written: there is no folder gone"),
        ("--json", ".", ".: is a folder; name a file in it"),
        ("--hairline", "512", '--hairline "512": give two numbers of pixels, as in 512,140'),
        ("--hairline", "a,b", "give two numbers of pixels"),
        ("--hairline", "9,99999", "outside the photograph of 1536 x 1536 pixels"),
        ("--hairline", "700,1200", "below the brows; mark where the hair begins"),
        ("--ipd-mm", "6.3", "6.3 mm is not plausible; 40 to 85 mm is"),
        ("--face", "3", "there is no face 3: the photograph shows 1"),
        ("--variant", "GV26", "give a point and a name, as in GV26=upper-third"),
        ("--variant", "GV26=lowest", "GV26 has no location 'lowest'; there is upper-third"),
        ("--variant", "ST36=upper", "ST36 has no other location; those with one: GV26"),
        ("--variant", "GV62=upper", "GV62"),
    ],
)
def test_an_option_that_makes_no_sense_is_one_line(
    portrait_file: Path, tmp_path: Path, option: str, value: str, why: str
) -> None:
    with contextlib.chdir(tmp_path):
        result = locate(portrait_file, option, value)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("yintang: ")
    assert result.stderr.count("\n") == 1
    assert why in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("option", "value"), [("--out", "map.svg"), ("--hairline", "600,100")])
def test_what_is_for_one_photograph_is_refused_for_many(
    portrait_file: Path, option: str, value: str
) -> None:
    result = locate(portrait_file, portrait_file, option, value)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"yintang: {option} is for one photograph; name only one\n"


def test_a_wrong_variant_for_many_photographs_is_said_once(portrait_file: Path) -> None:
    result = locate(portrait_file, portrait_file, "--variant", "GV26=lowest")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1


def test_variants_and_hairline_reach_the_map(portrait_file: Path) -> None:
    words = ("--variant", "du26=upper-third", "--hairline", "690,150", "--ipd-mm", "60")
    written = json.loads(locate(portrait_file, *words).stdout)
    plain = json.loads(locate(portrait_file).stdout)
    assert written["hairline"]["source"] == "given"
    assert written["mm_per_px"] == pytest.approx(plain["mm_per_px"] * 60 / 63)
    height = [next(p["y"] for p in m["points"] if p["code"] == "GV26") for m in (written, plain)]
    assert height[0] < height[1]


def test_without_a_photograph_the_usage_is_shown() -> None:
    result = locate()
    assert result.exit_code == 2
    assert "Missing argument 'PHOTO...'" in result.stderr


def test_ctrl_c_leaves_no_file_and_code_130(portrait_file: Path, tmp_path: Path) -> None:
    code, said = interrupted(portrait_file, "locate", "-", "--json", tmp_path / "map.json")
    assert (code, said) == (130, b"yintang: interrupted; nothing was left half-written\n")
    assert list(tmp_path.iterdir()) == []


def test_the_program_itself_places_points(portrait_file: Path) -> None:
    done = subprocess.run([PROGRAM, "locate", portrait_file], capture_output=True, check=True)
    assert json.loads(done.stdout)["points"]
    assert all(not line.startswith(b"Traceback") for line in done.stderr.splitlines())
