"""The photograph is read around each handle, the same on both sides, and never believed blindly."""

import json
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps
from shapes import Array, angles, bent, mesh_of, mirrored, turned

from yintang.face.constructions import HANDLES, mesh_handles
from yintang.face.face_map import FaceMap, Side
from yintang.face.frame import FaceFrame, face_frame
from yintang.face.mesh import Mesh
from yintang.face.refine import (
    CENTRE,
    COARSE,
    HEIGHT,
    PX_PER_MM,
    WIDTH,
    Canvas,
    Cascade,
    Refined,
    canvas,
    canvas_of,
    canvas_to_photo,
    cascades,
    describe,
    photo_to_canvas,
    refine,
    skin_places,
    tone_at,
)

WEIGHTS = files("yintang.face").joinpath("weights/refinement.npz")
OTHER: dict[Side, Side] = {"R": "L", "L": "R", "M": "M"}
Key = tuple[str, Side]


@settings(max_examples=40, deadline=None)
@given(angles, angles, st.floats(-60, 60), st.integers(0, 99))
def test_canvas_and_photograph_are_each_others_inverse(
    yaw: float, pitch: float, roll: float, seed: int
) -> None:
    frame = face_frame(mesh_of(bent(seed), turned(yaw, pitch, roll)))
    places = np.random.default_rng(seed).uniform(-80, 80, (20, 2))
    assert np.allclose(photo_to_canvas(canvas_to_photo(places, frame), frame), places, atol=1e-9)


def test_the_canvas_is_upright_with_its_origin_between_the_irises() -> None:
    frame = face_frame(mesh_of(bent(1), turned(0, 0, 20)))
    eyes = photo_to_canvas(frame.to_photo(frame.vertices[[468, 473]]), frame)
    assert np.allclose(eyes.mean(axis=0), 0, atol=1e-9)
    assert np.allclose(eyes[:, 0], [-31.5, 31.5], atol=0.5)
    assert np.allclose(eyes[:, 1], 0, atol=0.5)


@pytest.mark.parametrize("scale", [1.3, 5.0, 9.0])
def test_what_the_photograph_shows_at_a_place_the_canvas_shows_there(scale: float) -> None:
    frame = face_frame(mesh_of(bent(2), turned(0, 0, 12), scale, (900.0, 900.0)))
    image = Image.new("RGB", (1800, 1800), "black")
    place = np.array([[22.0, -31.0]])
    x, y = canvas_to_photo(place, frame)[0]
    reach = 2 * scale
    ImageDraw.Draw(image).ellipse((x - reach, y - reach, x + reach, y + reach), fill="white")
    grey = canvas(image, frame).grey
    assert grey.shape == (HEIGHT, WIDTH)
    rows, columns = np.nonzero(grey > 0.5)
    seen = (np.array([columns.mean(), rows.mean()]) + 0.5 - CENTRE) / PX_PER_MM
    assert np.linalg.norm(seen - place[0]) < 0.5


def on_canvas(frame: FaceFrame) -> dict[Key, Array]:
    handles = mesh_handles(frame.vertices)
    flat = np.array(list(handles.values()))
    placed = photo_to_canvas(frame.to_photo(np.column_stack([flat, frame.depth(flat)])), frame)
    return dict(zip(handles, placed, strict=True))


@pytest.fixture(scope="module")
def read(large_portrait: Image.Image, portrait_mesh: Mesh) -> dict[Key, Refined]:
    frame = face_frame(portrait_mesh)
    return refine(canvas(large_portrait, frame), on_canvas(frame))


def test_a_mirrored_photograph_gives_the_mirrored_answer(
    large_portrait: Image.Image, portrait_mesh: Mesh, read: dict[Key, Refined]
) -> None:
    vertices = mirrored(portrait_mesh.vertices) + [large_portrait.width, 0, 0]
    frame = face_frame(Mesh(vertices, 1.0))
    found = refine(canvas(ImageOps.mirror(large_portrait), frame), on_canvas(frame))
    apart = {}
    for (name, side), handle in read.items():
        other = found[name, OTHER[side]]
        assert other.plausible == handle.plausible
        apart[name, side] = np.linalg.norm(other.xy * [-1, 1] - handle.xy)
    # Colour is averaged over other blocks of pixels in the mirror; nothing else may differ.
    assert np.mean(list(apart.values())) <= 0.3
    assert max(apart.values()) <= 1.5, apart


def test_every_handle_is_read_on_a_good_photograph(read: dict[Key, Refined]) -> None:
    sides = {name: ("M",) if handle.midline else ("R", "L") for name, handle in HANDLES.items()}
    assert set(read) == {(name, side) for name, pair in sides.items() for side in pair}
    assert all(handle.plausible for handle in read.values())


def test_a_handle_nobody_trained_keeps_out_of_the_answer(
    large_portrait: Image.Image, portrait_mesh: Mesh
) -> None:
    frame = face_frame(portrait_mesh)
    only = {"philtrum": cascades()["philtrum"]}
    assert set(refine(canvas(large_portrait, frame), on_canvas(frame), only)) == {("philtrum", "M")}


def test_an_implausible_reading_falls_back_to_the_usual_place(
    large_portrait: Image.Image, portrait_mesh: Mesh, read: dict[Key, Refined]
) -> None:
    frame = face_frame(portrait_mesh)
    handles = on_canvas(frame)
    found = refine(canvas(large_portrait, frame), handles, absurd("brow_inner"))
    for side in ("R", "L"):
        assert not found["brow_inner", side].plausible
        off = found["brow_inner", side].xy - handles["brow_inner", side]
        assert np.allclose(np.abs(off), np.abs(cascades()["brow_inner"].start))
    assert np.allclose(found["philtrum", "M"].xy, read["philtrum", "M"].xy)


def test_a_fall_back_is_said_and_the_point_lies_where_the_mesh_alone_puts_it(
    place, large_portrait: Image.Image, face_map: FaceMap
) -> None:
    found = place(large_portrait, trained=absurd("brow_inner"))
    says = {warned.code: warned.say for warned in found.warnings}
    assert "brow inner" in says["not-read"]
    assert "not-read" not in {warned.code for warned in face_map.warnings}
    alone = place(large_portrait, read_photograph=False)
    here, there = found.point("BL2", "R"), alone.point("BL2", "R")
    assert (here.x, here.y) == pytest.approx((there.x, there.y), abs=1e-6)


def absurd(name: str) -> dict[str, Cascade]:
    """The package's refinement, with one handle sent half a metre away."""
    cascade = cascades()[name]
    far = tuple(bias + [500.0, 0.0] for bias in cascade.bias)
    return {**cascades(), name: replace(cascade, bias=far)}


@pytest.mark.parametrize("light", [0, 255])
def test_a_black_or_white_picture_gives_finite_positions(light: int) -> None:
    frame = face_frame(mesh_of(bent(3), scale=4.0))
    image = Image.new("RGB", (1000, 1000), (light,) * 3)
    for handle in refine(canvas(image, frame), on_canvas(frame)).values():
        assert np.isfinite(handle.xy).all()


def test_a_face_at_the_pictures_very_edge_is_read_without_harm() -> None:
    frame = face_frame(mesh_of(bent(4), scale=4.0, at=(2.0, 3.0)))
    image = Image.new("RGB", (300, 300), (180, 140, 120))
    for handle in refine(canvas(image, frame), on_canvas(frame)).values():
        assert np.isfinite(handle.xy).all()


def picture_of(pixels: np.ndarray, frame: FaceFrame) -> Canvas:
    image = Image.fromarray(pixels.astype(np.uint8))
    small = image.resize((WIDTH // COARSE, HEIGHT // COARSE))
    return canvas_of(image.convert("L"), small, skin_places(frame))


def described(picture: Canvas, at: Array, flip: float, size_mm: float) -> Array:
    first = np.zeros(1, np.intp)
    return describe([picture], first, at, np.array([flip]), np.array([size_mm]))[0]


def test_brighter_or_darker_pictures_are_described_alike() -> None:
    pixels = np.random.default_rng(0).integers(40, 120, (HEIGHT, WIDTH, 3))
    frame, at = face_frame(mesh_of(bent(5))), np.zeros((1, 2))
    one, two = (described(picture_of(p, frame), at, 1.0, 30.0) for p in (pixels, pixels * 2))
    assert np.corrcoef(one, two)[0, 1] > 0.98


def test_a_mirrored_patch_read_mirrored_is_the_same_patch() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3))
    plain = picture_of(pixels, face_frame(mesh_of(bent(6))))
    mirror = Canvas(plain.grey[:, ::-1], plain.colour[:, ::-1])
    at = np.array([[12.0, -20.0]])
    one, two = described(plain, at, 1.0, 24.0), described(mirror, at * [-1, 1], -1.0, 24.0)
    assert np.allclose(one, two, atol=1e-3)


@pytest.mark.parametrize("light", [60, 200])
def test_tone_is_told_relative_to_the_persons_own_skin(light: int) -> None:
    frame = face_frame(mesh_of(bent(7)))
    pixels = np.full((HEIGHT, WIDTH, 3), light)
    pixels[: HEIGHT // 4] = light // 4  # hair
    tone = tone_at(picture_of(pixels, frame), np.array([[0.0, 20.0], [0.0, -95.0]]))
    assert tone[0] == pytest.approx(0, abs=0.05)
    assert tone[1] < -0.6


def test_the_weights_are_under_a_megabyte_and_say_what_they_were_trained_on() -> None:
    content = WEIGHTS.read_bytes()
    assert len(content) < 1_000_000
    with WEIGHTS.open("rb") as stream:
        about = json.loads(str(np.load(stream)["about"]))
    assert "CC BY 4.0" in about["faces"]
    assert "10.6084/m9.figshare" in about["faces"]
    assert about["portraits"] >= 90
    assert len(about["models"]) == 2


def test_every_trained_handle_is_one_the_rules_know() -> None:
    assert set(cascades()) <= set(HANDLES)
    for name, cascade in cascades().items():
        assert len(cascade.sizes_mm) >= len(cascade.weights) == len(cascade.bias), name
        assert cascade.limit_mm > 0
