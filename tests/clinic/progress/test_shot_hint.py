from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from PIL import Image

from clinic.progress.conftest import astronaut_picture
from yintang.clinic.audit.models import Entry
from yintang.clinic.photos.models import Photo


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> None:
    cache.clear()


def frame(turned=0.0, size=(480, 576)) -> bytes:
    out = BytesIO()
    astronaut_picture().resize(size).rotate(turned, fillcolor=(90, 90, 90)).save(out, "JPEG")
    return out.getvalue()


def ask(client, visit, content, query="?pose=front"):
    url = reverse("shot-hint", args=[visit.pk]) + query
    return client.post(url, content, content_type="image/jpeg")


def test_it_works(as_, pia, visit):
    told = ask(as_(pia), visit, frame()).json()
    assert told["say"]
    assert abs(told["yaw"]) < 25
    assert 0.1 < told["eyes"] < 0.4


def test_nothing_of_a_frame_is_kept(as_, pia, visit, photos_dir):
    ask(as_(pia), visit, frame())
    assert not Photo.objects.exists()
    assert not Entry.objects.exists()
    assert not photos_dir.exists()


def test_a_tilted_head_is_to_be_levelled(as_, pia, visit):
    told = ask(as_(pia), visit, frame(turned=10)).json()
    assert not told["ready"]
    assert any("Level the head or the camera." in say for say in told["say"])


def test_a_face_from_the_front_is_asked_to_turn_for_the_side(as_, pia, visit):
    told = ask(as_(pia), visit, frame(), "?pose=left-45").json()
    assert any("Turn the head to the patient's right" in say for say in told["say"])


def test_the_distance_is_that_of_the_first_photograph(as_, pia, visit):
    client = as_(pia)
    eyes = ask(client, visit, frame()).json()["eyes"]
    cache.clear()
    nearer = ask(client, visit, frame(), f"?pose=front&eyes={eyes * 1.3:.4f}").json()
    assert any("Come closer, as on the first photograph." in say for say in nearer["say"])


def test_no_face_is_told(as_, pia, visit):
    out = BytesIO()
    Image.new("RGB", (300, 400), (150, 140, 130)).save(out, "JPEG")
    assert ask(as_(pia), visit, out.getvalue()).json()["say"] == ["No face in the picture yet."]


def test_frames_that_come_too_fast_are_not_looked_at(as_, pia, visit):
    client = as_(pia)
    ask(client, visit, frame())
    assert ask(client, visit, frame()).status_code == 429


def test_a_large_frame_and_an_unknown_view_are_refused(as_, pia, visit):
    client = as_(pia)
    assert ask(client, visit, b"x" * 400_000).status_code == 400
    assert ask(client, visit, frame(), "?pose=teapot").status_code == 400
    assert ask(client, visit, frame(size=(1200, 1400))).status_code in {400, 422}


def test_what_is_no_picture_says_so(as_, pia, visit):
    assert ask(as_(pia), visit, b"not a picture").status_code == 422
