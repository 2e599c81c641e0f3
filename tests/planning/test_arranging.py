"""A course laid over the free times: exact, in order, and open about what it gives up."""

from datetime import date, time, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yintang.planning.arranging import (
    ANOTHER_PRACTITIONER,
    QUARTER_HOUR,
    UPKEEP_TOLERANCE_DAYS,
    CourseWish,
    NoArrangement,
    Opening,
    arrange,
    days_of,
    quarters_between,
)
from yintang.planning.consultation import Holiday

MONDAY = date(2026, 11, 30)
TEN = time(10)


def every_day(weeks: int, *hours: int, who: tuple[str, ...] = ("ana",)) -> list[Opening]:
    return [
        Opening(MONDAY + timedelta(days=n), time(hour), person)
        for n in range(7 * weeks)
        for hour in hours
        for person in who
    ]


def brute_force(openings: list[Opening], wish: CourseWish) -> int | None:
    """The least cost over every order of openings for every hour and practitioner."""
    hours = [wish.at] if wish.at else {o.at for o in openings}
    people = [wish.practitioner] if wish.practitioner else {o.practitioner for o in openings}
    allowed = [dict(days_of(wish, n)) for n in range(wish.visits)]
    costs = [
        sum(
            allowed[n][o.day]
            + quarters_between(o.at, at) * QUARTER_HOUR
            + (o.practitioner != person) * ANOTHER_PRACTITIONER
            for n, o in enumerate(chosen)
        )
        for chosen in product(openings, repeat=wish.visits)
        if all(o.day in allowed[n] for n, o in enumerate(chosen))
        and all(
            (later.day - sooner.day).days >= wish.interval_days - wish.tolerance_days
            for sooner, later in pairwise(chosen)
        )
        for at in hours
        for person in people
    ]
    return min(costs, default=None)


def test_where_everything_is_free_the_course_is_just_as_wished():
    found = arrange(
        every_day(12, 9, 10, 11, who=("ana", "pia")),
        CourseWish(10, 7, MONDAY, at=TEN, practitioner="pia"),
    )
    assert found.cost == 0
    assert [o.day for o in found.openings] == [MONDAY + timedelta(weeks=n) for n in range(10)]
    assert {(o.at, o.practitioner) for o in found.openings} == {(TEN, "pia")}
    assert not any(found.traded)


def test_without_a_wish_the_course_settles_on_one_hour_and_one_practitioner():
    openings = [o for o in every_day(8, 9, 15, who=("ana", "pia")) if o.day != MONDAY]
    openings = [o for o in openings if (o.practitioner, o.at.hour) != ("ana", 9)]
    found = arrange(openings, CourseWish(6, 7, MONDAY + timedelta(days=1)))
    assert len({(o.at, o.practitioner) for o in found.openings}) == 1


def test_a_holiday_moves_its_visit_and_those_after_it_by_whole_weeks():
    away = Holiday(MONDAY + timedelta(days=11), MONDAY + timedelta(days=19))
    found = arrange(every_day(12, 10), CourseWish(4, 7, MONDAY, away=(away,)))
    assert [(o.day - MONDAY).days for o in found.openings] == [0, 7, 21, 28]
    assert found.traded[2] == ("1 week later than planned",)


def test_a_single_day_away_moves_its_visit_by_a_day_and_no_other():
    away = Holiday(MONDAY + timedelta(days=7), MONDAY + timedelta(days=7))
    found = arrange(every_day(6, 10), CourseWish(3, 7, MONDAY, away=(away,)))
    assert [(o.day - MONDAY).days for o in found.openings] == [0, 6, 14]
    assert found.traded[1] == ("1 day earlier",)


def test_nothing_before_the_waiting_period_is_over():
    found = arrange(every_day(8, 10), CourseWish(3, 7, MONDAY, earliest=MONDAY + timedelta(days=4)))
    assert found.openings[0].day >= MONDAY + timedelta(days=4)


def test_a_course_that_would_run_past_the_event_says_how_many_visits_fit():
    wish = CourseWish(8, 7, MONDAY, latest=MONDAY + timedelta(days=30))
    with pytest.raises(NoArrangement, match="Plan 5 visits") as refused:
        arrange(every_day(12, 10), wish)
    assert refused.value.visit == 6


def test_upkeep_is_a_course_of_its_own_with_wider_days():
    shut = Holiday(MONDAY, MONDAY + timedelta(days=2))
    wish = CourseWish(2, 35, MONDAY, away=(shut,), tolerance_days=UPKEEP_TOLERANCE_DAYS)
    found = arrange(every_day(16, 10), wish)
    assert [(o.day - MONDAY).days for o in found.openings] == [3, 35]


def test_where_nothing_is_free_it_names_the_visit_and_what_to_do():
    openings = [o for o in every_day(3, 10) if o.day < MONDAY + timedelta(days=12)]
    with pytest.raises(NoArrangement, match=r"visit 3.*Allow other hours"):
        arrange(openings, CourseWish(4, 7, MONDAY))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Opening,
            st.integers(0, 20).map(lambda n: MONDAY + timedelta(days=n)),
            st.sampled_from([time(9), time(9, 15), time(11, 30), time(17)]),
            st.sampled_from(["ana", "pia"]),
        ),
        min_size=3,
        max_size=11,
        unique=True,
    ),
    st.integers(2, 3),
    st.sampled_from([None, time(9), time(16)]),
    st.sampled_from([None, "ana"]),
)
def test_no_other_arrangement_gives_up_less(openings, visits, at, person):
    wish = CourseWish(visits, 7, MONDAY, at=at, practitioner=person)
    least = brute_force(openings, wish)
    try:
        found = arrange(openings, wish)
    except NoArrangement:
        assert least is None
        return
    assert found.cost == least
    gaps = [(b.day - a.day).days for a, b in pairwise(found.openings)]
    assert all(gap >= 5 for gap in gaps)
