"""How true, how repeatable and how fast the measurement of a face is.

    python benchmarks/outcomes.py --faces DIR [--bundle face_landmarker.task] [--every 4]
        [--only same|phantom|pairs|speed|filters]

`same`: the same file twice. `phantom`: known changes painted into portraits, and what comes back of
them. `pairs`: DIR/london against DIR/london_smiling, the same people minutes apart: intraclass
correlation ICC(A,1) (McGraw and Wong 1996), standard error of measurement, and how well the smile
score parts the two. Both for each skin-tone band apart; the correlation also over everybody, since
it says how well people are told apart, colours for pairs lit alike as well. `speed`: the whole
measurement over decoding and landmarks, run in turn. `filters`: the raster's warp and ridges
against scikit-image's.
"""

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from labelled_faces import face_options, landmark_models
from numpy.typing import NDArray
from PIL import Image
from skimage.feature import hessian_matrix, hessian_matrix_eigvals
from skimage.transform import PiecewiseAffineTransform, warp

from yintang.atlas import load_atlas
from yintang.face.gates import smile
from yintang.face.mesh import detect_faces, jittered_meshes
from yintang.face.model import FaceModel
from yintang.face.photo import Photo, photo_from_pixels, read_photo
from yintang.outcomes import PhotoMeasures, measure
from yintang.outcomes.raster import MM_PER_PX, grid, linear_light, linear_raster
from yintang.outcomes.regions import skin
from yintang.outcomes.seeing import Seen, see
from yintang.outcomes.texture import SCALES_MM, ridge_strength

sys.path.append(str(Path(__file__).parents[1] / "tests/outcomes"))
from phantom import drooping_lids, fainter_lines, lifted_brows, redder

Array = NDArray[np.float64]
ATLAS = load_atlas()
LINED = ("forehead", "glabella", "crows-feet")
PAIRED = (
    ("redness", "cheek"), ("redness", "forehead"), ("redness-relative", "cheek"), ("ita", "cheek"),
    ("dark-circle", "under-eye"), ("lines-medium", "forehead"), ("lines-coarse", "forehead"),
    ("lines-medium", "glabella"), ("brow-height", "brow"), ("lid-height", "lid"),
    ("lid-opening", "lid"), ("jowl", "jaw"), ("asymmetry", "face"),
)  # fmt: skip
BANDS = ("dark", "tan", "intermediate", "light")
COLOURED = ("redness", "redness-relative", "ita")
SAME_LIGHT_STOPS = 0.2
"""Two portraits of a pair are then exposed alike; others differ by up to half a stop."""
REPEATS = 9


def photographs(folder: Path, every: int) -> list[Path]:
    return sorted((folder / "london").glob("*.jpg"))[::every]


def value(measures: PhotoMeasures, metric: str, region: str) -> float:
    found = measures.value(metric, region)
    return float("nan") if found is None else found.value


def same(paths: list[Path], model: FaceModel) -> None:
    twice = [[measure(read_photo(p), ATLAS, model=model) for _ in range(2)] for p in paths]
    print(f"same file twice: {sum(a == b for a, b in twice)} of {len(twice)} identical")


def injected(seen: Seen) -> Iterator[tuple[str, NDArray[np.uint8], list[tuple[str, str, bool]]]]:
    """Name, changed pixels, and what to compare: metric, region, whether in per cent."""
    pixels, mesh = seen.photo.pixels, seen.mesh.vertices
    yield "redness -2.0", redder(pixels, mesh, ATLAS, ["cheek"], -2.0), [
        ("redness", "cheek", False), ("redness-relative", "cheek", False)]  # fmt: skip
    yield "lines -25 %", fainter_lines(pixels, mesh, ATLAS, LINED, 0.25), [
        (f"lines-{scale}", region, True)
        for region in LINED for scale in ("fine", "medium", "coarse")]  # fmt: skip
    yield "brows +1 mm", lifted_brows(pixels, mesh, 1.0), [("brow-height", "brow", False)]
    yield "lids -0.5 mm", drooping_lids(pixels, mesh, 0.5), [
        ("lid-opening", "lid", False), ("lid-height", "lid", False)]  # fmt: skip


def phantom(paths: list[Path], model: FaceModel) -> None:
    found: dict[tuple[str, str, str], list[tuple[str, float]]] = {}
    for path in paths:
        seen = see(read_photo(path), model)
        before = measure(seen.photo, ATLAS, model=model)
        for name, pixels, compared in injected(seen):
            after = measure(photo_from_pixels(pixels), ATLAS, model=model)
            for metric, region, percent in compared:
                a, b = value(before, metric, region), value(after, metric, region)
                change = 100 * (b / a - 1) if percent else b - a
                found.setdefault((name, metric, region), []).append((before.ita_band, change))
    for (name, metric, region), banded in found.items():
        for band in BANDS:
            of = np.array([change for tone, change in banded if band == tone])
            if np.isfinite(of).sum() > 1:
                mean, sd = np.nanmean(of), np.nanstd(of)
                print(
                    f"{name:14} {metric:16} {region:12} {band:13} {mean:8.3f} ± {sd:.3f} "
                    f"(n {np.isfinite(of).sum()})"
                )


def icc(pairs: Array) -> float:
    """ICC(A,1) of (n, k) repeated measures: two-way, single measure, absolute agreement."""
    n, k = pairs.shape
    rows, columns, middle = pairs.mean(axis=1), pairs.mean(axis=0), pairs.mean()
    between = k * ((rows - middle) ** 2).sum() / (n - 1)
    across = n * ((columns - middle) ** 2).sum() / (k - 1)
    rest = ((pairs - rows[:, None] - columns + middle) ** 2).sum() / ((n - 1) * (k - 1))
    return float((between - rest) / (between + (k - 1) * rest + k * (across - rest) / n))


def pairs(paths: list[Path], model: FaceModel) -> None:
    both, smiles, stops = [], [], []
    for path in paths:
        other = path.parents[1] / "london_smiling" / path.name
        shots = [read_photo(p) for p in (path, other)]
        both.append([measure(shot, ATLAS, model=model) for shot in shots])
        seen = [see(shot, model) for shot in (*shots, framed_anew(shots[0]))]
        smiles.append([smile(one.frame.vertices) for one in seen])
        light = [float(np.median(one.luminance[one.bare])) for one in seen]
        stops.append(abs(np.log2(light[1] / light[0])))
    _smile_lines(np.array(smiles))
    alike = np.array(stops) < SAME_LIGHT_STOPS
    for metric, region in PAIRED:
        for band in ("everybody", *BANDS):
            kept = np.array([band in ("everybody", pair[0].ita_band) for pair in both])
            row = np.array([[value(m, metric, region) for m in pair] for pair in both])
            kept &= np.isfinite(row).all(axis=1)
            if kept.sum() > 2:
                _pair_line(f"{metric} {region}", band, row[kept])
            if band == "everybody" and metric in COLOURED:
                _pair_line(f"{metric} {region}", "same light", row[kept & alike])


def framed_anew(photo: Photo) -> Photo:
    """The same photograph turned by a degree and 2 % larger: the face is at rest as before."""
    height, width = photo.pixels.shape[:2]
    laid = cv2.getRotationMatrix2D((width / 2, height / 2), 1.0, 1.02)
    moved = cv2.warpAffine(photo.pixels, laid, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return photo_from_pixels(np.asarray(moved, np.uint8))


def _smile_lines(scores: Array) -> None:
    """How well the score parts people (n, 3: neutral, smiling, neutral framed anew), and how well
    its change against one's own neutral portrait does."""
    odds = np.log(np.clip(scores, 1e-4, 1 - 1e-4) / (1 - np.clip(scores, 1e-4, 1 - 1e-4)))
    across = float((scores[:, 1][:, None] > scores[:, 0]).mean())
    smiled, rested = (odds[:, k] - odds[:, 0] for k in (1, 2))
    own = float((smiled[:, None] > rested).mean())
    print(f"smile score: AUC neutral against smiling {across:.3f}, against one's own {own:.3f}")
    caught, wrong = (100 * float((abs(c) > 1).mean()) for c in (smiled, rested))
    print(f"beyond 1 in log odds: {caught:.0f} % of the smiles, {wrong:.0f} % of those at rest")


def _pair_line(name: str, band: str, row: Array) -> None:
    apart = row[:, 1] - row[:, 0]
    robust = 1.4826 * np.median(abs(apart - np.median(apart))) / np.sqrt(2)
    sem = apart.std(ddof=1) / np.sqrt(2)
    print(
        f"{name:24} {band:13} n {len(row):3}  mean {row[:, 0].mean():8.3f}  ICC {icc(row):6.3f}  "
        f"SEM {sem:.3f} (robust {robust:.3f})  smile adds {apart.mean():.3f}"
    )


def in_turn(*works: Callable[[], object]) -> Array:
    """(repeats, works) seconds of processor time, each run after the other: the clock on the wall
    would count what else the machine does, and a busy spell meets them all alike."""
    spent = np.zeros((REPEATS, len(works)))
    for row in spent:
        for n, work in enumerate(works):
            start = time.process_time()
            work()
            row[n] = time.process_time() - start
    return spent


def fastest(work: Callable[[], object]) -> float:
    """Seconds of processor time of the fastest of several runs."""
    return float(in_turn(work).min())


def speed(paths: list[Path], model: FaceModel) -> None:
    with Image.open(paths[0]) as opened:
        original = opened.convert("RGB")
    for name, side in (("1350 pixels", 1350), ("12 megapixels", 3464)):
        stream = BytesIO()
        original.resize((side, side), Image.Resampling.BICUBIC).save(stream, "JPEG", quality=92)
        content = stream.getvalue()

        def landmarks(content: bytes = content) -> None:
            image = Image.fromarray(read_photo(content).pixels)
            jittered_meshes(image, detect_faces(image, model)[0], model)

        def whole(content: bytes = content) -> None:
            measure(read_photo(content), ATLAS, model=model)

        whole()
        spent = in_turn(landmarks, whole)
        base, all_of_it = 1000 * spent.min(axis=0)
        print(
            f"{name}: decoding and landmarks {base:.0f} ms, whole measurement {all_of_it:.0f} ms, "
            f"ratio {all_of_it / base:.2f}, median of {REPEATS} in turn "
            f"{np.median(spent[:, 1] / spent[:, 0]):.2f}"
        )


def filters(paths: list[Path], model: FaceModel) -> None:
    seen = see(read_photo(paths[0]), model)
    image, laid, bare = seen.skin_lightness, grid(), skin()
    for name, mm in SCALES_MM.items():
        ours, theirs = ridge_strength(image, mm), _scikit_ridges(image, mm)
        a = fastest(partial(ridge_strength, image, mm))
        b = fastest(partial(_scikit_ridges, image, mm))
        ratio = ours[bare].mean() / theirs[bare].mean()
        print(
            f"{name}: {1000 * a:.1f} ms against {1000 * b:.0f}, {b / a:.0f} x; values {ratio:.4f}"
        )
    pixels, mesh = seen.photo.pixels, seen.mesh.vertices
    light = linear_light(pixels).astype(float)

    def theirs_warp() -> Array:
        where = PiecewiseAffineTransform.from_estimate(laid.pixel(laid.vertices), mesh[:468, :2])
        return np.asarray(warp(light, where, output_shape=laid.shape, order=1))

    start = time.process_time()
    slow = theirs_warp()
    b, a = time.process_time() - start, fastest(lambda: linear_raster(pixels, mesh))
    ratio = linear_raster(pixels, mesh)[bare].mean() / slow[bare].mean()
    print(f"warp: {1000 * a:.1f} ms against {1000 * b:.0f}, {b / a:.0f} x; values {ratio:.4f}")


def _scikit_ridges(image: NDArray[np.float32], scale_mm: float) -> Array:
    sigma = scale_mm / MM_PER_PX
    hessian = hessian_matrix(image, sigma, use_gaussian_derivatives=True, order="rc", mode="mirror")
    most, least = hessian_matrix_eigvals(hessian)
    return np.asarray(np.where((most > 0) & (abs(least) < 0.5 * most), most, 0) * sigma**2)


SECTIONS = {"same": same, "phantom": phantom, "pairs": pairs, "speed": speed, "filters": filters}


def main() -> None:
    parser = face_options(__doc__)
    parser.add_argument("--every", type=int, default=1, help="Take every so-manieth portrait.")
    parser.add_argument("--only", choices=SECTIONS, action="append")
    options = parser.parse_args()
    cv2.setNumThreads(2)
    paths = photographs(options.faces, options.every)
    for model in landmark_models(options.bundle):
        print(f"model {model.name}")
        for name in options.only or SECTIONS:
            SECTIONS[name](paths, model)


if __name__ == "__main__":
    main()
