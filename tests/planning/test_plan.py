import json
from datetime import timedelta

import pytest

from yintang.errors import YintangError
from yintang.planning import Consultation, make_plan
from yintang.planning.consultation import Procedure

KEYS = {
    "schema", "atlas", "findings", "not_stated", "patterns", "prescription", "course", "face_map",
}  # fmt: skip
NEEDLE_KEYS = {
    "n", "side", "x", "y", "diameter_mm", "length_mm", "depth_mm", "angle_deg", "direction",
    "technique", "serves", "reason", "source", "strength",
}  # fmt: skip


@pytest.fixture
def plan(atlas, face, today):
    def made(**told):
        return make_plan(Consultation(**told), face, atlas, today)

    return made


def test_the_json_has_the_schemas_keys_and_no_more_nulls_than_it_says(plan, atlas):
    told = {
        "goals": {"G05.crows-feet": 3},
        "signs": ("pale-face", "tired"),
        "medicines": ("warfarin",),
        "complaints": ("K02",),
    }
    written = json.loads(json.dumps(plan(**told).as_json()))
    assert written.keys() >= KEYS
    assert written["schema"] == "yintang/plan/1"
    assert written["atlas"] == atlas.version
    assert written["findings"][0].keys() >= {"rule", "action", "say", "until", "source"}
    assert written["patterns"][0].keys() >= {"code", "score", "for", "against"}
    prescription = written["prescription"]
    assert prescription.keys() >= {
        "protocol", "face_count", "body_count", "retention_min", "needles", "left_out",
    }  # fmt: skip
    assert prescription["left_out"][0].keys() == {"code", "side", "why"}
    assert written["course"]["sessions"][0].keys() == {"n", "date", "kind"}
    assert written["course"].keys() >= {"sessions", "reviews", "photographs", "maintenance"}
    assert written["face_map"]["schema"] == "yintang/face-map/1"


def test_each_needle_in_the_json_has_a_code_or_a_line_and_never_both(plan):
    needles = plan(goals={"G06": 5, "G05.forehead": 3}).as_json()["prescription"]["needles"]
    assert any("line" in needle for needle in needles)
    for needle in needles:
        assert needle.keys() >= NEEDLE_KEYS
        assert ("code" in needle) != ("line" in needle)


def test_a_stop_for_the_whole_person_leaves_no_needle_and_no_course(plan):
    stopped = plan(goals={"G06": 5}, age=16)
    assert stopped.prescription is None
    assert stopped.course is None
    assert stopped.findings[0].action == "STOP"
    assert stopped.as_json()["prescription"] is None


def test_in_pregnancy_a_complaint_is_treated_through_the_body_and_a_goal_not(plan, atlas):
    assert plan(goals={"G02": 3}, history={"pregnant": True}).prescription is None
    treated = plan(goals={"G02": 3}, complaints=("K04",), history={"pregnant": True}).prescription
    assert treated.face_count == 0
    assert treated.body_count > 0
    for needle in treated.needles:
        assert needle.serves == ("K04",)
        assert atlas.points[needle.code].needling.pregnancy


def test_waits_that_end_before_the_first_visit_do_not_hold_on_it(plan, today):
    done = (Procedure("dental", today - timedelta(days=2), ("chin",)),)
    planned = plan(goals={"G06": 5}, procedures=done)
    assert planned.course.sessions[0].date == today + timedelta(days=5)
    assert planned.prescription.face_count > 0


def test_concerns_stand_in_the_order_of_their_weight(plan):
    planned = plan(goals={"G02": 1, "G06": 5}, complaints=("K02",))
    assert planned.concerns == ("G06", "G02", "K02")


def test_nothing_asked_for_is_nothing_to_plan(plan):
    with pytest.raises(YintangError, match="at least one goal or complaint"):
        plan()


def test_the_same_consultation_gives_the_same_plan(plan):
    told = {"goals": {"G06": 5, "G11": 3}, "signs": ("tired",), "protocol": "gentle"}
    assert plan(**told) == plan(**told)
