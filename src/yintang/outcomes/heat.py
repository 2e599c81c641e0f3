"""Where in a region a change lies, place by place, as far as photographs can tell it.

A map is asked for only of a target whose verdict is a change: that is the gate which keeps noise
from being drawn as a finding. It compares the last visits with the baselines, as `Numbers.ends`
does, on the metric raster, averaged over some millimetres. At each place what is detectable is that
of the whole region, made wider

- by how much more the place differs between shots of one sitting than the region does: days are
  taken to differ more by as much;
- by how many places there are to look at: 95 % holds for all of them together (Bonferroni over the
  number of independent averages, the region's area over 4 pi sigma^2, which is the correlation area
  of white noise under a Gaussian).

Both are Yintang's own defaults, on the careful side. Only metrics that are means of a map have one.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from yintang.atlas.model import Atlas
from yintang.outcomes import colour, texture
from yintang.outcomes.calibration import Calibration
from yintang.outcomes.card import find_card, normalise
from yintang.outcomes.change_record import Change, Target, Visit
from yintang.outcomes.judging import noise_of
from yintang.outcomes.measurement import PhotoMeasures
from yintang.outcomes.noise import Noise
from yintang.outcomes.raster import MM_PER_PX, Float, Mask, coarser, grid
from yintang.outcomes.regions import areas
from yintang.outcomes.seeing import Seen
from yintang.outcomes.trend import ALPHA, LAST

Array = NDArray[np.float64]

Look = Callable[[PhotoMeasures], Seen | None]
CELL_MM = 1.0
CELL = round(CELL_MM / MM_PER_PX)
SIGMA_MM = 2.5
"""A place is the Gaussian average over this much of skin; landmarks are placed to about a third of
it between visits (Yintang's default)."""
LEAST_SKIN = 0.3
"""Part of an average that must be bare skin."""
HALF, HALF_COVERED = 0.5, 127
STEPS = (1.0, 1.5, 2.0)
"""Times what is detectable at which the drawing becomes denser."""


@dataclass(frozen=True)
class Heat:
    """A target's change by place.

    `change` (height, width) is in the metric's unit on cells of `CELL_MM` of the frontal raster,
    `times` how many times what is detectable there it is, signed; both are 0 outside `region`
    (height, width), the cells that show it. `least` is the smallest of what is detectable.
    """

    metric: str
    region: str
    better: str
    change: Float
    times: Float
    where: Mask
    least: float

    @property
    def share(self) -> float:
        """The part of the region that changed detectably, 0 to 1."""
        return float((np.abs(self.times) > STEPS[0]).sum() / max(int(self.where.sum()), 1))


@dataclass(frozen=True)
class JudgedBy:
    """What changes were judged by: the visits in the order of time, the targets, the room."""

    visits: Sequence[Visit]
    targets: Sequence[Target]
    room: Calibration | None = None

    def of(self, change: Change) -> Target:
        """The target whose change it is."""
        place = (change.metric, change.region)
        return next(one for one in self.targets if (one.metric.id, one.region) == place)


def has_map(metric: str) -> bool:
    """Whether a metric is the mean of a map, so that its change has places."""
    return metric in MAPS


def may_be_drawn(change: Change) -> bool:
    """Whether a map of a change is asked for: a verdict says that it changed, and it has places."""
    return change.verdict in {"improved", "worse"} and has_map(change.metric)


def heats(
    changes: Sequence[Change], by: JudgedBy, atlas: Atlas, look: Look, workers: int = 1
) -> tuple[Heat, ...]:
    """The maps of those of some changes that are drawn.

    Parameters
    ----------
    changes : as judged; only those of `may_be_drawn` are looked at.
    by : what they were judged by.
    look : finds the face on a shot's photograph again, or returns None where it is gone.
    workers : photographs looked at at the same time; none is kept longer than its maps take.
    """
    wanted = [change for change in changes if may_be_drawn(change)]
    ends = [compared_visits(change) for change in wanted]
    numbers = sorted({n for both in ends for visits in both for n in visits})
    shots = [(n, shot) for n in numbers for shot in by.visits[n].shots]
    with ThreadPoolExecutor(max(workers, 1)) as hands:
        found = list(hands.map(lambda one: _maps(wanted, one[1], atlas, look), shots))
    made = []
    for k, (change, both) in enumerate(zip(wanted, ends, strict=True)):
        of_visit: dict[int, list[Float]] = {}
        for (n, _), maps in zip(shots, found, strict=True):
            if k in maps:
                of_visit.setdefault(n, []).append(maps[k])
        before, after = ([of_visit[n] for n in visits if n in of_visit] for visits in both)
        made.append(heat(change, atlas, noise_of(by.visits, by.of(change), by.room), before, after))
    return tuple(one for one in made if one is not None)


def _maps(
    wanted: Sequence[Change], shot: PhotoMeasures, atlas: Atlas, look: Look
) -> dict[int, Float]:
    """The maps of one shot, by the place of their change among the wanted ones."""
    face, card = look(shot), shot.normalised == "card"
    return {
        k: map_of(face, change.metric, atlas, card=card)
        for k, change in enumerate(wanted)
        if face is not None and shot.view == face.view and not shot.failed(change.metric)
    }


def compared_visits(change: Change) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Which of a change's visits are compared: the baselines, and up to three at the end."""
    used = [n for n, visit in enumerate(change.visits) if visit.value is not None]
    before = tuple(n for n in used if change.visits[n].baseline)
    begin = max((change.visits[n].day for n in before), default=0.0)
    return before, tuple(n for n in used if change.visits[n].day > begin)[-LAST:]


def heat(
    change: Change,
    atlas: Atlas,
    noise: Noise,
    before: Sequence[Sequence[Float]],
    after: Sequence[Sequence[Float]],
) -> Heat | None:
    """Where a change lies.

    Parameters
    ----------
    change : with a verdict that it changed.
    noise : by which it was judged.
    before, after : for each of `compared_visits`, the maps of its shots, by `map_of`.

    Returns
    -------
    Heat or None
        None where the change has no places, or no visit has two shots, from which alone it can be
        told how much places differ by themselves.
    """
    found = change.numbers
    if found is None or not may_be_drawn(change) or not before or not after:
        return None
    spread = _between_shots([*before, *after])
    if spread is None:
        return None
    where = _cells(atlas, change.region) & np.isfinite(spread)
    apart = _mean(after) - _mean(before)
    where &= np.isfinite(apart)
    if not where.any():
        return None
    s_shot, _ = noise.at(found.before)
    wider = np.maximum(1.0, _steadied(spread, where) / s_shot)
    detectable = _quantile(where) * found.ends_se * wider
    change_by_place = np.where(where, apart, 0)
    times = np.where(where, apart / detectable, 0)
    return Heat(
        change.metric,
        change.region,
        change.better,
        np.asarray(change_by_place, np.float32),
        np.asarray(times, np.float32),
        where,
        float(detectable[where].min()),
    )


def map_of(seen: Seen, metric: str, atlas: Atlas, *, card: bool = False) -> Float:
    """A metric by place on one photograph, (height, width) on cells of `CELL_MM`, not a number
    where too little skin is seen.

    Parameters
    ----------
    card : whether the reference card in the photograph sets the colours, as it did when the
        photograph was measured.
    """
    found = find_card(seen.photo) if card else None
    if found is not None:
        seen = replace(seen, light=normalise(seen.light, found))
    weight = _smooth(coarser(seen.bare.astype(np.float32), CELL))
    safe = np.maximum(weight, 1e-6)

    def averaged(image: Float) -> Float:
        held = coarser(np.ascontiguousarray(image * seen.bare), CELL)
        return np.asarray(_smooth(held) / safe, np.float32)

    values = MAPS[metric](seen, averaged, atlas)
    return np.asarray(np.where(weight >= LEAST_SKIN, values, np.nan), np.float32)


def outlines(of: Heat, least: float, *, better: bool) -> list[Array]:
    """The borders of what became better, or worse, by more than `least` times what is detectable,
    each (n, 2) in pixels of the metric raster, x first."""
    sign = 1 if better == (of.better == "higher") else -1
    mask = np.where(sign * of.times > least, 255, 0).astype(np.uint8)
    # On the raster itself, so that a border does not follow the cells' corners.
    fine = cv2.resize(mask, None, fx=CELL, fy=CELL, interpolation=cv2.INTER_LINEAR)
    smooth = cv2.GaussianBlur(fine, (0, 0), CELL / 2)
    inside = (smooth > HALF_COVERED).astype(np.uint8)
    rings, _ = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return [ring[:, 0].astype(np.float64) for ring in rings if len(ring) > 2]


def _mean(days: Sequence[Sequence[Float]]) -> Array:
    """The mean of each day's mean."""
    return np.asarray(np.mean([np.mean(shots, axis=0) for shots in days], axis=0), np.float64)


def _between_shots(days: Sequence[Sequence[Float]]) -> Array | None:
    """At each place the variance between shots of one day, all days taken together; None where no
    day has two."""
    df = sum(len(shots) - 1 for shots in days)
    if df < 1:
        return None
    squares = [np.sum((np.stack(shots) - np.mean(shots, axis=0)) ** 2, axis=0) for shots in days]
    return np.asarray(np.sum(squares, axis=0) / df, np.float64)


def _steadied(variance: Array, where: Mask) -> Array:
    """Standard deviation at each place, its variance averaged with that of the skin around: a few
    shots tell a variance badly."""
    weight = where.astype(np.float32)
    held = _smooth(np.where(where, variance, 0).astype(np.float32), 2 * SIGMA_MM)
    near = held / np.maximum(_smooth(weight, 2 * SIGMA_MM), 1e-6)
    return np.asarray(np.sqrt(np.maximum(variance, near)), np.float64)


def _quantile(where: Mask) -> float:
    """Of the normal distribution, for all independent averages of a region together."""
    places = max(1.0, float(where.sum()) * CELL_MM**2 / (4 * np.pi * SIGMA_MM**2))
    return float(ndtri(1 - ALPHA / 2 / places))


def _smooth(image: Float, sigma_mm: float = SIGMA_MM) -> Float:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma_mm / CELL_MM), np.float32)


@lru_cache(maxsize=32)
def _cells(atlas: Atlas, region: str) -> Mask:
    """The cells of a region; of both sides where none is named."""
    height, width = grid().shape
    mask = np.zeros(height * width, np.float32)
    for name, area in areas(atlas).items():
        if name == region or name.removesuffix("-R").removesuffix("-L") == region:
            mask[area.rows] = 1
    return np.asarray(coarser(mask.reshape(height, width), CELL) > HALF, np.bool_)


Averaged = Callable[[Float], Float]
Map = Callable[[Seen, Averaged, Atlas], Float]


def _ridges(name: str) -> Map:
    def found(seen: Seen, averaged: Averaged, _: Atlas) -> Float:
        return averaged(texture.ridge_strength(seen.skin_lightness, texture.SCALES_MM[name]))

    return found


def _rgb(seen: Seen, averaged: Averaged) -> Array:
    channels = [averaged(seen.light[..., k]) for k in range(3)]
    return np.stack(channels, axis=-1).astype(np.float64)


def _redness(seen: Seen, averaged: Averaged, _: Atlas) -> Float:
    return np.asarray(colour.erythema_index(_rgb(seen, averaged)), np.float32)


def _against_the_forehead(seen: Seen, averaged: Averaged, atlas: Atlas) -> Float:
    red = _redness(seen, averaged, atlas)
    return np.asarray(red - np.mean(red[_cells(atlas, "forehead")]), np.float32)


def _lab(channel: int) -> Map:
    def found(seen: Seen, averaged: Averaged, _: Atlas) -> Float:
        return np.asarray(colour.lab(_rgb(seen, averaged))[..., channel], np.float32)

    return found


def _melanin(seen: Seen, averaged: Averaged, _: Atlas) -> Float:
    return np.asarray(colour.melanin(_rgb(seen, averaged)), np.float32)


MAPS: Mapping[str, Map] = {
    **{name: _ridges(name) for name in texture.SCALES_MM},
    "redness": _redness,
    "redness-relative": _against_the_forehead,
    "red-green": _lab(1),
    "lightness": _lab(0),
    "melanin": _melanin,
}
"""Metric -> how its map is made. Shapes, counts and spreads over a region have no places."""
