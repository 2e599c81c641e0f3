from io import BytesIO

from django.urls import reverse
from PIL import Image

from yintang.clinic.audit.models import Entry
from yintang.clinic.photos.keeping import erase, keep


def test_it_works_and_no_cache_keeps_it(as_, ben, photo):
    response = as_(ben).get(reverse("photo", args=[photo.pk]))
    assert response.content == photo.path.read_bytes()
    assert response["Content-Type"] == "image/jpeg"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == "inline"


def test_each_look_at_the_picture_is_written_down(as_, ben, photo):
    as_(ben).get(reverse("photo", args=[photo.pk]))
    assert Entry.objects.filter(act="read", kind="photo", subject=photo.pk, by=ben).count() == 1


def test_it_checks_access(as_, eve, cleo, dana_user, photo):
    for name in ("photo", "photo-small"):
        url = reverse(name, args=[photo.pk])
        assert as_(eve).get(url).status_code == 404
        assert as_(dana_user).get(url).status_code == 404
        assert as_(cleo).get(url).status_code == 403


def test_nothing_of_the_photographs_lies_under_the_web_root(client, photo):
    for prefix in ("/", "/static/", "/photos/", "/media/"):
        assert client.get(f"{prefix}{photo.file}").status_code == 404


def test_a_smaller_one_can_be_asked_for_in_three_widths_only(as_, ana, dana, consent, portrait):

    photo = keep(dana, portrait, ana)
    url = reverse("photo", args=[photo.pk])

    def width(query: str) -> int:
        with Image.open(BytesIO(as_(ana).get(f"{url}{query}").content)) as image:
            return image.width

    assert width("?width=480") == 480
    assert width("?width=99999") == photo.width
    assert width("?width=-1") == photo.width


def test_an_erased_one_says_so(as_, ana, photo, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        erase(photo, ana, "on her wish")
    assert as_(ana).get(reverse("photo", args=[photo.pk])).status_code == 410
