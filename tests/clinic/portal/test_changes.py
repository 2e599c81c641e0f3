from django.urls import reverse

from yintang.clinic.portal.models import Release


def test_nothing_is_shown_before_the_practitioner_released_it(hers, dana, course, shot):
    page = hers.get(reverse("mine-changes", args=[dana.pk, course.pk])).content.decode()
    assert "Not here yet" in page
    assert hers.get(reverse("mine-photo", args=[dana.pk, shot.photo_id])).status_code == 404


def test_what_was_released_can_be_seen(hers, dana, course, shot, released):
    page = hers.get(reverse("mine-changes", args=[dana.pk, course.pk])).content.decode()
    assert "Not here yet" not in page
    assert hers.get(reverse("mine-photo", args=[dana.pk, shot.photo_id])).status_code == 200


def test_what_is_taken_back_is_hidden_again(hers, as_, ana, dana, course, released_photo):
    as_(ana).post(reverse("course-release", args=[course.pk]), {"take_back": "yes"})
    assert hers.get(reverse("mine-photo", args=[dana.pk, released_photo.pk])).status_code == 404


def test_photographs_go_along_only_with_her_consent_to_them(as_, ana, course):
    as_(ana).post(reverse("course-release", args=[course.pk]), {"photographs": "on"})
    assert Release.objects.get().photographs is False


def test_a_photograph_of_another_is_not_found(hers, dana, released, dana_again, ana):
    assert hers.get(reverse("mine-photo", args=[dana.pk, dana_again.pk])).status_code == 404
