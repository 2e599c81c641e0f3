"""A photograph's gates against those of the patient's own baseline.

What is the same in both photographs cancels out of a change: a face that always reads as turned by
three degrees is no trouble, one that is turned three degrees more than last time is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from yintang.outcomes.measurement import Gate, PhotoMeasures, View

FINE = ("lines-fine", "pores")
DETAIL = (
    *FINE, "lines-medium", "lines-coarse", "unevenness-light", "unevenness-red", "spots-area",
    "spots-contrast", "lesions",
)  # fmt: skip
"""Metrics that live on detail: focus and compression move them."""
SHAPE = ("brow-height", "lid-height", "lid-opening", "mouth-corners", "jowl", "asymmetry")
ABSOLUTE_COLOUR = ("redness", "red-green", "lightness", "ita", "melanin")
"""Not what is held against other skin of the same photograph."""
SHADING = ("bag-shading", "lightness", "ita", "unevenness-light")
AROUND_EYES = ("dark-circle", "bag-shading", "brow-height")
"""Not the lids themselves: that they open wider may be the change looked for."""


@dataclass(frozen=True, slots=True)
class Change:
    """How much a gate's value may differ from the baseline's.

    `metrics` are those a difference beyond `limit` bears on; beyond `beyond` it bears on all.
    """

    gate: str
    limit: float
    beyond: float
    unit: str
    metrics: tuple[str, ...]
    higher: str
    lower: str
    difference: Callable[[float, float], float]
    instead: str = "take it again as the baseline was taken"


def _apart(now: float, then: float) -> float:
    return now - then


def _percent(now: float, then: float) -> float:
    return 100 * (now / then - 1) if then else float("inf")


def _odds(now: float, then: float) -> float:
    """Difference of two probabilities in the logarithm of their odds."""
    a, b = (np.clip(p, 1e-4, 1 - 1e-4) for p in (now, then))
    return float(np.log(a / (1 - a)) - np.log(b / (1 - b)))


EVERY = float("inf")
CHANGES: Sequence[Change] = (
    Change(
        "yaw", 2.0, 5.0, "degrees", SHAPE + SHADING,
        "turned further to the patient's left", "turned further to the patient's right", _apart,
    ),
    Change(
        "pitch", 2.0, 5.0, "degrees", SHAPE + SHADING, "with the chin higher",
        "with the chin lower", _apart,
    ),
    Change("face-size", 5.0, 5.0, "%", (), "taken from nearer", "taken from farther", _percent),
    Change("sharpness", 8.0, 30.0, "%", DETAIL, "sharper", "more blurred", _percent),
    Change("smile", 1.0, 1.0, "log odds", (), "smiling more", "smiling less", _odds),
    Change(
        "eyes", 10.0, 30.0, "%", AROUND_EYES, "with the eyes wider open",
        "with the eyes narrower", _percent,
    ),
    Change(
        "exposure", 0.2, EVERY, "stops", ABSOLUTE_COLOUR, "brighter", "darker", _apart,
        "set the same exposure, or hold the card, which tells light from a tan",
    ),
    Change("jpeg-quality", 5.0, EVERY, "of 100", DETAIL, "compressed less",
           "compressed more", _apart),
)  # fmt: skip
"""Yaw and pitch: two degrees more move a brow by as much as the smallest change that can be told
from photographs in a clinic. Face size: at arm's length five per cent are two to three centimetres.
Sharpness: studio portraits of one person repeat within 8 %; a blur of 0.2 mm takes off a tenth, and
a quarter of the fine lines with it. Smile: nine in ten portraits asked to smile score more than one
above the same person's neutral one. Exposure: beyond it two portraits of a sitting differ in
redness, the darker one being redder, because cameras bend their tones; within it their ICC is 0.96
(benchmarks/outcomes.py). Eyes and compression: defaults."""


def gates_of_change(
    found: Sequence[Gate], baseline: PhotoMeasures, view: View, camera: str
) -> tuple[Gate, ...]:
    """The gates of one photograph against the patient's baseline, named `yaw-change` and so on.

    What either photograph does not tell is not compared.
    """
    if view != baseline.view:
        say = f"Taken from another side than the baseline ({baseline.view}); take that view again."
        return (Gate("view-change", False, None, None, "", say),)
    now, then = _values(found), _values(baseline.gates)
    return (
        *(
            _gate(change, now[change.gate], then[change.gate])
            for change in CHANGES
            if change.gate in now and change.gate in then
        ),
        _camera_gate(camera, baseline.camera),
    )


def _values(gates: Sequence[Gate]) -> Mapping[str, float]:
    return {gate.gate: gate.value for gate in gates if gate.value is not None}


def _gate(change: Change, now: float, then: float) -> Gate:
    value = change.difference(now, then)
    passed = abs(value) <= change.limit
    say = "As at the baseline."
    if not passed:
        how = change.higher if value > 0 else change.lower
        say = f"This one is {how} than the baseline; {change.instead}."
    metrics = () if abs(value) > change.beyond else change.metrics
    return Gate(f"{change.gate}-change", passed, value, change.limit, change.unit, say, metrics)


def _camera_gate(now: str, then: str) -> Gate:
    if not now or not then:
        say = "The files do not say whether the camera is the same; use one camera for a course."
        return Gate("camera-change", True, None, None, "", say)
    same = now == then
    say = "The same camera." if same else f"Another camera ({now}) than at the baseline ({then})."
    return Gate("camera-change", same, None, None, "", say)
