"""From pixels to the mesh of a face: where it is, and its 478 landmarks in three dimensions.

The face models are Google's (Apache-2.0), run directly by LiteRT: a short-range detector
(Bazarevsky and others 2019, BlazeFace), a landmark model run twice, the second time on a crop laid
by the first (Kartynnik and others 2019), and, for the model without irises, an iris model for each
eye (Ablavatski and others 2020). Vertices 0-467 are the mesh; 468 is the centre of the patient's
right iris and 473 that of the left, each followed by four points on its rim.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray
from PIL import Image

from yintang.face.model import FaceModel

Array = NDArray[np.float64]

RIGHT_IRIS, LEFT_IRIS = 468, 473
RIGHT_OUTER_CANTHUS, LEFT_OUTER_CANTHUS = 33, 263
DETECTOR_SIDE = 128
DETECTION_SCORE = 0.5
SURE_SCORE = 0.85
"""Above it a detection is a face, and an upright one; below it both are looked into."""
LEAST_PRESENCE = 0.99
"""The landmark model's confidence in a face; on portraits it is 0.999 and more, on folds of cloth
seldom over 0.9."""
OVERLAP = 0.3  # boxes that share more than this of their union are one face
CROP_SCALE = 1.5  # of the face's box, as the landmark models were trained
EYE_CROP_SCALE = 2.3  # of the eye's width, as the iris model was trained
PASSES = 2
MOST_PASSES = 6
SETTLED = np.radians(10)  # a pass that turns its crop by more is followed by another
THREADS = 2

JITTERED_CROPS = 8
JITTER_DEG, JITTER_SCALE, JITTER_SHIFT = 2.0, 0.04, 0.02
"""How far the jittered crops are turned, enlarged and, in parts of their side, shifted: the
re-framing of two photographs of a sitting."""
OVERSAMPLED = 2
"""Pixels to a pixel of the landmark model's crop that are kept of a large photograph, so that each
crop is still resampled from more than it needs."""


@dataclass(frozen=True, slots=True)
class Detection:
    """A face as the detector sees it: box centre and side, eyes, all in pixels; score 0 to 1."""

    centre: tuple[float, float]
    side: float
    angle: float
    """Direction from the right to the left eye, radians clockwise from horizontal."""
    score: float


@dataclass(frozen=True, slots=True)
class Mesh:
    """A face's landmarks: (478, 3) in pixels; z grows away from the camera, same unit as x and
    y."""

    vertices: Array
    presence: float
    """The landmark model's own confidence that there is a face, 0 to 1."""

    @property
    def ipd(self) -> float:
        """Distance between the iris centres in pixels, in three dimensions."""
        return float(np.linalg.norm(self.vertices[LEFT_IRIS] - self.vertices[RIGHT_IRIS]))


def detect_faces(image: Image.Image, model: FaceModel) -> list[Detection]:
    """Faces in a picture, the largest first.

    The whole picture is searched; where that shows nothing, overlapping halves and thirds of it
    are, because the detector looks at 128 pixels and misses what is small in them. Where nothing is
    sure, the picture is also searched on its sides and upside down.
    """
    for parts in (1, 2, 3):
        found = _search(image, parts, 0.0, model)
        if all(face.score < SURE_SCORE for face in found):
            for turn in (np.pi / 2, np.pi, -np.pi / 2):
                found += _search(image, parts, turn, model)
        faces = [f for f in found if f.score >= SURE_SCORE or _is_face(image, f, model)]
        if faces:
            return _distinct(faces)
    return []


def face_mesh(image: Image.Image, face: Detection, model: FaceModel) -> Mesh:
    """The landmarks of one detected face."""
    vertices, presence = _fitted(image, face, model)
    if len(vertices) < LEFT_IRIS:
        assert model.iris is not None
        vertices = np.vstack([vertices, *_irises(image, vertices, _interpreter(model.iris))])
    return Mesh(vertices, presence)


def jittered_meshes(
    image: Image.Image, face: Detection, model: FaceModel, crops: int = JITTERED_CROPS
) -> tuple[Mesh, Array]:
    """The mean of the landmarks on several crops of one face, and (crops, 478, 3) of each crop.

    Each crop is turned, scaled and shifted a little, by the same amounts in every run: their mean
    is several times as repeatable as one crop's landmarks, and their spread says how sure it is.
    """
    small, step, corner = _around(image, face, model)
    near = Detection(
        ((face.centre[0] - corner[0]) / step, (face.centre[1] - corner[1]) / step),
        face.side / step,
        face.angle,
        face.score,
    )
    settled, _ = _fitted(small, near, model)
    centre, side, angle = _square_around(settled)
    run = _interpreter(model.landmarks)
    found, presence = [], []
    for shift, grown, turned in _jitters(crops):
        x, y = np.array(centre) + shift * side
        mesh, sure = _landmarks(small, (float(x), float(y)), side * grown, angle + turned, run)
        if len(mesh) < LEFT_IRIS:
            assert model.iris is not None
            mesh = np.vstack([mesh, *_irises(small, mesh, _interpreter(model.iris))])
        found.append(mesh * step + [*corner, 0.0])
        presence.append(sure)
    each = np.array(found)
    return Mesh(each.mean(axis=0), float(np.mean(presence))), each


def _jitters(crops: int) -> list[tuple[Array, float, float]]:
    """Shift (2,) in sides, scale and turn in radians of each crop; each averages to none."""
    phase = 2 * np.pi * np.arange(crops) / crops
    shifts = JITTER_SHIFT * np.stack([np.cos(phase), np.sin(phase)], axis=1)
    scales = 1 + JITTER_SCALE * np.sin(3 * phase + np.pi / 4)
    turns = np.radians(JITTER_DEG) * np.cos(2 * phase + np.pi / 4)
    return [(s, float(g), float(t)) for s, g, t in zip(shifts, scales, turns, strict=True)]


def _around(
    image: Image.Image, face: Detection, model: FaceModel
) -> tuple[Image.Image, int, tuple[int, int]]:
    """The part of a photograph around a face, reduced once for all crops: the part, how many pixels
    became one, and where its corner lies."""
    out = int(_interpreter(model.landmarks).get_input_details()[0]["shape"][1])
    side = face.side * CROP_SCALE
    left, top = (max(0, int(c - side)) for c in face.centre)
    right, bottom = (
        min(size, int(c + side) + 1) for c, size in zip(face.centre, image.size, strict=True)
    )
    step = max(1, int(side / out / OVERSAMPLED))
    part = image.crop((left, top, right, bottom))
    return (part.reduce(step) if step > 1 else part), step, (left, top)


def crop(
    image: Image.Image, centre: tuple[float, float], side: float, angle: float, out: int
) -> Image.Image:
    """A square of a picture, turned and resampled to `out` pixels; outside the picture is black.

    Larger steps than two pixels are first averaged, so that a large photograph gives the same crop
    as a small one.
    """
    cos, sin = np.cos(angle), np.sin(angle)
    reach = side / 2 * (abs(cos) + abs(sin)) + 2
    step = max(1, int(side / out))
    left, top = (int(np.floor(max(0.0, c - reach))) for c in centre)
    right, bottom = (
        int(np.ceil(min(float(size), c + reach)))
        for c, size in zip(centre, image.size, strict=True)
    )
    if right - left < step or bottom - top < step:
        return Image.new("RGB", (out, out))
    part = image.crop((left, top, right, bottom))
    if step > 1:
        part = part.reduce(step)
    scale = side / out / step
    x0, y0 = (centre[0] - left) / step, (centre[1] - top) / step
    a, b, d, e = cos * scale, -sin * scale, sin * scale, cos * scale
    half = out / 2
    return part.transform(
        (out, out),
        Image.Transform.AFFINE,
        (a, b, x0 - (a + b) * half, d, e, y0 - (d + e) * half),
        Image.Resampling.BILINEAR,
    )


@lru_cache(maxsize=8)
def _interpreter(model: bytes) -> Interpreter:
    with _quiet():
        run = Interpreter(model_content=model, num_threads=THREADS)
        run.allocate_tensors()
    return run


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep LiteRT's greeting off the terminal: it is written by C++ and has no switch."""
    sys.stderr.flush()
    kept = os.dup(2)
    silence = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(silence, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(silence)


_ONE_AT_A_TIME = Lock()
"""An interpreter holds one picture; a server's threads share it."""


def _run(run: Interpreter, pixels: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    with _ONE_AT_A_TIME:
        run.set_tensor(run.get_input_details()[0]["index"], pixels[None])
        run.invoke()
        return [run.get_tensor(out["index"]) for out in run.get_output_details()]


def _unit(image: Image.Image) -> NDArray[np.float32]:
    return np.asarray(image, np.float32) / np.float32(255)


@lru_cache(maxsize=1)
def _anchors() -> Array:
    """(896, 2) centres of the detector's cells: a 16 x 16 grid twice, an 8 x 8 grid six times."""
    grids = []
    for cells, times in ((16, 2), (8, 6)):
        y, x = np.mgrid[:cells, :cells]
        centres = np.stack([x.ravel() + 0.5, y.ravel() + 0.5], axis=1) / cells
        grids.append(np.repeat(centres, times, axis=0))
    return np.vstack(grids)


def _tiles(size: tuple[int, int], parts: int) -> list[tuple[float, float, float]]:
    """Squares (centre x, centre y, side) that cover a picture, each overlapping the next by
    half."""
    width, height = size
    if parts == 1:
        return [(width / 2, height / 2, float(max(size)))]
    side = max(size) / parts * 1.5
    along_x = np.linspace(min(side, width) / 2, width - min(side, width) / 2, parts + 1)
    along_y = np.linspace(min(side, height) / 2, height - min(side, height) / 2, parts + 1)
    return [(float(x), float(y), side) for y in along_y for x in along_x]


def _search(image: Image.Image, parts: int, turn: float, model: FaceModel) -> list[Detection]:
    """Faces in tiles of a picture held `turn` radians anticlockwise."""
    tiles = _tiles(image.size, parts)
    return _distinct([face for tile in tiles for face in _detect(image, tile, turn, model)])


def _is_face(image: Image.Image, face: Detection, model: FaceModel) -> bool:
    """Whether the landmark model finds a face where the detector thinks there may be one."""
    return _fitted(image, face, model)[1] >= LEAST_PRESENCE


def _detect(
    image: Image.Image, tile: tuple[float, float, float], turn: float, model: FaceModel
) -> list[Detection]:
    x, y, side = tile
    square = crop(image, (x, y), side, turn, DETECTOR_SIDE)
    outputs = _run(_interpreter(model.detector), _unit(square) * 2 - 1)
    boxes, scores = sorted((o[0] for o in outputs), key=lambda o: -o.shape[-1])
    probability = 1 / (1 + np.exp(-np.clip(scores[:, 0].astype(float), -80, 80)))
    chosen = np.flatnonzero(probability > DETECTION_SCORE)
    # Each row: box centre, box size, then six key points, as offsets from the cell in detector
    # pixels.
    values = boxes[chosen].astype(float) / DETECTOR_SIDE
    points = values.reshape(len(chosen), 8, 2)
    points[:, [0, 2, 3, 4, 5, 6, 7]] += _anchors()[chosen][:, None]
    upright = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    found = []
    for score, row in zip(probability[chosen], points, strict=True):
        box, right, left = (row[[0, 2, 3]] - 0.5) @ upright * side + [x, y]
        dx, dy = left - right
        found.append(
            Detection(
                (float(box[0]), float(box[1])),
                float(row[1].max() * side),
                float(np.arctan2(dy, dx)),
                float(score),
            )
        )
    return found


def _distinct(found: list[Detection]) -> list[Detection]:
    """One detection a face, largest face first; of overlapping ones the surest stays."""
    kept: list[Detection] = []
    for face in sorted(found, key=lambda d: -d.score):
        if all(_overlap(face, other) < OVERLAP for other in kept):
            kept.append(face)
    return sorted(kept, key=lambda d: -d.side)


def _overlap(a: Detection, b: Detection) -> float:
    """Shared area of two boxes over the smaller one, so that a box within another is the same
    face."""
    shared = 1.0
    for ca, cb in zip(a.centre, b.centre, strict=True):
        shared *= max(
            0.0, min(ca + a.side / 2, cb + b.side / 2) - max(ca - a.side / 2, cb - b.side / 2)
        )
    return shared / min(a.side, b.side) ** 2


def _fitted(image: Image.Image, face: Detection, model: FaceModel) -> tuple[Array, float]:
    """The landmark model's vertices, from crops each laid by the last, and their presence."""
    run = _interpreter(model.landmarks)
    # The detector's box holds brows to chin; its centre and side serve as the first crop.
    centre, side, angle = face.centre, face.side * CROP_SCALE, face.angle
    vertices, presence = np.empty((0, 3)), 0.0
    for done in range(1, MOST_PASSES + 1):
        vertices, presence = _landmarks(image, centre, side, angle, run)
        before = angle
        centre, side, angle = _square_around(vertices)
        turned = abs((angle - before + np.pi) % (2 * np.pi) - np.pi)
        if done >= PASSES and turned < SETTLED:
            break
    return vertices, presence


def _landmarks(
    image: Image.Image, centre: tuple[float, float], side: float, angle: float, run: Interpreter
) -> tuple[Array, float]:
    out = int(run.get_input_details()[0]["shape"][1])
    outputs = _run(run, _unit(crop(image, centre, side, angle, out)))
    vertices, flag = outputs[0].reshape(-1, 3).astype(float), float(outputs[1].ravel()[0])
    presence = float(1 / (1 + np.exp(-np.clip(flag, -80, 80))))
    return _uncrop(vertices, centre, side, angle, out), presence


def _uncrop(
    vertices: Array, centre: tuple[float, float], side: float, angle: float, out: int
) -> Array:
    """Crop pixels (n, 3) back to pixels of the picture."""
    scale = side / out
    x, y = (vertices[:, 0] - out / 2) * scale, (vertices[:, 1] - out / 2) * scale
    cos, sin = np.cos(angle), np.sin(angle)
    return np.stack(
        [cos * x - sin * y + centre[0], sin * x + cos * y + centre[1], vertices[:, 2] * scale],
        axis=1,
    )


def _square_around(vertices: Array) -> tuple[tuple[float, float], float, float]:
    """Centre, side and angle of the upright square around a mesh, enlarged for the next pass."""
    dx, dy = (vertices[LEFT_OUTER_CANTHUS] - vertices[RIGHT_OUTER_CANTHUS])[:2]
    angle = float(np.arctan2(dy, dx))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    upright = vertices[:, :2] @ turn.T
    low, high = upright.min(axis=0), upright.max(axis=0)
    x, y = turn.T @ ((low + high) / 2)
    return (float(x), float(y)), float((high - low).max()) * CROP_SCALE, angle


def _irises(image: Image.Image, vertices: Array, run: Interpreter) -> list[Array]:
    """(5, 3) for the right and the left eye: iris centre, then four points on its rim."""
    found = []
    for first, second, mirrored in ((33, 133, False), (362, 263, True)):
        a, b = vertices[first], vertices[second]
        dx, dy = (b - a)[:2]
        angle, side = float(np.arctan2(dy, dx)), float(np.hypot(dx, dy)) * EYE_CROP_SCALE
        middle = (a + b) / 2
        centre = (float(middle[0]), float(middle[1]))
        out = int(run.get_input_details()[0]["shape"][1])
        eye = _unit(crop(image, centre, side, angle, out))
        outputs = _run(run, np.ascontiguousarray(eye[:, ::-1]) if mirrored else eye)
        iris = min(outputs, key=lambda o: o.size).reshape(5, 3).astype(float)
        if mirrored:
            iris[:, 0] = out - iris[:, 0]
        iris = _uncrop(iris, centre, side, angle, out)
        iris[:, 2] = middle[2]
        found.append(iris)
    return found
