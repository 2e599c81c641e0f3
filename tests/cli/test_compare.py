import csv
import json

import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from outcomes.series_of_photographs import photo
from PIL import Image
from skimage.data import astronaut

from yintang.cli import main
from yintang.outcomes.calibration import Repeat, calibrate


@pytest.fixture(scope="module")
def portraits(tmp_path_factory):
    """A portrait, and one of somebody else's cheeks: redder, and shot from elsewhere."""
    folder = tmp_path_factory.mktemp("portraits")
    large = cv2.resize(astronaut(), None, fx=2.5, fy=2.5, interpolation=cv2.INTER_CUBIC)
    Image.fromarray(large).save(folder / "before.png")
    moved = cv2.warpAffine(large, np.array([[1, 0, 12.0], [0, 1, 5.0]]), large.shape[1::-1])
    Image.fromarray(moved).save(folder / "after.png")
    return folder


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_same_photograph_twice_is_no_change(portraits, tmp_path):
    found = run(
        *("compare", "--before", portraits / "before.png", "--after", portraits / "before.png"),
        *("--targets", "jowl", "--json", tmp_path / "changes.json"),
    )
    assert found.exit_code == 0, found.output
    changes = json.loads((tmp_path / "changes.json").read_text())
    assert changes["schema"] == "yintang/change/1"
    for change in (*changes["targets"], *changes["exploratory"]):
        assert change["change"] in {0.0, None}
        assert change["verdict"] in {"no_change", "cannot_tell"}


def test_several_photographs_follow_one_option_and_pages_are_written(portraits, tmp_path):
    names = [portraits / "before.png", portraits / "after.png"]
    pages = {kind: tmp_path / f"{kind}.{kind}" for kind in ("html", "csv")}
    found = run(
        *("compare", "--before", *names, "--after", *names[::-1], "--out", pages["html"]),
        *("--record", tmp_path / "record.html", "--csv", pages["csv"]),
    )
    assert found.exit_code == 0, found.output
    assert "What changed" in pages["html"].read_text()
    assert "before.png" in (tmp_path / "record.html").read_text()
    with pages["csv"].open(newline="") as file:
        table = list(csv.DictReader(file))
    assert {"metric", "sdc", "verdict"} <= set(table[0])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--before", "a.jpg"), "photographs of both days"),
        (("--before", "a.jpg", "--after", "b.jpg", "--targets", "shine"), '"shine"'),
        (("--before", "a.jpg", "--after", "b.jpg", "--out", "page.png"), "name it .html or .pdf"),
        (("--before", "missing.jpg", "--after", "b.jpg"), "missing.jpg"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(words, says):
    found = run("compare", *words)
    assert found.exit_code == 2
    assert says in found.output
    assert found.output.count("\n") == 1


def test_a_calibration_that_is_none_is_refused(portraits, tmp_path):
    for content in ("[]", "no", '{"schema": "yintang/plan/1"}'):
        (tmp_path / "room.json").write_text(content)
        found = run(
            *("compare", "--before", portraits / "before.png", "--after", portraits / "after.png"),
            *("--calibration", tmp_path / "room.json"),
        )
        assert found.exit_code == 2
        assert "not a calibration" in found.output


def test_a_room_is_calibrated_from_a_folder_a_person_and_a_folder_a_day(portraits, tmp_path):
    for person in ("one", "two"):
        for day in ("monday", "tuesday"):
            folder = tmp_path / "room" / person / day
            folder.mkdir(parents=True)
            for name in ("before.png", "after.png"):
                (folder / name).write_bytes((portraits / name).read_bytes())
    found = run("calibrate", tmp_path / "room", "--out", tmp_path / "room.json")
    assert found.exit_code == 0, found.output
    assert "2 people, 8 photographs" in found.output
    assert "About 10 people" in found.output
    stored = (tmp_path / "room.json").read_text()
    assert json.loads(stored)["schema"] == "yintang/calibration/1"
    assert "monday" not in stored


def test_a_folder_without_photographs_is_said(tmp_path):
    assert "person/day/shot.jpg" in run("calibrate", tmp_path).output
    assert "not a folder" in run("calibrate", tmp_path / "none").output


def test_a_calibration_of_another_model_is_not_used(portraits, tmp_path):
    rng = np.random.default_rng(0)
    values = [
        Repeat(str(person), day, photo({("jowl", "jaw"): 80 + person + rng.normal()}))
        for person in range(8)
        for day in range(2)
        for _ in range(3)
    ]
    (tmp_path / "room.json").write_text(json.dumps(calibrate(values).as_json()))
    found = run(
        *("compare", "--before", portraits / "before.png", "--after", portraits / "after.png"),
        *("--targets", "jowl", "--calibration", tmp_path / "room.json"),
    )
    assert "another face model" in found.output
