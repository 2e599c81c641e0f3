"""An erased photograph: the picture goes, the numbers stay, and every page says the same of it."""

from django.urls import reverse

from clinic.progress.test_progress import measured  # noqa: F401 - a fixture
from clinic.progress.test_series import visits  # noqa: F401 - as above
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.patients.consent_texts import text
from yintang.clinic.photos.keeping import erase
from yintang.clinic.progress.models import Measures, Shot
from yintang.clinic.progress.results import results_of
from yintang.clinic.progress.series import series_of


def test_what_was_measured_on_it_stays_and_still_counts(course, target, measured, ana):  # noqa: F811
    before = results_of(course).changes.targets[0].numbers
    erase(Shot.objects.first().photo, ana, "asked by the patient")
    assert Measures.objects.count() == 9
    assert results_of(course).changes.targets[0].numbers == before
    assert series_of(course).erased == 1


def test_the_page_says_so(as_, ana, course, target, measured):  # noqa: F811
    erase(Shot.objects.first().photo, ana, "asked by the patient")
    page = as_(ana).get(reverse("progress", args=[course.pk])).content.decode()
    assert "1 photograph of this course was erased." in page
    assert "what was measured on it stays and still counts" in page


def test_the_consent_said_so_beforehand(clinic):
    words = " ".join(
        line for part in text("photographs", clinic, atlas()).parts for line in part.paragraphs
    )
    assert "The numbers that were measured on them stay in your record" in words
    assert "kind of camera" in words


def test_where_the_photographs_stand_it_is_said_again(as_, ana, dana, shot):
    erase(shot.photo, ana, "asked by the patient")
    page = as_(ana).get(reverse("patient-photos", args=[dana.pk])).content.decode()
    assert "What was planned and measured on it stays." in page
