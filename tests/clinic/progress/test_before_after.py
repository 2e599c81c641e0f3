from django.urls import reverse
from django.utils import timezone

from yintang.clinic.audit.models import Entry
from yintang.clinic.photos.keeping import erase
from yintang.clinic.progress.models import Shot
from yintang.clinic.progress.pairs import days_of
from yintang.clinic.progress.sequence import POSES
from yintang.clinic.progress.shots import file_shot, prepare


def filed(visit, content, ana) -> Shot:
    return file_shot(
        visit, POSES["front"], prepare(content, POSES["front"], None), ana, timezone.now()
    )


def page(as_, ana, course, **sent):
    return as_(ana).get(reverse("before-after", args=[course.pk]), sent)


def test_one_visit_says_what_is_missing(as_, ana, course, shot):
    assert "Nothing to compare yet" in page(as_, ana, course).content.decode()


def test_two_days_lie_over_each_other(
    as_, ana, course, visit, again, consent, portrait, another_portrait
):
    filed(visit, portrait, ana)
    filed(again, another_portrait, ana)
    text = page(as_, ana, course).content.decode()
    assert text.count("data:image/jpeg;base64,") == 2
    assert "as the camera recorded them, in both" in text
    assert Entry.objects.filter(act="read", kind="photos", subject=course.pk).count() == 1


def test_other_days_are_shown_without_marks(
    as_, ana, course, visit, again, consent, portrait, another_portrait
):
    filed(visit, portrait, ana)
    filed(again, another_portrait, ana)
    text = page(as_, ana, course, before=again.pk, after=visit.pk).content.decode()
    assert "the verdicts compare the whole course" in text


def test_a_visit_is_shown_by_its_first_shot_that_passed(
    ana, course, visit, consent, portrait, another_portrait
):
    first, second = filed(visit, portrait, ana), filed(visit, another_portrait, ana)
    Shot.objects.filter(pk=first.pk).update(passed=False)
    Shot.objects.filter(pk=second.pk).update(passed=True)
    assert days_of(course) == [second]


def test_an_erased_photograph_is_not_shown(ana, course, visit, consent, portrait):
    erase(filed(visit, portrait, ana).photo, ana, "asked by the patient")
    assert days_of(course) == []


def test_a_picture_that_is_gone_is_told(
    as_, ana, course, visit, again, consent, portrait, another_portrait, photos_dir
):
    filed(visit, portrait, ana)
    filed(again, another_portrait, ana)
    for path in photos_dir.rglob("*.jpg"):
        path.unlink()
    assert "cannot be laid over each other" in page(as_, ana, course).content.decode()


def test_script_and_style_are_served_by_the_clinic_itself(as_, ana):
    for name, kind in (("before-after-script", "javascript"), ("before-after-style", "css")):
        answer = as_(ana).get(reverse(name))
        assert kind in answer["Content-Type"]
        assert b"{{" not in answer.content
