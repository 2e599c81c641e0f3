"""The nearest first, and what a search can ask for."""

from datetime import date, timedelta
from math import inf
from random import Random

import pytest

from clinic.conftest import member
from yintang.clinic.clinics.models import Clinic, Role
from yintang.clinic.directory.cells import cell, distance_km, neighbourhoods
from yintang.clinic.directory.models import Credential, Listing, Practitioner
from yintang.clinic.directory.search import Asked, nearest

TODAY = date(2026, 11, 22)
BRISTOL = (51.4545, -2.5879)


def practise(name, lat, lon, now, **fields):
    """A practitioner at a clinic of her own."""
    clinic = Clinic.objects.create(name=f"{name}'s rooms")
    user = member(name, clinic, Role.OWNER)
    listing = Listing.of(clinic)
    listing.change(
        {
            "about": "A practice.", "street": "1 Row", "town": "Bristol", "phone": "0117 496 0123",
            "lat": lat, "lon": lon, "access": fields.pop("access", []),
        },
        [],
    )  # fmt: skip
    listing.publish(now)
    her = Practitioner.of(user.memberships.get())
    her.change(fields)
    her.agree(now)
    return her


@pytest.fixture
def now():
    from django.utils import timezone  # noqa: PLC0415

    return timezone.now()


def names(asked, number=20):
    return [one.practitioner.name for one in nearest(asked, TODAY, number)]


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((51.4700, -0.4543), (40.6413, -73.7781), 5540),  # London Heathrow to New York JFK
        ((-33.8688, 151.2093), (-37.8136, 144.9631), 714),  # Sydney to Melbourne
        ((0, 0), (0, 180), 20015),  # half the equator
        ((0, 179.9), (0, -179.9), 22.24),  # across the date line
    ],
)
def test_distances_are_those_of_the_great_circle(one, other, km):
    assert distance_km(*one, *other) == pytest.approx(km, rel=0.003)
    assert distance_km(*one, *other) == pytest.approx(distance_km(*other, *one))


def test_a_neighbourhood_holds_all_that_lies_within_its_distance():
    luck = Random(5)
    for _ in range(300):
        lat, lon = luck.uniform(-75, 75), luck.uniform(-180, 180)
        for km, ranges in neighbourhoods(lat, lon):
            if km == inf:
                continue
            far = min(km, 2000) / 111.2
            at = (lat + luck.uniform(-far, far), (lon + luck.uniform(-far, far) + 180) % 360 - 180)
            if abs(at[0]) < 90 and distance_km(lat, lon, *at) <= km:
                here = cell(*at)
                assert any(first <= here <= last for first, last in ranges), (lat, lon, km, at)


def test_the_nearest_comes_first_and_none_is_left_out(now):
    luck, people = Random(3), {}
    for n in range(30):
        at = (luck.uniform(50, 56), luck.uniform(-5, 1))
        people[practise(f"P{n}", *at, now).name] = at
    by_hand = sorted(people, key=lambda name: distance_km(*BRISTOL, *people[name]))
    assert names(Asked(*BRISTOL), 7) == by_hand[:7]
    assert names(Asked(*BRISTOL), 40) == by_hand


def test_nobody_beyond_the_distance_asked_for_is_shown(now):
    practise("Near", 51.46, -2.60, now)
    practise("Bath", 51.3811, -2.3590, now)  # 17.8 km
    assert names(Asked(*BRISTOL, within_km=15)) == ["Near"]
    assert names(Asked(*BRISTOL, within_km=20)) == ["Near", "Bath"]


def test_what_was_ticked_must_all_be_there(now):
    practise("Both", 51.50, -2.60, now, concerns=["G06"], languages=["pl"])
    practise("One", 51.46, -2.60, now, concerns=["G06"], languages=["en"])
    practise("Steps", 51.46, -2.61, now, access=["step-free"])
    assert names(Asked(*BRISTOL, words=("concern G06", "language pl"))) == ["Both"]
    assert names(Asked(*BRISTOL, words=("concern G06",))) == ["One", "Both"]
    assert names(Asked(*BRISTOL, words=("access step-free",))) == ["Steps"]


def test_only_a_check_that_holds_today_counts_as_verified(now):
    her = practise("Reg", 51.46, -2.60, now)
    held = Credential.objects.create(
        listing=her.listing, practitioner=her, kind="registration", body="Example Register"
    )
    asked = Asked(*BRISTOL, kinds=("registration",))
    assert names(asked) == []
    ends = TODAY + timedelta(days=5)
    told = {"status": "current", "conditions": "", "covers_face": None}
    held.verify("Kim", TODAY, "certificate seen", expires_on=ends, **told)
    assert names(asked) == ["Reg"]
    assert nearest(asked, ends + timedelta(days=1), 20) == []
    held.verify("Kim", TODAY, "seen", expires_on=ends, **{**told, "status": "suspended"})
    assert names(asked) == []


def test_a_premises_licence_of_the_clinic_counts_for_those_who_work_there(now):
    her = practise("Prem", 51.46, -2.60, now)
    held = Credential.objects.create(listing=her.listing, kind="premises licence", body="Council")
    asked = Asked(*BRISTOL, kinds=("premises licence",))
    assert names(asked) == []
    held.verify(
        "Kim", TODAY, "register", status="current", conditions="", expires_on=None, covers_face=None
    )
    assert names(asked) == ["Prem"]


def test_who_withdraws_leaves_or_is_unpublished_is_not_found(now):
    gone, left, hidden = (practise(name, 51.46, -2.6, now) for name in ("Gone", "Left", "Hidden"))
    assert len(names(Asked(*BRISTOL))) == 3
    gone.withdraw()
    left.membership.active = False
    left.membership.save()
    hidden.listing.withdraw()
    assert names(Asked(*BRISTOL)) == []
