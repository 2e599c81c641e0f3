"""Confirming the plan: what holds it back, and the course it sets going."""

import pytest
from django.urls import reverse

from clinic.care.plan_cases import (
    at,
    facts_of,
    photo,
    portrait_bytes,
    sent,
    stored_map,
    wishes,
    wishing,
)
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Course, Plan, Visit

__all__ = ["photo", "portrait_bytes", "stored_map", "wishes"]


@pytest.fixture
def browser(as_, ana):
    return as_(ana)


def confirm(browser, visit, revision=1):
    return browser.post(at("plan-confirm", visit), {"revision": revision})


def test_it_works(browser, visit, photo, wishes):
    facts_of(browser, visit)
    answer = confirm(browser, visit)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("session", args=[visit.pk])
    assert Plan.objects.get(visit=visit).confirmed_at is not None


def test_a_change_takes_the_confirmation_back(browser, visit, photo, wishes):
    facts = facts_of(browser, visit)
    confirm(browser, visit)
    sent(browser, "plan-save", visit, {**facts["content"], "retention_min": 17, "revision": 1})
    assert Plan.objects.get(visit=visit).confirmed_at is None


def test_a_stop_that_arises_later_holds_it_back(browser, visit, photo, wishes, ana):
    facts_of(browser, visit)
    answers = {"consultation": {"goals": {"G06": 4}, "history": {"haemophilia": True}}}
    wishes.revise(answers, expected=1, by=ana)
    answer = confirm(browser, visit)
    assert answer.status_code == 409
    assert "Not confirmed" in answer.content.decode()
    assert Plan.objects.get(visit=visit).confirmed_at is None


def test_with_a_stop_no_needles_are_suggested_and_the_page_says_why(browser, visit, photo, ana):
    wishing(visit, ana, history={"haemophilia": True})
    page = browser.get(at("plan", visit))
    assert page.context["blocked"]
    assert "no needles can be confirmed" in page.content.decode()
    assert confirm(browser, visit, 0).status_code == 409


def test_more_needles_than_any_session_has_hold_it_back(browser, visit, photo, wishes):
    facts = facts_of(browser, visit)
    needles = facts["content"]["needles"]
    many = [
        {**needles[0], "key": f"local-{i}", "code": None, "label": "local, cheek", "n": 0}
        for i in range(atlas().limits.ceiling + 1)
    ]
    sent(browser, "plan-save", visit, {**facts["content"], "needles": many, "revision": 1})
    answer = confirm(browser, visit, 2)
    assert answer.status_code == 409
    assert "no session has more than" in answer.content.decode()


def test_an_empty_plan_is_not_confirmed(browser, visit, photo, wishes):
    facts = facts_of(browser, visit)
    sent(browser, "plan-save", visit, {**facts["content"], "needles": [], "revision": 1})
    assert confirm(browser, visit, 2).status_code == 409


def test_a_plan_changed_meanwhile_is_not_confirmed(browser, visit, photo, wishes):
    facts = facts_of(browser, visit)
    sent(browser, "plan-save", visit, {**facts["content"], "retention_min": 17, "revision": 1})
    answer = confirm(browser, visit, 1)
    assert answer.status_code == 409
    assert "changed elsewhere" in answer.content.decode()


def test_a_first_plan_begins_a_course(browser, visit, photo, wishes):
    Visit.objects.update(course=None)
    Course.objects.all().delete()
    facts_of(browser, visit)
    confirm(browser, visit)
    course = Course.objects.get(patient=visit.patient)
    visit.refresh_from_db()
    assert (visit.course, visit.number) == (course, 1)
    assert course.sessions == len(course.planned["sessions"])
    assert course.concerns == ["G06", "G05"]


def test_a_running_course_goes_on(browser, visit, course, photo, wishes):
    facts_of(browser, visit)
    confirm(browser, visit)
    course.refresh_from_db()
    assert Course.objects.count() == 1
    assert course.concerns == ["G06", "G05"]


def test_the_sheet_prints_the_edited_needles(
    browser, visit, photo, wishes, photos_dir, portrait_bytes
):
    photos_dir.mkdir()
    (photos_dir / photo.file).write_bytes(portrait_bytes)
    facts = facts_of(browser, visit)
    few = [n for n in facts["content"]["needles"] if n["code"] == "LI20"]
    sent(browser, "plan-save", visit, {**facts["content"], "needles": few, "revision": 1})
    page = browser.get(at("plan-sheet", visit)).content.decode()
    assert "LI20" in page
    assert "data:image/" in page
    assert "Dana Moreno" in page
