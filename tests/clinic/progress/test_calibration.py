import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clinic.progress.test_progress import measured  # noqa: F401 - a fixture
from clinic.progress.test_series import visits  # noqa: F401 - as above
from yintang.clinic.photos.models import Photo
from yintang.clinic.progress.calibration_page import room_noise
from yintang.clinic.progress.results import results_of
from yintang.clinic.progress.results_models import CalibrationShot, RoomNoise
from yintang.face.face_map import ModelFacts
from yintang.outcomes import Measured, PhotoMeasures


def fill(clinic, people=10, days=(1, 2)):
    rng = np.random.default_rng(3)
    for person in range(people):
        for day in days:
            for shot in range(3):
                value = 20 + person + rng.normal(0, 0.2)
                found = PhotoMeasures(
                    photo=f"{person}-{day}-{shot}", name="", model=ModelFacts("model", "a" * 64),
                    view="front", mm_per_px=0.2, ita_band="light", gates=(), card=None,
                    values=(Measured("lines-medium", "glabella", "L*", value, 0.1),),
                )  # fmt: skip
                CalibrationShot.objects.create(
                    clinic=clinic, person=person + 1, day=day, content=found.as_json()
                )


def send(as_, ana, clinic, name, **sent):
    return as_(ana).post(reverse(name, args=[clinic.pk]), sent, follow=True).content.decode()


def test_a_new_room_is_told_how_to_begin(as_, ana, clinic):
    text = as_(ana).get(reverse("calibration", args=[clinic.pk])).content.decode()
    assert "Nobody yet" in text


def test_a_photograph_is_measured_and_not_kept(as_, ana, clinic, portrait, photos_dir):
    for _ in range(2):
        file = SimpleUploadedFile("a.jpg", portrait, "image/jpeg")
        text = send(as_, ana, clinic, "calibration-add", person=1, day=1, photo=file)
    assert "there already" in text
    assert CalibrationShot.objects.count() == 1
    assert not Photo.objects.exists()
    assert not [path for path in photos_dir.rglob("*") if path.is_file()]


@pytest.mark.parametrize("content", [b"not a picture", b""])
def test_what_is_no_photograph_is_refused(as_, ana, clinic, content):
    file = SimpleUploadedFile("a.jpg", content, "image/jpeg")
    send(as_, ana, clinic, "calibration-add", person=1, day=1, photo=file)
    assert not CalibrationShot.objects.exists()


def test_one_day_is_not_enough(as_, ana, clinic):
    fill(clinic, days=(1,))
    assert "two days" in send(as_, ana, clinic, "calibration-finish")
    assert not RoomNoise.objects.exists()


def added(as_, ana, clinic, *files, **asked):
    sent = {"person": 1, "day": 1, "photo": list(files), **asked}
    return as_(ana).post(reverse("calibration-add", args=[clinic.pk]), sent, follow=True)


def test_several_photographs_are_taken_at_once(as_, ana, clinic, portrait, another_portrait):
    files = [SimpleUploadedFile("a.jpg", one) for one in (portrait, another_portrait)]
    assert "2 of 3" in added(as_, ana, clinic, *files).content.decode()


def test_the_pages_script_gets_the_list_anew(as_, ana, clinic, portrait):
    sent = {"person": 2, "day": 1, "photo": SimpleUploadedFile("a.jpg", portrait)}
    address = reverse("calibration-add", args=[clinic.pk])
    told = as_(ana).post(address, sent, headers={"accept": "application/json"}).json()
    assert "1 of 3" in told["list"]
    again = {**sent, "photo": SimpleUploadedFile("a.jpg", portrait)}
    answer = as_(ana).post(address, again, headers={"accept": "application/json"})
    assert answer.status_code == 422
    assert "there already" in answer.json()["say"]


def test_a_wrong_shot_is_taken_out_kept_and_marked(as_, ana, clinic, calibration_shot):
    text = leave_out(as_, ana, calibration_shot)
    assert "taken out by Ana" in text
    assert "0 of 3" in text
    assert CalibrationShot.objects.count() == 1
    assert "1 of 3" in leave_out(as_, ana, calibration_shot)


def leave_out(as_, ana, shot):
    address = reverse("calibration-leave-out", args=[shot.pk])
    return as_(ana).post(address, follow=True).content.decode()


def test_what_was_taken_out_does_not_count(as_, ana, clinic):
    fill(clinic)
    wrong = CalibrationShot.objects.order_by("at").first()
    leave_out(as_, ana, wrong)
    assert "10 people, 59 photographs" in send(as_, ana, clinic, "calibration-finish")


def test_a_photograph_added_for_the_wrong_person_can_be_added_for_the_right_one(
    as_, ana, clinic, portrait
):
    added(as_, ana, clinic, SimpleUploadedFile("a.jpg", portrait))
    leave_out(as_, ana, CalibrationShot.objects.get())
    added(as_, ana, clinic, SimpleUploadedFile("a.jpg", portrait), person=2)
    assert set(CalibrationShot.objects.values_list("person", flat=True)) == {1, 2}


def test_a_finished_calibrations_shots_stay_as_they_were(as_, ana, clinic):
    fill(clinic)
    send(as_, ana, clinic, "calibration-finish")
    assert "stay as they were" in leave_out(as_, ana, CalibrationShot.objects.first())
    assert not CalibrationShot.objects.exclude(left_out_at=None).exists()


def test_a_calibrated_room_tells_what_it_can_detect(as_, ana, clinic):
    fill(clinic)
    text = send(as_, ana, clinic, "calibration-finish")
    assert "10 people, 60 photographs" in text
    assert "Nobody yet" in text
    (row,) = room_noise(clinic)[1].found
    assert row.sdc_low < row.sdc < row.sdc_high


def test_later_verdicts_use_the_rooms_noise(as_, ana, clinic, course, target, measured):  # noqa: F811
    assert not results_of(course).changes.calibrated
    fill(clinic)
    send(as_, ana, clinic, "calibration-finish")
    assert results_of(course).changes.calibrated
