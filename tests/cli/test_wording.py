"""`yintang wording`: a text is checked before it is published."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from yintang.cli import main


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["wording", *words], input=given)


def test_a_refused_word_is_shown_with_its_place_its_reason_and_a_proposal():
    told = run("-", given="Fine needles.\nA painless treatment.")
    assert told.exit_code == 1
    assert "2:3  painless  (refused" in told.stdout
    assert "Instead  most people feel little" in told.stdout


def test_a_calm_text_passes(tmp_path: Path):
    file = tmp_path / "page.txt"
    file.write_text("Most people feel little. Ask us what is known.", encoding="utf-8")
    told = run(str(file), "--for", "AU")
    assert told.exit_code == 0
    assert "Nothing here is on the list for AU" in told.stdout


def test_what_is_to_be_made_sure_of_is_not_refused():
    told = run("-", "--for", "UK", given="We have a licensed clinic.")
    assert told.exit_code == 0
    assert "make sure" in told.stdout


def test_a_title_is_not_refused_to_its_holder():
    text = "Registered acupuncturist in Perth"
    assert run("-", "--for", "AU", given=text).exit_code == 1
    assert run("-", "--for", "AU", "--licence", "registered", given=text).exit_code == 0


def test_remarks_come_as_json_too():
    told = run("-", "--json", given="It cures.")
    assert [one["rule"] for one in json.loads(told.stdout)] == ["cure"]


@pytest.mark.parametrize(
    ("content", "says"), [(b"\xff\xfe\x00", "UTF-8"), (b"a" * 1_000_001, "long")]
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, says: str):
    file = tmp_path / "page.txt"
    file.write_bytes(content)
    told = run(str(file))
    assert told.exit_code == 2
    assert says in told.stderr


def test_a_missing_file_is_named(tmp_path: Path):
    told = run(str(tmp_path / "none.txt"))
    assert told.exit_code == 2
    assert "none.txt" in told.stderr
