"""Places by name, without a network."""

import pytest

from yintang.clinic.directory.gazetteer import find_places, postcode_area


@pytest.mark.parametrize(
    ("typed", "country", "lat", "lon"),
    [
        ("Bristol", "UK", 51.45, -2.60),
        ("cork", "IE", 51.90, -8.47),
        ("Perth", "AU", -31.95, 115.86),
        ("Perth, Scotland", "UK", 56.40, -3.43),
        ("Portland, OR", "US", 45.52, -122.68),
        ("st albans", "UK", 51.75, -0.33),
        ("Saint Albans", "UK", 51.75, -0.33),
        ("Newcastle, Australia", "AU", -32.93, 151.78),
        ("BS6 5AA", "UK", 51.455, -2.597),
    ],
)
def test_a_place_is_where_it_is(typed, country, lat, lon):
    place = find_places(typed)[0]
    assert place.country == country
    assert (place.lat, place.lon) == pytest.approx((lat, lon), abs=0.03)


def test_a_name_in_full_comes_before_a_longer_one():
    assert find_places("York, England")[0].name == "York"


def test_a_beginning_finds_the_larger_town_first():
    assert find_places("edinb")[0].name == "Edinburgh"


def test_what_nobody_heard_of_is_not_found():
    assert find_places("Xyzzyville") == []
    assert find_places("") == []
    assert find_places("Bristol, Narnia") == []


def test_a_postcode_says_that_it_is_only_about():
    assert str(postcode_area("EH1")) == "EH, about Edinburgh, UK"
    assert postcode_area("1234") is None
