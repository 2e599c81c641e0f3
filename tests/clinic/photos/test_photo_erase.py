from django.urls import reverse

from yintang.clinic.audit.models import Entry


def test_it_works(as_, pia, photo, django_capture_on_commit_callbacks):
    url = reverse("photo-erase", args=[photo.pk])
    client = as_(pia)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"because": "She <b>asked</b> for it"})
    photo.refresh_from_db()
    assert photo.erased_at
    assert photo.erased_by == pia
    assert not photo.path.exists()
    assert Entry.objects.filter(act="erased", kind="photo", subject=photo.pk, by=pia).exists()
    page = client.get(reverse("patient-photos", args=[photo.patient_id])).content.decode()
    assert "She &lt;b&gt;asked&lt;/b&gt; for it" in page


def test_it_wants_a_reason(as_, pia, photo):
    as_(pia).post(reverse("photo-erase", args=[photo.pk]), {"because": " "})
    photo.refresh_from_db()
    assert photo.erased_at is None
    assert photo.path.is_file()


def test_it_rejects_get(as_, pia, photo):
    assert as_(pia).get(reverse("photo-erase", args=[photo.pk])).status_code == 405


def test_it_requires_rw_access(as_, ben, eve, photo):
    url = reverse("photo-erase", args=[photo.pk])
    assert as_(ben).post(url, {"because": "x"}).status_code == 403
    assert as_(eve).post(url, {"because": "x"}).status_code == 404
