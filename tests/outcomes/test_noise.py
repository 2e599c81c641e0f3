import numpy as np
import pytest

from yintang.atlas import load_atlas
from yintang.errors import YintangError
from yintang.outcomes.noise import COLOUR, DEFAULTS, Noise, default_noise, sdc

ATLAS = load_atlas()
ONE = Noise("redness", "cheek", "light", s_shot=1.0, s_day=1.0)


def test_every_metric_of_the_atlas_has_a_default_and_no_other_has():
    assert {name.partition(":")[0] for name in DEFAULTS} == set(ATLAS.metrics)
    assert set(ATLAS.metrics) >= COLOUR


def test_one_shot_each_on_one_day_is_bland_and_altmans_repeatability():
    shots_only = Noise("redness", "cheek", "light", s_shot=1.0, s_day=0.0)
    assert sdc(shots_only) == pytest.approx(2.77, abs=0.01)


def test_more_shots_shrink_only_what_differs_between_shots():
    assert sdc(ONE, 3, 3) == pytest.approx(1.96 * np.sqrt(2 * (1 + 1 / 3)), abs=0.001)
    assert sdc(ONE, 10**6, 10**6) == pytest.approx(2.77, abs=0.01)


def test_a_relative_noise_grows_with_the_level():
    lines = Noise("lines-medium", "forehead", "light", 0.03, 0.04, relative=True)
    assert sdc(lines, level=0.4) == pytest.approx(2 * sdc(lines, level=0.2))


def test_a_card_narrows_what_can_be_told_of_redness():
    with_card, without = (
        default_noise("redness", "cheek", "light", card) for card in (True, False)
    )
    assert sdc(with_card) < sdc(without) / 2


def test_shots_with_a_card_differ_no_less_than_re_photography_showed():
    noise = default_noise("redness", "cheek", "light", card=True)
    assert 2.77 * noise.s_shot == pytest.approx(0.48, abs=0.01)


def test_dark_skin_gets_wider_defaults_for_colour_and_none_for_shape():
    for metric, factor in (("redness", 3.0), ("brow-height", 1.0)):
        dark, light = (default_noise(metric, "cheek", band, True) for band in ("dark", "light"))
        assert dark.s_shot == pytest.approx(factor * light.s_shot)


def test_a_side_has_the_default_of_its_region():
    both, side = (
        default_noise("lines-medium", r, "light", True) for r in ("crows-feet", "crows-feet-L")
    )
    assert both.s_shot == side.s_shot


def test_a_default_never_trusts_days_more_than_shots():
    for metric in DEFAULTS.values():
        for shot, day in (metric.card, metric.bare):
            assert day >= shot > 0


def test_an_unknown_metric_is_refused():
    with pytest.raises(YintangError, match="radiance"):
        default_noise("radiance", "cheek", "light", True)
