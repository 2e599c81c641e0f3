import re

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.progress.test_before_after import filed
from clinic.progress.test_series import needle
from yintang.clinic.progress import rating
from yintang.clinic.progress.models import BlindRating


@pytest.fixture
def ends(visit, again, ana, consent, portrait, another_portrait):
    """The only pair of the clinic."""
    needle(visit)
    filed(visit, portrait, ana)
    filed(again, another_portrait, ana)
    return rating.open_pairs(visit.clinic, ana)[0]


def send(as_, user, clinic, **sent):
    return as_(user).post(reverse("rate-answer", args=[clinic.pk]), sent, follow=True)


def test_without_a_pair_the_page_says_when_there_is_one(as_, ana, clinic):
    text = as_(ana).get(reverse("rate", args=[clinic.pk])).content.decode()
    assert "No pair to rate" in text


def test_the_page_tells_neither_name_nor_date(as_, ana, clinic, ends):
    text = as_(ana).get(reverse("rate", args=[clinic.pk])).content.decode()
    assert text.count("data:image/jpeg;base64,") == 2
    for told in ("Dana", "Moreno", "November", "before", "after"):
        assert told not in re.sub(r'base64,[^"]*', "", text)


def test_both_days_appear_on_either_side(ends):
    assert {ends.sides()[0] for _ in range(60)} == {ends.earlier, ends.later}


@pytest.mark.parametrize(
    ("left", "side", "better"),
    [
        ("later", "left", "later"),
        ("later", "right", "earlier"),
        ("earlier", "left", "earlier"),
        ("earlier", "right", "later"),
        ("earlier", "same", "same"),
        ("later", "same", "same"),
    ],
)
def test_a_side_is_kept_as_the_day_it_showed(as_, ana, clinic, ends, left, side, better):
    one, other = (ends.later, ends.earlier) if left == "later" else (ends.earlier, ends.later)
    send(as_, ana, clinic, left=one.pk, right=other.pk, better=side)
    assert BlindRating.objects.get().better == better


def test_nobody_rates_a_pair_twice(as_, ana, clinic, ends):
    for _ in range(2):
        answer = send(as_, ana, clinic, left=ends.later.pk, right=ends.earlier.pk, better="left")
    assert "rated already" in answer.content.decode()
    assert BlindRating.objects.count() == 1
    assert rating.answer(ends, "", "same", ana, timezone.now()) is None


def test_somebody_else_is_asked_too_and_the_course_counts_both(as_, ana, pia, clinic, ends):
    for user in (ana, pia):
        send(as_, user, clinic, left=ends.later.pk, right=ends.earlier.pk, better="left")
    assert rating.tally(ends.course) == rating.Tally(2, 0, 0, treating=1)
    text = as_(pia).get(reverse("progress", args=[ends.course.pk])).content.decode()
    assert "2 of 2" in text


def test_two_days_before_the_first_needle_are_no_pair(
    visit, again, ana, consent, portrait, another_portrait
):
    needle(again)
    filed(visit, portrait, ana)
    filed(again, another_portrait, ana)
    assert rating.open_pairs(visit.clinic, ana) == []


def test_an_answer_about_anything_else_is_not_kept(as_, ana, clinic, ends, dana):
    send(as_, ana, clinic, left=dana.pk, right=ends.later.pk, better="left")
    assert not BlindRating.objects.exists()


def test_an_unknown_answer_is_refused(as_, ana, clinic, ends):
    answer = send(as_, ana, clinic, left=ends.later.pk, right=ends.earlier.pk, better="both")
    assert "Choose one of the three answers" in answer.content.decode()
