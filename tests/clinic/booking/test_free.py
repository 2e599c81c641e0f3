"""Local days as bits, against a plain walk over the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yintang.clinic.booking.free import between, bits, fits, local_day, on_the_step, runs, touching

CHANGES = [
    ("Europe/Dublin", date(2027, 3, 28), 23),
    ("Europe/Dublin", date(2027, 10, 31), 25),
    ("America/New_York", date(2027, 3, 14), 23),
    ("America/New_York", date(2027, 11, 7), 25),
    ("Australia/Sydney", date(2027, 10, 3), 23),
    ("Australia/Sydney", date(2027, 4, 4), 25),
    ("Australia/Lord_Howe", date(2027, 10, 3), 23.5),
    ("Australia/Lord_Howe", date(2027, 4, 4), 24.5),
    ("Asia/Beirut", date(2027, 3, 28), 23),  # at midnight, which does not exist
    ("Asia/Kolkata", date(2027, 3, 28), 24),
]
ZONES = ["Europe/Dublin", "America/New_York", "Australia/Sydney", "Asia/Kolkata"]
zones = st.sampled_from([*ZONES, "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana"])
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def walked(day, zone):
    """Every five minutes of a local day with the clock's time, by going there."""
    clock = ZoneInfo(zone)
    at = datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=15)
    end = at + timedelta(hours=54)
    while at < end:
        local = at.astimezone(clock)
        if local.date() == day:
            yield at, local
        at += timedelta(minutes=5)


@pytest.mark.parametrize(("zone", "day", "hours"), CHANGES)
def test_a_day_has_as_many_cells_as_its_clock_gives_it(zone, day, hours):
    assert local_day(day, zone).cells == hours * 12


@pytest.mark.parametrize(("zone", "day", "hours"), CHANGES)
def test_every_cell_of_a_changing_day_knows_its_time(zone, day, hours):
    cells = local_day(day, zone)
    for bit, (at, local) in enumerate(walked(day, zone)):
        assert cells.instant(bit) == at
        assert cells.wall(bit) == (local.time().replace(fold=0), local.fold)


@settings(max_examples=60, deadline=None)
@given(days, zones, times, times)
def test_hours_of_any_day_are_those_of_the_clock(day, zone, opens, closes):
    cells = local_day(day, zone)
    inside, touched = between(cells, opens, closes), touching(cells, opens, closes)
    start = opens.hour * 60 + opens.minute
    end = (closes.hour * 60 + closes.minute) or 24 * 60
    for bit, (_, local) in enumerate(walked(day, zone)):
        minute = local.hour * 60 + local.minute
        assert inside >> bit & 1 == int(start <= minute and minute + 5 <= end)
        assert touched >> bit & 1 == int(start < minute + 5 and minute < end and start < end)


@settings(max_examples=60, deadline=None)
@given(days, zones, st.sampled_from([5, 10, 15, 20, 30, 60]))
def test_a_time_on_the_step_comes_once_a_day(day, zone, step):
    cells = local_day(day, zone)
    offered = [cells.wall(bit) for bit in bits(on_the_step(cells, step))]
    assert len(set(offered)) == len(offered)
    assert all(at.minute % step == 0 and fold == 0 for at, fold in offered)
    there = {local.time().replace(fold=0) for _, local in walked(day, zone)}
    assert {at for at, _ in offered} == {at for at in there if at.minute % step == 0}


masks = st.integers(0, (1 << 300) - 1)


@settings(max_examples=200, deadline=None)
@given(masks, st.integers(1, 40))
def test_runs_are_where_so_many_are_free_in_a_row(free, length):
    row = (1 << length) - 1
    assert list(bits(runs(free, length))) == [
        bit for bit in range(300) if (free >> bit) & row == row
    ]


@settings(max_examples=100, deadline=None)
@given(masks, st.lists(st.tuples(st.integers(0, 12), st.integers(1, 12)), min_size=1, max_size=4))
def test_phases_fit_where_each_finds_its_cells(free, steps):
    phases, offset = [], 0
    for pause, length in steps:
        phases.append(((offset + pause) * 5, length * 5))
        offset += pause + length
    for bit in range(300):
        taken = {bit + at // 5 + n for at, minutes in phases for n in range(minutes // 5)}
        assert bool(fits(free, phases) >> bit & 1) == all(free >> cell & 1 for cell in taken)
