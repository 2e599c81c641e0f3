from datetime import timedelta

from django.urls import reverse

from yintang.clinic.care.models import Visit
from yintang.clinic.care.records.record import record_of
from yintang.clinic.photos.models import Photo
from yintang.clinic.progress.models import Circumstances, Target


def test_a_record_says_what_else_was_different_that_day(as_, ana, visit):
    Circumstances.objects.create(visit=visit, answers={"sun": "much", "weight_kg": 61.5})
    assert record_of(visit)["circumstances"] == [
        ["Sun in the last week", "Much, or sunburnt"],
        ["Weight", "61.5 kg"],
    ]
    text = as_(ana).get(reverse("record", args=[visit.pk])).content.decode()
    assert "<dt>Sun in the last week</dt><dd>Much, or sunburnt</dd>" in text


def test_a_record_names_what_the_course_is_judged_by(as_, ana, visit, target):
    kept = record_of(visit)["targets"]
    assert [(one["metric"], one["region"], one["exploratory"]) for one in kept] == [
        ("lines-medium", "glabella", False)
    ]
    assert kept[0]["name"] in as_(ana).get(reverse("record", args=[visit.pk])).content.decode()


def test_a_target_that_was_taken_back_is_not_in_the_record(visit, target, ana):
    Target.objects.update(withdrawn_at=target.declared_at, withdrawn_by=ana)
    assert record_of(visit)["targets"] == []


def test_a_photograph_of_the_sequence_stands_there_with_what_its_checks_came_to(visit, shot):
    # A camera's clock may be wrong: the sequence knows to which visit it belongs.
    Photo.objects.update(taken_at=visit.starts_at - timedelta(days=400))
    found = record_of(visit)["photographs"]
    assert [(one["shot"], one["checks"]) for one in found] == [
        ("Front, at rest, shot 1", "failed a check")
    ]


def test_what_was_signed_keeps_the_answers_of_that_day(visit, ana):
    told = Circumstances.objects.create(visit=visit, answers={"sun": "much"})
    held = Visit.objects.get(pk=visit.pk)
    held.arrive(visit.starts_at)
    held.refresh_from_db()
    assert held.sign(ana, visit.starts_at, without_needles="Photographs only.")
    Circumstances.objects.filter(pk=told.pk).update(answers={"sun": "none"})
    held.refresh_from_db()
    assert held.record["circumstances"] == [["Sun in the last week", "Much, or sunburnt"]]
