import hashlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from yintang.clinic.audit.models import Entry
from yintang.clinic.photos.models import Photo


def address(dana):
    return reverse("photo-add", args=[dana.pk])


def upload(client, dana, content: bytes, name="IMG_0001.JPG", **more):
    file = SimpleUploadedFile(name, content, "image/jpeg")
    return client.post(address(dana), {"photo": file, **more})


def test_it_works(as_, pia, dana, consent, portrait):
    response = upload(as_(pia), dana, portrait, view="front")
    photo = Photo.objects.get()
    assert response["Location"] == reverse("patient-photos", args=[dana.pk])
    assert photo.added_by == pia
    assert photo.face_map
    assert photo.sha256 == hashlib.sha256(photo.path.read_bytes()).hexdigest()
    assert Entry.objects.filter(act="created", kind="photo", subject=photo.pk, by=pia).exists()


def test_from_a_visit_it_leads_back_to_the_plan(as_, pia, dana, consent, portrait, visit):
    file = SimpleUploadedFile("a.jpg", portrait)
    response = as_(pia).post(f"{address(dana)}?visit={visit.pk}", {"photo": file})
    assert response["Location"] == reverse("plan", args=[visit.pk])


def test_it_leads_nowhere_else(as_, pia, dana, consent, portrait):
    file = SimpleUploadedFile("a.jpg", portrait)
    response = as_(pia).post(f"{address(dana)}?visit=//evil.example", {"photo": file})
    assert response["Location"] == reverse("patient-photos", args=[dana.pk])


def test_it_requires_rw_access(as_, ben, dana, consent, portrait):
    assert upload(as_(ben), dana, portrait).status_code == 403
    assert not Photo.objects.exists()


def test_without_her_consent_it_offers_the_consent_first(as_, pia, dana, portrait):
    assert reverse("consent-sign", args=[dana.pk, "photographs"]) in str(
        as_(pia).get(address(dana)).content
    )
    upload(as_(pia), dana, portrait)
    assert not Photo.objects.exists()


def test_a_wrong_file_is_refused_with_what_to_do(as_, pia, dana, consent):
    response = upload(as_(pia), dana, b"GIF89a" + b"\0" * 40)
    assert response.status_code == 422
    assert "a GIF; give a JPEG, PNG, WebP or HEIC photograph" in response.content.decode()


def test_a_damaged_heic_is_refused_with_what_to_do(as_, pia, dana, consent):
    heic = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"\0" * 40
    words = upload(as_(pia), dana, heic, "IMG_0002.HEIC").content.decode()
    assert "copy or export it anew" in words or "save it as JPEG" in words


def test_a_file_that_is_too_large_is_refused_unread(as_, pia, dana, consent, monkeypatch):
    monkeypatch.setattr("yintang.clinic.photos.forms.MAX_BYTES", 100)
    response = upload(as_(pia), dana, b"\xff\xd8\xff" + b"\0" * 200)
    assert response.status_code == 422
    assert "Save it smaller" in response.content.decode()


def test_no_file_at_all_says_what_to_do(as_, pia, dana, consent):
    response = as_(pia).post(address(dana), {})
    assert response.status_code == 422
    assert "Choose a photograph, or take one." in response.content.decode()


def test_a_photograph_without_a_face_is_kept_and_marked(as_, pia, dana, consent):
    picture = BytesIO()
    Image.new("RGB", (300, 400), (180, 150, 130)).save(picture, "JPEG")
    client = as_(pia)
    upload(client, dana, picture.getvalue())
    page = client.get(reverse("patient-photos", args=[dana.pk])).content.decode()
    assert "points cannot be placed" in page
    assert "No points" in page
