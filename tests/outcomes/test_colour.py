"""Colour agrees with published values and keeps the invariants it is chosen for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.color import rgb2lab

from yintang.outcomes import colour
from yintang.outcomes.raster import linear_light, srgb_codes
from yintang.outcomes.regions import Area

codes = st.tuples(*[st.integers(20, 235)] * 3)


def test_every_code_survives_the_way_to_linear_light_and_back():
    grey = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    assert (srgb_codes(linear_light(grey)) == grey).all()


@given(codes)
def test_lab_agrees_with_scikit_image(code):
    pixel = np.array(code, np.uint8)[None, None]
    ours = colour.lab(linear_light(pixel).astype(float))
    assert ours == pytest.approx(rgb2lab(pixel), abs=0.05)


def test_white_is_white():
    assert colour.lab(np.ones(3)) == pytest.approx([100, 0, 0], abs=1e-9)


@given(codes, st.floats(0.3, 3))
def test_exposure_leaves_the_erythema_index_alone(code, exposure):
    light = linear_light(np.array(code, np.uint8)[None, None]).astype(float)[0, 0]
    before, after = colour.erythema_index(light), colour.erythema_index(light * exposure)
    assert after == pytest.approx(before, abs=1e-9)


def test_twice_as_much_red_light_raises_the_erythema_index_by_30():
    assert colour.erythema_index(np.array([0.4, 0.2, 0.1])) == pytest.approx(30.103, abs=1e-3)


def test_a_third_of_a_stop_moves_the_typology_angle_by_degrees():
    skin = linear_light(np.array([[[200, 160, 140]]], np.uint8)).astype(float)[0, 0]
    darker, lighter = (colour.ita_deg(colour.lab(skin * 2**ev)) for ev in (-0.3, 0.3))
    assert 8 < lighter - darker < 30


def test_the_typology_angle_of_a_known_colour():
    assert colour.ita_deg(np.array([65.0, 10.0, 15.0])) == pytest.approx(45)


@given(codes, st.floats(0.3, 3))
def test_exposure_leaves_the_pigments_alone(code, exposure):
    light = linear_light(np.array(code, np.uint8)[None, None])
    before, after = colour.pigments(light), colour.pigments(light * np.float32(exposure))
    assert after == pytest.approx(before, abs=2e-3)


def test_more_melanin_is_told_from_more_blood():
    skin = np.array([[[0.5, 0.3, 0.2]]])
    for which, other in ((0, 1), (1, 0)):
        axis = colour.PIGMENTS[which] / np.linalg.norm(colour.PIGMENTS[which])
        more = skin * 10 ** (-0.1 * axis)
        change = colour.pigments(more.astype(np.float32)) - colour.pigments(skin.astype(np.float32))
        assert change[0, 0, which] == pytest.approx(0.1, abs=1e-3)
        assert change[0, 0, other] == pytest.approx(0, abs=1e-3)


def test_glare_and_hair_do_not_move_a_regions_colour():
    light = np.full((40, 40, 3), [0.5, 0.3, 0.2], np.float32)
    light += np.random.default_rng(1).normal(0, 0.01, light.shape).astype(np.float32)
    rows = np.arange(1600)
    area = Area("cheek", rows, (rows % 4).astype(np.uint8), rows[:0], rows[:0].astype(np.uint8))

    def index(of):
        bare = np.ones((40, 40), bool)
        means = colour.sampled(of, colour.luminance(of), bare, area).means()
        return colour.erythema_index(means)[0]

    spoilt = light.copy()
    spoilt[:1] = 1.0
    spoilt[-1:] = 0.01
    assert index(spoilt) == pytest.approx(index(light), abs=0.05)


def test_lightness_maps_agree_with_lab():
    light = np.random.default_rng(2).random((8, 8, 3)).astype(np.float32) ** 4
    maps = colour.lightness(colour.luminance(light))
    assert maps == pytest.approx(colour.lab(light.astype(float))[..., 0], abs=1e-2)
