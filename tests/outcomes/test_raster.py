"""The raster shows the same skin at the same pixel, in true light and at true size."""

import numpy as np
import pytest
from face.shapes import turned
from skimage.transform import PiecewiseAffineTransform, warp

from yintang.face.reference import reference_face
from yintang.outcomes.raster import MM_PER_PX, grid, linear_light, linear_raster
from yintang.outcomes.regions import STEEPEST, areas, skin

FACE = reference_face().vertices
PX_PER_MM = 4.0
MIDDLE = np.array([400.0, 300.0, 0.0])


def pattern(vertices):
    """A photograph of smooth stripes that a mesh lies on."""
    y, x = np.mgrid[:900, :800]
    waves = [128 + 100 * np.sin(x / 23 + k) * np.cos(y / 31) for k in range(3)]
    return np.stack(waves, axis=-1).astype(np.uint8), vertices * PX_PER_MM + MIDDLE


def test_a_pixel_is_a_quarter_of_a_millimetre_of_the_reference_face():
    laid = grid()
    at = laid.pixel(laid.vertices)
    assert np.ptp(at[:, 0]) * MM_PER_PX == pytest.approx(np.ptp(FACE[:468, 0]))
    assert laid.place(at) == pytest.approx(FACE[:468, :2])


def test_the_map_leads_each_vertex_to_its_own_place():
    laid = grid()
    inner = laid.weights @ FACE[:468, :2]
    rows = np.flatnonzero(skin().ravel())
    y, x = np.divmod(rows, laid.shape[1])
    assert inner[rows] == pytest.approx(
        laid.place(np.stack([x, y], axis=1).astype(float)), abs=1e-3
    )


def test_the_raster_agrees_with_scikit_images_piecewise_warp():
    bend = FACE + np.sin(FACE[:, [1, 2, 0]] / 15)
    pixels, mesh = pattern(bend)
    ours = linear_raster(pixels, mesh)
    laid = grid()
    where = PiecewiseAffineTransform.from_estimate(laid.pixel(laid.vertices), mesh[:468, :2])
    light = linear_light(pixels).astype(float)
    theirs = warp(light, where, output_shape=laid.shape, order=1)
    kept = skin() & (theirs.sum(axis=-1) > 0)
    difference = abs(ours - theirs)[kept]
    assert np.median(difference) < 0.002 * light.mean()
    assert ours[kept].mean() == pytest.approx(theirs[kept].mean(), rel=0.02)


def test_a_nearer_photograph_gives_the_same_raster():
    pixels, mesh = pattern(FACE)
    doubled = np.repeat(np.repeat(pixels, 2, axis=0), 2, axis=1)
    near = linear_raster(doubled, (mesh + [0.5, 0.5, 0]) * 2 - [0.5, 0.5, 0])
    far = linear_raster(pixels, mesh)
    assert abs(near - far)[skin()].max() < 0.03


def test_the_same_photograph_gives_the_same_numbers():
    pixels, mesh = pattern(FACE)
    assert (linear_raster(pixels, mesh) == linear_raster(pixels, mesh)).all()


@pytest.mark.parametrize(("view", "seen"), [("left-45", "-L"), ("right-45", "-R")])
def test_from_the_side_only_the_side_that_is_seen_is_measured(everything, view, seen):
    found = areas(everything, view)
    assert found
    assert all(name.endswith(seen) for name in found)
    # A head turned away from a cheek shows more of the other.
    name = f"cheek{seen}"
    assert len(found[name].rows) > 1.3 * len(areas(everything)[name].rows)
    angle = 45 if view == "right-45" else -45
    laid = grid(view)
    expected = FACE[:468] @ turned(angle, 0, 0).T
    assert laid.vertices == pytest.approx(expected[:, :2], abs=1e-9)


def test_regions_hold_no_eye_brow_or_lip_and_keep_off_the_edge(everything):
    laid = grid()
    bare = skin()
    for vertex in (159, 386, 105, 334, 13, 14, 10, 152, 234, 454):
        x, y = np.rint(laid.pixel(laid.vertices[vertex][None])[0]).astype(int)
        assert not bare[y, x]
    for area in areas(everything).values():
        assert bare.ravel()[area.rows].all()
        assert (laid.steepness.ravel()[area.rows] >= STEEPEST).all()


def test_the_four_samples_of_a_region_are_alike_in_number(everything):
    for area in areas(everything).values():
        counts = np.bincount(area.phase, minlength=4)
        assert counts.min() > 0.8 * counts.max()
