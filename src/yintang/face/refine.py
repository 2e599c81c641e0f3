"""Reading the photograph around each handle: a learned refinement of where the mesh puts it.

A small cascade of ridge regressions on image patches (supervised descent: Xiong and De la Torre,
CVPR 2013). Each patch is described by histograms of gradient orientation (Dalal and Triggs, CVPR
2005), its own grey pattern, and its colour relative to the person's skin. Weights are trained by
`benchmarks/train_refinement.py` and kept in `weights/refinement.npz` with their origin. Positions
are millimetres on a canvas: the photograph turned upright and scaled to one and a half pixels
a millimetre at an inter-pupillary distance of 63 mm, origin between the irises.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from yintang.face.constructions import HANDLES
from yintang.face.face_map import Side
from yintang.face.frame import FaceFrame

Array = NDArray[np.float64]
Pixels = NDArray[np.float32]

PX_PER_MM = 1.5
WIDTH, HEIGHT = 272, 332
CENTRE = np.array([136.0, 158.0])  # pixel of the canvas between the irises
CORNERS = np.array([[0, 0], [WIDTH, 0], [0, HEIGHT], [WIDTH, HEIGHT]])

SAMPLES = 24  # a patch is read at 24 x 24 places
CELLS = 8  # and described in 8 x 8 cells
BINS = 9  # of unsigned gradient orientation
SKIN_VERTICES = (50, 280, 9, 205, 425)  # both cheeks twice and the brow's middle: rarely hair
SKIN_OFFSETS = np.array([[dy, dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1)])
COARSE = 4  # colour varies slowly, so it is read four times coarser
LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # as Pillow's grey (ITU-R BT.601)
DARK = np.float32(0.04)  # keeps the logarithm of black finite
ENERGY_FLOOR = 1e-3  # flat cells stay flat instead of amplifying noise
CONTRAST_FLOOR = 0.02
SETTLED_MM = 4.0
"""No later step of any cascade ended longer on 142 photographs of its own training people, neutral
and smiling (at most 3.8, at the jaw); a longer one means that the cascade has lost its way."""
PATTERN_WEIGHT = np.float32(0.15)
COLOUR_WEIGHTS = np.array([0.5, 2.0, 2.0], np.float32)


@dataclass(frozen=True, slots=True)
class Canvas:
    """The photograph as the refinement sees it: `grey` (height, width), 0 to 1, and, four times
    coarser, `colour` (height / 4, width / 4, 3): the logarithms of grey, of red over green and of
    blue over green, each relative to its median on the person's skin."""

    grey: Pixels
    colour: Pixels


@dataclass(frozen=True, slots=True)
class Cascade:
    """The refinement of one handle: per stage a patch size in mm, `weights` (features, 2) and
    `bias` (2,) in mm; `start` (2,) is where the handle usually lies from the mesh's, and `limit_mm`
    how far from there a reading is plausible."""

    sizes_mm: tuple[float, ...]
    weights: tuple[Pixels, ...]
    bias: tuple[Array, ...]
    start: Array
    limit_mm: float


def canvas(image: Image.Image, frame: FaceFrame) -> Canvas:
    """Lay the photograph on the canvas of a face's frame."""
    corners = canvas_to_photo((CORNERS - CENTRE) / PX_PER_MM, frame)
    low = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int).tolist()
    high = np.minimum(np.ceil(corners.max(axis=0)), image.size).astype(int).tolist()
    part = image.crop((*low, *high))
    grey = _laid(part.convert("L"), corners - low, (WIDTH, HEIGHT))
    # Laid at twice its size and then halved, so that it hardly matters where the crop began.
    colour = _laid(part, corners - low, (WIDTH * 2 // COARSE, HEIGHT * 2 // COARSE))
    return canvas_of(grey, colour.reduce(2), skin_places(frame))


def _laid(part: Image.Image, corners: Array, size: tuple[int, int]) -> Image.Image:
    """A picture resampled so that its pixels `corners` (first, right, lower) become `size`'s."""
    across, down = (corners[1] - corners[0]) / size[0], (corners[2] - corners[0]) / size[1]
    step = max(1, int(np.hypot(*across)))
    if step > 1:
        part = part.reduce(step)
    matrix = (across[0], down[0], corners[0, 0], across[1], down[1], corners[0, 1])
    return part.transform(
        size,
        Image.Transform.AFFINE,
        tuple(float(c) / step for c in matrix),
        Image.Resampling.BILINEAR,
    )


def canvas_of(grey: Image.Image, colour: Image.Image, skin_at: Array) -> Canvas:
    """A canvas from its pictures, grey and the coarser sRGB, and places of skin (n, 2) in mm."""
    light = np.asarray(colour, np.float32) / np.float32(255)
    shade = np.log(light @ LUMA + DARK)
    red, green, blue = np.moveaxis(np.log(light + DARK), -1, 0)
    tones = np.stack([shade, red - green, blue - green], axis=-1)
    column, row = ((skin_at * PX_PER_MM + CENTRE) / COARSE).astype(int).T
    rows = np.clip(row[:, None] + SKIN_OFFSETS[:, 0], 0, tones.shape[0] - 1)
    columns = np.clip(column[:, None] + SKIN_OFFSETS[:, 1], 0, tones.shape[1] - 1)
    skin = np.median(tones[rows, columns].reshape(-1, 3), axis=0)
    return Canvas(np.asarray(grey, np.float32) / np.float32(255), (tones - skin).astype(np.float32))


def tone_at(picture: Canvas, places: Array) -> Pixels:
    """(n,) logarithm of the light at places (n, 2) in mm over that of the person's skin."""
    column, row = ((places * PX_PER_MM + CENTRE) / COARSE).astype(int).T
    rows = np.clip(row[:, None] + SKIN_OFFSETS[:, 0], 0, picture.colour.shape[0] - 1)
    columns = np.clip(column[:, None] + SKIN_OFFSETS[:, 1], 0, picture.colour.shape[1] - 1)
    tones: Pixels = picture.colour[rows, columns, 0].mean(axis=1)
    return tones


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
    n, cell = len(which), SAMPLES // CELLS
    grey = _patches([c.grey[..., None] for c in canvases], which, centres, flips, sizes_mm, SAMPLES)
    colour = _patches([c.colour for c in canvases], which, centres, flips, sizes_mm, CELLS)
    pattern = grey.reshape(n, CELLS, cell, CELLS, cell).mean(axis=(2, 4)).reshape(n, -1)
    pattern -= pattern.mean(axis=1, keepdims=True)
    pattern /= np.sqrt((pattern**2).mean(axis=1, keepdims=True)) + CONTRAST_FLOOR
    return np.concatenate(
        [
            _orientations(grey[..., 0]),
            pattern * PATTERN_WEIGHT,
            (colour * COLOUR_WEIGHTS).reshape(n, -1),
        ],
        axis=1,
        dtype=np.float32,
    )


def _patches(  # noqa: PLR0917 - the five of `describe` and the resolution
    pictures: Sequence[Pixels],
    which: NDArray[np.intp],
    centres: Array,
    flips: Array,
    sizes_mm: Array,
    samples: int,
) -> Pixels:
    """(n, samples, samples, channels), read bilinearly; beyond a picture its edge is repeated."""
    height, width, channels = pictures[0].shape
    scale = width / WIDTH
    grid = (np.arange(samples) - (samples - 1) / 2) / samples * PX_PER_MM * scale
    at = (centres * PX_PER_MM + CENTRE) * scale - 0.5
    x = np.clip(at[:, :1] + grid * (sizes_mm * flips)[:, None], 0, width - 1.001)
    y = np.clip(at[:, 1:] + grid * sizes_mm[:, None], 0, height - 1.001)
    left, top = x.astype(np.intp), y.astype(np.intp)
    fx = (x - left).astype(np.float32)[:, None, :, None]
    fy = (y - top).astype(np.float32)[:, :, None, None]
    corner = top[:, :, None] * width + left[:, None, :]
    patches = np.empty((len(which), samples, samples, channels), np.float32)
    for index in np.unique(which):
        mine = slice(None) if len(pictures) == 1 else which == index
        pixels = pictures[index].reshape(-1, channels)
        c, u, v = corner[mine], fx[mine], fy[mine]
        upper, lower = pixels.take(c, axis=0), pixels.take(c + width, axis=0)
        upper += (pixels.take(c + 1, axis=0) - upper) * u
        lower += (pixels.take(c + width + 1, axis=0) - lower) * u
        patches[mine] = upper + (lower - upper) * v
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
                    stored[f"{name}/{stage}"].astype(np.float32) for stage in range(told["stages"])
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
    if not, the position is the usual one."""

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
    known = cascades() if trained is None else trained
    tasks = [
        Task(name, side, flip)
        for name, side in handles
        if name in known
        for flip in ((1.0, -1.0) if HANDLES[name].midline else (-1.0 if side == "L" else 1.0,))
    ]
    readings: dict[tuple[str, Side], list[Way]] = {}
    for task, way in zip(tasks, _follow(picture, tasks, handles, known), strict=True):
        readings.setdefault((task.name, task.side), []).append(way)
    return {key: _weighed(readings[key], known[key[0]]) for key in handles if key in readings}


class Task(NamedTuple):
    """One reading of a handle; `flip` is -1 where the patch is read mirrored."""

    name: str
    side: Side
    flip: float


class Way(NamedTuple):
    """Where a reading began and ended (2,) in mm, and whether its last step was a short one."""

    begin: Array
    end: Array
    settled: bool


def _follow(
    picture: Canvas,
    tasks: Sequence[Task],
    handles: Mapping[tuple[str, Side], Array],
    trained: Mapping[str, Cascade],
) -> list[Way]:
    """Every task through all stages of its cascade."""
    flips = np.array([task.flip for task in tasks])
    begin = np.array([handles[task.name, task.side] for task in tasks]).reshape(-1, 2)
    mirror = np.stack([flips, np.ones_like(flips)], axis=1)
    begin += np.array([trained[task.name].start for task in tasks]).reshape(-1, 2) * mirror
    at, settled = begin.copy(), np.ones(len(tasks), bool)
    lengths = np.array([len(trained[task.name].weights) for task in tasks], int)
    for stage in range(lengths.max(initial=0)):
        active = np.flatnonzero(lengths > stage).tolist()
        stages = [trained[tasks[i].name] for i in active]
        step = _step(picture, stages, at[active], flips[active], stage)
        at[active] += step
        # A first step is meant to be long; every later one should find less left to correct.
        settled[active] = stage == 0 or np.linalg.norm(step, axis=1) <= SETTLED_MM
    return [Way(*way) for way in zip(begin, at, settled.tolist(), strict=True)]


def _weighed(ways: Sequence[Way], cascade: Cascade) -> Refined:
    """The mean of a handle's readings where it is plausible, else the usual place."""
    usual: Array = np.mean([way.begin for way in ways], axis=0)
    place: Array = np.mean([way.end for way in ways], axis=0)
    near = np.linalg.norm(place - usual) <= cascade.limit_mm
    plausible = bool(near and all(way.settled for way in ways))
    return Refined(place if plausible else usual, plausible)


def _step(
    picture: Canvas, cascade: Sequence[Cascade], at: Array, flips: Array, stage: int
) -> Array:
    """The way (n, 2) one stage of n cascades moves its handles, in mm."""
    sizes = np.array([c.sizes_mm[stage] for c in cascade])
    seen = describe([picture], np.zeros(len(cascade), np.intp), at, flips, sizes)
    moves: Array = np.array(
        [row @ c.weights[stage] + c.bias[stage] for c, row in zip(cascade, seen, strict=True)]
    )
    moves[:, 0] *= flips
    return moves
