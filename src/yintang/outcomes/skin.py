"""What a region's skin is like: colour, evenness, lines, pores and patches, each five times over.

A `Samples` holds for each metric and region its value over all pixels, and over each of the four
interleaved samples of them, from whose spread the sampling error comes.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from yintang.outcomes import colour, spots, texture
from yintang.outcomes.raster import MM_PER_PX, Float, coarser
from yintang.outcomes.regions import PHASES, Area
from yintang.outcomes.seeing import Seen

Array = NDArray[np.float64]
Key = tuple[str, str]
Samples = dict[Key, Array]
"""(metric, region) -> (5,): the value, then that of each of the four samples."""
Statistic = Callable[[NDArray[np.floating]], np.floating]


def skin_samples(seen: Seen, laid: Mapping[str, Area]) -> Samples:
    """Every metric of the skin in every region that shows enough of it."""
    found: Samples = {}
    for part in (_colours, _evenness, _lines, _pores, _patches):
        found |= part(seen, laid)
    found |= dict(_relative(found))
    return {key: value for key, value in found.items() if key[0] != "lab"}


def sampling_error(value: Array) -> float:
    """Standard error of the first of (5,), the mean of four samples spread like the others."""
    return float(np.std(value[1:], ddof=1) / np.sqrt(PHASES))


def _colours(seen: Seen, laid: Mapping[str, Area]) -> Samples:
    found: Samples = {}
    for name, area in laid.items():
        rgb = colour.sampled(seen.light, seen.luminance, seen.bare, area).means()
        lab = colour.lab(rgb)
        found["redness", name] = colour.erythema_index(rgb)
        found["lightness", name] = lab[:, 0]
        found["red-green", name] = lab[:, 1]
        found["ita", name] = colour.ita_deg(lab)
        found["melanin", name] = colour.melanin(rgb)
        found["lab", name] = lab
    return found


def _relative(samples: Samples) -> Iterator[tuple[Key, Array]]:
    """Skin against other skin of the same face; the light's colour cancels out."""
    for (metric, region), value in samples.items():
        if metric == "redness" and ("redness", "forehead") in samples and region != "forehead":
            yield ("redness-relative", region), value - samples["redness", "forehead"]
        cheek = region.replace("under-eye", "cheek")
        if metric == "lab" and cheek != region and ("lab", cheek) in samples:
            yield ("dark-circle", region), colour.colour_difference(value, samples["lab", cheek])


def _evenness(seen: Seen, laid: Mapping[str, Area]) -> Samples:
    """Spread of lightness and of redness between square millimetres."""
    weight = coarser(seen.bare.astype(np.float32), 4)
    light = coarser(seen.light * seen.bare[..., None], 4) / np.maximum(weight, 1e-3)[..., None]
    lab = colour.lab(light.reshape(-1, 3).astype(float))
    open_ = weight.ravel() > 0.5
    found: Samples = {}
    for name, area in laid.items():
        kept = open_[area.squares]
        inside, phase = lab[area.squares[kept]], area.square_phase[kept]
        for metric, channel in (("unevenness-light", 0), ("unevenness-red", 1)):
            found[metric, name] = _each_sample(inside[:, channel], phase, np.std)
    return found


def _lines(seen: Seen, laid: Mapping[str, Area]) -> Samples:
    maps = {name: texture.ridge_strength(seen.skin_lightness, mm)
            for name, mm in texture.SCALES_MM.items()}  # fmt: skip
    bag = texture.bag_shading(seen.lightness)
    found: Samples = {}
    for name, area in laid.items():
        kept = seen.bare.ravel()[area.rows]
        rows, phase = area.rows[kept], area.phase[kept]
        for metric, strength in maps.items():
            found[metric, name] = _means(np.take(strength, rows), phase)
        if name.startswith("under-eye"):
            found["bag-shading", name] = _each_sample(bag.ravel()[rows], phase, np.std)
    return found


def _pores(seen: Seen, laid: Mapping[str, Area]) -> Samples:
    """Pores to the square centimetre."""
    pores = texture.pore_centres(seen.skin_lightness).ravel().astype(np.float32)
    found: Samples = {}
    for name, area in laid.items():
        kept = seen.bare.ravel()[area.rows]
        found["pores", name] = (
            _means(pores[area.rows[kept]], area.phase[kept]) / (MM_PER_PX / 10) ** 2
        )
    return found


def _patches(seen: Seen, laid: Mapping[str, Area]) -> Samples:
    """Spread of melanin in patches of 2 to 10 mm."""
    bare = coarser(seen.bare.astype(np.float32), spots.HALF) > 0.99
    pigment = colour.pigments(coarser(seen.light, spots.HALF))
    patches = spots.patchiness(np.ascontiguousarray(pigment[..., 0]), bare)
    whole = np.repeat(np.repeat(patches, spots.HALF, axis=0), spots.HALF, axis=1).ravel()
    return {
        ("patches", name): _each_sample(whole[area.rows], area.phase, np.std)
        for name, area in laid.items()
    }


def _means(values: Float, phase: NDArray[np.uint8]) -> Array:
    """(5,): the mean of all, and of each sample."""
    count = np.maximum(np.bincount(phase, minlength=PHASES), 1)
    sums = np.bincount(phase, values, minlength=PHASES)
    return np.append(sums.sum() / count.sum(), sums / count)


def _each_sample(values: Array | Float, phase: NDArray[np.uint8], of: Statistic) -> Array:
    """(5,): a statistic of all, and of each sample."""
    return np.array([of(values), *(of(values[phase == k]) for k in range(PHASES))], float)
