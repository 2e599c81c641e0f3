"""The page on formats names every key that comes out, and no other."""

import re
from datetime import date
from pathlib import Path

import pytest

from yintang.atlas import load_atlas
from yintang.face import schematic_map
from yintang.planning import Consultation, make_plan

PAGE = (Path(__file__).parents[1] / "docs/formats.md").read_text()
ATLAS = load_atlas()
PLAN = make_plan(
    Consultation(goals={"G06": 3, "G11.jowl": 2}, medicines=("warfarin",)),
    schematic_map(ATLAS),
    ATLAS,
    date(2026, 11, 21),
).as_json()


def told(heading):
    section = PAGE.split(f"## `{heading}`")[1].split("\n## ")[0]
    return section, {
        key
        for row in re.findall(r"^\| (`[^|]+) \|", section, flags=re.MULTILINE)
        for key in re.findall(r"`(\w+)`", row)
    }


def test_the_page_tells_every_key_of_a_face_map():
    assert told("yintang/face-map/1")[1] == set(PLAN["face_map"])


def test_the_page_tells_every_key_of_a_plan():
    assert told("yintang/plan/1")[1] == set(PLAN)


@pytest.mark.parametrize(
    "keys",
    [
        set(PLAN["prescription"]),
        *(
            {key for needle in [entry] for key in needle}
            for entry in PLAN["prescription"]["needles"]
        ),
        set(PLAN["findings"][0]),
        set(PLAN["course"]),
        set(PLAN["prescription"]["left_out"][0]),
    ],
)
def test_the_page_names_the_keys_within_a_plan(keys):
    section, _ = told("yintang/plan/1")
    assert {key for key in keys if f"`{key}`" not in section} == set()
