import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from clinic.progress.test_series import needle, taken, visits  # noqa: F401 - visits is a fixture
from yintang.clinic.audit.models import Entry
from yintang.clinic.care.models import Consultation
from yintang.clinic.progress.models import Circumstances, Target
from yintang.clinic.progress.results import MEASUREMENTS, results_of


@pytest.fixture
def measured(visits, ana):  # noqa: F811 - the fixture
    """Three shots at each of three visits; lines much fainter after the first needle."""
    needle(visits[0])
    for visit, value in zip(visits, (20.0, 8.0, 7.5), strict=True):
        for step in (0.0, 0.1, -0.1):
            taken(visit, ana, value + step, at=visit.starts_at)
    return visits


def page(as_, ana, course, name="progress"):
    return as_(ana).get(reverse(name, args=[course.pk]))


def test_a_course_without_photographs_says_how_to_begin(as_, ana, course):
    answer = page(as_, ana, course)
    assert answer.status_code == 200
    assert "A change needs measured photographs of two visits" in answer.content.decode()


def test_a_declared_target_has_its_sentence_and_its_chart(as_, ana, course, target, measured):
    text = page(as_, ana, course).content.decode()
    found = results_of(course).changes
    assert [change.metric for change in found.targets] == ["lines-medium"]
    assert found.targets[0].say.split(":")[0] in text
    assert "<svg" in text
    assert "Not calibrated for this room" in text


def test_without_a_target_nothing_is_a_result(as_, ana, course, measured):
    text = page(as_, ana, course).content.decode()
    assert "No target was declared" in text
    assert results_of(course).changes.targets == ()


def test_what_was_added_late_is_exploratory(course, ana, measured):
    Target.objects.create(
        course=course, concern="G06", metric="lines-medium", region="glabella", exploratory=True,
        declared_at=datetime(2026, 12, 2, tzinfo=UTC), declared_by=ana,
    )  # fmt: skip
    found = results_of(course).changes
    assert [change.exploratory for change in found.exploratory] == [True]


def test_one_baseline_day_is_named_as_a_threat(as_, ana, course, target, measured):
    assert "Only one day was photographed before" in page(as_, ana, course).content.decode()


def test_her_ratings_and_what_was_different_stand_beside(as_, ana, course, target, measured):
    Consultation.objects.create(visit=measured[0], answers={"ratings": {"G06": 7}})
    Circumstances.objects.create(visit=measured[0], answers={"sun": "much", "gais_patient": 2})
    text = page(as_, ana, course).content.decode()
    for words in ("<strong>7</strong>", "Much, or sunburnt", "Much improved"):
        assert words in text


@pytest.mark.parametrize("name", ["progress-report", "progress-record"])
def test_both_reports_are_printed_and_written_down(as_, ana, course, target, measured, name):
    answer = page(as_, ana, course, name)
    assert b"Moreno" in answer.content
    assert Entry.objects.filter(act="printed", kind="change", subject=course.pk).count() == 1


@pytest.mark.parametrize("name", ["progress-report", "progress-record", "progress-verdicts"])
def test_without_two_visits_there_is_nothing_to_print(as_, ana, course, name):
    answer = page(as_, ana, course, name)
    assert answer["Location"] == reverse("progress", args=[course.pk])


def test_every_measurement_is_exported_with_its_doubt(as_, ana, course, target, measured):
    answer = page(as_, ana, course, "progress-measurements")
    found = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert list(found[0]) == list(MEASUREMENTS)
    assert [float(row["value"]) for row in found[:3]] == [20.0, 20.1, 19.9]
    assert Entry.objects.filter(act="exported", kind="measurements").count() == 1


def test_the_verdicts_are_exported_as_a_table(as_, ana, course, target, measured):
    answer = page(as_, ana, course, "progress-verdicts")
    found = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert found[0]["metric"] == "lines-medium"
    assert answer["Content-Disposition"] == 'attachment; filename="course-verdicts.csv"'


def test_the_json_explains_its_keys_and_names_nobody(as_, ana, course, target, measured):
    answer = page(as_, ana, course, "progress-json")
    stored = json.loads(answer.content)
    assert stored["change"]["schema"] == "yintang/change/1"
    assert set(stored["measurements"][0]) == set(stored["dictionary"]["measurements"])
    assert b"Moreno" not in answer.content


def test_many_visits_take_as_many_queries_as_few(
    as_, ana, course, target, measured, django_assert_max_num_queries
):
    client, url = as_(ana), reverse("progress", args=[course.pk])
    client.get(url)
    with django_assert_max_num_queries(20):
        client.get(url)
