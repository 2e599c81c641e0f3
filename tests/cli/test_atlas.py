import json

import click
import msgspec
import pytest
from click.testing import CliRunner

from yintang.atlas import load_atlas
from yintang.atlas.kinds import KINDS, LIMITS
from yintang.atlas.lookup import every_entry
from yintang.cli import main
from yintang.cli.entry import WIDEST, naming_entries, printed

ATLAS = load_atlas()
NAMING = naming_entries(ATLAS)


def run(*arguments):
    return CliRunner().invoke(main, ["atlas", *arguments], catch_exceptions=False)


def test_it_prints_a_point_with_its_names_ground_and_source():
    result = run("LI20")
    assert result.exit_code == 0
    assert result.output.startswith("LI20  Yingxiang  迎香  Welcome Fragrance\n")
    for said in ("7 to 12 mm", "printed in a textbook", "WHO:", "infraorbital nerve", "Named in"):
        assert said in result.output


def test_a_safety_rule_says_what_it_does_when_it_fires():
    result = run("R19")
    assert result.exit_code == 0
    for said in ("STOP", "systolic at least: 180", "DEFER", "diastolic at least: 100"):
        assert said in " ".join(result.output.split())


def test_a_point_to_leave_out_in_pregnancy_says_so():
    assert "left out in pregnancy" in run("LI4").output


def test_several_words_need_no_quotes():
    assert run("Du", "20").output == run("GV20").output


def test_a_word_with_several_meanings_prints_them_all():
    output = run("nasolabial").output
    for line in ("face region", "line", "concern, also “nasolabial-folds”"):
        assert f"\n{line}\n" in output


@pytest.mark.parametrize("kind", [*KINDS, LIMITS], ids=lambda kind: kind.attribute)
def test_every_entry_of_every_kind_prints_within_the_page(kind):
    for entry in every_entry(ATLAS):
        if entry.kind == kind:
            for line in printed(ATLAS, entry, NAMING).splitlines():
                plain = click.unstyle(line)
                assert len(plain) <= WIDEST or "http" in plain, (entry.id, plain)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.attribute)
def test_json_gives_back_what_the_atlas_holds(kind):
    result = run("--list", kind.attribute.replace("_", "-"), "--json")
    document = json.loads(result.output)
    assert document["schema"] == "yintang/atlas/1"
    assert document["atlas"] == ATLAS.version
    read = {
        given["id"]: msgspec.convert(given["entry"], kind.type) for given in document["entries"]
    }
    assert read == dict(getattr(ATLAS, kind.attribute))


def test_json_of_a_word_is_the_entry():
    (given,) = json.loads(run("R07", "--json").output)["entries"]
    assert given["kind"] == "rule"
    assert given["entry"]["id"] == "R07"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.attribute)
def test_a_list_has_a_line_for_every_entry(kind):
    result = run("--list", kind.attribute.replace("_", "-"))
    assert len(result.output.splitlines()) == len(getattr(ATLAS, kind.attribute))


def test_alone_it_says_what_there_is():
    output = run().output
    assert ATLAS.version in output
    for kind in KINDS:
        count = len(getattr(ATLAS, kind.attribute))
        assert f"{count}  {kind.attribute.replace('_', ' ')}" in output


def test_an_unknown_word_is_one_line_with_a_suggestion_and_code_2():
    result = run("Yingxang")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "LI20 Yingxiang" in result.stderr


def test_nothing_is_coloured_outside_a_terminal():
    assert "\x1b[" not in run("LI20").output


def test_the_help_shows_how_to_ask():
    result = run("--help")
    assert "yintang atlas LI20" in result.output
