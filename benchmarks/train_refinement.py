"""Train the refinement of the handles on openly licensed labelled portraits.

    python benchmarks/train_refinement.py --faces DIR [--bundle face_landmarker.task]

Reproducible: fixed seeds, no clock. Each portrait is read with the bundled model, and with the
official one where `--bundle` names it, so that one set of weights serves both; its left side is
read mirrored onto its right. Copies with other gamma, colour cast and background teach the
regressions what does not matter. The number of stages of each handle is chosen by cross-validation
by person, and the errors of that cross-validation are written beside the weights. Writes
src/yintang/face/weights/refinement.npz.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from labelled_faces import face_options, handle_targets, labelled_faces, landmark_models
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import label

from yintang.face.constructions import HANDLES, mesh_handles
from yintang.face.frame import FaceFrame, face_frame
from yintang.face.mesh import detect_faces, face_mesh
from yintang.face.model import FaceModel
from yintang.face.reference import REFERENCE_IPD_MM
from yintang.face.refine import (
    Canvas,
    Cascade,
    canvas,
    cascades,
    describe,
    photo_to_canvas,
)

Array = NDArray[np.float64]
OUT = Path(__file__).parents[1] / "src/yintang/face/weights/refinement.npz"

SIZES_MM = {
    "brow_tail": (40.0, 28.0, 22.0, 18.0),
    "canthus_inner": (36.0, 24.0, 20.0),
    "canthus_outer": (36.0, 24.0, 20.0),
    "mouth_corner": (36.0, 24.0, 20.0),
    "ear_bottom": (36.0, 24.0, 20.0, 20.0),
    "jaw_neck": (36.0, 24.0, 20.0, 20.0),
    "glabella": (64.0, 44.0, 30.0),
    "philtrum": (64.0, 44.0, 30.0),
    "brow_middle": (64.0, 44.0, 30.0),
    "hairline": (72.0, 48.0, 36.0),
    "hair_corner": (72.0, 48.0, 36.0),
    "ear_middle": (64.0, 44.0, 30.0, 24.0),
    "ear_top": (64.0, 44.0, 30.0, 24.0),
}
USUAL_SIZES_MM = (48.0, 32.0, 24.0)
PENALTY = 15.0
STARTS_SD_MM = (3.0, 1.5, 1.0, 0.8)
COPIES = 8
FOLDS = 4
HEIGHT_ONLY = {"hairline", "brow_middle", "ala_middle"}  # their rule takes x from elsewhere
BACKGROUND_TOLERANCE = 28  # grey levels from the corner's colour


@dataclass(frozen=True, slots=True)
class Sitter:
    """One portrait under one model: frame, canvases (plain one first) and targets in canvas mm."""

    person: str
    canvases: tuple[Canvas, ...]
    start: dict[tuple[str, str], Array]
    target: dict[tuple[str, str], Array]


def sitters(folder: Path, models: list[FaceModel]) -> list[Sitter]:
    """Every labelled portrait under every model."""
    random = np.random.default_rng(20261121)
    found = []
    for face in labelled_faces(folder):
        with Image.open(face.path) as opened:
            image = opened.convert("RGB")
        for model in models:
            frame = face_frame(face_mesh(image, detect_faces(image, model)[0], model))
            # A target keeps its place in the picture, so both go onto the same canvas.
            target = {
                key: photo_to_canvas(xy[None], frame)[0]
                for key, xy in handle_targets(face.landmarks).items()
            }
            found.append(
                Sitter(
                    f"{face.folder}/{face.path.stem}",
                    tuple(_canvases(image, frame, random)),
                    _starts(frame),
                    target,
                )
            )
    return found


def _starts(frame: FaceFrame) -> dict[tuple[str, str], Array]:
    handles = mesh_handles(frame.vertices)
    flat = np.array(list(handles.values()))
    deep = np.column_stack([flat, frame.depth(flat)])
    placed = photo_to_canvas(frame.to_photo(deep), frame)
    return dict(zip(handles, placed, strict=True))


def _canvases(image: Image.Image, frame: FaceFrame, random: np.random.Generator) -> list[Canvas]:
    """The plain canvas and `COPIES` - 1 disturbed ones: coarser, with another background, gamma,
    gain and colour cast."""
    found = [canvas(image, frame)]
    background = Image.fromarray(_background(np.asarray(image)))
    for _ in range(COPIES - 1):
        blur = int(random.choice([1, 1, 2, 3, 4]))
        copy = image.reduce(blur).resize(image.size, Image.Resampling.BILINEAR)
        if random.random() < 0.5:
            copy.paste(tuple(random.integers(12, 243, 3).tolist()), mask=background)
        gamma, gain = np.exp(random.uniform(-0.8, 0.8)), np.exp(random.normal(0, 0.1))
        cast = np.exp(random.normal(0, 0.06, 3))
        levels = np.linspace(0, 1, 256) ** gamma * gain
        table = np.clip(np.outer(cast, levels), 0, 1) * 255
        found.append(canvas(copy.point(table.ravel().round().astype(int).tolist()), frame))
    return found


def _background(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """What hangs together with the upper corners and has their colour."""
    found = np.zeros(pixels.shape[:2], bool)
    for corner in ((2, 2), (2, -3)):
        near = abs(pixels - pixels[corner].astype(np.int16)).max(axis=-1)
        parts, _ = label(near < BACKGROUND_TOLERANCE)
        if parts[corner]:
            found |= parts == parts[corner]
    return found


@dataclass(frozen=True, slots=True)
class Samples:
    """What one handle is trained on: per sample a canvas, a flip, a start and a target in mm."""

    canvases: list[Canvas]
    which: NDArray[np.intp]
    flips: Array
    start: Array
    target: Array
    person: NDArray[np.str_]
    plain: NDArray[np.bool_]


def samples(name: str, people: list[Sitter]) -> Samples:
    """Every copy of every sitter, on both sides."""
    canvases, which, flips, start, target, person, plain = [], [], [], [], [], [], []
    for sitter in people:
        for copy, picture in enumerate(sitter.canvases):
            canvases.append(picture)
            for side, flip in (("R", 1.0), ("L", -1.0)):
                key = (name, "M" if HANDLES[name].midline else side)
                which.append(len(canvases) - 1)
                flips.append(flip)
                start.append(sitter.start[key])
                target.append(sitter.target[key])
                person.append(sitter.person)
                plain.append(copy == 0)
    return Samples(
        canvases,
        np.array(which),
        np.array(flips),
        np.array(start),
        np.array(target),
        np.array(person),
        np.array(plain),
    )


def ridge(features: Array, moves: Array) -> tuple[Array, Array]:
    """Weights (m, 2) and bias (2,) of a ridge regression with an unpenalised constant."""
    mean, middle = features.mean(axis=0), moves.mean(axis=0)
    centred = features - mean
    gram = centred.T @ centred
    gram[np.diag_indices_from(gram)] += PENALTY
    weights = np.linalg.solve(gram, centred.T @ (moves - middle))
    return weights, middle - mean @ weights


def fit(
    name: str, sample: Samples, train: NDArray[np.bool_], test: NDArray[np.bool_]
) -> tuple[Array, list[tuple[Array, Array]], list[Array]]:
    """Start offset, the stages' regressions, and the test samples' positions before and after
    each."""
    random = np.random.default_rng(7)
    mirror = np.stack([sample.flips, np.ones_like(sample.flips)], axis=1)
    offset = ((sample.target - sample.start) * mirror)[train].mean(axis=0)
    at = sample.start + offset * mirror
    stages, path = [], [at[test].copy()]
    at[train] += random.normal(0, STARTS_SD_MM[0], at[train].shape)
    for stage, size in enumerate(SIZES_MM.get(name, USUAL_SIZES_MM)):
        if stage:
            at[train] += random.normal(0, STARTS_SD_MM[stage], at[train].shape)
        sizes = np.full(len(at), size)
        seen = describe(sample.canvases, sample.which, at, sample.flips, sizes).astype(float)
        move = (sample.target - at) * mirror
        weights, bias = ridge(seen[train], move[train])
        at += (seen @ weights + bias) * mirror
        stages.append((weights, bias))
        path.append(at[test].copy())
    return offset, stages, path


def cross_validate(name: str, sample: Samples) -> tuple[int, list[str]]:
    """The number of stages with the least error by person, and the errors after each in words."""
    people = np.unique(sample.person)
    fold = dict(zip(people, np.random.default_rng(3).permutation(len(people)) % FOLDS, strict=True))
    folds = np.array([fold[p] for p in sample.person])
    errors = []
    for index in range(FOLDS):
        test = (folds == index) & sample.plain
        _, _, path = fit(name, sample, folds != index, test)
        errors.append([_error(name, place - sample.target[test]) for place in path])
    per_stage = [np.concatenate(stage) for stage in zip(*errors, strict=True)]
    told = [f"{e.mean():.2f} / {np.percentile(e, 95):.1f}" for e in per_stage]
    return int(np.argmin([e.mean() for e in per_stage])), told


def trained_on(people: list[Sitter]) -> dict[str, Cascade]:
    """Cascades of every handle with as many stages as the package's own, for judging by fold."""
    found = {}
    for name, shipped in cascades().items():
        sample = samples(name, people)
        everyone = np.ones(len(sample.which), bool)
        offset, regressions, _ = fit(name, sample, everyone, everyone)
        stages = regressions[: len(shipped.weights)]
        found[name] = Cascade(
            shipped.sizes_mm,
            tuple(weights.astype(np.float32) for weights, _ in stages),
            tuple(bias for _, bias in stages),
            offset,
            shipped.limit_mm,
        )
    return found


def _error(name: str, off: Array) -> Array:
    return abs(off[:, 1]) if name in HEIGHT_ONLY else np.linalg.norm(off, axis=1)


def main() -> None:
    parser = face_options(__doc__)
    parser.add_argument("--only", help="comma-separated handles, to try settings; writes nothing")
    options = parser.parse_args()
    models = landmark_models(options.bundle)
    people = sitters(options.faces, models)
    stored: dict[str, Array] = {}
    about: dict[str, object] = {
        "faces": "Face Research Lab London Set and Canadian set, DeBruine and Jones, CC BY 4.0, "
        "doi 10.6084/m9.figshare.5047666 and .4220517",
        "portraits": len({s.person for s in people}),
        "models": [model.name for model in models],
        "ipd_mm": REFERENCE_IPD_MM,
    }
    handles: dict[str, object] = {}
    for name in options.only.split(",") if options.only else HANDLES:
        sample = samples(name, people)
        stages, told = cross_validate(name, sample)
        everyone = np.ones(len(sample.which), bool)
        offset, regressions, _ = fit(name, sample, everyone, everyone)
        mirror = np.stack([sample.flips, np.ones_like(sample.flips)], axis=1)
        reach = np.linalg.norm(sample.target - sample.start - offset * mirror, axis=1)
        print(f"{name:14s} stages {stages}: mean / 95th mm {', '.join(told)}", flush=True)
        for stage, (weights, _) in enumerate(regressions[:stages]):
            stored[f"{name}/{stage}"] = weights.astype(np.float16)
        handles[name] = {
            "sizes_mm": SIZES_MM.get(name, USUAL_SIZES_MM)[:stages],
            "stages": stages,
            "start": offset.tolist(),
            "bias": [bias.tolist() for _, bias in regressions[:stages]],
            # What one in a hundred neutral faces needed, and half as much again for a smile.
            "limit_mm": float(np.percentile(reach, 99) * 1.5),
            "cross_validated": told,
        }
    if not options.only:
        about["handles"] = handles
        np.savez_compressed(OUT, about=np.array(json.dumps(about)), **stored)
        print(f"{OUT.name}: {OUT.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
