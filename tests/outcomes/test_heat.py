"""Where a change lies, by place: found where it was put, and drawn nowhere else."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from outcomes.series_of_photographs import photo as measures_of
from yintang.outcomes.change import Visit, judge_course, target
from yintang.outcomes.heat import (
    CELL,
    Heat,
    JudgedBy,
    compared_visits,
    has_map,
    heat,
    heats,
    map_of,
    may_be_drawn,
    outlines,
)
from yintang.outcomes.judging import noise_of
from yintang.outcomes.raster import grid
from yintang.outcomes.regions import areas

CHEEKS = ("redness", "cheek")
DAYS = (-7, 0, 14, 28, 42)
GONE = (0, 0, 1 / 3, 2 / 3, 1)
SHAPE = tuple(side // CELL for side in grid().shape)


def course_of(everything, before, after, metric="redness", region="cheek"):
    """Two days before, three after, three shots each, and what they were judged to be."""
    levels = [before + share * (after - before) for share in GONE]
    visits = [
        Visit(
            day,
            tuple(
                measures_of({(metric, region): level + step}, f"{day}-{step}")
                for step in (-0.02, 0, 0.02)
            ),
            day <= 0,
        )
        for day, level in zip(DAYS, levels, strict=True)
    ]
    wanted = [target(f"{metric}:{region}", everything)]
    return judge_course(visits, wanted).targets[0], JudgedBy(visits, wanted)


def shots_of(level, rng, *, spread=0.05):
    """Three maps of one day: even skin with noise as smooth as a map's."""

    def one():
        noise = cv2.GaussianBlur(rng.normal(0, 1, SHAPE).astype(np.float32), (0, 0), 2.5)
        return np.asarray(level + spread * noise / noise.std(), np.float32)

    return [one() for _ in range(3)]


@pytest.fixture
def judged(everything):
    return course_of(everything, 16.0, 10.0)


def drawn(everything, judged, places):
    """The map of a course in which the `places` went from 16 to 10 and nothing else changed."""
    change, by = judged
    rng = np.random.default_rng(3)
    before = [shots_of(16.0, rng) for _ in range(2)]
    after = [[shot - 6 * share * places for shot in shots_of(16.0, rng)] for share in GONE[2:]]
    return heat(change, everything, noise_of(by.visits, by.of(change), None), before, after)


def test_a_change_in_half_of_the_region_is_drawn_there_and_nowhere_else(everything, judged):
    left = np.zeros(SHAPE, np.float32)
    left[:, SHAPE[1] // 2 :] = 1
    found = drawn(everything, judged, left)
    marked = np.abs(found.times) > 1
    assert marked[(left > 0) & found.where].all()
    assert not marked[(left == 0) & found.where].any()
    assert found.share == pytest.approx(0.5, abs=0.05)


def test_the_mean_over_the_region_is_what_the_ends_of_the_course_say(everything, judged):
    found = drawn(everything, judged, np.ones(SHAPE, np.float32))
    assert found.change[found.where].mean() == pytest.approx(judged[0].numbers.ends, abs=0.05)


def test_where_nothing_changed_nothing_is_drawn(everything, judged):
    found = drawn(everything, judged, np.zeros(SHAPE, np.float32))
    assert found.share == 0
    assert outlines(found, 1.0, better=True) == outlines(found, 1.0, better=False) == []


def test_noise_alone_is_drawn_in_at_most_one_of_twenty_faces(everything, judged):
    change, by = judged
    noise = noise_of(by.visits, by.of(change), None)
    wrong = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        days = [
            [shot + rng.normal(0, noise.s_day) for shot in shots_of(16.0, rng, spread=noise.s_shot)]
            for _ in DAYS
        ]
        wrong += heat(change, everything, noise, days[:2], days[2:]).share > 0
    assert wrong <= 2


def test_what_is_detectable_at_a_place_is_never_less_than_for_the_region(everything, judged):
    found = drawn(everything, judged, np.ones(SHAPE, np.float32))
    assert found.least > 1.96 * judged[0].numbers.ends_se


def test_better_and_worse_are_told_apart_by_what_is_wished_for():
    times = np.zeros((40, 40), np.float32)
    times[10:20, 10:20] = -2.5
    less = Heat("redness", "cheek", "lower", times, times, times < 0, 1.0)
    assert outlines(less, 2.0, better=True)
    assert not outlines(less, 2.0, better=False)
    assert outlines(replace(less, better="higher"), 2.0, better=False)


def test_without_a_verdict_no_map_is_made(everything):
    calm, by = course_of(everything, 16.0, 16.0)
    assert not may_be_drawn(calm)
    assert heats([calm], by, everything, look=lambda _: pytest.fail("nothing to look at")) == ()


def test_a_shape_has_no_places(everything):
    lifted, _ = course_of(everything, 18.0, 22.0, "brow-height", "brow")
    assert lifted.verdict == "improved"
    assert not has_map("brow-height")
    assert not may_be_drawn(lifted)


def test_one_shot_a_day_cannot_tell_how_much_places_differ_by_themselves(everything, judged):
    change, by = judged
    rng = np.random.default_rng(1)
    days = [shots_of(16.0 - 3 * (n > 1), rng)[:1] for n in range(5)]
    noise = noise_of(by.visits, by.of(change), None)
    assert heat(change, everything, noise, days[:2], days[2:]) is None


def test_the_baselines_are_compared_with_the_last_three_visits(judged):
    assert compared_visits(judged[0]) == ((0, 1), (2, 3, 4))


@pytest.mark.parametrize("metric", ["redness", "lightness", "melanin", "lines-medium"])
def test_a_maps_mean_is_what_was_measured_of_the_region(seen, measures, everything, metric):
    found = map_of(seen, metric, everything)
    drawn_on = np.zeros(grid().shape, np.uint8).ravel()
    for side in ("cheek-R", "cheek-L"):
        drawn_on[areas(everything)[side].rows] = 1
    cells = drawn_on.reshape(grid().shape)[::CELL, ::CELL] > 0
    value = measures.value(metric, "cheek").value
    assert np.nanmean(found[cells]) == pytest.approx(value, rel=0.12)
