from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.progress.models import Shot


def page(client, visit, query=""):
    response = client.get(reverse("capture", args=[visit.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def camera_part(shown):
    return shown.split("list-h")[0]


def test_it_works(as_, pia, visit, consent):
    shown = page(as_(pia), visit)
    assert "Front, at rest" in shown
    assert "0 of 3" in shown
    assert Entry.objects.filter(act="read", kind="visit", subject=visit.pk).exists()


def test_a_shot_shows_why_it_failed_and_what_can_be_done(as_, pia, visit, shot):
    shown = page(as_(pia), visit)
    assert "Shot 1 failed" in shown
    assert "No face found." in shown
    assert "Keep and mark" in shown


def test_another_view_can_be_chosen_without_a_script(as_, pia, visit, consent):
    assert 'data-pose="right-45"' in page(as_(pia), visit, "?pose=right-45")


def test_an_unknown_view_leads_to_the_first(as_, pia, visit, consent):
    assert 'data-pose="front"' in page(as_(pia), visit, "?pose=teapot")


def test_without_consent_it_offers_the_consent_and_no_camera(as_, pia, visit):
    shown = page(as_(pia), visit)
    assert reverse("consent-sign", args=[visit.patient_id, "photographs"]) in shown
    assert "data-capture" not in shown


def test_who_may_only_read_sees_the_list_and_no_camera(as_, ben, visit, shot):
    shown = page(as_(ben), visit)
    assert "Shot 1" in shown
    assert "data-capture" not in shown
    assert "Keep and mark" not in shown


def test_the_first_visits_shot_is_laid_over_the_camera_at_the_next(as_, pia, visit, shot, again):
    shot.decide(keep=True)
    assert reverse("photo-small", args=[shot.photo_id]) in camera_part(page(as_(pia), again))
    assert reverse("photo-small", args=[shot.photo_id]) not in camera_part(page(as_(pia), visit))


def test_a_signed_visit_shows_no_camera(as_, pia, visit, shot):
    visit.signed_at, visit.signed_by = visit.starts_at, pia
    visit.save()
    assert "data-capture" not in page(as_(pia), visit)


def test_all_shots_taken_lead_back_to_the_visit(as_, pia, visit, shot, sequence):
    sequence.poses = [{"pose": "front", "shots": 1, "may_skip": False}]
    sequence.save()
    assert "Done, back to the visit" not in page(as_(pia), visit)
    shot.decide(keep=True)
    assert "Done, back to the visit" in page(as_(pia), visit)


def test_it_takes_as_many_queries_for_twelve_shots_as_for_two(as_, ana, visit, shot, photo):
    def more(number, first):
        for n in range(first, first + number):
            photo.pk, photo.file = uuid4(), f"{n}.jpg"
            photo.save(force_insert=True)
            Shot.objects.create(visit=visit, photo=photo, pose="front", number=n)

    client = as_(ana)
    more(1, 2)
    page(client, visit)
    few = taken(client, visit)
    more(10, 3)
    assert taken(client, visit) == few


def taken(client, visit):
    with CaptureQueriesContext(connection) as captured:
        page(client, visit)
    return len(captured)
