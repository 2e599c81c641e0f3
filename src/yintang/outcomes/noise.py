"""How much a measure differs between photographs of the same, unchanged skin.

Two parts are told apart. `s_shot` is the standard deviation between shots of one sitting: focus,
framing, a blink; taking more shots averages it away. `s_day` is that between days: light, sun,
sleep, the room; more shots of the same day do not help. Both come from a calibration of the room,
or from the defaults here, which are on the careful side and say so.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from yintang.errors import YintangError
from yintang.outcomes.measurement import Band

Z = 1.959964
"""Two-sided 5 % of the normal distribution."""
COLOUR = frozenset(
    ("redness", "redness-relative", "red-green", "dark-circle", "lightness", "ita", "melanin")
    + ("unevenness-light", "unevenness-red", "patches", "spots-area", "spots-contrast", "lesions")
)
TONE_FACTOR: dict[Band, float] = {"dark": 3.0, "tan": 2.0, "intermediate": 1.0, "light": 1.0}
"""How much wider the defaults for colour are on darker skin. On simulated photographs of skin below
10 degrees errors were 1.5 to 1.9 times as large, and 3 times for redness set right by the card
(`benchmarks/rephotography.py`, three people); the tan band, of which none was measured, is set
between (Yintang's default)."""


@dataclass(frozen=True, slots=True)
class Noise:
    """The noise of one metric in one region, for one band of skin tone, in one room.

    `s_shot` and `s_day` are standard deviations in the metric's unit, or shares of its level where
    `relative`; those of a small calibration stand at the upper end of their range. `df` is on how
    many degrees of freedom they rest; None where they are at an upper end, or were stated.
    """

    metric: str
    region: str
    band: Band
    s_shot: float
    s_day: float
    relative: bool = False
    df: float | None = None
    source: Literal["default", "calibrated"] = "default"

    def at(self, level: float) -> tuple[float, float]:
        """(s_shot, s_day) in the metric's unit where it stands at `level`."""
        scale = abs(level) if self.relative else 1.0
        return self.s_shot * scale, self.s_day * scale


@dataclass(frozen=True, slots=True)
class _Default:
    """(s_shot, s_day) with a reference card in the pictures and without one."""

    card: tuple[float, float]
    bare: tuple[float, float]
    relative: bool = False


def _same(s_shot: float, s_day: float, relative: bool = False) -> _Default:
    return _Default((s_shot, s_day), (s_shot, s_day), relative)


DEFAULTS: dict[str, _Default] = {
    "redness": _Default((0.175, 0.175), (0.57, 0.57)),
    "redness-relative": _same(0.18, 0.72),
    "red-green": _Default((0.123, 0.123), (0.35, 0.43)),
    "dark-circle": _Default((0.116, 0.69), (0.126, 0.69)),
    "lightness": _Default((0.43, 0.43), (0.94, 0.94)),
    "ita": _Default((0.90, 0.90), (2.09, 2.09)),
    "melanin": _Default((0.5, 0.5), (1.7, 1.7)),
    "unevenness-light": _Default((0.09, 0.09), (0.11, 0.11)),
    "unevenness-red": _same(0.065, 0.065),
    "patches": _same(0.10, 0.10, relative=True),
    "spots-area": _same(0.15, 0.15, relative=True),
    "spots-contrast": _same(0.10, 0.10, relative=True),
    "lesions": _same(1.5, 1.5),
    "lines-fine": _same(0.05, 0.10, relative=True),
    "lines-medium": _same(0.040, 0.072, relative=True),
    "lines-medium:forehead": _same(0.0235, 0.068, relative=True),
    "lines-medium:crows-feet": _same(0.033, 0.068, relative=True),
    "lines-medium:under-eye": _same(0.034, 0.068, relative=True),
    "lines-coarse": _same(0.040, 0.068, relative=True),
    "lines-coarse:forehead": _same(0.025, 0.068, relative=True),
    "pores": _same(0.036, 0.10, relative=True),
    "bag-shading": _same(0.15, 0.15),
    "brow-height": _same(0.12, 0.23),
    "lid-height": _same(0.094, 0.11),
    "lid-opening": _same(0.13, 0.13),
    "mouth-corners": _same(0.26, 0.26),
    "jowl": _same(0.49, 0.72),
    "asymmetry": _same(0.12, 0.37),
}
"""Defaults until a room is calibrated, by metric, or by metric and region where regions differ.

`s_shot` is the standard error of one photograph under simulated re-photography in a clinic
(exposure 0.05 EV, white balance 1 %, tone 1 %, light gradient 1.5 %, pose 1 degree, scale 2 %, blur
0.2 px, JPEG 92 to 97, each a standard deviation; fifteen faces). `s_day` is at least as large, for
days differ no less than shots, and so large that both together reach what 102 pairs of real
photographs of one sitting showed, where a smile did not move the measure. For melanin the parts of
the error were measured one by one and added up; for patches, spots, lesions, pores and bags nothing
was found and the values are wide guesses. docs/measurement.md tells more.
"""


def default_noise(metric: str, region: str, band: Band, card: bool) -> Noise:
    """The noise to assume in a room that was never calibrated.

    Parameters
    ----------
    metric, region : as in the atlas, the region with or without a side.
    band : of skin tone; the darker two have wider defaults for colours.
    card : whether colours were set right by a reference card.

    Raises
    ------
    YintangError
        Nothing is known of the metric.
    """
    place = region.removesuffix("-R").removesuffix("-L")
    found = DEFAULTS.get(f"{metric}:{place}") or DEFAULTS.get(metric)
    if found is None:
        raise YintangError(f'nothing is known of how much "{metric}" varies by itself')
    wider = TONE_FACTOR[band] if metric in COLOUR else 1.0
    shot, day = found.card if card else found.bare
    return Noise(metric, region, band, shot * wider, day * wider, found.relative)


def sdc(noise: Noise, n_before: int = 1, n_after: int = 1, level: float = 1.0) -> float:
    """The smallest detectable change between the means of two days' shots, at 95 %.

    1.96 sqrt(2 s_day^2 + s_shot^2 (1/n_before + 1/n_after)); for one shot each this is Bland and
    Altman's repeatability coefficient, 2.77 times the standard error of measurement (Bland and
    Altman 1999). In the metric's unit where it stands at `level`.

    Raises
    ------
    ValueError
        A day without a shot.
    """
    if min(n_before, n_after) < 1:
        raise ValueError("a change needs at least one photograph before and one after")
    shot, day = noise.at(level)
    return float(Z * np.sqrt(2 * day**2 + shot**2 * (1 / n_before + 1 / n_after)))
