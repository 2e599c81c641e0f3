"""The plan's page, and saving it."""

from datetime import timedelta

import pytest

from clinic.care.plan_cases import (
    at,
    facts_of,
    photo,
    photographed,
    portrait_bytes,
    sent,
    stored_map,
    wishes,
    wishing,
)
from yintang.clinic.audit.models import Entry
from yintang.clinic.care.models import Plan, PlannedNeedle, Session, Visit
from yintang.face import FaceMap, to_frame

__all__ = ["photo", "portrait_bytes", "stored_map", "wishes"]


@pytest.fixture
def browser(as_, ana):
    return as_(ana)


@pytest.fixture
def facts(browser, visit, photo, wishes):
    return facts_of(browser, visit)


def saved(browser, visit, facts, **other):
    body = {**facts["content"], "revision": facts["revision"], **other}
    return sent(browser, "plan-save", visit, body)


def test_it_works(browser, visit, photo, wishes):
    answer = browser.get(at("plan", visit))
    assert answer.status_code == 200
    assert "Suggested from the consultation" in answer.content.decode()


def test_a_plan_begins_as_the_planner_suggests_it_on_her_own_photograph(facts, visit, photo):
    plan = Plan.objects.get(visit=visit)
    assert plan.revision == 1
    assert plan.photo == photo
    assert plan.suggestion["needles"]
    assert len(facts["content"]["needles"]) == plan.needles.count() > 15
    assert facts["checked"]["worst"] == ""


def test_looking_again_begins_nothing_anew(browser, visit, facts):
    facts_of(browser, visit)
    assert Plan.objects.get(visit=visit).revision == 1


def test_a_reader_begins_no_plan(as_, ben, visit, photo, wishes):
    answer = as_(ben).get(at("plan", visit))
    assert answer.status_code == 200
    assert not answer.context["may_edit"]
    assert not Plan.objects.exists()


def test_without_a_photograph_the_plan_lies_on_a_drawn_face(browser, visit, wishes):
    answer = browser.get(at("plan", visit))
    assert answer.context["facts"]["image"] == ""
    assert "Take a photograph" in answer.content.decode()
    assert Plan.objects.get(visit=visit).photo is None
    assert answer.context["facts"]["content"]["needles"]


def test_without_wishes_nothing_is_suggested_and_needles_can_be_added_by_hand(browser, visit):
    answer = browser.get(at("plan", visit))
    assert "Nothing is wished for yet" in answer.content.decode()
    assert not Plan.objects.exists()


def test_a_save_is_a_revision(browser, visit, facts):
    answer = saved(browser, visit, facts, retention_min=17)
    assert answer.json()["revision"] == 2
    plan = Plan.objects.get(visit=visit)
    assert plan.retention_min == 17
    assert [one.number for one in plan.revisions()] == [2, 1]


def test_saving_the_same_again_makes_no_revision(browser, visit, facts):
    assert saved(browser, visit, facts).json()["revision"] == 1


def test_a_stale_save_is_refused_and_shows_what_stands(browser, visit, facts):
    saved(browser, visit, facts, retention_min=17)
    answer = saved(browser, visit, facts, retention_min=19)
    assert answer.status_code == 409
    told = answer.json()
    assert (told["stale"], told["revision"], told["by"]) == (True, 2, "Ana")
    assert told["content"]["retention_min"] == 17
    assert len(told["content"]["needles"]) == len(facts["content"]["needles"])


def test_needles_are_rows_with_fractions_and_places_on_the_face(visit, facts, stored_map):
    row = PlannedNeedle.objects.get(plan__visit=visit, key="LI20-R")
    face_map = FaceMap.from_json(stored_map)
    point = face_map.point("LI20", "R")
    assert row.x * face_map.width == pytest.approx(point.x)
    assert row.y * face_map.height == pytest.approx(point.y)
    u, v = to_frame(face_map, point.x, point.y)
    assert (row.u_mm, row.v_mm) == (pytest.approx(u, abs=1e-3), pytest.approx(v, abs=1e-3))
    assert row.moved_by == ""


def test_a_needle_says_who_moved_it_and_its_millimetres_are_the_servers_own(browser, visit, facts):
    needles = [
        {**n, "x": n["x"] + 0.01, "u_mm": 999.0, "moved_by": "practitioner"}
        if n["key"] == "LI20-R"
        else n
        for n in facts["content"]["needles"]
    ]
    before = PlannedNeedle.objects.get(plan__visit=visit, key="LI20-R")
    answer = saved(browser, visit, facts, needles=needles)
    after = PlannedNeedle.objects.get(plan__visit=visit, key="LI20-R")
    assert after.moved_by == "practitioner"
    assert 0.5 < after.u_mm - before.u_mm < 20
    assert "LI20-R" in answer.json()["checked"]["hints"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"protocol": "of my own"},
        {"retention_min": 900},
        {"retention_min": "20"},
        {"adjuncts": ["leeches"]},
        {"needles": "none"},
        {"needles": [{"key": "x"}]},
        {"photo": "3f6c2f5e-8a3f-4a0e-9d2c-000000000000"},
        {"handles": {"hairline M": [2, 0.5]}},
        {"revision": -1},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(browser, visit, facts, wrong):
    answer = saved(browser, visit, facts, **wrong)
    assert answer.status_code == 400
    assert answer.json()["say"]
    assert Plan.objects.get(visit=visit).revision == 1


def test_two_needles_with_one_key_are_refused(browser, visit, facts):
    first = facts["content"]["needles"][0]
    answer = saved(browser, visit, facts, needles=[first, first])
    assert answer.status_code == 400


def test_a_photograph_of_somebody_else_is_refused(
    browser, visit, facts, other_clinic, eve, stored_map, dana
):
    stranger = type(dana).objects.create(clinic=other_clinic, given_name="Nia", family_name="Walsh")
    theirs = photographed(stranger, eve, stored_map, name="b.jpg")
    assert saved(browser, visit, facts, photo=str(theirs.pk)).status_code == 400


def test_a_signed_visit_refuses_and_offers_an_amendment(browser, visit, facts):
    Visit.objects.filter(pk=visit.pk).update(signed_at=visit.starts_at)
    answer = saved(browser, visit, facts, retention_min=17)
    assert answer.status_code == 409
    assert "amendment" in answer.json()["say"]


def test_a_plan_is_fixed_once_the_session_has_begun(browser, visit, facts):
    Session.objects.create(visit=visit, plan_revision=1, retention_min=20)
    assert saved(browser, visit, facts, retention_min=17).status_code == 409
    assert not browser.get(at("plan", visit)).context["may_edit"]


def test_what_is_typed_is_escaped(browser, visit, facts):
    needle = {**facts["content"]["needles"][0], "reason": "</script><b>x</b>"}
    saved(browser, visit, facts, needles=[needle])
    assert b"</script><b>" not in browser.get(at("plan", visit)).content


def test_a_change_is_audited_without_saying_what_it_was(browser, visit, facts):
    saved(browser, visit, facts, retention_min=17)
    entry = Entry.objects.filter(kind="plan", act="changed").get()
    assert (entry.detail, entry.patient) == ("", visit.patient_id)


def test_a_later_visit_begins_with_last_times_plan_on_the_new_photograph(
    browser, visit, facts, dana, ana, stored_map
):
    newer = photographed(dana, ana, stored_map, day=9, name="later.jpg")
    later = Visit.objects.create(
        clinic=visit.clinic,
        patient=dana,
        practitioner=ana,
        starts_at=visit.starts_at + timedelta(days=7),
    )
    answer = browser.get(at("plan", later))
    assert "Last visit’s plan, carried over" in answer.content.decode()
    plan = Plan.objects.get(visit=later)
    assert plan.photo == newer
    assert {n.key for n in plan.needles.all()} == {n["key"] for n in facts["content"]["needles"]}


def test_a_newer_photograph_takes_the_plan_over_when_asked(
    browser, visit, facts, dana, ana, stored_map
):
    newer = photographed(dana, ana, stored_map, day=9, name="later.jpg")
    assert "A newer photograph" in browser.get(at("plan", visit)).content.decode()
    browser.post(at("plan-photo", visit))
    plan = Plan.objects.get(visit=visit)
    assert (plan.photo, plan.revision) == (newer, 2)


def test_needles_outlive_an_erased_photograph(browser, visit, facts, photo):
    photo.face_map, photo.erased_at = None, visit.starts_at
    photo.save()
    again = facts_of(browser, visit)
    assert again["image"] == ""
    placed = [n for n in again["content"]["needles"] if n["x"] is not None]
    assert len(placed) > 10


def test_the_page_asks_the_database_little(browser, visit, facts, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        browser.get(at("plan", visit))


def test_warfarin_keeps_needles_from_the_suggestion(browser, visit, photo, ana):
    wishing(visit, ana, medicines=["warfarin"])
    with_it = facts_of(browser, visit)
    assert all(n["depth_mm"] <= 10 for n in with_it["content"]["needles"])
    assert with_it["checked"]["worst"] in {"", "note"}
