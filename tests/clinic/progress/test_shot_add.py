from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.photos.models import Photo
from yintang.clinic.progress.models import Measures, Shot
from yintang.outcomes.provenance import camera, jpeg_quality


def address(visit):
    return reverse("shot-add", args=[visit.pk])


def send(client, visit, *contents, pose="front", **more):
    files = [SimpleUploadedFile("IMG_1.JPG", one, "image/jpeg") for one in contents]
    return client.post(address(visit), {"pose": pose, "photo": files}, **more)


def by_script(client, visit, *contents, pose="front"):
    return send(client, visit, *contents, pose=pose, headers={"Accept": "application/json"})


def test_it_works(as_, pia, visit, consent, portrait):
    response = send(as_(pia), visit, portrait)
    assert response.status_code == 302
    shot = Shot.objects.get()
    assert (shot.visit, shot.pose, shot.number, shot.photo.view) == (visit, "front", 1, "front")
    assert shot.photo.added_by == pia
    assert Entry.objects.filter(act="created", kind="photo", subject=shot.photo_id).exists()


def test_its_measures_are_kept_with_model_and_method(as_, pia, visit, consent, portrait):
    send(as_(pia), visit, portrait)
    row = Measures.objects.get()
    found = row.read()
    assert found.photo == Photo.objects.get().sha256
    assert (row.model_sha256, row.model_name) == (found.model.sha256, found.model.name)
    assert row.method.startswith("yintang ")
    assert found.value("lines-medium", "cheek") is not None


def test_no_name_of_a_file_is_kept(as_, pia, visit, consent, portrait):
    send(as_(pia), visit, portrait)
    assert Measures.objects.get().read().name == ""


def test_what_made_the_file_is_kept_in_columns(as_, pia, visit, consent, portrait):
    send(as_(pia), visit, portrait)
    facts = Photo.objects.get().file_facts
    assert camera(facts) == "Camera & Sons Model 3"
    assert abs(jpeg_quality(facts) - 92) <= 1


def test_a_script_is_told_the_verdict_and_what_comes_next(as_, pia, visit, consent, portrait):
    told = by_script(as_(pia), visit, portrait).json()
    assert "Front, at rest, shot 1" in told["verdict"]
    assert "1 of 3" in told["list"] or not told["passed"]
    assert told["next"] == "front"


def test_a_photograph_without_a_face_is_kept_and_marked(as_, pia, visit, consent, wall):
    told = by_script(as_(pia), visit, wall).json()
    shot = Shot.objects.get()
    assert not told["passed"]
    assert not shot.is_good
    assert "no face" in shot.trouble.lower()
    assert shot.trouble in told["verdict"]
    assert "Keep and mark" in told["list"]
    assert not Measures.objects.exists()


def test_a_face_from_the_front_is_no_view_from_the_side(as_, pia, visit, consent, portrait):
    told = by_script(as_(pia), visit, portrait, pose="left-45").json()
    assert not told["passed"]
    assert "seen from the front" in told["verdict"]


def test_a_profile_is_kept_and_not_measured(as_, pia, visit, consent, wall):
    told = by_script(as_(pia), visit, wall, pose="left").json()
    assert told["passed"]
    assert "kept, not measured" in told["list"]


def test_points_are_placed_on_a_face_at_rest_only(as_, pia, visit, consent, portrait):
    send(as_(pia), visit, portrait, pose="smile")
    photo = Photo.objects.get()
    assert photo.face_map is None
    assert photo.expression == "smile"


def test_several_files_become_several_shots(as_, pia, visit, consent, portrait, another_portrait):
    send(as_(pia), visit, portrait, another_portrait)
    assert list(Shot.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_the_same_picture_sent_twice_is_one_shot(as_, pia, visit, consent, wall, photos_dir):
    client = as_(pia)
    by_script(client, visit, wall)
    again = by_script(client, visit, wall)
    assert again.status_code == 422
    assert "already" in again.json()["say"]
    assert Shot.objects.count() == Photo.objects.count() == 1
    assert len(list(photos_dir.rglob("*.jpg"))) == 1


def test_a_file_that_is_no_photograph_says_what_to_do(as_, pia, visit, consent):
    answer = by_script(as_(pia), visit, b"GIF89a" + b"\0" * 40)
    assert answer.status_code == 422
    assert "JPEG, PNG, WebP or HEIC" in answer.json()["say"]


def test_an_unknown_view_is_refused(as_, pia, visit, consent, wall):
    assert by_script(as_(pia), visit, wall, pose="teapot").status_code == 422
    assert not Photo.objects.exists()


def test_nothing_is_kept_without_consent(as_, pia, visit, wall):
    assert by_script(as_(pia), visit, wall).status_code == 422
    assert not Photo.objects.exists()


def test_a_signed_visit_takes_no_more_photographs(as_, pia, visit, consent, wall):
    visit.signed_at, visit.signed_by = visit.starts_at, pia
    visit.save()
    assert by_script(as_(pia), visit, wall).status_code == 423
    assert not Photo.objects.exists()


def test_it_rejects_get(as_, pia, visit):
    assert as_(pia).get(address(visit)).status_code == 405


def test_it_requires_rw_access(as_, ben, visit, consent, wall):
    assert send(as_(ben), visit, wall).status_code == 403
    assert not Shot.objects.exists()
