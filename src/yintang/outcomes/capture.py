"""What speaks against measuring a photograph: checks of size, pose, focus, light, face and file.

Each gate gives its value, its limit and what to do. A photograph that fails one is kept and marked;
the metrics it bears on are then not to be judged. Most are held against a limit for everybody and
against the patient's own baseline (`yintang.outcomes.capture_change`), which is the stricter one.
None asks how light or dark the skin is.

Limits are Yintang's own defaults, set on openly licensed portraits from how much each nuisance, put
into a photograph, moves what is measured on it.
"""

from functools import cache
from typing import Final

import cv2
import numpy as np

from yintang.atlas.model import Atlas
from yintang.face.file_facts import FileFacts
from yintang.face.gates import eye_opening, smile
from yintang.face.outlines import RIGHT_BROW, RIGHT_EYE
from yintang.outcomes import provenance
from yintang.outcomes.capture_change import DETAIL, FINE, gates_of_change
from yintang.outcomes.measurement import Gate, PhotoMeasures, View
from yintang.outcomes.raster import MM_PER_PX, Float, Mask, grid
from yintang.outcomes.regions import areas, mirrored, skin
from yintang.outcomes.seeing import Seen

FINE_MM_PER_PX: Final = 0.15
"""Coarsest photograph on which fine lines are more than blur: three pixels across a line of 0.4
mm."""
MOST_MM_PER_PX: Final = 0.4
"""The studio portraits on which repeatability was measured have 0.25 to 0.37 mm to the pixel."""
MOST_YAW_DEG, MOST_PITCH_DEG = 6.0, 10.0
"""19 of 20 portraits meant to be frontal read within 5 degrees of yaw and 7 of pitch: build, and
the mesh, which is no goniometer."""
SIDE_YAW_DEG = (28.0, 58.0)
"""A head turned by 45 degrees reads as about 40."""
LEAST_DISTANCE_CM: Final = 60.0
"""Nearer, each centimetre of distance changes the shape and the shading of the face."""
MOST_CLIPPED_PERCENT: Final = 0.5
BRIGHTEST, DARKEST = 0.973, 0.0009
"""Linear light of the sRGB codes 252 and 3."""
LEAST_SHARPNESS: Final = 0.4
"""Sharp portraits have 0.42 to 0.68; a blur of 0.5 mm (standard deviation) takes off two fifths of
it."""
SHARPNESS_MM = ((0.28, 0.56), (0.84, 1.68))
AROUND_EYES_MM = 3.0
MOST_SMILE: Final = 0.65
"""19 of 20 portraits meant to be neutral score less; two in three smiling ones more."""
LEAST_OPENING: Final = 0.15
"""Lid gap over eye width; open eyes have 0.2 to 0.4 (Soukupova and Cech 2016)."""
MOST_COVERED_PERCENT: Final = 25.0
OPEN_REGIONS = ("forehead", "glabella", "cheek", "nasolabial", "perioral", "chin", "jaw", "nose")
"""Regions without lashes or lids; what is dark there is hair, a beard or shadow."""
LEAST_QUALITY, POOR_QUALITY = 90, 75
"""A JPEG of quality 60 shows an eighth more fine lines than its original."""


def gates(
    seen: Seen, atlas: Atlas, baseline: PhotoMeasures | None = None, *, card: bool = False
) -> tuple[Gate, ...]:
    """Every check of a photograph.

    Parameters
    ----------
    seen : the face on the photograph, its light as the photograph has it: before a card corrects
        it.
    atlas : whose regions are looked at.
    baseline : what was measured on the patient's own first photograph of the same view.
    card : whether a reference card sets the colours, so that the exposure may differ.
    """
    facts = seen.photo.file
    found = (
        _one_face(seen.faces),
        _size(seen.mm_per_px),
        _fine_size(seen.mm_per_px),
        _yaw(seen.frame.pose.yaw_deg, seen.view),
        _pitch(seen.frame.pose.pitch_deg),
        _distance(seen),
        _face_size(seen),
        _sharpness(seen),
        _clipping(seen),
        _exposure(seen, card),
        *_expression(seen),
        _hair(seen, atlas),
        _edited(facts),
        _quality(facts),
    )
    if baseline is None:
        return found
    shown = (seen.view, provenance.camera(facts))
    return (*found, *gates_of_change(found, baseline, *shown))


def sharpness(lightness: Float, view: View = "front") -> float:
    """How much fine contrast brows and lashes show for the coarse contrast they show.

    Parameters
    ----------
    lightness : CIE L* (height, width) on the raster.

    Notes
    -----
    Root mean square of a difference of Gaussians of 0.28 and 0.56 mm over that of 0.84 and 1.68 mm,
    around the eyes: both follow exposure and contrast alike, only the finer one follows focus. Hair
    serves because skin differs between people more than focus does.
    """
    rows, window = _around_eyes(view)
    part = lightness[rows]
    bands = [
        cv2.GaussianBlur(part, (0, 0), narrow / MM_PER_PX)
        - cv2.GaussianBlur(part, (0, 0), wide / MM_PER_PX)
        for narrow, wide in SHARPNESS_MM
    ]
    fine, coarse = (float(np.sqrt(np.mean(band[window[rows]] ** 2))) for band in bands)
    return fine / max(coarse, 1e-6)


def _one_face(faces: int) -> Gate:
    say = "One face." if faces == 1 else f"{faces} faces; have only the patient in the picture."
    return Gate("one-face", faces == 1, float(faces), 1.0, "faces", say)


def _size(mm_per_px: float) -> Gate:
    passed = mm_per_px <= MOST_MM_PER_PX
    say = "The face is large enough." if passed else "The face is too small; zoom in, or go closer."
    return Gate("size", passed, mm_per_px, MOST_MM_PER_PX, "mm/px", say)


def _fine_size(mm_per_px: float) -> Gate:
    passed = mm_per_px <= FINE_MM_PER_PX
    say = (
        "Large enough for fine lines and pores."
        if passed
        else "Too small for fine lines and pores; zoom in, or use a camera with more pixels."
    )
    return Gate("fine-size", passed, mm_per_px, FINE_MM_PER_PX, "mm/px", say, FINE)


def _yaw(yaw_deg: float, view: View) -> Gate:
    low, high = (-MOST_YAW_DEG, MOST_YAW_DEG) if view == "front" else SIDE_YAW_DEG
    turned = yaw_deg if view == "front" else abs(yaw_deg)
    passed = low <= turned <= high
    say = "The head faces as it should."
    if not passed and view == "front":
        way = "left" if yaw_deg > 0 else "right"
        say = f"The head is turned to the patient's {way}; face the camera straight on."
    elif not passed:
        say = f"The head is turned too {'far' if turned > high else 'little'}; turn it by half."
    return Gate("yaw", passed, yaw_deg, high if turned > 0 else low, "degrees", say)


def _pitch(pitch_deg: float) -> Gate:
    passed = abs(pitch_deg) <= MOST_PITCH_DEG
    way = "The chin is too high; lower it" if pitch_deg > 0 else "The chin is too low; raise it"
    say = "The chin is level." if passed else f"{way}, and hold the camera at the eyes' height."
    return Gate("pitch", passed, pitch_deg, MOST_PITCH_DEG, "degrees", say)


def _distance(seen: Seen) -> Gate:
    """By the focal length that the file names; cropping makes it read too near a camera."""
    photo = seen.photo
    size = (photo.width, photo.height)
    apart = provenance.distance_cm(photo.file, size, seen.mesh.ipd)
    if apart is None:
        say = "The file does not say from how far it was taken; stay at one metre or more."
    elif apart < LEAST_DISTANCE_CM:
        say = "Taken from too near, which distorts the face; stay a metre away and zoom in."
    else:
        say = "Taken from far enough."
    passed = apart is None or apart >= LEAST_DISTANCE_CM
    return Gate("distance", passed, apart, LEAST_DISTANCE_CM, "cm", say)


def _face_size(seen: Seen) -> Gate:
    """No limit of its own: it stands for the distance when it is compared with the baseline's."""
    diagonal = float(np.hypot(seen.photo.width, seen.photo.height))
    say = "How large the face is in the picture; keep the distance at every visit."
    return Gate("face-size", True, 100 * seen.mesh.ipd / diagonal, None, "% of the picture", say)


def _sharpness(seen: Seen) -> Gate:
    value = sharpness(seen.lightness, seen.view)
    if seen.view != "front":
        say = "How sharp the eye and the brow are; compared with the baseline only."
        return Gate("sharpness", True, value, None, "ratio", say)
    passed = value >= LEAST_SHARPNESS
    say = "Brows and lashes are sharp." if passed else (
        "Blurred, which hides lines; focus on the eyes, hold still, and wipe the lens."
    )  # fmt: skip
    return Gate("sharpness", passed, value, LEAST_SHARPNESS, "ratio", say, DETAIL)


def _clipping(seen: Seen) -> Gate:
    """The larger of the shares of skin with a channel at its upper end, or all at their lower."""
    red, green, blue = cv2.split(seen.light)
    strongest = np.maximum(np.maximum(red, green), blue)[skin(seen.view)]
    bright = 100 * float((strongest >= BRIGHTEST).mean())
    dark = 100 * float((strongest <= DARKEST).mean())
    value = max(bright, dark)
    passed = value <= MOST_CLIPPED_PERCENT
    if passed:
        say = "No skin is burnt out or black."
    elif bright >= dark:
        say = "Part of the skin is burnt out; expose less, blot shine, and use no flash."
    else:
        say = "Part of the skin is black; use more light from the front."
    return Gate("clipping", passed, value, MOST_CLIPPED_PERCENT, "% of the skin", say)


def _exposure(seen: Seen, card: bool) -> Gate:
    """No limit of its own: how light skin is says nothing, until it is compared with the
    baseline's. Stops below a surface that reflects everything; where the card tells light from
    skin, none."""
    if card:
        say = "The card tells how bright the light was."
        return Gate("exposure", True, None, None, "stops", say)
    usual = float(np.median(seen.luminance[seen.bare])) if seen.bare.any() else 0.0
    say = "How bright the picture is; keep the exposure at every visit, or hold the card."
    return Gate("exposure", True, float(np.log2(max(usual, DARKEST))), None, "stops", say)


def _expression(seen: Seen) -> tuple[Gate, ...]:
    """Smile and open eyes; from the side neither can be told well."""
    if seen.view != "front":
        return ()
    smiling, opening = smile(seen.frame.vertices), eye_opening(seen.frame.vertices)
    still, open_ = smiling <= MOST_SMILE, opening >= LEAST_OPENING
    said = (
        "The face is at rest." if still else "A smile; relax the face, with the lips just closed.",
        "The eyes are open." if open_ else "The eyes are closed or narrowed; open them at ease.",
    )
    return (
        Gate("smile", still, smiling, MOST_SMILE, "0 to 1", said[0]),
        Gate("eyes", open_, opening, LEAST_OPENING, "of the eye's width", said[1]),
    )


def _hair(seen: Seen, atlas: Atlas) -> Gate:
    """The largest part of a region that is darker than skin is; only such regions are forbidden."""
    covered = {
        name: 100 * (1 - float(seen.bare.ravel()[area.rows].mean()))
        for name, area in areas(atlas, seen.view).items()
        if name.removesuffix("-R").removesuffix("-L") in OPEN_REGIONS
    }
    over = {name: share for name, share in covered.items() if share > MOST_COVERED_PERCENT}
    worst = max(covered.values(), default=0.0)
    say = "No hair lies over the skin."
    if over:
        where = ", ".join(_spoken(name, atlas) for name in sorted(over, key=lambda n: -over[n]))
        say = f"Hair or shadow lies over: {where}; hold the hair back, and light from the front."
    limit = MOST_COVERED_PERCENT
    return Gate("hair", not over, worst, limit, "% of a region", say, regions=tuple(over))


def _spoken(name: str, atlas: Atlas) -> str:
    base = name.removesuffix("-R").removesuffix("-L")
    side = {"R": " (right)", "L": " (left)"}.get(name[len(base) + 1 :], "")
    return f"{atlas.regions[base].name.lower()}{side}"


def _edited(facts: FileFacts | None) -> Gate:
    program = provenance.editor(facts)
    say = "No editing program has signed the file."
    if program:
        say = f"Saved by {program}; give the file as the camera wrote it, without a filter."
    return Gate("edited", not program, None, None, "", say)


def _quality(facts: FileFacts | None) -> Gate:
    quality = provenance.jpeg_quality(facts)
    if quality is None:
        say = "Not a JPEG, or its compression cannot be told."
        return Gate("jpeg-quality", True, None, float(LEAST_QUALITY), "of 100", say, DETAIL)
    passed = quality >= LEAST_QUALITY
    say = "Compressed little." if passed else (
        "Compressed strongly, which paints lines that are not there; use the camera's best quality "
        "and send the file itself, not through a messenger."
    )  # fmt: skip
    bears_on = () if quality < POOR_QUALITY else DETAIL
    limit = float(LEAST_QUALITY)
    return Gate("jpeg-quality", passed, float(quality), limit, "of 100", say, bears_on)


@cache
def _around_eyes(view: View) -> tuple[slice, Mask]:
    """The rows of the raster that hold brows and lids, and which of its pixels show them."""
    laid = grid(view)
    drawn = np.zeros(laid.shape, np.uint8)
    for ring in (RIGHT_BROW, RIGHT_EYE):
        for side in (ring, mirrored(ring)):
            corners = laid.pixel(laid.vertices[list(side)]).astype(np.float32)
            cv2.fillConvexPoly(drawn, np.rint(cv2.convexHull(corners)).astype(np.int32), 1)
    reach = round(AROUND_EYES_MM / MM_PER_PX)
    near = np.asarray(cv2.dilate(drawn, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)))
    window = (near > 0) & laid.inside
    rows = np.flatnonzero(window.any(axis=1))
    return slice(int(rows[0]), int(rows[-1]) + 1), window
