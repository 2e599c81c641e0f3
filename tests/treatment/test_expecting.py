"""What a session expects is the plan, needle for needle."""

from dataclasses import replace
from datetime import date

from yintang.face import schematic_map
from yintang.planning import Consultation, make_plan
from yintang.treatment import ZONES, expect, replay


def test_a_session_expects_every_needle_of_the_plan_once_and_in_order(everything):
    told = Consultation(goals={"G06": 3, "G11.jowl": 2}, first_visit=False)
    plan = make_plan(told, schematic_map(everything), everything, date(2026, 11, 21))
    expected = expect(plan.needles, everything)
    assert [one.key for one in expected] == [str(needle.n) for needle in plan.needles]
    assert {one.zone for one in expected} <= set(ZONES)
    assert len({(one.label, one.side) for one in expected}) == len(expected)
    session = replay(expected, [])
    assert session.next == "1"
    assert sum(zone.expected for zone in session.zones.values()) == len(plan.needles)


def test_a_free_needle_is_counted_in_the_zone_where_it_lies(everything):
    face = schematic_map(everything)
    told = Consultation(goals={"G06": 3}, first_visit=False)
    plan = make_plan(told, face, everything, date(2026, 11, 21))
    at = face.point("ST3", "R")
    free = replace(
        plan.needles[0], n=90, code=None, line=None, label="local", x=at.x, y=at.y, area="face"
    )
    assert expect([free], everything, face)[0].zone == "cheek"
    assert expect([free], everything)[0].zone == "unknown"
    assert expect([replace(free, area="scalp")], everything)[0].zone == "scalp"
