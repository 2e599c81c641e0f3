"""The reference card sets colours right, or is left out with the reason."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.photographs import FINE_PX_PER_MM, Light, photographed, printed_strip, scene
from yintang.atlas.wording import refused_words
from yintang.drawing import reference_card
from yintang.errors import YintangError
from yintang.face.photo import Photo, photo_from_pixels
from yintang.outcomes import card_design as design
from yintang.outcomes.card import CardFound, find_card, normalise, use_card
from yintang.outcomes.colour import erythema_index, lab
from yintang.outcomes.measurement import CardUse

FACE = np.array([[0.45, 0.28, 0.20], [0.20, 0.10, 0.07], [0.62, 0.45, 0.36]])


@pytest.fixture(scope="module")
def strip() -> Light:
    return printed_strip()


def found(photo: Photo) -> CardFound:
    card = find_card(photo)
    assert card is not None
    return card


def used(card: CardFound) -> CardUse:
    use = use_card(card)
    assert use is not None
    assert use.used, use.say
    return use


def trouble(photo: Photo) -> str:
    use = use_card(found(photo))
    assert use is not None
    assert not use.used
    return use.say


def tone(photo: Photo) -> np.ndarray | None:
    correction = found(photo).correction
    assert correction is not None
    return correction.tone


def measured(lab: np.ndarray) -> str:
    rows = [
        f"{patch.name},{row[0]},{row[1]},{row[2]}"
        for patch, row in zip(design.PATCHES, lab, strict=True)
    ]
    return "\n".join(["patch,L,a,b", *rows])


# --- Found ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("mm_per_px", [0.15, 0.25, 0.4])
@pytest.mark.parametrize("turned_deg", [0.0, 8.0, -20.0])
def test_the_card_is_found_and_read(strip: Light, mm_per_px: float, turned_deg: float):
    size = (1500, 1100) if mm_per_px < 0.2 else (1000, 800)
    picture = scene(strip, mm_per_px=mm_per_px, turned_deg=turned_deg, size=size)
    card = found(photographed(picture, noise=2.0))
    assert used(card).residual < 0.01
    for half in card.halves:
        assert half.light == pytest.approx(design.nominal(), abs=0.01)
        assert half.marker_px == pytest.approx(design.MARKER_MM / mm_per_px, rel=0.03)


def test_a_picture_without_a_card_has_none(large_portrait):
    photo = photo_from_pixels(np.asarray(large_portrait))
    assert find_card(photo) is None
    assert use_card(None) is None


def test_a_large_photograph_gives_the_same_colours(strip: Light):
    small, large = (
        found(photographed(scene(strip, mm_per_px=mm, size=size), gain=(0.8, 0.7, 0.6)))
        for mm, size in ((0.25, (1000, 800)), (0.07, (3600, 2600)))
    )
    assert normalise(FACE.astype(np.float32), small) == pytest.approx(
        normalise(FACE.astype(np.float32), large), abs=0.005
    )


# --- Used ----------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(gain=st.tuples(*[st.floats(0.5, 1.1)] * 3))
def test_the_light_s_colour_and_the_exposure_are_undone(strip: Light, gain):
    seen = photographed(scene(strip), gain=gain, noise=2.0)
    right = normalise((FACE * gain).astype(np.float32), found(seen)).astype(float)
    assert erythema_index(right) == pytest.approx(erythema_index(FACE), abs=0.25)
    assert lab(right) == pytest.approx(lab(FACE), abs=0.5)


def test_an_even_card_needs_no_tone_curve_and_a_contrasty_camera_gets_one(strip: Light):
    plain, contrasty = (photographed(scene(strip), gamma=g) for g in (1.0, 1.15))
    assert tone(plain) is None
    assert tone(contrasty) is not None
    right = normalise((FACE**1.15).astype(np.float32), found(contrasty)).astype(float)
    assert lab(right) == pytest.approx(lab(FACE), abs=1.0)


def test_dark_skin_is_set_right_as_well_as_light_skin_in_noisy_light(strip: Light):
    """Codes rounded off and a camera whose tones are bent by a hundredth, ten times over."""
    rng = np.random.default_rng(8)
    picture = scene(strip)
    read = []
    for _ in range(10):
        gamma = 1 + rng.normal(0, 0.01)
        card = found(photographed(picture, gamma=gamma, noise=2.0))
        right = normalise((FACE**gamma).astype(np.float32), card).astype(float)
        read.append(erythema_index(right))
    dark, light = np.std(read, axis=0)[[1, 2]]
    assert light < 0.1
    assert dark < 0.25


def test_a_clipped_patch_is_not_read(strip: Light):
    card = found(photographed(scene(strip), gain=(1.3, 1.3, 1.3)))
    names = {design.PATCHES[n].name for half in card.halves for n in np.flatnonzero(~half.read)}
    assert "grey-90" in names
    assert "skin-mid" not in names
    used(card)


def test_measured_patches_take_the_place_of_the_design(strip: Light):
    print_lab = design.lab_of_light(design.nominal()) * [0.98, 0.9, 0.9] + [0.5, 1.0, -1.0]
    reference = design.measured_patches(measured(print_lab))
    card = find_card(photographed(scene(strip)), reference)
    assert card is not None
    assert normalise(design.nominal().astype(np.float32), card) == pytest.approx(
        reference, abs=0.02
    )


# --- Left out ------------------------------------------------------------------------------------


def test_one_half_alone_is_left_out(strip: Light):
    half = strip[:, : strip.shape[1] // 2]
    assert "one half" in trouble(photographed(scene(half)))


def test_halves_that_disagree_are_left_out(strip: Light):
    card = found(photographed(scene(strip), fall_off=0.6))
    assert card.apart is not None
    assert card.apart > 2
    assert "disagree" in trouble(photographed(scene(strip), fall_off=0.6))


def test_light_that_falls_off_a_little_is_accepted(strip: Light):
    used(found(photographed(scene(strip), fall_off=0.03)))


def test_coloured_light_from_one_side_is_left_out(strip: Light):
    picture = scene(strip)
    picture[:, picture.shape[1] // 2 :] *= np.array([1.0, 0.93, 0.85], np.float32)
    assert "disagree" in trouble(photographed(picture))


def test_a_card_that_is_turned_away_is_left_out(strip: Light):
    assert "turned away" in trouble(photographed(scene(strip, shortened=0.5)))


def test_a_hand_on_the_patches_is_noticed(strip: Light):
    picture = scene(strip)
    middle = picture.shape[0] // 2
    rows = np.indices(picture.shape[:2])[0]
    picture[(rows > middle - 10) & (rows < middle + 95) & (picture[..., 0] > 0.02)] *= 0.4
    assert trouble(photographed(picture))


def test_a_card_with_other_patches_is_left_out(strip: Light):
    other = strip.copy()
    for half in (0, 1):
        boxes = design.patch_corners(half).reshape(-1, 2)
        left, top = (boxes.min(axis=0) * FINE_PX_PER_MM).astype(int)
        right, bottom = (boxes.max(axis=0) * FINE_PX_PER_MM).astype(int)
        left, right = (x + round(half * design.HALF_MM[0] * FINE_PX_PER_MM) for x in (left, right))
        other[top:bottom, left:right] = other[top:bottom, left:right][:, ::-1]
    assert "do not fit" in trouble(photographed(scene(other)))


def test_a_burnt_out_card_cannot_be_used_and_says_so(strip: Light):
    burnt = photographed(scene(strip), gain=(4.0, 4.0, 4.0))
    assert "few of its patches" in trouble(burnt)
    with pytest.raises(ValueError, match="too few patches"):
        normalise(FACE.astype(np.float32), found(burnt))


# --- Printed -------------------------------------------------------------------------------------


def test_the_card_has_six_greys_and_six_colours_apart_from_each_other():
    assert len(design.GREYS) == 6
    assert len(design.PATCHES) == 12
    colours = design.lab_of_light(design.nominal())
    apart = np.linalg.norm(colours[:, None] - colours[None], axis=2)
    assert apart[~np.eye(12, dtype=bool)].min() > 8


@pytest.mark.parametrize("half", [0, 1])
def test_nothing_on_the_card_overlaps(half: int):
    boxes = [
        *((corners[0], corners[2]) for corners in design.marker_corners(half).values()),
        *((box[0], box[1]) for box in design.patch_corners(half)),
    ]
    for n, (low, high) in enumerate(boxes):
        assert (low >= 0).all()
        assert (high <= design.HALF_MM).all()
        for other_low, other_high in boxes[:n]:
            assert (high <= other_low + 1e-9).any() or (other_high <= low + 1e-9).any()


def test_the_halves_carry_the_patches_in_opposite_order():
    assert design.patch_corners(0)[::-1] == pytest.approx(design.patch_corners(1))


def test_the_sheet_prints_in_true_size_as_svg_and_pdf():
    svg = reference_card.draw_card()
    assert 'width="210mm"' in svg
    assert 'viewBox="0 0 210 297"' in svg
    pytest.importorskip("weasyprint")
    assert reference_card.card_pdf().startswith(b"%PDF")


def test_the_sheet_promises_nothing():
    text = " ".join([*reference_card.PRINTING, *reference_card.USING, *reference_card.MEASURING])
    assert not refused_words(text)


# --- Measured patches ----------------------------------------------------------------------------


def test_lab_under_d50_and_back_again():
    light = design.nominal()
    assert design.light_of_lab(design.lab_of_light(light)) == pytest.approx(light, abs=1e-9)


def test_greys_are_named_by_their_lightness():
    colours = design.lab_of_light(design.nominal())
    for n in design.GREYS:
        named = float(design.PATCHES[n].name.removeprefix("grey-"))
        assert colours[n] == pytest.approx([named, 0, 0], abs=0.5)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace("patch,L,a,b", "name,L,a,b"), "columns"),
        (lambda text: "\n".join(text.split("\n")[:-1]), "skin-mid is missing"),
        (lambda text: text.replace("rose", "teal"), "rose is missing"),
        (lambda text: f"{text}\n{text.splitlines()[-1]}", "twice"),
        (lambda text: f"{text}\nteal,50,0,0", "teal is not of this card"),
        (lambda text: text.replace("rose,", "rose,x"), "numbers"),
        (lambda text: text.replace("rose,", "rose,nan,"), "finite"),
        (lambda text: text.replace("rose,", "rose,9"), "from the design"),
    ],
)
def test_a_bad_file_of_patches_is_refused_with_the_reason(change, says: str):
    text = measured(design.lab_of_light(design.nominal()))
    assert design.measured_patches(text) == pytest.approx(design.nominal(), abs=1e-6)
    with pytest.raises(YintangError, match=says):
        design.measured_patches(change(text))
