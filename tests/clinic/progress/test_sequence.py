from django.urls import reverse

from yintang.clinic.photos.models import Photo
from yintang.clinic.progress.models import Sequence
from yintang.clinic.progress.sequence import POSES, asked_of, usual


def save(client, clinic, **told):
    fields = {name.replace("__", "-"): value for name, value in told.items()}
    return client.post(reverse("clinic-sequence", args=[clinic.pk]), fields)


def test_it_works(as_, ana, clinic):
    answer = save(
        as_(ana),
        clinic,
        **{"take-front": "on", "shots-front": 2, "order-front": 2},
        **{"take-smile": "on", "shots-smile": 1, "order-smile": 1, "skip-smile": "on"},
    )
    assert answer.status_code == 302
    clinic.refresh_from_db()
    asked = asked_of(clinic)
    assert [(one.pose.id, one.shots, one.may_skip) for one in asked] == [
        ("smile", 1, True),
        ("front", 2, False),
    ]


def test_a_clinic_that_chose_nothing_takes_five_views_with_three_shots(clinic):
    assert asked_of(clinic) == usual()
    assert [one.pose.view for one in usual()] == ["front", "left-45", "right-45", "left", "right"]
    assert {one.shots for one in usual()} == {3}


def test_it_needs_a_view_that_can_be_measured(as_, ana, clinic):
    answer = save(as_(ana), clinic, **{"take-neck": "on"})
    assert answer.status_code == 422
    assert "can be measured" in answer.content.decode()
    assert not Sequence.objects.exists()


def test_shots_are_one_to_five(as_, ana, clinic):
    answer = save(as_(ana), clinic, **{"take-front": "on", "shots-front": 50})
    assert "take 1 to 5 shots" in answer.content.decode()


def test_a_practitioner_does_not_change_it(as_, pia, clinic):
    assert save(as_(pia), clinic, **{"take-front": "on"}).status_code == 403


def test_every_pose_is_one_that_a_photograph_can_have():
    for pose in POSES.values():
        assert pose.view in Photo.View.values
        assert pose.expression in Photo.Expression.values
