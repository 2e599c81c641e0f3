"""Reading the photograph around each handle: a learned refinement of where the mesh puts it.

A small cascade of ridge regressions on image patches (supervised descent: Xiong and De la Torre,
CVPR 2013). Each patch is described by histograms of gradient orientation (Dalal and Triggs, CVPR
2005), its own grey pattern, and its colour relative to the person's skin. Weights are trained by
`benchmarks/train_refinement.py` and kept in `weights/refinement.npz` with their origin. Positions
are millimetres on a canvas: the photograph turned upright and scaled to two pixels a millimetre at
an inter-pupillary distance of 63 mm, origin between the irises.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from yintang.face.constructions import HANDLES
from yintang.face.face_map import Side
from yintang.face.frame import FaceFrame

Array = NDArray[np.float64]
Pixels = NDArray[np.float32]

PX_PER_MM = 2
WIDTH, HEIGHT = 360, 440
CENTRE = np.array([180.0, 210.0])  # pixel of the canvas between the irises

SAMPLES = 32  # a patch is read at 32 x 32 places
CELLS = 8  # and described in 8 x 8 cells
BINS = 9  # of unsigned gradient orientation
SKIN_VERTICES = (50, 280, 9, 205, 425)  # both cheeks twice and the brow's middle: rarely hair
SKIN_REACH = 4  # pixels around each
DARK = 0.04  # keeps the logarithm of black finite
ENERGY_FLOOR = 1e-3  # flat cells stay flat instead of amplifying noise
CONTRAST_FLOOR = 0.02
GREY_WEIGHT, LIGHT_WEIGHT, COLOUR_WEIGHT = 0.15, 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Canvas:
    """The photograph as the refinement sees it: `channels` (height, width, 3) are grey, and the
    logarithms of red and of blue over green; `skin` (3,) their median on the person's skin."""

    channels: Pixels
    skin: Pixels


@dataclass(frozen=True, slots=True)
class Cascade:
    """The refinement of one handle: per stage a patch size in mm, `weights` (features, 2) and
    `bias` (2,) in mm; `limit_mm` is the farthest plausible way from the mesh's position."""

    sizes_mm: tuple[float, ...]
    weights: tuple[Array, ...]
    bias: tuple[Array, ...]
    start: Array
    limit_mm: float


def canvas(image: Image.Image, frame: FaceFrame) -> Canvas:
    """Lay the photograph on the canvas of a face's frame."""
    scale = frame.px_per_mm / PX_PER_MM
    step = max(1, int(scale))
    corners = canvas_to_photo(
        np.array([[0, 0], [WIDTH, 0], [0, HEIGHT], [WIDTH, HEIGHT]]) / PX_PER_MM
        - CENTRE / PX_PER_MM,
        frame,
    )
    left, top = np.maximum(np.floor(corners.min(axis=0)) - step, 0).astype(int)
    right, bottom = np.minimum(np.ceil(corners.max(axis=0)) + step, image.size).astype(int)
    part = image.crop((int(left), int(top), int(right), int(bottom)))
    if step > 1:
        part = part.reduce(step)
    across, down = (corners[1] - corners[0]) / WIDTH, (corners[2] - corners[0]) / HEIGHT
    x0, y0 = corners[0] - [left, top]
    upright = part.transform(
        (WIDTH, HEIGHT),
        Image.Transform.AFFINE,
        tuple(float(c) / step for c in (across[0], down[0], x0, across[1], down[1], y0)),
        Image.Resampling.BILINEAR,
    )
    return canvas_of(np.asarray(upright), skin_places(frame))


def canvas_of(pixels: NDArray[np.uint8], skin_at: Array) -> Canvas:
    """A canvas from its sRGB pixels (height, width, 3) and places of skin (n, 2) in mm on it."""
    light = pixels.astype(np.float32) / np.float32(255)
    grey = light @ np.array([0.299, 0.587, 0.114], np.float32)
    red, green, blue = np.moveaxis(np.log(light + np.float32(DARK)), -1, 0)
    channels = np.stack([grey, red - green, blue - green], axis=-1)
    around = []
    for x, y in (skin_at * PX_PER_MM + CENTRE).astype(int):
        rows = slice(max(0, y - SKIN_REACH), y + SKIN_REACH + 1)
        columns = slice(max(0, x - SKIN_REACH), x + SKIN_REACH + 1)
        around.append(channels[rows, columns].reshape(-1, 3))
    seen = np.concatenate(around)
    skin = np.median(seen, axis=0) if len(seen) else np.array([0.5, 0.0, 0.0])
    return Canvas(channels, skin.astype(np.float32))


def skin_places(frame: FaceFrame) -> Array:
    """Where on the canvas skin is expected (n, 2)."""
    return photo_to_canvas(frame.to_photo(frame.vertices[list(SKIN_VERTICES)]), frame)


def photo_to_canvas(xy: Array, frame: FaceFrame) -> Array:
    """Pixels of the photograph (n, 2) to millimetres on the canvas."""
    placed: Array = (xy - frame.origin[:2]) / frame.px_per_mm @ _roll(frame)
    return placed


def canvas_to_photo(xy: Array, frame: FaceFrame) -> Array:
    """Millimetres on the canvas (n, 2) to pixels of the photograph."""
    placed: Array = xy @ _roll(frame).T * frame.px_per_mm + frame.origin[:2]
    return placed


def _roll(frame: FaceFrame) -> Array:
    angle = np.radians(frame.pose.roll_deg)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def describe(
    canvases: Sequence[Canvas],
    which: NDArray[np.intp],
    centres: Array,
    flips: Array,
    sizes_mm: Array,
) -> Pixels:
    """Features (n, m) of n patches.

    Parameters
    ----------
    canvases : the pictures; `which` (n,) says in which each patch lies.
    centres : (n, 2) mm on the canvas.
    flips : (n,) 1, or -1 to read the patch mirrored, as for the left side.
    sizes_mm : (n,) side of each patch.
    """
    patches = _patches(canvases, which, centres, flips, sizes_mm)
    n, cell = len(patches), SAMPLES // CELLS
    means = patches.reshape(n, CELLS, cell, CELLS, cell, 3).mean(axis=(2, 4))
    grey = means[..., 0].reshape(n, -1)
    pattern = grey - grey.mean(axis=1, keepdims=True)
    pattern /= np.sqrt((pattern**2).mean(axis=1, keepdims=True)) + CONTRAST_FLOOR
    skin = np.stack([c.skin for c in canvases])[which]
    light = np.log((grey + DARK) / (skin[:, :1] + DARK)) * LIGHT_WEIGHT
    colour = (means[..., 1:].reshape(n, -1, 2) - skin[:, None, 1:]) * COLOUR_WEIGHT
    return np.concatenate(
        [_orientations(patches[..., 0]), pattern * GREY_WEIGHT, light, colour.reshape(n, -1)],
        axis=1,
        dtype=np.float32,
    )


def _patches(
    canvases: Sequence[Canvas],
    which: NDArray[np.intp],
    centres: Array,
    flips: Array,
    sizes_mm: Array,
) -> Pixels:
    """(n, samples, samples, 3) by bilinear reading; beyond the canvas its edge is repeated."""
    grid = (np.arange(SAMPLES) - (SAMPLES - 1) / 2) / SAMPLES * PX_PER_MM
    at = centres * PX_PER_MM + CENTRE - 0.5
    x = np.clip(at[:, :1] + grid * (sizes_mm * flips)[:, None], 0, WIDTH - 1.001)
    y = np.clip(at[:, 1:] + grid * sizes_mm[:, None], 0, HEIGHT - 1.001)
    left, top = x.astype(np.intp), y.astype(np.intp)
    fx = (x - left).astype(np.float32)[:, None, :, None]
    fy = (y - top).astype(np.float32)[:, :, None, None]
    patches = np.empty((len(which), SAMPLES, SAMPLES, 3), np.float32)
    for index in np.unique(which):
        mine = which == index
        rows, columns = top[mine][:, :, None], left[mine][:, None, :]
        c, u, v = canvases[index].channels, fx[mine], fy[mine]
        upper = c[rows, columns] * (1 - u) + c[rows, columns + 1] * u
        lower = c[rows + 1, columns] * (1 - u) + c[rows + 1, columns + 1] * u
        patches[mine] = upper * (1 - v) + lower * v
    return patches


def _orientations(grey: Pixels) -> Pixels:
    """(n, cells * cells * bins) gradient histograms, each cell scaled by the energy around it."""
    n = len(grey)
    dy, dx = np.zeros_like(grey), np.zeros_like(grey)
    dy[:, 1:-1] = grey[:, 2:] - grey[:, :-2]
    dx[:, :, 1:-1] = grey[:, :, 2:] - grey[:, :, :-2]
    turn = np.arctan2(dy, dx) * np.float32(BINS / np.pi)
    lower = np.floor(turn)
    share = turn - lower
    strength = np.sqrt(dx * dx + dy * dy)
    cell = np.arange(SAMPLES) // (SAMPLES // CELLS)
    base = (np.arange(n)[:, None, None] * CELLS + cell[:, None]) * CELLS + cell
    first = lower.astype(np.intp) % BINS
    second = np.where(first == BINS - 1, 0, first + 1)
    places = np.concatenate([(base * BINS + b).ravel() for b in (first, second)])
    shares = np.concatenate([(strength * (1 - share)).ravel(), (strength * share).ravel()])
    counts = np.bincount(places, shares, n * CELLS * CELLS * BINS)
    cells = counts.reshape(n, CELLS, CELLS, BINS).astype(np.float32)
    energy = np.pad((cells**2).sum(axis=-1), ((0, 0), (1, 1), (1, 1)), mode="edge")
    rows = energy[:, :-2] + energy[:, 1:-1] + energy[:, 2:]
    around = rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:]
    scaled: Pixels = cells / np.sqrt(around + ENERGY_FLOOR)[..., None]
    return scaled.reshape(n, -1)


@cache
def cascades() -> Mapping[str, Cascade]:
    """The trained refinement of every handle that has one."""
    with files("yintang.face").joinpath("weights/refinement.npz").open("rb") as stream:
        stored = np.load(stream)
        about = json.loads(str(stored["about"]))
        return {
            name: Cascade(
                sizes_mm=tuple(told["sizes_mm"]),
                weights=tuple(
                    stored[f"{name}/{stage}"].astype(float) for stage in range(told["stages"])
                ),
                bias=tuple(np.array(bias) for bias in told["bias"]),
                start=np.array(told["start"]),
                limit_mm=told["limit_mm"],
            )
            for name, told in about["handles"].items()
        }


@dataclass(frozen=True, slots=True)
class Refined:
    """A handle after refinement: position (2,) on the canvas in mm, and whether it was plausible;
    if not, the position is the mesh's."""

    xy: Array
    plausible: bool


def refine(
    picture: Canvas,
    handles: Mapping[tuple[str, Side], Array],
    trained: Mapping[str, Cascade] | None = None,
) -> dict[tuple[str, Side], Refined]:
    """Refine handles, given as (2,) positions on the canvas in mm.

    Midline handles are read twice, once mirrored, and averaged, so that a mirrored photograph gives
    the mirrored answer. `trained` are the package's cascades where None.
    """
    trained = cascades() if trained is None else trained
    tasks = [
        (name, side, flip)
        for name, side in handles
        if name in trained
        for flip in ((1.0, -1.0) if HANDLES[name].midline else (-1.0 if side == "L" else 1.0,))
    ]
    flips = np.array([flip for _, _, flip in tasks])
    mirror = np.stack([flips, np.ones_like(flips)], axis=1)
    begin = np.array([handles[name, side] for name, side, _ in tasks])
    at = begin + np.array([trained[name].start for name, _, _ in tasks]) * mirror
    for stage in range(max(len(trained[name].weights) for name, _, _ in tasks)):
        active = [i for i, (name, _, _) in enumerate(tasks) if stage < len(trained[name].weights)]
        stages = [trained[tasks[i][0]] for i in active]
        at[active] += _step(picture, stages, at[active], flips[active], stage)
    found: dict[tuple[str, Side], Refined] = {}
    for name, side in dict.fromkeys((name, side) for name, side, _ in tasks):
        mine = [i for i, (n, s, _) in enumerate(tasks) if (n, s) == (name, side)]
        place = at[mine].mean(axis=0)
        plausible = bool(np.linalg.norm(place - handles[name, side]) <= trained[name].limit_mm)
        found[name, side] = Refined(place if plausible else handles[name, side], plausible)
    return found


def _step(
    picture: Canvas, cascade: Sequence[Cascade], at: Array, flips: Array, stage: int
) -> Array:
    """The way (n, 2) one stage of n cascades moves its handles, in mm."""
    sizes = np.array([c.sizes_mm[stage] for c in cascade])
    seen = describe([picture], np.zeros(len(cascade), np.intp), at, flips, sizes)
    moves = np.array(
        [row @ c.weights[stage] + c.bias[stage] for c, row in zip(cascade, seen, strict=True)]
    )
    moves[:, 0] *= flips
    return moves
