"""Roll, yaw and pitch are taken out of a face and put back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import Array, angles, bent, faces, mesh_of, mirrored, turned

from yintang.face.constructions import construct, mesh_handles
from yintang.face.frame import face_frame
from yintang.face.mesh import LEFT_IRIS, RIGHT_IRIS
from yintang.face.reference import REFERENCE_IPD_MM, reference_face

REFERENCE = reference_face().vertices
few = settings(max_examples=60, deadline=None)


@few
@given(angles, angles, angles)
def test_the_turn_of_a_known_head_is_read(yaw: float, pitch: float, roll: float) -> None:
    pose = face_frame(mesh_of(REFERENCE, turned(yaw, pitch, roll))).pose
    assert pose.yaw_deg == pytest.approx(yaw, abs=1e-6)
    assert pose.pitch_deg == pytest.approx(pitch, abs=1e-6)
    # Roll is read from the irises alone, after yaw and pitch were shrunk towards frontal.
    assert pose.roll_deg == pytest.approx(roll, abs=3)


def test_positive_yaw_looks_to_the_patients_left_and_positive_pitch_up() -> None:
    nose, between = 4, [RIGHT_IRIS, LEFT_IRIS]
    left = mesh_of(REFERENCE, turned(15, 0, 0)).vertices
    assert left[nose, 0] > left[between, 0].mean() + 10
    up = mesh_of(REFERENCE, turned(0, 15, 0)).vertices
    level = mesh_of(REFERENCE).vertices
    assert up[nose, 1] < level[nose, 1]


@few
@given(faces, angles, angles, angles)
def test_what_is_turned_upright_turns_back_exactly(
    face: Array, yaw: float, pitch: float, roll: float
) -> None:
    mesh = mesh_of(face, turned(yaw, pitch, roll))
    frame = face_frame(mesh)
    assert np.allclose(frame.to_photo(frame.vertices), mesh.vertices[:, :2], atol=1e-8)
    assert np.allclose(frame.rotation @ frame.rotation.T, np.eye(3), atol=1e-12)


@few
@given(faces, angles, angles, angles)
def test_the_way_to_the_photograph_and_back_ends_where_it_began(
    face: Array, yaw: float, pitch: float, roll: float
) -> None:
    frame = face_frame(mesh_of(face, turned(yaw, pitch, roll)))
    back = frame.from_photo(frame.to_photo(frame.vertices), frame.vertices[:, 2])
    assert np.allclose(back, frame.vertices[:, :2], atol=1e-8)


@few
@given(faces, st.floats(0.5, 20), st.floats(-180, 180), st.floats(-500, 3000))
def test_where_how_large_and_how_tilted_a_face_is_does_not_matter(
    face: Array, scale: float, roll: float, shift: float
) -> None:
    plain = face_frame(mesh_of(face))
    moved = face_frame(mesh_of(face, turned(0, 0, roll), scale, (shift, 2 * shift)))
    assert np.allclose(moved.vertices, plain.vertices, atol=1e-6)
    turn = (moved.pose.roll_deg - plain.pose.roll_deg - roll + 180) % 360 - 180
    assert turn == pytest.approx(0, abs=1e-6)


@few
@given(faces, angles, angles, angles)
def test_a_mirrored_face_has_the_mirrored_frame(
    face: Array, yaw: float, pitch: float, roll: float
) -> None:
    one = face_frame(mesh_of(face, turned(yaw, pitch, roll)))
    other = face_frame(mesh_of(mirrored(face), turned(-yaw, pitch, -roll)))
    assert np.allclose(other.vertices, mirrored(one.vertices), atol=1e-6)
    assert other.pose.yaw_deg == pytest.approx(-one.pose.yaw_deg, abs=1e-6)
    assert other.pose.pitch_deg == pytest.approx(one.pose.pitch_deg, abs=1e-6)
    assert other.pose.roll_deg == pytest.approx(-one.pose.roll_deg, abs=1e-6)


@few
@given(faces)
def test_the_pupils_are_63_mm_apart_level_and_on_either_side_of_the_origin(face: Array) -> None:
    frame = face_frame(mesh_of(face, turned(0, 0, 7)))
    right, left = frame.vertices[RIGHT_IRIS], frame.vertices[LEFT_IRIS]
    assert left[0] - right[0] == pytest.approx(REFERENCE_IPD_MM)
    # One eye nearer than the other tilts the line by what pose leaves of that.
    assert left[1] == pytest.approx(right[1], abs=0.8)
    assert np.allclose(left + right, 0, atol=1e-9)


@pytest.mark.parametrize("yaw", [-15, 0, 15])
@pytest.mark.parametrize("pitch", [-10, 0, 10])
def test_points_of_a_turned_head_stay_within_two_millimetres(yaw: float, pitch: float) -> None:
    upright = face_frame(mesh_of(REFERENCE))
    flat = np.array(list(construct(REFERENCE, mesh_handles(REFERENCE)).values()))
    truth = np.column_stack([flat, upright.depth(flat)]) @ turned(yaw, pitch, 5).T
    frame = face_frame(mesh_of(REFERENCE, turned(yaw, pitch, 5), scale=1.0, at=(0, 0)))
    found = np.array(list(construct(frame.vertices, mesh_handles(frame.vertices)).values()))
    seen = frame.to_photo(np.column_stack([found, frame.depth(found)]))
    assert np.linalg.norm(seen - truth[:, :2], axis=1).mean() <= 2.0


def test_a_hardly_turned_head_is_taken_as_the_persons_build() -> None:
    frame = face_frame(mesh_of(REFERENCE, turned(2, 0, 0)))
    assert frame.pose.yaw_deg == pytest.approx(2, abs=1e-6)
    assert abs(np.degrees(np.arcsin(frame.rotation[0, 2]))) < 0.5


def test_skin_is_as_deep_as_the_mesh_and_recedes_above_it() -> None:
    frame = face_frame(mesh_of(bent(1)))
    mesh = frame.vertices[:RIGHT_IRIS]
    assert np.median(np.abs(frame.depth(mesh[:, :2]) - mesh[:, 2])) < 0.5
    above = frame.depth(mesh[10, :2] + np.array([[0, -5], [0, -15], [0, -25]]))
    assert above[0] < above[1] < above[2]
