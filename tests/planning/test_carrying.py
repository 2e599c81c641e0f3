"""A plan drawn again on a later photograph of the same person."""

import math
from dataclasses import replace

import pytest
from editing_cases import ATLAS, DRAWN, planned, told, turned

from yintang.face import to_frame
from yintang.planning import carry, difference, free_needle, moved_to, needle_for

LATER = turned(12, -6, 9)


def pixel(needle, face):
    return needle.x * face.width, needle.y * face.height


def test_a_needle_at_its_point_stands_at_the_point_of_the_new_map():
    needles = planned()[1]
    carried = carry(needles, DRAWN, LATER)
    assert carried.not_visible == ()
    assert [n.key for n in carried.needles] == [n.key for n in needles]
    for needle in carried.needles:
        point = LATER.point(needle.code or "", needle.side)
        if point is not None:
            assert pixel(needle, LATER) == pytest.approx((point.x, point.y))


def test_body_needles_and_every_setting_stay_as_they_are():
    needles = planned()[1]
    carried = carry(needles, DRAWN, LATER).needles
    assert difference(needles, carried).changed == ()
    assert [n for n in carried if n.area == "body"] == [n for n in needles if n.area == "body"]


def test_a_dragged_needle_keeps_its_offset_on_the_face():
    was = needle_for("ST3", "R", told(), DRAWN, ATLAS)
    dragged = moved_to(was, was.x - 0.02, was.y + 0.015, DRAWN)
    now = carry([dragged], DRAWN, LATER).needles[0]
    before, after = DRAWN.point("ST3", "R"), LATER.point("ST3", "R")
    offset = math.dist((dragged.u_mm, dragged.v_mm), to_frame(DRAWN, before.x, before.y))
    assert offset == pytest.approx(math.hypot(0.02 * 1600, 0.015 * 2000) / 8, abs=0.1)
    u, v = to_frame(LATER, after.x, after.y)
    assert (now.u_mm - u, now.v_mm - v) == pytest.approx((-4.0, 3.75), abs=0.05)
    assert to_frame(LATER, *pixel(now, LATER)) == pytest.approx((now.u_mm, now.v_mm), abs=0.05)


def test_a_needle_on_a_line_keeps_its_position_along_it():
    for needle in carry(planned()[1], DRAWN, LATER).needles:
        if needle.line:
            line = next(
                one for one in LATER.lines
                if one.line == needle.line and one.side in {needle.side, "M"}
            )  # fmt: skip
            apart = min(math.dist(pixel(needle, LATER), at) for at in line.xy)
            assert apart * LATER.mm_per_px < 25


def test_a_free_needle_stays_at_its_place_on_the_face():
    free = free_needle(0.36, 0.58, DRAWN, ATLAS)
    now = carry([free], DRAWN, LATER).needles[0]
    assert to_frame(LATER, *pixel(now, LATER)) == pytest.approx((free.u_mm, free.v_mm), abs=0.05)


def test_there_and_back_is_where_it_was():
    free = free_needle(0.36, 0.58, DRAWN, ATLAS)
    was = needle_for("GB14", "L", told(), DRAWN, ATLAS)
    needles = (*planned()[1], free, replace(moved_to(was, was.x, was.y - 0.01, DRAWN), key="moved"))
    back = carry(carry(needles, DRAWN, LATER).needles, LATER, DRAWN).needles
    assert difference(needles, back).empty


def test_what_the_new_photograph_does_not_show_is_told_and_kept():
    needles = planned()[1]
    lost = next(n for n in needles if n.code and n.x is not None)
    points = tuple(p for p in LATER.points if p.code != lost.code)
    carried = carry(needles, DRAWN, replace(LATER, points=points))
    assert {one.key.rpartition("-")[0] for one in carried.not_visible} == {lost.code}
    kept = next(n for n in carried.needles if n.key == lost.key)
    assert kept.x is None
    assert len(carried.needles) == len(needles)
    again = carry(carried.needles, replace(LATER, points=points), DRAWN)
    assert difference(needles, again.needles).empty


def test_a_dragged_needle_out_of_sight_comes_back_where_it_was():
    was = needle_for("ST3", "R", told(), DRAWN, ATLAS)
    dragged = moved_to(was, was.x - 0.02, was.y + 0.015, DRAWN)
    hidden = replace(DRAWN, points=tuple(p for p in DRAWN.points if p.code != "ST3"))
    carried = carry([dragged], DRAWN, hidden)
    assert carried.needles[0].x is None
    back = carry(carried.needles, hidden, DRAWN).needles
    assert difference([dragged], back).empty


def test_a_cropped_photograph_loses_no_needle():
    cropped = replace(LATER, height=900)
    points = tuple(p for p in LATER.points if p.y < 900)
    carried = carry(planned()[1], DRAWN, replace(cropped, points=points))
    assert len(carried.needles) == len(planned()[1])
    assert {one.key for one in carried.not_visible} == {
        n.key for n, was in zip(carried.needles, planned()[1], strict=True)
        if n.x is None and was.x is not None
    } != set()  # fmt: skip


def test_a_needle_on_a_line_turns_with_the_line():
    rolled = turned(0, 0, 20)
    needles = [n for n in planned()[1] if n.line]
    for was, now in zip(needles, carry(needles, DRAWN, rolled).needles, strict=True):
        turn = math.atan2(*now.heading[::-1]) - math.atan2(*was.heading[::-1])
        assert math.degrees(turn) % 360 == pytest.approx(20, abs=0.5)
        assert math.hypot(*now.heading) == pytest.approx(1)
