import shutil
from pathlib import Path

import pytest

from yintang.atlas import AtlasError, load_atlas
from yintang.atlas.atlas import PACKAGED, VERSION


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGED, tmp_path / "data"))


def change(directory: Path, file: str, old: str, new: str) -> None:
    path = directory / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def fault(directory: Path) -> str:
    with pytest.raises(AtlasError) as caught:
        load_atlas(directory)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_packaged_atlas_loads_and_is_read_once():
    assert load_atlas() is load_atlas()
    assert load_atlas() == load_atlas(PACKAGED)


def test_the_version_changes_with_any_byte_of_the_data_and_with_nothing_else(directory):
    version = load_atlas(directory).version
    assert version == load_atlas().version
    assert version.startswith(f"{VERSION}+")
    assert len(version.partition("+")[2]) == 8
    with (directory / "claims.toml").open("a") as file:
        file.write("# a remark\n")
    assert load_atlas(directory).version != version


def test_nobody_can_change_what_is_known():
    with pytest.raises(TypeError):
        load_atlas().points["LI20"] = None


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("points.toml", 'pinyin = "Yingxiang", ', "", "points.toml: LI20: pinyin: missing"),
        (
            "points.toml",
            'pinyin = "Yingxiang"',
            'pinyin = ""',
            "points.toml: LI20: pinyin: expected str of length >= 1",
        ),
        (
            "points.toml",
            'pinyin = "Yingxiang"',
            "pinyin = 20",
            "points.toml: LI20: pinyin: expected str, got int",
        ),
        (
            "points.toml",
            'pinyin = "Yingxiang"',
            'pinyin = "Yingxiang", pinyn = "x"',
            "points.toml: LI20: pinyn: no such field in a Point",
        ),
        ("points.toml", '{ id = "LI20", ', "{ ", "id: missing, or not text"),
        (
            "points.toml",
            'id = "LI20"',
            'id = "LI19"',
            "points.toml: LI19: id: given to two entries",
        ),
        ("points.toml", 'channel = "LI"', 'channel = "XX"', "no 'XX' among the channels"),
        ("points.toml", "point = [", "points = [", "points.toml: expected only [[point]] entries"),
        ("points.toml", "point = [", "point = [[", "points.toml: cannot be read"),
        (
            "needling-face.toml",
            'id = "LI20"',
            'id = "LI21"',
            "needling-face.toml: LI21: id: no such point in points.toml",
        ),
        (
            "needling-face.toml",
            "risk = 3",
            "risk = 4",
            "needling-face.toml: BL1: risk: expected int <= 3",
        ),
        (
            "needling-face.toml",
            "depth_mm = [7, 16]",
            "depth_mm = [16, 7]",
            "needling-face.toml: BL1: depth_mm: 16.0 to 7.0 runs backwards",
        ),
        (
            "needling-face.toml",
            "default_depth_mm = 2",
            "default_depth_mm = 20",
            "needling-face.toml: BL1: default_depth_mm: deeper than the textbook's 16",
        ),
        (
            "needling-face.toml",
            'region = "lid"',
            'region = "eyelid"',
            "needling-face.toml: BL1: region: no 'eyelid' among the regions",
        ),
        (
            "needling-face.toml",
            'strength = "textbook"',
            'strength = "sure"',
            "strength: expected one of trial, textbook, teaching, tradition, default, got 'sure'",
        ),
        ("concerns.toml", '"EX-HN3"', '"EX-HN33"', "no 'EX-HN33' among the points"),
        ("concerns.toml", '"EX-HN3"', '"ST32"', "ST32 has no needling in"),
        ("rules.toml", 'action = "', 'action = "NEVER', "steps[0].action: expected one of STOP"),
        ("limits.toml", "[limits]", "[limit]", "limits.toml: expected one table [limits]"),
    ],
)
def test_a_fault_names_file_entry_and_field(directory, file, old, new, said):
    change(directory, file, old, new)
    assert said in fault(directory)


def test_a_rule_cannot_ask_what_no_question_asks(directory):
    change(directory, "questions.toml", 'id = "haemophilia"', 'id = "renamed"')
    assert fault(directory).endswith("no 'haemophilia' among the questions")


@pytest.mark.parametrize("file", sorted(path.name for path in PACKAGED.glob("*.toml")))
def test_a_missing_file_is_named(directory, file):
    (directory / file).unlink()
    assert fault(directory).startswith(f"{file}: missing from")


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"point = 3", b"[point]\nid = 'LI20'", b"[[point]]\nid = 3"]
)
def test_what_is_no_list_of_points_is_refused(directory, content):
    (directory / "points.toml").write_bytes(content)
    assert fault(directory).startswith("points.toml: ")


def test_a_source_that_is_not_recorded_is_refused(directory):
    change(directory, "sources.toml", 'id = "E03"', 'id = "E03x"')
    assert "no 'E03' among the sources" in fault(directory)
