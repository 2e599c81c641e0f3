from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Session, Visit
from yintang.clinic.photos.models import Photo
from yintang.clinic.progress.measuring import gates_as_json
from yintang.clinic.progress.models import Measures, Shot
from yintang.clinic.progress.series import series_of
from yintang.clinic.progress.targets import baseline_days
from yintang.face.face_map import ModelFacts
from yintang.outcomes import Gate, Measured, PhotoMeasures
from yintang.outcomes.change import judge_course
from yintang.outcomes.change_record import target

NUMBER = count()


def taken(visit, ana, value=20.0, model="a" * 64, pose="front", at=None, gates=()):
    """A shot with one measure, filed without its picture."""
    n = next(NUMBER)
    at = at or visit.starts_at + timedelta(minutes=5)
    photo = Photo.objects.create(
        patient=visit.patient, view="front", taken_at=at, added_by=ana, file=f"{n}.jpg",
        sha256=f"{n:064x}", width=800, height=1000,
    )  # fmt: skip
    shot = Shot.objects.create(
        visit=visit, photo=photo, pose=pose, number=visit.shots.filter(pose=pose).count() + 1,
        gates=gates_as_json(gates), passed=not gates,
    )  # fmt: skip
    again(shot, value, model, gates)
    return shot


def again(shot, value, model, gates=()):
    found = PhotoMeasures(
        photo=shot.photo.sha256, name="", model=ModelFacts("model", model), view="front",
        mm_per_px=0.2, ita_band="light", gates=tuple(gates), card=None,
        values=(Measured("lines-medium", "glabella", "L*", value, 0.1),),
    )  # fmt: skip
    Measures.objects.create(
        photo=shot.photo, model_name="model", model_sha256=model, method="m",
        content=found.as_json(),
    )  # fmt: skip


@pytest.fixture
def visits(visit, ana, course):
    """Three visits a week apart; needles from the second on."""
    return [
        visit,
        *(
            Visit.objects.create(
                clinic=visit.clinic, patient=visit.patient, practitioner=ana, course=course,
                number=n + 1, starts_at=visit.starts_at + timedelta(days=7 * n),
            )
            for n in (1, 2)
        ),
    ]  # fmt: skip


def needle(visit):
    session = Session.objects.create(visit=visit, plan_revision=1, retention_min=20)
    Session.objects.filter(pk=session.pk).update(started_at=visit.starts_at + timedelta(minutes=30))


def test_a_course_without_photographs_has_an_empty_series(course):
    assert series_of(course).visits == ()


def test_each_visit_is_a_day_with_its_shots(course, visits, ana):
    for visit in visits:
        taken(visit, ana)
        taken(visit, ana)
    series = series_of(course)
    assert [visit.day for visit in series.visits] == [0, 7, 14]
    assert [len(visit.shots) for visit in series.visits] == [2, 2, 2]
    assert list(series.care_visits) == visits
    assert {shot.visit for shot in series.shots.values()} == set(visits)


def test_it_can_be_judged(course, visits, ana):
    for visit, value in zip(visits, (20.0, 20.1, 19.9), strict=True):
        taken(visit, ana, value)
    changes = judge_course(series_of(course).visits, [target("lines-medium:glabella", atlas())])
    assert changes.targets[0].verdict in {"no_change", "cannot_tell"}


def test_two_models_are_never_mixed(course, visits, ana):
    old = [taken(visit, ana, model="a" * 64) for visit in visits[:2]]
    new = taken(visits[2], ana, model="b" * 64)
    series = series_of(course)
    assert series.model.sha256 == "a" * 64
    assert series.left_out == (new,)
    for shot in old:
        again(shot, 21.0, "b" * 64)
    series = series_of(course)
    assert series.model.sha256 == "b" * 64
    assert series.left_out == ()
    assert len(series.visits) == 3


def test_days_before_the_first_needle_are_baselines(course, visits, ana):
    for visit in visits:
        taken(visit, ana)
    needle(visits[1])
    assert [visit.baseline for visit in series_of(course).visits] == [True, True, False]
    assert baseline_days(course) == series_of(course).baselines == 2


def test_a_photograph_after_the_first_needle_is_no_baseline(course, visits, ana):
    needle(visits[0])
    taken(visits[0], ana, at=visits[0].starts_at + timedelta(minutes=50))
    assert baseline_days(course) == 0


def test_a_wrong_clock_of_the_camera_makes_no_baseline(course, visits, ana):
    needle(visits[0])
    taken(visits[2], ana, at=datetime(2020, 1, 1, tzinfo=UTC))
    assert baseline_days(course) == 0


def test_a_visit_shortly_before_the_course_belongs_to_it(course, visit, ana):
    def earlier(days):
        return Visit.objects.create(
            clinic=visit.clinic, patient=visit.patient, practitioner=ana,
            starts_at=visit.starts_at - timedelta(days=days),
        )  # fmt: skip

    taken(earlier(7), ana)
    taken(earlier(400), ana)
    assert [one.day for one in series_of(course).visits] == [-7]


def test_expressions_have_series_of_their_own(course, visits, ana):
    taken(visits[0], ana)
    smiling = taken(visits[0], ana, pose="smile")
    assert list(series_of(course, "smile").shots.values()) == [smiling]
    assert smiling not in series_of(course).shots.values()


def test_a_shot_that_failed_is_in_the_series_with_its_gate(course, visits, ana):
    gate = Gate("smile", False, 0.9, 0.5, "0 to 1", "A smile; relax the face.")
    taken(visits[0], ana, gates=(gate,))
    (day,) = series_of(course).visits
    assert day.shots[0].failed("lines-medium")
