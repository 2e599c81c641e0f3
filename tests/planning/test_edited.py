"""A plan taken apart into needles to be edited, and put together again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from editing_cases import ATLAS, DRAWN, planned

from yintang.drawing import draw_face_map, plan_sheet
from yintang.errors import YintangError
from yintang.planning import EditedNeedle, distinct, edited, free_needle, prescription_from
from yintang.planning.plan import Needle


def again(needles, plan, **more):
    return prescription_from(
        needles, DRAWN, ATLAS, protocol=plan.prescription.protocol,
        retention_min=plan.prescription.retention_min, **more,
    )  # fmt: skip


def test_an_unedited_plan_prints_as_it_was_suggested():
    plan, needles = planned()
    printed = again(needles, plan)
    assert [(n.n, n.code, n.line, n.side) for n in printed.needles] == [
        (n.n, n.code, n.line, n.side) for n in plan.needles
    ]
    for was, now in zip(plan.needles, printed.needles, strict=True):
        assert (now.x is None) == (was.x is None)
        if was.x is not None:
            assert (now.x, now.y) == pytest.approx((was.x, was.y))
        assert replace(now, x=was.x, y=was.y) == was
    assert (printed.face_count, printed.body_count) == (
        plan.prescription.face_count, plan.prescription.body_count,
    )  # fmt: skip


def test_every_needle_has_a_key_of_its_own_and_places_are_fractions():
    _, needles = planned()
    assert len({n.key for n in needles}) == len(needles)
    for needle in needles:
        if needle.area == "body":
            assert needle.x is needle.u_mm is None
        elif needle.x is not None:
            assert 0 < needle.x < 1
            assert -80 < needle.u_mm < 80


def test_the_same_point_has_the_same_key_in_every_plan():
    keys = {n.key for n in planned()[1] if n.code}
    assert keys == {f"{n.code}-{n.side}" for n in planned()[1] if n.code}


def test_a_second_needle_at_a_point_gets_a_key_of_its_own():
    _, needles = planned()
    keys = [n.key for n in needles]
    second = distinct(needles[0], keys)
    assert second.key == f"{needles[0].key}-2"
    assert distinct(needles[0], [*keys, second.key]).key.endswith("-3")


def test_needles_survive_json():
    _, needles = planned()
    free = free_needle(0.36, 0.58, DRAWN, ATLAS)
    for needle in (*needles, free):
        assert EditedNeedle.from_json(json.loads(json.dumps(needle.as_json()))) == needle


def test_the_page_on_formats_names_every_key_of_an_edited_needle():
    page = Path(__file__).parents[2].joinpath("docs/formats.md").read_text("utf-8")
    told = page.split("A needle has ")[1]
    assert [key for key in planned()[1][0].as_json() if f"`{key}`" not in told] == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"x": 1.4}, "fractions from 0 to 1"),
        ({"y": None}, "x and y come together"),
        ({"line": "jaw-border"}, "exactly one of code, line and label"),
        ({"depth_mm": "deep"}, "not a needle"),
        ({"depth_mm": -1.0}, "depth of at least 0"),
        ({"angle_deg": 120}, "angle from 0 to 90"),
        ({"retention_min": 0}, "rest of at least 1 minute"),
    ],
)
def test_what_is_no_needle_is_refused(wrong, said):
    needle = next(n for n in planned()[1] if n.code and n.x is not None)
    with pytest.raises(YintangError, match=said):
        EditedNeedle.from_json({**needle.as_json(), **wrong})


def test_a_free_needle_is_printed_by_its_label():
    plan, needles = planned()
    free = free_needle(0.36, 0.58, DRAWN, ATLAS)
    printed = again((*needles, free), plan)
    own = next(n for n in printed.needles if n.label)
    assert isinstance(own, Needle)
    assert own.code is own.line is None
    whole = replace(plan, prescription=printed)
    assert "local, cheek" in plan_sheet(whole, ATLAS)
    assert "local, cheek" in draw_face_map(DRAWN, ATLAS, needles=printed.needles)
    written = next(n for n in whole.as_json()["prescription"]["needles"] if "label" in n)
    assert "code" not in written
    assert "line" not in written


def test_needles_are_numbered_without_a_gap_down_the_face():
    plan, needles = planned()
    printed = again([n for n in needles if n.code != "GB14"], plan).needles
    assert [n.n for n in printed] == list(range(1, len(printed) + 1))
    assert edited(replace(plan, prescription=again(needles, plan)), DRAWN) == needles
