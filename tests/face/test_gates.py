"""What cannot be measured is refused with what to do about it; the rest is told."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from shapes import Array, mesh_of, turned

from yintang.errors import YintangError
from yintang.face.frame import face_frame
from yintang.face.gates import (
    WARN_SMILE,
    FaceError,
    check_face,
    choose_face,
    eye_opening,
    eyes_apart,
    smile,
    warnings_for,
)
from yintang.face.mesh import Detection, Mesh
from yintang.face.reference import reference_face

REFERENCE = reference_face().vertices
SKIN = (200, 160, 140)


def check(mesh: Mesh, image: Image.Image | None = None) -> None:
    check_face(mesh, face_frame(mesh), image or Image.new("RGB", (1000, 1000), SKIN))


def warned(vertices: Array, rotation: Array | None = None, scale: float = 4.0) -> list[str]:
    frame = face_frame(mesh_of(vertices, rotation, scale))
    return [w.code for w in warnings_for(frame, smile(frame.vertices))]


def face(side: float) -> Detection:
    return Detection((100.0, 100.0), side, 0.0, 0.9)


def test_a_good_face_passes_without_a_warning() -> None:
    check(mesh_of(REFERENCE))
    assert warned(REFERENCE) == []


def test_no_face_is_refused_with_what_to_give_instead() -> None:
    with pytest.raises(FaceError, match=r"no face found; give an upright, well-lit photograph"):
        choose_face([], None)


def test_of_several_faces_the_first_is_taken_and_said() -> None:
    chosen, told = choose_face([face(90), face(50)], None)
    assert chosen.side == 90
    assert [w.code for w in told] == ["several-faces"]
    assert "--face 2" in told[0].say


def test_a_face_can_be_chosen_and_then_nothing_is_said() -> None:
    chosen, told = choose_face([face(90), face(50)], 2)
    assert (chosen.side, told) == (50, [])


@pytest.mark.parametrize("wanted", [0, 3, -1])
def test_a_face_that_is_not_there_is_refused_with_how_many_there_are(wanted: int) -> None:
    with pytest.raises(FaceError, match=rf"no face {wanted}: the photograph shows 2"):
        choose_face([face(90), face(50)], wanted)


def test_what_the_model_is_not_sure_of_is_no_face() -> None:
    with pytest.raises(FaceError, match="sharp photograph from the front"):
        check(mesh_of(REFERENCE, presence=0.2))


def test_a_face_too_small_to_measure_is_refused_and_told_by_how_much() -> None:
    with pytest.raises(FaceError, match=r"too small: 27 pixels .* 40 are the least"):
        check(mesh_of(REFERENCE, scale=0.3))


@pytest.mark.parametrize(
    ("yaw", "pitch", "why"),
    [
        (35, 0, "turned 35 degrees to the side"),
        (-60, 0, "turned 60 degrees to the side"),
        (85, 0, "degrees to the side|too small"),
        (0, 30, "looks 30 degrees up"),
        (0, -30, "looks 30 degrees down"),
    ],
)
def test_a_head_turned_away_is_refused(yaw: float, pitch: float, why: str) -> None:
    with pytest.raises(FaceError, match=why):
        check(mesh_of(REFERENCE, turned(yaw, pitch, 0)))


@pytest.mark.parametrize("at", [(200.0, 500.0), (830.0, 500.0), (500.0, 700.0), (500.0, 100.0)])
def test_a_face_cut_by_the_edge_is_refused(at: tuple[float, float]) -> None:
    with pytest.raises(FaceError, match="cut by the edge"):
        check(mesh_of(REFERENCE, at=at))


def test_covered_eyes_are_refused() -> None:
    mesh = mesh_of(REFERENCE)
    image = Image.new("RGB", (1000, 1000), SKIN)
    ImageDraw.Draw(image).rectangle((220, 400, 780, 600), fill=(20, 20, 20))
    with pytest.raises(FaceError, match="eyes seem covered; take off glasses"):
        check(mesh, image)


@pytest.mark.parametrize("light", [25, 80, 250])
def test_dark_skin_and_dim_light_are_not_taken_for_covered_eyes(light: int) -> None:
    check(mesh_of(REFERENCE), Image.new("RGB", (1000, 1000), (light, light * 3 // 4, light // 2)))


def test_every_refusal_is_the_users_to_put_right_and_one_line() -> None:
    with pytest.raises(YintangError) as refused:
        check(mesh_of(REFERENCE, scale=0.3))
    assert "\n" not in str(refused.value)


def test_a_small_face_is_placed_with_a_warning() -> None:
    assert warned(REFERENCE, scale=1.0) == ["small-face"]


@pytest.mark.parametrize(("yaw", "pitch"), [(15, 0), (-15, 0), (0, 16), (0, -16)])
def test_a_turned_head_is_placed_with_a_warning(yaw: float, pitch: float) -> None:
    assert warned(REFERENCE, turned(yaw, pitch, 0)) == ["turned"]


def test_a_tilted_head_needs_no_warning() -> None:
    assert warned(REFERENCE, turned(0, 0, 30)) == []


@pytest.mark.parametrize("roll", [90, -90, 180])
def test_a_photograph_that_lies_on_its_side_is_said(roll: float) -> None:
    assert warned(REFERENCE, turned(0, 0, roll)) == ["lying"]


def closed_eyes() -> Array:
    vertices = REFERENCE.copy()
    for upper, lower in ((159, 145), (386, 374)):
        vertices[upper, 1] = vertices[lower, 1] - 1.5
    return vertices


def test_closed_eyes_are_said() -> None:
    assert eye_opening(closed_eyes()) < 0.1
    assert eye_opening(REFERENCE) > 0.2
    assert warned(closed_eyes()) == ["eyes-closed"]


def smiling() -> Array:
    """The corners of the mouth 8 mm out, 5 mm up and 3 mm back."""
    vertices = REFERENCE.copy()
    vertices[61] += [-8, -5, 3]
    vertices[291] += [8, -5, 3]
    return vertices


def test_a_smile_is_told_apart_from_a_face_at_rest() -> None:
    assert smile(REFERENCE) < 0.4
    assert smile(smiling()) > 0.9 > WARN_SMILE
    assert warned(smiling()) == ["smile"]


@pytest.mark.parametrize("scale", [0.5, 1.0, 12.0])
def test_a_smile_does_not_depend_on_the_units(scale: float) -> None:
    assert smile(smiling() * scale) == pytest.approx(smile(smiling()))
    assert eyes_apart(REFERENCE * scale) == pytest.approx(eyes_apart(REFERENCE) * scale)


def test_the_portraits_smile_is_seen(face_map) -> None:
    assert face_map.smile > WARN_SMILE
    assert "smile" in [w.code for w in face_map.warnings]


def test_the_faces_own_light_is_what_eyes_are_compared_with() -> None:
    mesh, image = mesh_of(REFERENCE), Image.new("RGB", (1000, 1000), SKIN)
    noise = np.random.default_rng(0).normal(0, 12, (1000, 1000, 3))
    noisy = np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8)
    check(mesh, Image.fromarray(noisy))
