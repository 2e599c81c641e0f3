"""Shape follows the face, and neither the head's turn nor the camera's distance."""

import pytest
from face.shapes import bent, turned
from hypothesis import given, settings
from hypothesis import strategies as st

from yintang.face.outlines import RIGHT_BROW
from yintang.face.reference import reference_face
from yintang.outcomes.geometry import asymmetry, frontal, shape

FACE = reference_face().vertices
BROWS = [*RIGHT_BROW, *reference_face().mirror[list(RIGHT_BROW)]]


def measured(vertices):
    return shape(frontal(vertices), {})


def test_a_brow_a_millimetre_higher_is_measured_a_millimetre_higher():
    lifted = FACE.copy()
    lifted[BROWS, 1] -= 1
    change = measured(lifted)["brow-height", "brow"] - measured(FACE)["brow-height", "brow"]
    assert change == pytest.approx(1, abs=1e-6)


def test_a_lid_that_droops_opens_the_eye_less():
    drooping = FACE.copy()
    lid = [158, 159, 160]
    drooping[[*lid, *reference_face().mirror[lid]], 1] += 0.5
    before, after = measured(FACE), measured(drooping)
    for metric in ("lid-height", "lid-opening"):
        assert after[metric, "lid"] - before[metric, "lid"] == pytest.approx(-0.5, abs=1e-6)


@settings(max_examples=25)
@given(st.integers(0, 50), *[st.floats(-15, 15)] * 3, st.floats(2, 20))
def test_turning_the_head_or_stepping_back_changes_no_measure(seed, yaw, pitch, roll, scale):
    face = bent(seed)
    moved = face @ turned(yaw, pitch, roll).T * scale + [500, 400, 0]
    before, after = measured(face), measured(moved)
    assert after == pytest.approx(before, abs=1e-6)


def test_a_face_like_its_mirror_image_has_no_asymmetry():
    mirror = reference_face().mirror
    even = (FACE + FACE[mirror] * [-1, 1, 1]) / 2
    assert asymmetry(even) == pytest.approx(0, abs=1e-6)


def test_one_brow_lower_is_an_asymmetry():
    uneven = FACE.copy()
    uneven[list(RIGHT_BROW), 1] += 3
    assert asymmetry(frontal(uneven)) > asymmetry(frontal(FACE))


def test_what_was_read_on_the_photograph_goes_before_the_mesh():
    face = frontal(FACE)
    higher = face[list(RIGHT_BROW), 1].mean() - 2
    read = shape(face, {("brow", "R"): higher})
    change = read["brow-height", "brow-R"] - measured(FACE)["brow-height", "brow-R"]
    assert change == pytest.approx(2)
