from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.photos.models import Photo


def test_an_empty_gallery_says_how_to_begin(as_, ana, dana):
    page = as_(ana).get(reverse("patient-photos", args=[dana.pk])).content.decode()
    assert "No photographs yet" in page
    assert reverse("photo-add", args=[dana.pk]) in page


def test_it_shows_each_photograph_small(as_, ana, photo):
    page = as_(ana).get(reverse("patient-photos", args=[photo.patient_id])).content.decode()
    assert reverse("photo-small", args=[photo.pk]) in page


def test_opening_the_gallery_is_written_down_once(as_, ana, photo):
    before = Entry.objects.count()
    as_(ana).get(reverse("patient-photos", args=[photo.patient_id]))
    assert Entry.objects.count() == before + 1


def test_who_may_only_read_is_offered_no_erasing(as_, ben, photo):
    page = as_(ben).get(reverse("patient-photos", args=[photo.patient_id])).content.decode()
    assert "Erase this photograph" not in page


def test_more_photographs_take_no_more_queries(
    as_, ana, dana, photo, consent, django_assert_max_num_queries
):
    for n in range(12):
        Photo.objects.create(
            patient=dana, taken_at=photo.taken_at, added_by=ana, file=f"aa/{n}.jpg",
            sha256="0" * 64, width=10, height=10,
        )  # fmt: skip
    client = as_(ana)
    with django_assert_max_num_queries(22):
        client.get(reverse("patient-photos", args=[dana.pk]))
