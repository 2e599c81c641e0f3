"""A rule that stops only the face leaves a plan for the body alone to the practitioner."""

import pytest

from clinic.care.plan_cases import at, facts_of, sent, wishing
from clinic.care.session_cases import consented
from yintang.clinic.care.consultations.consulting import blocked_by, stopping
from yintang.clinic.care.models import Plan, Session
from yintang.clinic.care.sessions.begin import blocks


@pytest.fixture
def browser(as_, ana):
    return as_(ana)


def with_needles(browser, visit, *codes):
    facts = facts_of(browser, visit)
    needles = []
    for code, side in codes:
        body = {**facts["content"], "needles": needles, "code": code, "side": side}
        needles.append(sent(browser, "plan-add", visit, body).json()["needle"])
    body = {**facts["content"], "needles": needles, "revision": facts["revision"]}
    assert sent(browser, "plan-save", visit, body).status_code == 200
    return browser.post(at("plan-confirm", visit), {"revision": facts["revision"] + 1})


def test_pregnancy_does_not_stop_a_plan_for_a_complaint_of_the_body(browser, visit, ana):
    wishing(visit, ana, goals={}, complaints=["K01"], history={"pregnant": True})
    assert [finding.rule for finding in blocked_by(visit)] == ["R04"]
    assert stopping(visit, face=False) == ()
    assert with_needles(browser, visit, ("ST36", "R"), ("ST36", "L")).status_code == 302
    consented(visit, ana)
    assert blocks(visit) == ()
    browser.post(at("session-begin", visit))
    assert Session.objects.filter(visit=visit).exists()


def test_pregnancy_stops_a_plan_with_one_needle_in_the_face(browser, visit, ana):
    wishing(visit, ana, history={"pregnant": True})
    answer = with_needles(browser, visit, ("ST36", "R"), ("ST2", "R"))
    assert answer.status_code == 409
    assert "Stop for the face" in browser.get(at("plan", visit)).content.decode()
    assert Plan.objects.get(visit=visit).confirmed_at is None


def test_a_point_avoided_in_pregnancy_stays_a_stop(browser, visit, ana):
    wishing(visit, ana, history={"pregnant": True})
    assert with_needles(browser, visit, ("LI4", "R")).status_code == 409


def test_a_rule_that_stops_face_and_body_stops_both(browser, visit, ana):
    wishing(visit, ana, history={"haemophilia": True})
    assert [finding.rule for finding in stopping(visit, face=False)] == ["R01"]
    assert with_needles(browser, visit, ("ST36", "R")).status_code == 409
    assert facts_of(browser, visit)["blocked"]


def test_an_empty_plan_does_not_free_the_session(visit, ana):
    wishing(visit, ana, history={"pregnant": True})
    assert any("Pregnancy" in block.say for block in blocks(visit))
