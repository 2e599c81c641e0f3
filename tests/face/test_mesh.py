"""A face is found in a picture, and its landmarks lie where its eyes, nose and mouth are."""

import numpy as np
import pytest
from PIL import Image, ImageOps

from yintang.face.mesh import (
    LEFT_IRIS,
    RIGHT_IRIS,
    Mesh,
    crop,
    detect_faces,
    face_mesh,
    jittered_meshes,
)
from yintang.face.model import FaceModel

# Read off the picture by eye, in pixels of the 512-pixel original; an iris is 10 wide there.
RIGHT_PUPIL, LEFT_PUPIL = (203.5, 101.5), (246.5, 104.0)
NOSE_TIP = (224.0, 127.0)


def three_times(place: tuple[float, float]) -> tuple[float, float]:
    return place[0] * 3 + 1, place[1] * 3 + 1


def test_the_mesh_has_478_vertices_and_is_sure_of_a_good_face(portrait_mesh: Mesh) -> None:
    assert portrait_mesh.vertices.shape == (478, 3)
    assert portrait_mesh.presence > 0.9


@pytest.mark.parametrize(
    ("vertex", "place"), [(RIGHT_IRIS, RIGHT_PUPIL), (LEFT_IRIS, LEFT_PUPIL), (4, NOSE_TIP)]
)
def test_pupils_and_nose_lie_where_the_eye_sees_them(
    portrait_mesh: Mesh, vertex: int, place: tuple[float, float]
) -> None:
    found = portrait_mesh.vertices[vertex, :2]
    assert np.linalg.norm(found - three_times(place)) < 2.5 / 63 * portrait_mesh.ipd


def test_the_side_is_the_patients(portrait_mesh: Mesh) -> None:
    assert portrait_mesh.vertices[RIGHT_IRIS, 0] < portrait_mesh.vertices[LEFT_IRIS, 0]


def test_the_tip_of_the_nose_is_nearer_than_eyes_and_ears(portrait_mesh: Mesh) -> None:
    depth = portrait_mesh.vertices[:, 2]
    assert depth[4] < depth[[RIGHT_IRIS, LEFT_IRIS]].min() < depth[[127, 356]].min()


def test_the_same_picture_gives_the_same_mesh(
    large_portrait: Image.Image, portrait_mesh: Mesh, model: FaceModel
) -> None:
    again = face_mesh(large_portrait, detect_faces(large_portrait, model)[0], model)
    assert np.array_equal(again.vertices, portrait_mesh.vertices)


def test_a_mesh_hardly_depends_on_the_size_of_the_picture(
    portrait: Image.Image, portrait_mesh: Mesh, model: FaceModel
) -> None:
    small = face_mesh(portrait, detect_faces(portrait, model)[0], model)
    apart = np.linalg.norm((small.vertices * 3 + [1, 1, 0] - portrait_mesh.vertices)[:, :2], axis=1)
    assert apart.mean() / portrait_mesh.ipd * 63 < 1.0


def test_the_largest_face_comes_first(portrait: Image.Image, model: FaceModel) -> None:
    head = portrait.crop((110, 0, 350, 240))
    both = Image.new("RGB", (512, 256), "grey")
    both.paste(head.resize((180, 180)), (0, 30))
    both.paste(head, (256, 0))
    found = detect_faces(both, model)
    assert len(found) == 2
    assert found[0].side > found[1].side
    assert found[0].centre[0] > 256 > found[1].centre[0]


def test_a_face_that_is_small_in_a_large_picture_is_found(
    portrait: Image.Image, model: FaceModel
) -> None:
    wide = Image.new("RGB", (1600, 1200), (90, 110, 90))
    wide.paste(portrait, (700, 500))
    centres = [found.centre for found in detect_faces(wide, model)]
    assert min(np.linalg.norm(np.subtract(at, (925, 618))) for at in centres) < 30


@pytest.mark.parametrize("turn", [45, 90, 120, 180, 210, 270])
def test_a_face_is_found_however_the_picture_is_held(
    large_portrait: Image.Image, portrait_mesh: Mesh, model: FaceModel, turn: int
) -> None:
    held = large_portrait.rotate(turn, Image.Resampling.BICUBIC, expand=True)
    found = face_mesh(held, detect_faces(held, model)[0], model).vertices
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    dx, dy = (found[:, :2] - np.array(held.size) / 2).T
    back = np.stack([cos * dx - sin * dy, sin * dx + cos * dy], axis=1) + large_portrait.width / 2
    apart = np.linalg.norm(back - portrait_mesh.vertices[:, :2], axis=1)
    assert apart.mean() / portrait_mesh.ipd * 63 < 1.5


def test_a_suit_and_a_flag_are_no_face(large_portrait: Image.Image, model: FaceModel) -> None:
    below = large_portrait.crop((0, 800, 1536, 1536))
    for picture in (below, below.rotate(90, expand=True), below.rotate(180)):
        assert detect_faces(picture, model) == []


@pytest.mark.parametrize("colour", ["black", "grey", "white", (200, 150, 130)])
def test_a_plain_picture_has_no_face(colour: str | tuple[int, int, int], model: FaceModel) -> None:
    assert detect_faces(Image.new("RGB", (300, 400), colour), model) == []


@pytest.mark.parametrize("size", [(1, 1), (1536, 3), (2, 900), (4000, 20)])
def test_a_sliver_of_a_picture_has_no_face_and_does_no_harm(
    large_portrait: Image.Image, size: tuple[int, int], model: FaceModel
) -> None:
    assert detect_faces(large_portrait.resize(size), model) == []


def test_the_mirrored_picture_has_the_mirrored_face(
    large_portrait: Image.Image, portrait_mesh: Mesh, model: FaceModel
) -> None:
    mirror = ImageOps.mirror(large_portrait)
    found = face_mesh(mirror, detect_faces(mirror, model)[0], model).vertices
    back = large_portrait.width - found[[LEFT_IRIS, RIGHT_IRIS], 0]
    assert np.abs(back - portrait_mesh.vertices[[RIGHT_IRIS, LEFT_IRIS], 0]).max() < 4


def ramp() -> Image.Image:
    """x in red, y in green."""
    y, x = np.mgrid[:200, :200].astype(np.uint8)
    return Image.fromarray(np.stack([x, y, np.full_like(x, 255)], axis=-1))


def test_a_crop_shows_the_square_that_was_asked_for() -> None:
    seen = np.asarray(crop(ramp(), (100.0, 80.0), 64.0, 0.0, 64)).astype(int)
    assert np.abs(seen[:, :, 0] - (68 + np.arange(64))).max() <= 1
    assert np.abs(seen[:, :, 1] - (48 + np.arange(64))[:, None]).max() <= 1


def test_a_crop_turns_with_the_face() -> None:
    seen = np.asarray(crop(ramp(), (100.0, 100.0), 64.0, np.pi / 2, 64)).astype(int)
    assert np.abs(seen[:, :, 1] - (68 + np.arange(64))).max() <= 1


def test_beyond_the_picture_a_crop_is_black() -> None:
    seen = np.asarray(crop(ramp(), (0.0, 100.0), 64.0, 0.0, 64))
    assert not seen[:, :31].any()
    assert seen[:, 33:, 2].all()
    assert not np.asarray(crop(ramp(), (-500.0, 100.0), 64.0, 0.0, 64)).any()


def test_a_large_picture_is_averaged_and_not_sampled() -> None:
    checks = np.indices((400, 400)).sum(axis=0) % 2 * 255
    image = Image.fromarray(np.repeat(checks.astype(np.uint8)[..., None], 3, axis=-1))
    seen = np.asarray(crop(image, (200.0, 200.0), 400.0, 0.0, 100)).astype(int)
    assert np.abs(seen - 127).max() < 20


def test_nothing_is_written_to_the_terminal(
    portrait: Image.Image, model: FaceModel, capfd: pytest.CaptureFixture[str]
) -> None:
    detect_faces(portrait, model)
    assert capfd.readouterr() == ("", "")


def test_the_mean_of_jittered_crops_is_the_mesh_only_surer(
    large_portrait: Image.Image, portrait_mesh: Mesh, model: FaceModel
) -> None:
    face = detect_faces(large_portrait, model)[0]
    mean, each = jittered_meshes(large_portrait, face, model)
    assert each.shape == (8, 478, 3)
    assert mean.vertices == pytest.approx(each.mean(axis=0))
    apart = np.linalg.norm((mean.vertices - portrait_mesh.vertices)[:, :2], axis=1)
    assert apart.mean() < 0.5 / 63 * mean.ipd
    shifted = Image.new("RGB", large_portrait.size)
    shifted.paste(large_portrait, (17, 11))

    def moved(of: Mesh, to: Mesh) -> float:
        return float(np.std((to.vertices - of.vertices)[:, :2] - [17, 11]))

    found = detect_faces(shifted, model)[0]
    one = moved(portrait_mesh, face_mesh(shifted, found, model))
    assert moved(mean, jittered_meshes(shifted, found, model)[0]) < 1.2 * one


def test_a_large_photograph_gives_the_same_mean_mesh(
    large_portrait: Image.Image, model: FaceModel
) -> None:
    larger = large_portrait.resize((3072, 3072), Image.Resampling.BICUBIC)
    small, large = (
        jittered_meshes(image, detect_faces(image, model)[0], model)[0]
        for image in (large_portrait, larger)
    )
    apart = np.linalg.norm((large.vertices / 2 - small.vertices)[:, :2], axis=1)
    assert apart.mean() < 0.5 / 63 * small.ipd
