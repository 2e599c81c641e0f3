from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from skimage.data import astronaut

from yintang.clinic.care.models import Visit
from yintang.clinic.patients.models import Consent, Patient
from yintang.clinic.photos.models import Photo


def post(client, clinic, **told):
    out = BytesIO()
    Image.fromarray(astronaut()).save(out, "JPEG")
    file = SimpleUploadedFile("me.jpg", out.getvalue())
    return client.post(reverse("photo-start", args=[clinic.pk]), {"photo": file, **told})


def test_two_clicks_lead_to_a_plan_on_her_own_face(as_, pia, clinic):
    response = post(as_(pia), clinic, consent="on")
    patient, visit = Patient.objects.get(), Visit.objects.get()
    assert response["Location"] == reverse("plan", args=[visit.pk])
    assert str(patient) == "New patient"
    assert Photo.objects.get().face_map["points"]
    consent = Consent.objects.get()
    assert consent.in_force
    assert consent.by_word_of_mouth
    assert consent.taken_by == pia


def test_without_her_yes_nothing_is_kept(as_, pia, clinic, photos_dir):
    response = post(as_(pia), clinic)
    assert response.status_code == 422
    assert "Ask first. A photograph is kept only" in response.content.decode()
    assert not Patient.objects.exists()
    assert not photos_dir.exists()


def test_her_name_can_be_written_at_once(as_, pia, clinic):
    post(as_(pia), clinic, consent="on", given_name="Mei", family_name="Tan")
    assert str(Patient.objects.get()) == "Mei Tan"


def test_it_checks_access(as_, ben, cleo, eve, clinic):
    url = reverse("photo-start", args=[clinic.pk])
    assert as_(ben).get(url).status_code == 403
    assert as_(cleo).get(url).status_code == 403
    assert as_(eve).get(url).status_code == 404
