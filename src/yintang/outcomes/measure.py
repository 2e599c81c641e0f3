"""The verb: from a photograph to everything that can be measured on it.

Each value carries a standard error. For what the skin is like it says how much the same
photograph's value would move had other pixels of the same skin been taken (four interleaved samples
of it). For shape it says how much it would move had the landmarks been found a little elsewhere
(eight jittered crops), or brow, lid and iris been read on other columns. Neither holds what differs
between two photographs of the same face: that is the noise model's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from yintang.atlas.model import Atlas
from yintang.face.face_map import ModelFacts
from yintang.face.model import FaceModel
from yintang.face.photo import Photo
from yintang.outcomes.capture import gates
from yintang.outcomes.card import find_card, in_card_light, use_card
from yintang.outcomes.edges import Reading, read_edges
from yintang.outcomes.geometry import READ, WHOLE_FACE, frontal, shape
from yintang.outcomes.measurement import Measured, PhotoMeasures, Spot, ita_band
from yintang.outcomes.provenance import camera
from yintang.outcomes.regions import Area, areas
from yintang.outcomes.seeing import Seen, see
from yintang.outcomes.skin import Key, sampling_error, skin_samples
from yintang.outcomes.spots import COUNTED, spots_and_measures

Array = NDArray[np.float64]

LEAST_SHARE = 0.5
"""Part of a region that must be bare skin for it to be measured."""
SHAPED = frozenset({"brow", "lid"})
"""Regions of which only the shape is measured, not the skin."""

Valued = dict[Key, tuple[float, float]]
"""(metric, region) -> value and standard error."""


def measure(
    photo: Photo,
    atlas: Atlas,
    *,
    model: FaceModel | None = None,
    card: bool = True,
    patches: Array | None = None,
    baseline: PhotoMeasures | None = None,
) -> PhotoMeasures:
    """Measure one photograph.

    Parameters
    ----------
    photo : the upright photograph.
    atlas : whose regions and metrics are measured.
    model : the landmark model; found by `find_model` where None.
    card : whether a reference card in the photograph sets the colours.
    patches : (12, 3) linear RGB of the printed card's patches where they were measured.
    baseline : what was measured on the patient's own first photograph of the same view, against
        which this one's pose, distance, focus and expression are held.

    Raises
    ------
    FaceError
        The photograph shows no face, or none large enough to measure.
    """
    seen = see(photo, model)
    found = find_card(photo, patches) if card else None
    used = use_card(found)
    corrected = used is not None and used.used
    checks = gates(seen, atlas, baseline, card=corrected)
    seen = replace(seen, light=in_card_light(seen.light, found))
    values, spots = measured(seen, atlas)
    tone = [v.value for v in values if v.metric == "ita" and v.region.startswith("cheek")]
    return PhotoMeasures(
        photo=photo.sha256,
        name=photo.name,
        model=ModelFacts(seen.model.name, seen.model.sha256),
        view=seen.view,
        mm_per_px=seen.mm_per_px,
        ita_band=ita_band(float(np.mean(tone)) if tone else np.inf),
        gates=checks,
        card=used,
        values=values,
        normalised="card" if corrected else "none",
        spots=spots,
        camera=camera(photo.file),
    )


def measured(seen: Seen, atlas: Atlas) -> tuple[tuple[Measured, ...], tuple[Spot, ...]]:
    """Every metric of the atlas on a face that was seen, and the spots found on it."""
    laid = regions_measured(seen, atlas)
    samples = skin_samples(seen, laid)
    found: Valued = {key: (float(v[0]), sampling_error(v)) for key, v in samples.items()}
    spots, spotted = spots_and_measures(seen, laid)
    found |= spotted
    found |= _both_sides(found)
    if seen.view == "front":
        found |= _shape(seen)
    values = tuple(
        Measured(metric.id, region, metric.unit, *found[metric.id, region])
        for metric in atlas.metrics.values()
        for region in _places(metric.regions)
        if (metric.id, region) in found
    )
    return values, spots


def regions_measured(seen: Seen, atlas: Atlas) -> dict[str, Area]:
    """The regions of the atlas whose skin is measured on a face that was seen: those a metric asks
    for and of which enough is bare."""
    wanted = {region for metric in atlas.metrics.values() for region in metric.regions}
    return {
        name: area
        for name, area in areas(atlas, seen.view).items()
        if name.removesuffix("-R").removesuffix("-L") in wanted - SHAPED
        and seen.bare.ravel()[area.rows].mean() >= LEAST_SHARE
    }


def _places(regions: tuple[str, ...]) -> Iterator[str]:
    """The regions of a metric with their sides; the whole face where it names none."""
    for region in regions or (WHOLE_FACE,):
        yield from (region, f"{region}-R", f"{region}-L")


def _both_sides(found: Mapping[Key, tuple[float, float]]) -> Valued:
    """The mean of the two sides; their sum for what is counted."""
    both: Valued = {}
    for (metric, region), (right, right_se) in found.items():
        left = found.get((metric, f"{region[:-2]}-L"))
        if region.endswith("-R") and left is not None:
            share = 1.0 if metric in COUNTED else 0.5
            error = share * float(np.hypot(right_se, left[1]))
            both[metric, region[:-2]] = (share * (right + left[0]), error)
    return both


def _shape(seen: Seen) -> Valued:
    """Shape of the mean mesh with the edges that were read; its error from how the meshes of the
    crops differ, and from the reading."""
    face = frontal(seen.mesh.vertices)
    read = read_edges(seen.lightness, face)
    each = [shape(frontal(crop), {}) for crop in seen.crops]
    return {
        key: (
            value,
            float(np.hypot(np.std([one[key] for one in each], ddof=1) / np.sqrt(len(each)),
                           _reading_error(*key, read))),
        )
        for key, value in shape(face, {edge: y for edge, (y, _) in read.items()}).items()
    }  # fmt: skip


def _reading_error(metric: str, region: str, read: Reading) -> float:
    """Standard error that the edges read on the photograph bring into a measure of shape."""
    sides = region[-1] if region.endswith(("-R", "-L")) else "RL"
    errors = [read[e, s][1] for e in READ.get(metric, ()) for s in sides if (e, s) in read]
    return float(np.linalg.norm(errors) / len(sides))
