"""One photograph measured: complete, repeatable, and true to changes painted into it."""

import json

import numpy as np
import pytest

from outcomes.phantom import drooping_lids, fainter_lines, lifted_brows, redder
from yintang.atlas.model import Atlas
from yintang.errors import YintangError
from yintang.face.gates import FaceError
from yintang.face.model import find_model
from yintang.face.photo import Photo, photo_from_pixels
from yintang.outcomes import PhotoMeasures, measure
from yintang.outcomes import card_design as design
from yintang.outcomes.measurement import ita_band
from yintang.outcomes.raster import linear_light, srgb_codes
from yintang.outcomes.seeing import Seen, view_of


def value(measures: PhotoMeasures, metric: str, region: str) -> float:
    found = measures.value(metric, region)
    assert found is not None
    return found.value


def test_the_same_photograph_twice_gives_identical_numbers(
    photo: Photo, measures: PhotoMeasures, everything: Atlas
):
    assert measure(photo, everything) == measures


def test_every_metric_is_measured_with_its_unit_and_an_error(
    measures: PhotoMeasures, everything: Atlas
):
    # Her fringe hides the forehead, against which redness would be held.
    assert {v.metric for v in measures.values} == set(everything.metrics) - {"redness-relative"}
    assert measures.value("lines-medium", "forehead") is None
    for v in measures.values:
        assert v.unit == everything.metrics[v.metric].unit
        assert np.isfinite(v.value)
        assert 0 <= v.se < np.inf


def test_both_sides_together_are_the_mean_of_the_two(measures: PhotoMeasures):
    for metric, region in (("redness", "cheek"), ("brow-height", "brow"), ("jowl", "jaw")):
        sides = [value(measures, metric, f"{region}-{side}") for side in "RL"]
        assert value(measures, metric, region) == pytest.approx(np.mean(sides))


def test_a_series_can_tell_which_model_measured_it(measures: PhotoMeasures):
    assert measures.model.sha256 == find_model().sha256


def test_measures_survive_json(measures: PhotoMeasures):
    assert PhotoMeasures.from_json(json.loads(json.dumps(measures.as_json()))) == measures


@pytest.mark.parametrize("stored", [{}, {"schema": "yintang/plan/1"}])
def test_other_files_are_not_taken_for_measures(stored: dict[str, str]):
    with pytest.raises(YintangError, match="yintang/measures/1"):
        PhotoMeasures.from_json(stored)


@pytest.mark.parametrize("by", [-2.0, 1.5])
def test_an_injected_change_of_redness_comes_back(
    by: float, photo: Photo, seen: Seen, measures: PhotoMeasures, everything: Atlas
):
    changed = redder(photo.pixels, seen.mesh.vertices, everything, ["cheek"], by)
    after = measure(photo_from_pixels(changed), everything)
    change = value(after, "redness", "cheek") - value(measures, "redness", "cheek")
    assert change == pytest.approx(by, abs=0.1)


def test_injected_lines_a_quarter_fainter_come_back_though_the_photograph_is_coarse(
    photo: Photo, seen: Seen, measures: PhotoMeasures, everything: Atlas
):
    changed = fainter_lines(photo.pixels, seen.mesh.vertices, everything, ["cheek"], 0.25)
    after = measure(photo_from_pixels(changed), everything)
    ratio = value(after, "lines-medium", "cheek-R") / value(measures, "lines-medium", "cheek-R")
    assert ratio == pytest.approx(0.75, abs=0.06)


def test_a_lifted_brow_and_a_drooping_lid_are_seen_to_move_on_a_coarse_photograph(
    photo: Photo, seen: Seen, measures: PhotoMeasures, everything: Atlas
):
    lifted = measure(
        photo_from_pixels(lifted_brows(photo.pixels, seen.mesh.vertices, 2.0)), everything
    )
    drooping = measure(
        photo_from_pixels(drooping_lids(photo.pixels, seen.mesh.vertices, 1.0)), everything
    )
    brow = value(lifted, "brow-height", "brow") - value(measures, "brow-height", "brow")
    lid = value(drooping, "lid-opening", "lid") - value(measures, "lid-opening", "lid")
    assert 0.6 < brow < 2.3
    assert -1.2 < lid < -0.2


def with_card(pixels: np.ndarray) -> np.ndarray:
    """A photograph with the reference card, six pixels to the millimetre, in its lower part."""
    shown = pixels.copy()
    for half in (0, 1):
        left, top = 120 + half * 620, 1130
        width, height = (round(6 * mm) for mm in design.HALF_MM)
        shown[top : top + height, left : left + width] = 235
        for (x, y), (right, bottom), patch in (
            (*np.rint(corners * 6).astype(int), patch)
            for corners, patch in zip(design.patch_corners(half), design.PATCHES, strict=True)
        ):
            shown[top + y : top + bottom, left + x : left + right] = patch.codes
        for number, corners in design.marker_corners(half).items():
            x, y = np.rint(corners[0] * 6).astype(int)
            cells = np.repeat(np.repeat(design.marker_cells(number), 11, axis=0), 11, axis=1)
            area = shown[top + y : top + y + 66, left + x : left + x + 66]
            area[:] = np.where(cells[..., None], 10, 235)
    return shown


def test_the_card_takes_a_yellow_light_back_out(photo: Photo, everything: Atlas):
    pixels = with_card(photo.pixels)
    yellow = srgb_codes(linear_light(pixels) * np.array([0.95, 0.85, 0.6], np.float32))
    plain, lit = (measure(photo_from_pixels(p), everything) for p in (pixels, yellow))
    without = measure(photo_from_pixels(yellow), everything, card=False)
    assert plain.normalised == lit.normalised == "card"
    assert without.normalised == "none"
    assert without.card is None
    true = value(plain, "redness", "cheek")
    assert abs(value(without, "redness", "cheek") - true) > 3
    assert value(lit, "redness", "cheek") == pytest.approx(true, abs=0.3)


def test_brighter_light_is_no_change_of_redness(
    photo: Photo, measures: PhotoMeasures, everything: Atlas
):
    pixels = srgb_codes(linear_light(photo.pixels) * np.float32(0.8))
    after = measure(photo_from_pixels(pixels), everything)
    change = value(after, "redness", "cheek") - value(measures, "redness", "cheek")
    assert abs(change) < 0.1


def test_a_picture_without_a_face_says_so(everything: Atlas):
    with pytest.raises(FaceError, match="no face"):
        measure(photo_from_pixels(np.full((300, 300, 3), 90, np.uint8)), everything)


@pytest.mark.parametrize(
    ("angle", "band"),
    [(-40, "dark"), (9.9, "dark"), (10, "tan"), (28, "intermediate"), (41, "light"), (70, "light")],
)
def test_skin_tone_bands_end_where_they_say(angle: float, band: str):
    assert ita_band(angle) == band


@pytest.mark.parametrize(
    ("yaw", "view"), [(0, "front"), (-15, "front"), (40, "right-45"), (-40, "left-45")]
)
def test_a_head_turned_away_shows_its_other_side(yaw: float, view: str):
    assert view_of(yaw) == view


def test_a_photograph_that_fails_a_gate_is_kept_and_says_which(measures: PhotoMeasures):
    # Half a millimetre to the pixel: too coarse for lines.
    failed = [gate for gate in measures.gates if not gate.passed]
    assert failed
    assert all(gate.say for gate in measures.gates)
    assert measures.failed("pores")


def test_a_series_is_held_against_its_own_baseline(
    photo: Photo, measures: PhotoMeasures, everything: Atlas
):
    again = measure(photo, everything, baseline=measures)
    against = [gate for gate in again.gates if gate.gate.endswith("-change")]
    assert against
    assert all(gate.passed for gate in against)
    assert again.values == measures.values
