"""Lines are measured by their strength, at their own width, wherever and however they run."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.feature import hessian_matrix, hessian_matrix_eigvals

from yintang.outcomes.raster import MM_PER_PX
from yintang.outcomes.texture import (
    SCALES_MM,
    bag_shading,
    pore_centres,
    ridge_strength,
    skin_lightness,
)

Y, X = np.mgrid[-80:80, -80:80] * MM_PER_PX


def groove(width_mm: float, depth: float, angle: float = 0.0) -> np.ndarray:
    """Skin of L* 60 with one dark line of Gaussian profile."""
    across = X * np.cos(angle) + Y * np.sin(angle)
    return (60 - depth * np.exp(-(across**2) / (2 * width_mm**2))).astype(np.float32)


def strength(image: np.ndarray, scale_mm: float) -> float:
    return float(ridge_strength(image, scale_mm)[20:-20, 20:-20].mean())


@pytest.mark.parametrize("scale", SCALES_MM.values())
def test_a_groove_answers_as_theory_says(scale):
    # A Gaussian groove of the filter's own width: s^2 d/(w^2) (w / sqrt(w^2 + s^2))^3 = d / 2^1.5.
    peak = ridge_strength(groove(scale, 10), scale)[60:100, 60:100].max()
    assert peak == pytest.approx(10 / 2**1.5, rel=0.04)


@settings(max_examples=20)
@given(st.floats(0, np.pi), st.floats(0.1, 0.9))
def test_a_share_of_a_lines_depth_is_that_share_of_its_strength(angle, share):
    whole = strength(groove(0.75, 10, angle), 0.75)
    assert strength(groove(0.75, 10 * share, angle), 0.75) == pytest.approx(share * whole, rel=1e-3)


@pytest.mark.parametrize("angle", np.linspace(0, np.pi / 2, 5))
def test_a_line_is_as_strong_whichever_way_it_runs(angle):
    middle = np.hypot(X, Y) < 12
    turned, level = (ridge_strength(groove(0.75, 10, a), 0.75)[middle].mean() for a in (angle, 0))
    assert turned == pytest.approx(level, rel=0.03)


def test_light_lines_and_dots_are_no_dark_lines():
    assert ridge_strength(groove(0.75, -10), 0.75)[80, 80] == 0
    dot = (60 - 10 * np.exp(-(X**2 + Y**2) / (2 * 0.75**2))).astype(np.float32)
    assert ridge_strength(dot, 0.75)[80, 80] == 0


@pytest.mark.parametrize("scale", SCALES_MM.values())
def test_strength_agrees_with_scikit_image(scale):
    random = np.random.default_rng(3)
    image = (groove(0.6, 8, 0.4) + random.normal(0, 1.0, X.shape)).astype(np.float32)
    sigma = scale / MM_PER_PX
    hessian = hessian_matrix(image, sigma, use_gaussian_derivatives=True, order="rc", mode="mirror")
    most, least = hessian_matrix_eigvals(hessian)
    theirs = np.where((most > 0) & (abs(least) < 0.5 * most), most, 0) * sigma**2
    assert strength(image, scale) == pytest.approx(theirs[20:-20, 20:-20].mean(), rel=0.02)


def test_the_border_of_a_brow_is_no_line():
    skin = np.full((160, 160), 60, np.float32)
    skin[60:70] = 20
    bare = np.ones(skin.shape, bool)
    bare[56:74] = False
    assert ridge_strength(skin_lightness(skin, bare), 0.75)[bare].max() < 0.05


def test_pores_are_counted_one_by_one():
    image = np.full((160, 160), 60.0, np.float32)
    for x, y in ((-10, -10), (0, 0), (10, 5)):
        image -= (6 * np.exp(-((X - x) ** 2 + (Y - y) ** 2) / (2 * 0.4**2))).astype(np.float32)
    assert pore_centres(image).sum() == 3


def test_a_bag_is_more_marked_than_flat_skin():
    bag = (60 + 5 * np.exp(-(Y**2) / (2 * 3**2))).astype(np.float32)
    assert bag_shading(bag).std() > 0.5 > bag_shading(np.full_like(bag, 60)).std()
