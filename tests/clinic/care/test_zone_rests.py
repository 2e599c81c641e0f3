"""Different times for zones: set in the plan, kept with its needles, counted in the session."""

import pytest

from clinic.care.plan_cases import facts_of, photo, portrait_bytes, sent, stored_map, wishes
from clinic.care.session_cases import consented
from yintang.clinic.care.models import Plan, PlannedNeedle
from yintang.clinic.care.plans.sheet import prescription_of
from yintang.clinic.care.plans.zones import shorter
from yintang.clinic.care.sessions.begin import begin
from yintang.clinic.care.sessions.ledger import expected_of, state_of
from yintang.treatment.session import planned_rests

__all__ = ["photo", "portrait_bytes", "stored_map", "wishes"]


@pytest.fixture
def browser(as_, ana):
    return as_(ana)


@pytest.fixture
def facts(browser, visit, photo, wishes):
    return facts_of(browser, visit)


def resting(facts, minutes, zone="forehead"):
    """The plan's content with one zone's needles at a rest of their own."""
    zones = facts["checked"]["zones"]
    needles = [
        {**one, "retention_min": minutes} if zones[one["key"]] == zone else one
        for one in facts["content"]["needles"]
    ]
    return {**facts["content"], "needles": needles, "revision": facts["revision"]}


def test_the_page_knows_the_zone_of_every_needle(facts):
    assert set(facts["checked"]["zones"]) == {one["key"] for one in facts["content"]["needles"]}
    assert facts["atlas"]["zones"]["eyes"] == "Around the eyes and temples"
    assert "forehead" in facts["checked"]["zones"].values()


def test_a_zones_rest_reaches_the_sessions_countdown(browser, visit, facts, ana):
    assert sent(browser, "plan-save", visit, resting(facts, 10)).status_code == 200
    consented(visit, ana)
    session, _ = begin(visit, ana)
    assert {one.retention_min for one in expected_of(session) if one.zone == "forehead"} == {10}
    assert planned_rests(state_of(session)) == {"forehead": 10}


def test_a_rest_of_no_minutes_or_of_hours_is_refused_in_words(browser, visit, facts):
    for minutes in (0, -5, 61, 2.5):
        answer = sent(browser, "plan-save", visit, resting(facts, minutes))
        assert answer.status_code == 400
        assert answer.json()["say"]
    assert not PlannedNeedle.objects.filter(retention_min__isnull=False).exists()


def test_a_new_suggestion_keeps_the_rests_of_the_zones(browser, visit, facts):
    told = sent(browser, "plan-suggest", visit, resting(facts, 10)).json()
    zones = facts["checked"]["zones"]
    there = [one for one in told["needles"] if zones.get(one["key"]) == "forehead"]
    assert there
    assert {one["retention_min"] for one in there} == {10}
    assert not told["difference"]["changed"]


def test_the_sheet_says_which_zone_comes_out_earlier(browser, visit, facts):
    sent(browser, "plan-save", visit, resting(facts, 10))
    notes = prescription_of(Plan.objects.get(visit=visit)).notes
    assert "Out earlier: Forehead and brow: 10 minutes." in notes


def test_a_rest_as_long_as_the_sessions_is_no_earlier_one():
    assert shorter({"eyes": 20, "scalp": 25}, 20) == []
    assert shorter({"mouth": 15, "eyes": 10}, 20) == [
        "Around the eyes and temples: 10 minutes",
        "Mouth and jaw: 15 minutes",
    ]


def test_restoring_an_earlier_state_brings_its_moved_handles(browser, visit, facts):
    hairline = next(h for h in facts["face"]["handles"] if h["name"] == "hairline")
    lower = hairline["y"] + 0.02
    content = facts["content"]
    told = sent(
        *(browser, "plan-handle", visit),
        {**content, "name": "hairline", "side": "M", "x": hairline["x"], "y": lower},
    ).json()
    moved = {**content, "handles": told["handles"], "needles": told["needles"], "revision": 1}
    sent(browser, "plan-save", visit, moved)
    back = sent(browser, "plan-compare", visit, {**moved, "against": 1}).json()["restored"]
    assert back["handles"] == {}
    assert [n["key"] for n in back["needles"]] == [n["key"] for n in content["needles"]]
    at_first = next(h for h in back["face"]["handles"] if h["name"] == "hairline")
    assert at_first["y"] == pytest.approx(hairline["y"])
    again = sent(browser, "plan-compare", visit, {**content, "against": 2}).json()["restored"]
    assert again["handles"] == told["handles"]


def test_direction_and_technique_are_the_practitioners_to_change(browser, visit, facts):
    first, *others = facts["content"]["needles"]
    mine = {**first, "direction": "towards the hairline", "technique": "hold still"}
    body = {**facts["content"], "needles": [mine, *others], "revision": 1}
    assert sent(browser, "plan-save", visit, body).status_code == 200
    stored = PlannedNeedle.objects.get(plan__visit=visit, key=first["key"])
    assert (stored.direction, stored.technique) == ("towards the hairline", "hold still")
    printed = prescription_of(Plan.objects.get(visit=visit)).needles
    assert "towards the hairline" in {one.direction for one in printed}
