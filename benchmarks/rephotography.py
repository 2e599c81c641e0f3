"""One face photographed again and again, in a simulated clinic with the reference card.

    python benchmarks/rephotography.py --faces DIR [--people 8] [--shots 15]

Each portrait gets the card below the chin, in its light. Then every shot differs as in a careful
clinic: exposure 0.05 EV, white balance 1 %, tone 1 %, light that falls off by 1.5 % across, roll 1
degree, distance 2 %, focus 0.2 px, JPEG 92 to 97 (standard deviations). On the card lies grain as
the portraits have it; with `--grain 0` its flat patches are rounded to whole codes, all pixels of
one the same way. The head is not turned: a flat photograph cannot be. Printed are the smallest
detectable change between two single shots, by band of skin tone, and how often courses made of such
shots, in which nothing changed, are called changed.
"""

import argparse
import sys
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from outcomes.photographs import FINE_PX_PER_MM, printed_strip
from outcomes.series_of_photographs import WEEKLY

from yintang.atlas import load_atlas
from yintang.face import read_photo
from yintang.face.model import FaceModel, find_model
from yintang.outcomes import PhotoMeasures, measure
from yintang.outcomes.change import Visit, judge_course, target
from yintang.outcomes.raster import linear_light, srgb_codes
from yintang.outcomes.seeing import see

Light = NDArray[np.float32]
ATLAS = load_atlas()
CHIN = 152
BELOW_CHIN_MM = 6.0
SHOWN = (
    "redness:cheek", "redness-relative:cheek", "dark-circle:under-eye", "lines-medium:forehead",
    "lines-medium:crows-feet", "lines-coarse:forehead", "brow-height:brow", "lid-height:lid",
)  # fmt: skip
FAMILY = ("redness:cheek", "dark-circle:under-eye", "lines-medium:forehead")
PER_CENT = ("lines", "brow")
GRAIN_CODES = 0.6
"""Standard deviation of the portraits' own grain, in sRGB codes, on the wall behind the head."""


def with_card(path: Path, model: FaceModel, strip: Light) -> tuple[Light, Light] | None:
    """A portrait in linear light with the card below the chin, and (height, width) 1 where the card
    is; None where it does not fit."""
    seen = see(read_photo(path), model)
    light = linear_light(seen.photo.pixels)
    scale = 1 / seen.mm_per_px / FINE_PX_PER_MM
    small = cv2.resize(strip, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    x, y = seen.mesh.vertices[CHIN, :2]
    top, left = round(y + BELOW_CHIN_MM / seen.mm_per_px), round(x - small.shape[1] / 2)
    bottom, right = top + small.shape[0], left + small.shape[1]
    if left < 0 or bottom > light.shape[0] or right > light.shape[1]:
        return None
    light[top:bottom, left:right] = small
    card = np.zeros(light.shape[:2], np.float32)
    card[top:bottom, left:right] = 1
    return light, card


def shot(light: Light, card: Light, rng: np.random.Generator, grain: float) -> bytes:
    """One photograph of it, as a JPEG file; `grain` in sRGB codes lies on the card."""
    height, width = light.shape[:2]
    gain = 2 ** rng.normal(0, 0.05) * (1 + np.array([rng.normal(0, 0.01), 0, rng.normal(0, 0.01)]))
    across = 1 + rng.normal(0, 0.015) * np.linspace(-1, 1, width)
    seen = np.clip(light * gain * across[None, :, None], 0, 1) ** (1 + rng.normal(0, 0.01))
    middle = (width / 2, height / 2)
    matrix = cv2.getRotationMatrix2D(middle, rng.normal(0, 1), 1 + rng.normal(0, 0.02))
    moved = cv2.warpAffine(
        seen.astype(np.float32), matrix, (width, height), flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    blurred = cv2.GaussianBlur(moved, (0, 0), max(0.05, abs(rng.normal(0, 0.2))))
    out = BytesIO()
    held = cv2.warpAffine(card, matrix, (width, height))[..., None]
    grained = srgb_codes(blurred, held * rng.normal(0, grain, blurred.shape))
    Image.fromarray(grained).save(out, "JPEG", quality=int(rng.integers(92, 98)))
    return out.getvalue()


def rephotographed(faces: Path, people: int, shots: int, grain: float) -> list[list[PhotoMeasures]]:
    """Each person's shots, measured."""
    model, strip, rng = find_model(), printed_strip(), np.random.default_rng(3)
    found = []
    paths = sorted((faces / "london").glob("*.jpg"))
    for path in paths[:: max(1, len(paths) // people)][:people]:
        posed = with_card(path, model, strip)
        if posed is None:
            continue
        files = (shot(*posed, rng, grain) for _ in range(shots))
        found.append([measure(read_photo(file), ATLAS, model=model) for file in files])
    return found


def taken(shots: list[PhotoMeasures], metric: str, region: str) -> list[float]:
    return [found.value for shot in shots if (found := shot.value(metric, region)) is not None]


def repeatability(people: list[list[PhotoMeasures]]) -> None:
    used = sum(m.normalised == "card" for shots in people for m in shots)
    print(f"{len(people)} people, {sum(map(len, people))} shots, the card used in {used}")
    for name in SHOWN:
        metric, _, region = name.partition(":")
        for band in ("dark", "tan", "intermediate", "light"):
            of = [shots for shots in people if shots[0].ita_band == band]
            each = [values for shots in of if len(values := taken(shots, metric, region)) > 2]
            share = metric.startswith(PER_CENT)
            spread = [np.std(v, ddof=1) / (np.mean(v) if share else 1) for v in each]
            if spread:
                sdc = 2.77 * np.sqrt(np.mean(np.square(spread)))
                shown = f"{100 * sdc:.1f} %" if share else f"{sdc:.3f}"
                print(f"{name:26} {band:13} SDC {shown:>8}  ({len(spread)} people)")


def untreated(people: list[list[PhotoMeasures]], courses: int) -> None:
    rng = np.random.default_rng(5)
    targets = [target(name, ATLAS) for name in FAMILY]
    wrong = any_wrong = judged = 0
    for shots in people:
        for _ in range(courses):
            visits = [
                Visit(day, tuple(rng.choice(np.array(shots, object), 3, replace=False)), day <= 0)
                for day in WEEKLY
            ]
            verdicts = [c.verdict for c in judge_course(visits, targets).targets]
            false = sum(v in {"improved", "worse"} for v in verdicts)
            wrong, any_wrong, judged = wrong + false, any_wrong + (false > 0), judged + 1
    print(
        f"{judged} untreated courses, default noise: called changed {100 * any_wrong / judged:.1f} "
        f"%, per target {100 * wrong / judged / len(targets):.1f} %"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--faces", type=Path, required=True)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--shots", type=int, default=15)
    parser.add_argument("--courses", type=int, default=50, help="a person")
    parser.add_argument("--grain", type=float, default=GRAIN_CODES, help="on the card, in codes")
    given = parser.parse_args()
    people = rephotographed(given.faces, given.people, given.shots, given.grain)
    repeatability(people)
    untreated(people, given.courses)


if __name__ == "__main__":
    main()
