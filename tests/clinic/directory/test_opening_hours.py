"""Opening hours in the map's notation."""

import pytest

from yintang.clinic.directory.opening_hours import in_words, open_on, read_hours


def test_the_notation_is_read_and_said():
    assert in_words("Mo-Th 09:00-18:00; Fr 09:00-12:00,13:00-15:30; PH off") == [
        ("Monday to Thursday", "09:00–18:00"),
        ("Friday", "09:00–12:00, 13:00–15:30"),
        ("Saturday and Sunday", "closed"),
        ("Public holidays", "closed"),
    ]


def test_a_later_rule_replaces_an_earlier_one():
    days = dict(open_on(read_hours("Mo-Su 09:00-18:00; We off")))
    assert days["We"] == ()
    assert days["Th"] == (("09:00", "18:00"),)


def test_days_may_run_over_the_end_of_the_week():
    assert read_hours("Sa-Mo 10:00-12:00")[0].days == ("Sa", "Su", "Mo")


@pytest.mark.parametrize(
    "text",
    ["Mon-Fri 9-18", "Mo 9:00-18:00", "Mo 18:00-09:00", "Mo", "sunrise-sunset",
     "Mo 09:00-12:00,11:00-15:00", "Mo 09:00-24:30", "24/7"],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_a_reason(text):
    with pytest.raises(ValueError, match="“"):
        read_hours(text)


def test_nothing_is_known_of_a_practice_that_does_not_say():
    assert in_words("") == []
