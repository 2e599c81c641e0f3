"""What is said of an edited plan, and what is not."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from editing_cases import ATLAS, DRAWN, TODAY, planned, screened, told, turned

from yintang.planning import (
    check_needles,
    free_needle,
    mirrored,
    moved_to,
    needle_for,
)
from yintang.planning.consultation import Procedure


def checked(needles, consultation=None, protocol="full", **more):
    consultation = consultation or told()
    return check_needles(
        needles, consultation, screened(consultation), more.pop("face", DRAWN), ATLAS,
        protocol=ATLAS.protocols[protocol], **more,
    )  # fmt: skip


def said(found, severity, key=None):
    return [r for r in found.remarks if r.severity == severity and key in {None, r.needle}]


def one(point, side="R", **more):
    return replace(needle_for(point, side, told(), DRAWN, ATLAS), **more)


@pytest.mark.parametrize(
    "more",
    [
        {}, {"protocol": "gentle"}, {"protocol": "ten-weekly"}, {"medicines": ("warfarin",)},
        {"first_visit": True, "protocol": "gentle"}, {"history": {"pregnant": True}},
        {"goals": {"G01": 5, "G05": 4}}, {"allergies": ("nickel",), "history": {"diabetes": True}},
    ],
)  # fmt: skip
def test_nothing_stands_against_what_the_planner_suggests(more):
    consultation = told(**more)
    plan, needles = planned(consultation)
    protocol = plan.prescription.protocol
    found = checked(needles, consultation, protocol)
    assert [r for r in found.remarks if r.severity != "note"] == []
    assert {c.place: c.n for c in found.counts} == {
        "face": plan.prescription.face_count, "body": plan.prescription.body_count,
        "total": len(needles),
    }  # fmt: skip


@pytest.mark.parametrize("yaw", [-12, 12])
def test_nor_on_a_turned_head(yaw):
    face = turned(yaw, 4, 6)
    found = checked(planned(face=face)[1], face=face)
    assert found.worst in {"", "note"}


def test_a_warfarin_patient_is_not_needled_at_the_eye_without_a_word():
    consultation = told(medicines=("warfarin",))
    found = checked([one("GB1")], consultation)
    stop = said(found, "stop", "GB1-R")[0]
    assert stop.rule == "R02"
    assert "warfarin" in stop.say
    assert stop.source == ATLAS.rules["R02"].source
    assert found.worst == "stop"


def test_a_needle_dragged_into_a_region_left_out_is_stopped():
    site = next(r for r in DRAWN.regions if (r.region, r.side) == ("chin", "M"))
    middle = [sum(c) / len(site.xy) for c in zip(*site.xy, strict=True)]
    needle = moved_to(one("ST4"), middle[0] / DRAWN.width, middle[1] / DRAWN.height, DRAWN)
    consultation = told(procedures=(Procedure("filler", TODAY - timedelta(days=40), ("chin",)),))
    assert screened(consultation).exclusions.removed("region", "chin") is not None
    assert any("chin" in r.say for r in said(checked([needle], consultation), "stop"))
    assert not said(checked([needle]), "stop")


def test_in_pregnancy_the_face_and_the_points_left_out_are_stopped():
    consultation = told(history={"pregnant": True})
    needles = [
        one("LI4"),
        one("ST3"),
        one("PC6", serves=("K01",)),
        one("PC6", key="chosen", serves=()),
    ]
    stopped = {r.needle for r in said(checked(needles, consultation), "stop") if r.needle}
    assert stopped == {"LI4-R", "ST3-R"}


def test_a_wait_that_ends_before_the_session_does_not_hold_on_it():
    consultation = told(procedures=(Procedure("dental", TODAY - timedelta(days=2), ("chin",)),))
    held = screened(consultation).exclusions
    assert said(checked([one("CV24", "M")], consultation), "stop")
    later = held.on(TODAY + timedelta(days=30))
    assert not said(checked([one("CV24", "M")], consultation, exclusions=later), "stop")


def test_a_point_off_by_default_is_a_stop_until_it_is_asked_for_by_name():
    assert said(checked([one("BL1")]), "stop", "BL1-R")
    named = told(named_points=("BL1",))
    assert not said(checked([one("BL1")], named), "stop")
    assert "asked for by name" in said(checked([one("BL1")], named), "caution")[0].say


@pytest.mark.parametrize(
    ("needle", "severity", "words"),
    [
        (one("ST3", depth_mm=13.0), "caution", "13 mm deep; the textbook range ends at 12 mm"),
        (one("ST3", depth_mm=6.0), "note", "beyond the cautious 4 mm"),
        (one("ST3", angle_deg=20.0), "caution", "20° from the skin; usual is 45 to 90°"),
        (one("LI11", depth_mm=28.0), "caution", "too short for 28 mm"),
        (one("ST3", code="ST99"), "stop", "no point of this atlas"),
        (one("ST3", code=None, line="smile"), "stop", "no line of this atlas"),
    ],
)
def test_depth_angle_length_and_name_are_held_against_the_atlas(needle, severity, words):
    assert any(words in r.say for r in said(checked([needle]), severity, needle.key))


def test_caps_of_screening_hold_for_an_edited_depth():
    consultation = told(medicines=("warfarin",))
    cap = screened(consultation).exclusions.cap("depth_mm")
    deep = one("ST3", depth_mm=cap.value + 1)
    assert any(r.rule == cap.rule for r in said(checked([deep], consultation), "stop"))


def test_two_needles_too_near_are_told_of_once():
    needle = one("ST3")
    close = moved_to(one("LI20"), needle.x + 20 / DRAWN.width, needle.y, DRAWN)
    found = [r for r in said(checked([needle, close]), "caution") if r.rule == "limits"]
    assert [(r.needle, r.other) for r in found] == [("ST3-R", "LI20-R")]
    assert "2.5 mm apart" in found[0].say


def test_a_line_is_called_by_its_name():
    needle = next(n for n in planned()[1] if n.line)
    close = moved_to(one("ST3"), needle.x, needle.y, DRAWN)
    name = ATLAS.lines[needle.line].name
    assert any(name in r.say for r in said(checked([needle, close]), "caution"))


def test_counts_are_held_against_protocol_rule_and_limits():
    _, needles = planned()
    assert any("at most 30" in r.say for r in said(checked(needles, protocol="gentle"), "caution"))
    few = checked(needles[:3])
    assert any("at least" in r.say for r in said(few, "note"))
    first = checked(needles, told(first_visit=True))
    assert [r.rule for r in said(first, "stop") if "at most 20" in r.say] == ["R28"]
    copies = [replace(n, key=f"{n.key}/{i}") for i in range(2) for n in needles]
    assert any("no session has more than 120" in r.say for r in said(checked(copies), "stop"))


def test_a_free_needle_in_the_eye_socket_is_a_stop_and_over_a_vessel_a_note():
    free = free_needle(0.36, 0.58, DRAWN, ATLAS)
    assert checked([free]).worst in {"", "note"}
    eye = DRAWN.eyes[0]
    dragged = moved_to(free, eye[0] / DRAWN.width, eye[1] / DRAWN.height, DRAWN)
    assert any("this is the eye" in r.say for r in said(checked([dragged]), "stop"))
    jaw = next(r for r in DRAWN.regions if (r.region, r.side) == ("jaw", "R"))
    x, y = (sum(c) / len(jaw.xy) for c in zip(*jaw.xy, strict=True))
    low = free_needle(x / DRAWN.width, y / DRAWN.height, DRAWN, ATLAS)
    assert any("facial artery" in r.say for r in said(checked([low]), "note"))


def test_discomfort_is_summed_as_the_planner_weighs_it():
    felt = [n for n in ("GV26", "ST3") if ATLAS.points[n].needling.discomfort > 1]
    needles = [one(n, "M" if ATLAS.points[n].midline else "R") for n in ("GV26", "ST3")]
    steps = sum(ATLAS.points[n].needling.discomfort - 1 for n in felt)
    assert checked(needles).discomfort.steps == steps > 0
    many = [replace(needles[0], key=f"GV26-{i}") for i in range(20)]
    assert any(r.rule == "discomfort" for r in said(checked(many), "note"))


def test_the_gravest_comes_first_and_all_is_plain_json():
    needles = [one("BL1"), one("ST3", angle_deg=5.0), one("ST3", key="again", depth_mm=6.0)]
    found = checked(needles)
    order = ["stop", "caution", "note"]
    ranks = [order.index(r.severity) for r in found.remarks]
    assert ranks == sorted(ranks)
    written = json.loads(json.dumps(found.as_json()))
    assert written["worst"] == "stop"
    assert written["counts"]["face"]["n"] == 3
    assert all(r["say"].endswith(".") for r in written["remarks"])


def test_a_mirrored_plan_is_as_sound_as_the_plan():
    needles = planned()[1]
    twins = [mirrored(n, DRAWN, ATLAS) or n for n in needles]
    assert checked(twins).worst in {"", "note"}
