import json
from dataclasses import replace

import numpy as np
import pytest

from outcomes.series_of_photographs import MODEL, photo
from yintang.errors import YintangError
from yintang.outcomes.calibration import Calibration, Repeat, calibrate, repeatability
from yintang.outcomes.measurement import Gate

KEY = ("redness", "cheek")


def repeats(seed=0, people=10, days=2, shots=3, s_shot=0.5, s_day=0.3, spread=3.0, **more):
    rng = np.random.default_rng(seed)
    found = []
    for person in range(people):
        level = 20 + rng.normal(0, spread)
        for day in range(days):
            there = level + rng.normal(0, s_day)
            found += [
                Repeat(f"person {person}", day, photo({KEY: there + rng.normal(0, s_shot)}, **more))
                for _ in range(shots)
            ]
    return found


def test_the_parts_of_variance_come_back():
    found = calibrate(repeats(1, people=400)).found[0]
    assert found.s_shot == pytest.approx(0.5, rel=0.05)
    assert found.s_day == pytest.approx(0.3, rel=0.15)
    assert found.icc == pytest.approx(9 / (9 + 0.25 + 0.09), abs=0.01)
    assert found.sdc == pytest.approx(2.77 * np.hypot(0.5, 0.3), rel=0.05)


def test_a_worked_example_by_hand():
    # Two people, two days, two shots. Within days: 4 x (0.5^2 x 2) = 2 on 4 df. Days: person one
    # 1 apart, person two 3 apart: 2 x (0.5^2 x 2) + 2 x (1.5^2 x 2) = 10 on 2 df.
    found = repeatability(
        "redness",
        "cheek",
        "light",
        {"a": {0: (1, 2), 1: (2, 3)}, "b": {0: (10, 11), 1: (13, 14)}},
    )
    assert found.s_shot**2 == pytest.approx(0.5)
    assert found.s_day**2 == pytest.approx((5 - 0.5) / 2)
    assert (found.df_shot, found.df_day) == (4, 2)


def test_the_detectable_change_lies_in_its_interval_nine_times_of_ten():
    truth = 2.77 * np.hypot(0.5, 0.3)
    found = [calibrate(repeats(seed)).found[0] for seed in range(200)]
    inside = [row.sdc_low <= truth <= row.sdc_high for row in found]
    assert 0.84 <= np.mean(inside) <= 0.96


def test_few_days_are_used_at_their_upper_end():
    few, many = calibrate(repeats(people=10)), calibrate(repeats(people=40))
    noise = few.noise(*KEY, "light")
    assert noise.s_day > few.found[0].s_day
    assert noise.s_shot > few.found[0].s_shot
    assert noise.df is None
    assert not few.enough
    noise = many.noise(*KEY, "light")
    assert (noise.s_shot, noise.df) == (many.found[0].s_shot, 40)
    assert many.enough


def test_days_alike_still_leave_room_for_doubt():
    days = {str(p): {0: (20.0 + p, 21.0 + p), 1: (20.0 + p, 21.0 + p)} for p in range(10)}
    found = repeatability("redness", "cheek", "light", days)
    assert found.s_day == 0
    assert found.s_shot > 0


def test_bands_of_skin_tone_are_never_pooled():
    found = calibrate(
        repeats(people=6, band="light") + repeats(1, people=6, band="dark", s_shot=1.0)
    )
    # The names are the same in both halves: these are six people whose band is the more frequent.
    assert {row.band for row in found.found} == {"dark"}
    renamed = [replace(r, person=f"other {r.person}") for r in repeats(1, people=6, band="dark")]
    found = calibrate(repeats(people=6, band="light") + renamed)
    assert {row.band: row.people for row in found.found} == {"light": 6, "dark": 6}
    assert found.noise(*KEY, "tan") is None


def test_too_few_days_leave_the_default_in_place():
    assert calibrate(repeats(people=4)).noise(*KEY, "light") is None


def test_a_failed_shot_is_not_counted():
    blurred = Gate("sharpness", False, 0.5, 0.8, "", "Take it again.", ("redness",))
    failed = [Repeat("person 0", 0, photo({KEY: 1000.0}, gates=(blurred,)))]
    assert calibrate(repeats() + failed).found == calibrate(repeats()).found


def test_lines_are_compared_as_shares_of_their_person():
    rng = np.random.default_rng(3)
    found = repeatability(
        "lines-medium",
        "forehead",
        "light",
        {
            str(p): {d: tuple(0.1 * (p + 1) * rng.normal(1, 0.05, 3)) for d in range(2)}
            for p in range(60)
        },
        relative=True,
    )
    assert found.s_shot == pytest.approx(0.05, rel=0.15)
    assert found.icc > 0.9


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"model": replace(MODEL, sha256="1" * 64)}, "different face models"),
        ({"normalised": "none"}, "reference card"),
    ],
)
def test_photographs_that_cannot_be_compared_are_refused(change, says):
    odd = Repeat("person 0", 1, photo({KEY: 20.0}, **change))
    with pytest.raises(YintangError, match=says):
        calibrate([*repeats(), odd])


def test_one_day_is_no_calibration():
    with pytest.raises(YintangError, match="two days"):
        calibrate(repeats(days=1))
    with pytest.raises(YintangError, match="two days"):
        calibrate([])


def test_it_survives_json_and_names_nobody():
    found = calibrate(repeats())
    text = json.dumps(found.as_json())
    assert Calibration.from_json(json.loads(text)) == found
    assert "person 0" not in text
    with pytest.raises(YintangError, match="not a calibration"):
        Calibration.from_json({"schema": "yintang/plan/1"})
    with pytest.raises(YintangError, match="not a calibration"):
        Calibration.from_json({"schema": "yintang/calibration/1"})
