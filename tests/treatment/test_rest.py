"""The countdown: from the server's instants alone, so the same on every device."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yintang.treatment import as_json, ends_at, read_event, remaining, replay

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def minutes(n):
    return timedelta(minutes=n)


def resting(*told):
    """A session of events at minutes after noon."""
    return replay(
        (),
        [
            read_event({"id": f"e{n}", "kind": kind, "body": body}, NOON + minutes(at))
            for n, (at, kind, body) in enumerate(told)
        ],
    )


def test_nothing_runs_before_the_rest_begins():
    assert ends_at(resting(), NOON) is None
    assert remaining(resting(), NOON) == timedelta(0)


def test_twenty_minutes_are_twenty_minutes():
    rest = resting((0, "rest", {"minutes": 20}))
    assert ends_at(rest, NOON) == NOON + minutes(20)
    assert remaining(rest, NOON + minutes(5)) == minutes(15)
    assert remaining(rest, NOON + minutes(50)) == timedelta(0)


def test_a_pause_holds_the_countdown_and_moves_its_end():
    held = resting((0, "rest", {"minutes": 20}), (5, "pause", {}))
    assert remaining(held, NOON + minutes(6)) == remaining(held, NOON + minutes(90)) == minutes(15)
    on = resting((0, "rest", {"minutes": 20}), (5, "pause", {}), (9, "resume", {}))
    assert ends_at(on, NOON + minutes(10)) == NOON + minutes(24)


def test_a_pause_sent_by_two_devices_is_one_pause():
    on = resting(
        (0, "rest", {"minutes": 20}), (5, "pause", {}), (6, "pause", {}), (9, "resume", {}),
        (10, "resume", {}),
    )  # fmt: skip
    assert ends_at(on, NOON) == NOON + minutes(24)


def test_a_rest_can_be_extended_while_it_runs_and_after():
    longer = resting((0, "rest", {"minutes": 20}), (5, "extend", {"minutes": 5}))
    assert ends_at(longer, NOON) == NOON + minutes(25)
    after = resting((0, "rest", {"minutes": 20}), (30, "extend", {"minutes": 5}))
    assert ends_at(after, NOON) == NOON + minutes(35)


def test_a_zone_with_a_time_of_its_own_keeps_it():
    rest = resting(
        (0, "rest", {"minutes": 20}),
        (0, "rest", {"minutes": 10, "zone": "eyes"}),
        (2, "extend", {"minutes": 5}),
    )
    assert remaining(rest, NOON, "eyes") == minutes(10)
    assert remaining(rest, NOON, "cheek") == remaining(rest, NOON) == minutes(25)
    only = resting((0, "rest", {"minutes": 10, "zone": "eyes"}))
    assert (ends_at(only, NOON, "cheek"), ends_at(only, NOON)) == (None, NOON + minutes(10))


def test_starting_twice_starts_once_and_starting_anew_starts_anew():
    twice = resting((0, "rest", {"minutes": 20}), (1, "rest", {"minutes": 20}))
    assert ends_at(twice, NOON) == NOON + minutes(20)
    assert twice.discrepancies == ("The rest was started twice; the first start counts",)
    anew = resting((0, "rest", {"minutes": 20}), (30, "rest", {"minutes": 10}))
    assert ends_at(anew, NOON) == NOON + minutes(40)


def test_an_emergency_ends_the_countdown():
    over = resting((0, "rest", {"minutes": 20}), (5, "pause", {}), (7, "emergency", {}))
    assert remaining(over, NOON + minutes(8)) == timedelta(0)
    assert as_json(over)["rests"][0]["stopped_at"] == "2026-11-21T12:07:00+00:00"
    anew = resting(
        (0, "rest", {"minutes": 20}), (7, "emergency", {}), (10, "extend", {"minutes": 5})
    )
    assert ends_at(anew, NOON) == NOON + minutes(15)


def test_a_tablet_in_another_zone_sees_the_same_end():
    rest = resting((0, "rest", {"minutes": 20}))
    there = NOON.astimezone(timezone(timedelta(hours=9)))
    assert remaining(rest, there) == remaining(rest, NOON)


def test_the_json_of_a_held_rest_tells_what_is_left_and_of_a_running_one_when_it_ends():
    (held,) = as_json(resting((0, "rest", {"minutes": 20}), (5, "pause", {})))["rests"]
    assert (held["ends_at"], held["left_s"]) == (None, 900)
    (running,) = as_json(resting((0, "rest", {"minutes": 20})))["rests"]
    assert (running["ends_at"], running["left_s"]) == ("2026-11-21T12:20:00+00:00", None)


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from(["pause", "resume", "extend"])), max_size=8
    ),
    st.integers(0, 90),
    st.integers(0, 30),
)
def test_time_never_runs_backwards(told, at, later):
    steps = [(n, kind, {"minutes": 5} if kind == "extend" else {}) for n, kind in sorted(told)]
    rest = resting((0, "rest", {"minutes": 20}), *steps)
    now = NOON + minutes(60 + at)
    left = remaining(rest, now)
    assert timedelta(0) <= remaining(rest, now + minutes(later)) <= left
    assert left <= minutes(20 + 5 * len(told))


@pytest.mark.parametrize("kind", ["pause", "resume"])
def test_holding_what_does_not_run_does_nothing(kind):
    assert resting((0, kind, {})).rests == {}
