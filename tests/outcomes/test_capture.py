"""Each way of taking a photograph badly is noticed, said with what to do, and held against no
skin."""

import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

from yintang.atlas.model import Atlas
from yintang.atlas.wording import refused_words
from yintang.face.file_facts import (
    EXIF_BLOCK,
    FOCAL_35MM,
    LENS_MODEL,
    MAKE,
    MODEL,
    SOFTWARE,
    FileFacts,
)
from yintang.face.photo import Photo, photo_from_pixels, read_photo
from yintang.face.reference import REFERENCE_IPD_MM
from yintang.outcomes import Gate, PhotoMeasures, capture_change, measure
from yintang.outcomes.capture import gates, sharpness
from yintang.outcomes.capture_change import CHANGES
from yintang.outcomes.provenance import camera, distance_cm, editor, jpeg_quality
from yintang.outcomes.raster import linear_raster
from yintang.outcomes.seeing import Seen, see

PHONE = FileFacts("JPEG", "Acme", "Acme One", "Acme One back camera", "17.1.2", 52.0)


def checked(seen: Seen, atlas: Atlas, baseline: PhotoMeasures | None = None) -> dict[str, Gate]:
    return {gate.gate: gate for gate in gates(seen, atlas, baseline)}


def relit(seen: Seen, by: float) -> Seen:
    """The same face in other light; what was worked out of the old light is dropped."""
    return replace(seen, light=np.clip(seen.light * np.float32(by), 0, 1).astype(np.float32))


def blurred(seen: Seen, mm: float) -> Seen:
    pixels = cv2.GaussianBlur(seen.photo.pixels, (0, 0), mm / seen.mm_per_px)
    return replace(seen, light=linear_raster(pixels, seen.mesh.vertices, seen.view))


def file_of(seen: Seen, facts: FileFacts) -> Seen:
    return replace(seen, photo=replace(seen.photo, file=facts))


def jpeg(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


# --- One photograph ------------------------------------------------------------------------------


def test_a_smiling_portrait_under_a_fringe_is_told_what_is_wrong_with_it(
    seen: Seen, everything: Atlas
):
    found = checked(seen, everything)
    failed = {gate.gate for gate in found.values() if not gate.passed}
    # The portrait is a smile, a fringe, and 512 pixels enlarged threefold.
    assert failed == {"smile", "hair", "size", "fine-size", "sharpness"}
    assert found["hair"].regions == ("forehead",)
    assert "relax" in found["smile"].say


def test_every_gate_says_something_and_promises_nothing(seen: Seen, measures, everything: Atlas):
    for gate in gates(seen, everything, measures):
        assert gate.say
        assert not refused_words(gate.say)
        assert set(gate.metrics) <= set(everything.metrics)
    for change in CHANGES:
        assert set(change.metrics) <= set(everything.metrics)


@pytest.mark.parametrize("by", [0.1, 0.3, 0.9])
def test_no_gate_asks_how_light_or_dark_the_skin_is(by: float, seen: Seen, everything: Atlas):
    usual, other = checked(seen, everything), checked(relit(seen, by), everything)
    assert {name: gate.passed for name, gate in other.items()} == {
        name: gate.passed for name, gate in usual.items()
    }


def test_burnt_out_and_black_skin_is_noticed(seen: Seen, everything: Atlas):
    assert checked(seen, everything)["clipping"].passed
    burnt = checked(relit(seen, 6.0), everything)["clipping"]
    black = checked(relit(seen, 0.0005), everything)["clipping"]
    assert not burnt.passed
    assert not black.passed
    assert "expose less" in burnt.say
    assert "more light" in black.say


def test_blur_lowers_sharpness_by_its_size_and_light_does_not(seen: Seen):
    values = [sharpness(blurred(seen, mm).lightness) for mm in (0.2, 0.4, 0.8)]
    whole = sharpness(seen.lightness)
    assert whole > values[0] > values[1] > values[2]
    assert values[2] < 0.75 * whole
    assert sharpness(relit(seen, 0.6).lightness) == pytest.approx(whole, rel=0.03)


def test_another_face_in_the_picture_is_noticed(seen: Seen, everything: Atlas):
    assert not checked(replace(seen, faces=2), everything)["one-face"].passed


def test_hair_forbids_only_the_region_it_lies_over(seen: Seen, everything: Atlas):
    hair = checked(seen, everything)["hair"]
    assert hair.forbids("lines-medium", "forehead")
    assert not hair.forbids("lines-medium", "cheek")
    assert not hair.forbids("lines-medium")


# --- Against the baseline ------------------------------------------------------------------------


def test_the_same_photograph_passes_against_itself(
    photo: Photo, measures: PhotoMeasures, everything: Atlas
):
    again = measure(photo, everything, baseline=measures)
    changes = [gate for gate in again.gates if gate.gate.endswith("-change")]
    assert {"yaw-change", "sharpness-change", "smile-change"} <= {g.gate for g in changes}
    assert all(gate.passed for gate in changes)
    assert all(gate.value in (0.0, None) for gate in changes)


@pytest.mark.parametrize("turned_deg", [-4.0, 4.0])
def test_a_head_turned_further_is_told_to_which_side(
    turned_deg: float, seen: Seen, measures: PhotoMeasures, everything: Atlas
):
    pose = replace(seen.frame.pose, yaw_deg=seen.frame.pose.yaw_deg + turned_deg)
    turned = replace(seen, frame=replace(seen.frame, pose=pose))
    gate = checked(turned, everything, measures)["yaw-change"]
    assert not gate.passed
    assert gate.value == pytest.approx(turned_deg)
    assert ("left" if turned_deg > 0 else "right") in gate.say
    assert gate.forbids("brow-height")
    assert not gate.forbids("redness")


def test_a_head_turned_much_further_forbids_everything(
    seen: Seen, measures: PhotoMeasures, everything: Atlas
):
    pose = replace(seen.frame.pose, pitch_deg=seen.frame.pose.pitch_deg - 7)
    bent = replace(seen, frame=replace(seen.frame, pose=pose))
    assert checked(bent, everything, measures)["pitch-change"].forbids("redness")


def test_a_little_blur_more_than_at_the_baseline_forbids_lines_and_not_colour(
    seen: Seen, measures: PhotoMeasures, everything: Atlas
):
    gate = checked(blurred(seen, 0.5), everything, measures)["sharpness-change"]
    assert not gate.passed
    assert gate.forbids("lines-fine")
    assert not gate.forbids("redness")


def test_a_photograph_from_nearer_is_noticed(
    large_portrait: Image.Image, measures: PhotoMeasures, everything: Atlas
):
    nearer = large_portrait.crop((150, 0, 1386, 1236)).resize((1536, 1536))
    gate = checked(see(photo_from_pixels(np.array(nearer))), everything, measures)[
        "face-size-change"
    ]
    assert not gate.passed
    assert gate.value == pytest.approx(24.3, abs=2)
    assert "nearer" in gate.say


@pytest.mark.parametrize(("by", "how"), [(0.8, "darker"), (1.3, "brighter")])
def test_another_exposure_than_at_the_baseline_forbids_colours_that_stand_alone(
    by: float, how: str, seen: Seen, measures: PhotoMeasures, everything: Atlas
):
    gate = checked(relit(seen, by), everything, measures)["exposure-change"]
    assert not gate.passed
    assert gate.value == pytest.approx(np.log2(by), abs=0.05)
    assert how in gate.say
    assert gate.forbids("redness")
    assert not gate.forbids("redness-relative")
    assert not gate.forbids("lines-medium")
    assert checked(relit(seen, 0.93), everything, measures)["exposure-change"].passed


def test_where_the_card_tells_the_light_no_exposure_is_asked_for(
    seen: Seen, measures: PhotoMeasures, everything: Atlas
):
    by_card = {g.gate: g for g in gates(relit(seen, 0.6), everything, measures, card=True)}
    assert by_card["exposure"].passed
    assert "exposure-change" not in by_card


def test_another_view_than_the_baseline_s_is_not_compared(
    seen: Seen, measures: PhotoMeasures, everything: Atlas
):
    sideways = replace(measures, view="left-45")
    found = checked(seen, everything, sideways)
    assert not found["view-change"].passed
    assert "yaw-change" not in found


def test_another_camera_is_noticed_and_an_unknown_one_is_not_held_against_anybody(
    seen: Seen, measures: PhotoMeasures, everything: Atlas
):
    same = replace(measures, camera=camera(PHONE))
    other = replace(measures, camera="Other Two")
    phone = file_of(seen, PHONE)
    assert checked(phone, everything, same)["camera-change"].passed
    assert not checked(phone, everything, other)["camera-change"].passed
    assert checked(seen, everything, other)["camera-change"].passed


def test_a_smile_is_compared_by_its_odds():
    assert capture_change._odds(0.5, 0.5) == 0
    assert capture_change._odds(0.9, 0.1) == pytest.approx(2 * np.log(9))
    assert np.isfinite(capture_change._odds(1.0, 0.0))


# --- The file ------------------------------------------------------------------------------------


@pytest.mark.parametrize("quality", [40, 60, 75, 85, 90, 95, 100])
def test_the_quality_a_jpeg_was_saved_with_is_read_from_its_tables(
    quality: int, portrait: Image.Image
):
    assert jpeg_quality(read_photo(jpeg(portrait, quality=quality)).file) == quality


def test_a_photograph_that_is_no_jpeg_has_no_quality(portrait: Image.Image):
    out = io.BytesIO()
    portrait.save(out, "PNG")
    assert jpeg_quality(read_photo(out.getvalue()).file) is None
    assert jpeg_quality(None) is None


@pytest.mark.parametrize(
    ("quality", "passed", "all_metrics"), [(95, True, False), (80, False, False), (60, False, True)]
)
def test_strong_compression_forbids_detail_and_stronger_everything(
    quality: int,
    passed: bool,
    all_metrics: bool,
    seen: Seen,
    portrait: Image.Image,
    everything: Atlas,
):
    facts = read_photo(jpeg(portrait, quality=quality)).file
    assert facts is not None
    gate = checked(file_of(seen, facts), everything)["jpeg-quality"]
    assert gate.passed == passed
    assert gate.forbids("redness") == all_metrics
    assert gate.forbids("lines-fine") != passed


def test_camera_lens_and_program_are_read_and_nothing_of_the_person(portrait: Image.Image):
    exif = Image.Exif()
    exif[MAKE], exif[MODEL], exif[SOFTWARE] = "Acme", "One\nPro", "17.1.2"
    exif[0x013B], exif[0x0132] = "Ana Example", "2026:11:21 09:00:00"
    inner = exif.get_ifd(EXIF_BLOCK)
    inner[LENS_MODEL], inner[FOCAL_35MM], inner[0xA431] = "back camera", 52, "SERIAL-1"
    photo = read_photo(jpeg(portrait, exif=exif, quality=95))
    assert photo.file is not None
    assert camera(photo.file) == "Acme One Pro, back camera"
    assert photo.file.focal_35mm == 52
    for private in ("Ana", "2026", "SERIAL"):
        assert private not in repr(photo.file)


def test_damaged_metadata_says_nothing(portrait: Image.Image):
    photo = read_photo(jpeg(portrait, exif=b"Exif\0\0MM\0*\xff\xff\xff\xff damaged"))
    assert photo.file is not None
    assert camera(photo.file) == ""


@pytest.mark.parametrize(
    ("software", "edited"),
    [
        ("Adobe Photoshop Lightroom 12.3 (Macintosh)", True),
        ("Snapseed 2.0", True),
        ("FaceTune2", True),
        ("17.1.2", False),
        ("HDR+ 1.0.5", False),
        ("G991BXXU5CVDD", False),
        ("", False),
    ],
)
def test_editing_programs_are_told_from_a_camera_s_own(software: str, edited: bool):
    assert bool(editor(replace(PHONE, software=software))) == edited


def test_an_edited_file_forbids_everything(seen: Seen, everything: Atlas):
    edited = file_of(seen, replace(PHONE, software="Snapseed 2.0"))
    gate = checked(edited, everything)["edited"]
    assert gate.forbids("redness")
    assert "Snapseed" in gate.say


def test_the_distance_follows_from_focal_length_and_size(seen: Seen, everything: Atlas):
    # 36 x 24 mm at 50 mm: one metre away 63 mm are 3.15 mm, or 315 of 3600 pixels.
    facts = replace(PHONE, focal_35mm=50.0)
    assert distance_cm(facts, (3600, 2400), 315.0) == pytest.approx(100, rel=1e-6)
    assert distance_cm(replace(PHONE, focal_35mm=None), (3600, 2400), 315.0) is None
    assert REFERENCE_IPD_MM == 63
    near = checked(file_of(seen, replace(PHONE, focal_35mm=20.0)), everything)["distance"]
    far = checked(file_of(seen, replace(PHONE, focal_35mm=90.0)), everything)["distance"]
    assert not near.passed
    assert far.passed
