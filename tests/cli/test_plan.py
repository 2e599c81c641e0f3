"""`yintang plan` as it is typed."""

import json
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner, Result

from yintang.cli import main

from .interrupting import interrupted

CONCERN = ("--concern", "frown-lines:3")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def plan(*words: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["plan", *map(str, words)], input=stdin)


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_portrait_and_a_concern_give_a_sheet_beside_it(
    portrait_file: Path, tmp_path: Path
) -> None:
    result = plan(portrait_file, *CONCERN)
    assert (result.exit_code, result.stdout) == (0, "")
    assert written(tmp_path) == ["plan.html"]
    assert (tmp_path / "plan.html").read_text().startswith("<!DOCTYPE html>")
    assert result.stderr.splitlines()[-1] == "wrote plan.html"
    assert "needles in the face" in result.stderr


def test_the_plan_as_data_goes_to_the_screen_and_nothing_else_does(portrait_file: Path) -> None:
    result = plan(portrait_file, *CONCERN, "--json", "-")
    made = json.loads(result.stdout)
    assert made["schema"] == "yintang/plan/1"
    assert set(made) >= {
        "schema", "atlas", "findings", "not_stated", "patterns", "prescription", "course",
        "face_map",
    }  # fmt: skip
    assert made["face_map"]["photo"]["width"] == 1536
    for needle in made["prescription"]["needles"]:
        assert ("code" in needle) != ("line" in needle)
        assert {
            "n", "side", "x", "y", "diameter_mm", "length_mm", "depth_mm", "angle_deg", "direction",
            "technique", "serves", "reason", "source", "strength",
        } <= set(needle)  # fmt: skip
    assert {"n", "date", "kind"} == set(made["course"]["sessions"][0])


def test_the_same_request_gives_the_same_plan(portrait_file: Path) -> None:
    words = (portrait_file, *CONCERN, "--concern", "G06:2", "--json", "-")
    assert plan(*words).stdout == plan(*words).stdout


def test_without_a_photograph_the_plan_is_drawn_on_a_schematic_face(tmp_path: Path) -> None:
    result = plan("--no-photo", *CONCERN, "--json", "-", "--out", "sheet.html")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["face_map"]["photo"] is None
    assert "find every point by palpation" in result.stderr
    assert written(tmp_path) == ["sheet.html"]


def test_everything_that_was_asked_for_is_written_and_named(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    files = {"--out": "a.html", "--json": "b.json", "--pdf": "c.pdf", "--ics": "d.ics"}
    result = plan("--no-photo", *CONCERN, *(word for pair in files.items() for word in pair))
    assert result.exit_code == 0
    assert written(tmp_path) == sorted(files.values())
    for name in files.values():
        assert f"wrote {name}\n" in result.stderr
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF-")


def test_the_calendar_holds_the_visits_and_another_program_can_read_it(tmp_path: Path) -> None:
    start = date.today() + timedelta(days=30)
    words = ("--no-photo", *CONCERN, "--start", start, "--ics", "course.ics", "--json", "-")
    sessions = json.loads(plan(*words).stdout)["course"]["sessions"]
    assert sessions[0]["date"] == start.isoformat()
    calendar = icalendar.Calendar.from_ical((tmp_path / "course.ics").read_bytes())
    days = {str(event.decoded("dtstart"))[:10] for event in calendar.walk("VEVENT")}
    assert {session["date"] for session in sessions} <= days


def test_the_face_with_its_needles_can_be_had_as_a_picture(
    portrait_file: Path, tmp_path: Path
) -> None:
    assert plan(portrait_file, *CONCERN, "--map", "face.svg").exit_code == 0
    assert (tmp_path / "face.svg").read_text().startswith("<svg")
    assert written(tmp_path) == ["face.svg"]


def test_a_portrait_comes_through_standard_input(portrait_file: Path, tmp_path: Path) -> None:
    result = plan("-", *CONCERN, stdin=portrait_file.read_bytes())
    assert result.exit_code == 0
    assert written(tmp_path) == ["plan.html"]


def test_a_consultation_written_by_the_program_can_be_planned(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["consultation", "new", "dana.toml"]).exit_code == 0
    result = plan("--no-photo", "--consultation", "dana.toml")
    assert result.exit_code == 0, result.stderr
    assert written(tmp_path) == ["dana.toml", "plan.html"]


def test_flags_are_laid_over_the_consultation(tmp_path: Path) -> None:
    (tmp_path / "dana.toml").write_text("[goals]\nfrown-lines = 2\n")
    words = ("--consultation", "dana.toml", "--concern", "crows-feet:5", "--protocol", "full")
    made = json.loads(plan("--no-photo", *words, "--json", "-").stdout)
    assert len(made["concerns"]) == 2
    assert made["prescription"]["protocol"] == "full"


STOPPED = "[goals]\nfrown-lines = 2\n[history]\nhaemophilia = true\n"


def test_what_screening_stops_is_told_and_the_sheet_says_why(tmp_path: Path) -> None:
    (tmp_path / "dana.toml").write_text(STOPPED)
    result = plan("--no-photo", "--consultation", "dana.toml")
    assert result.exit_code == 0
    assert "STOP R" in result.stderr
    assert "no needles: screening stops them" in result.stderr
    assert written(tmp_path) == ["dana.toml", "plan.html"]


def test_a_calendar_of_a_course_that_screening_stops_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "dana.toml").write_text(STOPPED)
    words = ("--consultation", "dana.toml", "--ics", "course.ics", "--out", "plan.html")
    result = plan("--no-photo", *words)
    assert result.exit_code == 2
    assert "course.ics: not written: screening stops the course" in result.stderr.splitlines()[-1]
    assert written(tmp_path) == ["dana.toml", "plan.html"]


WRONG = {
    "neither photograph nor --no-photo": (
        CONCERN, "name one portrait, or --no-photo to plan on a drawn face",
    ),
    "nothing wanted": (("--no-photo",), "nothing to plan for; say what is wanted"),
    "unknown concern": (
        ("--no-photo", "--concern", "frown-line"), "did you mean frown-lines",
    ),
    "unlike any concern": (
        ("--no-photo", "--concern", "xyz"), 'concern "xyz"; `yintang atlas --list concerns`',
    ),
    "weight out of range": (
        ("--no-photo", "--concern", "frown-lines:9"), "expected a weight from 1 to 5",
    ),
    "unknown protocol": (
        ("--no-photo", *CONCERN, "--protocol", "fulll"), "did you mean full?",
    ),
    "start in the past": (
        ("--no-photo", *CONCERN, "--start", "2020-02-29"), "--start 2020-02-29 lies in the past",
    ),
    "start not a date": (
        ("--no-photo", *CONCERN, "--start", "31.12.2030"), "give a date as 2026-12-01",
    ),
    "missing photograph": (
        ("gone.jpg", *CONCERN), "gone.jpg: there is no such file; check the path",
    ),
    "missing consultation": (
        ("--no-photo", "--consultation", "gone.toml"), "gone.toml: cannot be read: No such file",
    ),
    "sheet under another ending": (
        ("--no-photo", *CONCERN, "--out", "plan.pdf"), "plan.pdf: name it .html or .htm",
    ),
    "folder that is not there": (
        ("--no-photo", *CONCERN, "--out", "gone/plan.html"), "there is no folder gone",
    ),
    "one of two in a folder that is not there": (
        ("--no-photo", *CONCERN, "--out", "plan.html", "--ics", "gone/a.ics"),
        "gone/a.ics: cannot be written: there is no folder gone",
    ),
    "a folder as the file": (
        ("--no-photo", *CONCERN, "--json", "."), ".: is a folder; name a file in it",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_planned_is_one_line_and_writes_nothing(what: str, tmp_path: Path) -> None:
    words, why = WRONG[what]
    result = plan(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("yintang: ")
    assert result.stderr.count("\n") == 1
    assert why in result.stderr
    assert written(tmp_path) == []


def test_a_photograph_and_no_photograph_is_refused(portrait_file: Path) -> None:
    result = plan(portrait_file, "--no-photo", *CONCERN)
    assert result.exit_code == 2
    assert "name one portrait, or --no-photo" in result.stderr


YESTERDAY = date.today() - timedelta(days=1)
BAD_FILES = {
    "not TOML": ("goals = [", "dana.toml: is not TOML"),
    "number as text": ('age = "forty"\n[goals]\nfrown-lines = 3', "dana.toml: age: expected a"),
    "weight as text": ('[goals]\nfrown-lines = "much"', "dana.toml: goals: expected"),
    "truth as number": (
        "[goals]\nfrown-lines = 3\n[history]\npregnant = 1", "dana.toml: history: expected",
    ),
    "unknown key": ("goal = 3", "dana.toml: goal: unknown key; did you mean goals?"),
    "unknown concern": ("[goals]\nfrown-line = 3", "did you mean frown-lines"),
    "unknown point": (
        'named_points = ["LI99"]\n[goals]\nfrown-lines = 3', "dana.toml: named_points",
    ),
    "start in the past": (
        f"start = {YESTERDAY}\n[goals]\nfrown-lines = 3", f"dana.toml: start: {YESTERDAY} is past",
    ),
    "event in the past": (
        f"event_date = {YESTERDAY}\n[goals]\nfrown-lines = 3", "dana.toml: event_date",
    ),
    "procedure in the future": (
        '[goals]\nfrown-lines = 3\n[[procedures]]\nwhat = "botulinum"\ndate = 2199-01-01',
        "dana.toml: procedures.date: 2199-01-01 is in the future",
    ),
    "not text": ("\x00\xff", "dana.toml"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_consultation_with_a_fault_names_file_and_key(what: str, tmp_path: Path) -> None:
    text, why = BAD_FILES[what]
    (tmp_path / "dana.toml").write_bytes(text.encode("latin-1"))
    result = plan("--no-photo", "--consultation", "dana.toml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert why in result.stderr
    assert written(tmp_path) == ["dana.toml"]


def test_an_answer_about_health_is_never_repeated_in_an_error(tmp_path: Path) -> None:
    (tmp_path / "dana.toml").write_text(
        'medicines = "warfarin"\n[goals]\nfrown-lines = 3\n', encoding="utf-8"
    )
    result = plan("--no-photo", "--consultation", "dana.toml")
    assert result.exit_code == 2
    assert "warfarin" not in result.stderr


def test_ctrl_c_leaves_no_file_and_code_130(portrait_file: Path, tmp_path: Path) -> None:
    arguments = ("plan", "-", *CONCERN, "--out", "plan.html", "--json", "plan.json")
    code, said = interrupted(portrait_file, *arguments)
    assert (code, said) == (130, b"yintang: interrupted; nothing was left half-written\n")
    assert written(tmp_path) == []
