from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.models import Entry
from yintang.clinic.care.models import Session, Visit
from yintang.clinic.progress.models import Target
from yintang.clinic.progress.targets import (
    Refused,
    declare,
    declared,
    exploratory,
    for_judging,
    lock_of,
    offers_for,
    withdraw,
)

OFFERS = [f"G06:lines-{which}:{where}" for which in ("medium", "coarse")
          for where in ("glabella", "forehead")]  # fmt: skip


def sign_session(course, by, days):
    at = timezone.now() + timedelta(days=days)
    visit = Visit.objects.create(
        clinic=course.patient.clinic, patient=course.patient, practitioner=by, course=course,
        starts_at=at, state="signed", signed_at=at, signed_by=by,
    )  # fmt: skip
    Session.objects.create(visit=visit, plan_revision=1, retention_min=20, closed_at=at)
    return visit


@pytest.fixture
def locked(course, ana):
    sign_session(course, ana, -14)
    return sign_session(course, ana, -7)


def post(client, course, offer=OFFERS[0]):
    return client.post(reverse("target-declare", args=[course.pk]), {"offer": offer})


def test_it_works(as_, pia, course):
    post(as_(pia), course)
    target = Target.objects.get()
    assert (target.concern, target.metric, target.region) == ("G06", "lines-medium", "glabella")
    assert (target.declared_by, target.exploratory) == (pia, False)
    assert Entry.objects.filter(act="created", kind="target", subject=target.pk).exists()
    assert "Medium lines" in as_(pia).get(reverse("targets", args=[course.pk])).content.decode()


def test_primary_measures_are_offered_first_and_within_the_concern(course):
    (one,) = offers_for(course, atlas())
    assert {m.metric.strength for m in one.primary} == {"primary"}
    assert {offer.region for m in one.primary for offer in m.places} <= {"glabella", "forehead"}


def test_weak_measures_are_marked(as_, pia, course):
    course.concerns = ["G02"]
    course.save()
    assert ">weak</span>" in as_(pia).get(reverse("targets", args=[course.pk])).content.decode()


def test_what_no_photograph_shows_says_what_to_take_instead(as_, pia, course):
    known = atlas()
    concern = next(c for c in known.concerns.values() if not c.metrics and c.not_shown)
    course.concerns = [concern.id]
    course.save()
    shown = as_(pia).get(reverse("targets", args=[course.pk])).content.decode()
    assert escape(concern.not_shown) in shown


def test_a_course_has_at_most_three(course, ana):
    now = timezone.now()
    for offer in OFFERS[:3]:
        declare(course, offer, ana, now)
    with pytest.raises(Refused, match="at most 3"):
        declare(course, OFFERS[3], ana, now)
    withdraw(declared(course)[0], ana, now)
    declare(course, OFFERS[3], ana, now)
    assert len(declared(course)) == 3


def test_a_measure_is_declared_once(course, target, ana):
    with pytest.raises(Refused, match="already"):
        declare(course, OFFERS[0], ana, timezone.now())


def test_only_what_speaks_for_a_goal_of_the_course_can_be_declared(course, ana):
    for offer in ("G06:pores:cheek", "G06:lines-medium:cheek", "", "G13:dark-circle:under-eye"):
        with pytest.raises(Refused):
            declare(course, offer, ana, timezone.now())


def test_a_target_can_be_judged(target):
    found = for_judging(target)
    assert (found.metric.id, found.region) == ("lines-medium", "glabella")


def test_one_signed_session_locks_nothing(course, ana):
    sign_session(course, ana, -7)
    assert lock_of(course) is None


def test_the_second_signed_session_locks_them_with_date_and_name(as_, pia, course, target, locked):
    lock = lock_of(course)
    assert (lock.at, lock.by) == (locked.signed_at, locked.signed_by)
    shown = as_(pia).get(reverse("targets", args=[course.pk])).content.decode()
    assert "by Ana" in shown


def test_a_visit_without_needles_does_not_lock(course, ana):
    sign_session(course, ana, -14)
    sign_session(course, ana, -7).session.delete()
    assert lock_of(course) is None


def test_what_is_declared_after_the_lock_is_exploratory(course, target, locked, ana):
    late = declare(course, OFFERS[1], ana, timezone.now())
    assert late.exploratory
    assert declared(course) == (target,)
    assert exploratory(course) == (late,)


def test_locked_targets_cannot_be_taken_back(as_, pia, target, locked):
    answer = as_(pia).post(reverse("target-withdraw", args=[target.pk]), follow=True)
    assert "locked" in answer.content.decode()
    target.refresh_from_db()
    assert target.withdrawn_at is None


def test_taken_back_it_stays_in_the_record(as_, pia, target, course):
    as_(pia).post(reverse("target-withdraw", args=[target.pk]))
    target.refresh_from_db()
    assert target.withdrawn_by == pia
    assert declared(course) == ()


def test_a_course_without_goals_says_where_they_come_from(as_, pia, course):
    course.concerns = []
    course.save()
    assert "no goals yet" in as_(pia).get(reverse("targets", args=[course.pk])).content.decode()
