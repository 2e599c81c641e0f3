"""What a change is made of: targets, visits, and the judgement of each target."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from yintang.atlas.model import Atlas, Metric
from yintang.errors import YintangError
from yintang.face.face_map import ModelFacts
from yintang.outcomes.measurement import Gate, PhotoMeasures, View

SCHEMA = "yintang/change/1"
SIDES = {"R": "right", "L": "left"}

Verdict = Literal["improved", "worse", "no_change", "cannot_tell"]


@dataclass(frozen=True, slots=True)
class Target:
    """Something that is to be judged: a metric in a region.

    `place` is the region in words. `worthwhile` is the smallest change worth having, in the
    metric's unit, stated beforehand; where None, what two single photographs could show.
    """

    metric: Metric
    region: str
    place: str
    worthwhile: float | None = None
    view: View = "front"


@dataclass(frozen=True, slots=True)
class Visit:
    """The photographs of one day. `day` counts from any day; `baseline` is one before the first
    treatment. Every shot is given, also those that failed a gate."""

    day: float
    shots: tuple[PhotoMeasures, ...]
    baseline: bool = False


@dataclass(frozen=True, slots=True)
class VisitValue:
    """A measure at one visit: mean of the shots, standard error, how many shots were used and how
    many were left out because they failed a gate."""

    day: float
    baseline: bool
    value: float | None
    se: float | None
    shots: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """A change in the metric's unit.

    `before`, `after` and `change` are those of the line through all visits, `se` the change's
    standard error. A change larger than `sdc` lies outside 95 % of what noise alone would do at
    these visits and shots, were it the only target; `p_adjusted` allows for the others. `low` to
    `high` is the 95 % interval of the change, `bound` the size it does not exceed with 95 %
    confidence, `worthwhile` the smallest change worth having. `ends` compares the last visits with
    the baselines, without a line.
    """

    before: float
    after: float
    change: float
    se: float
    sdc: float
    low: float
    high: float
    p: float
    p_adjusted: float
    ends: float
    ends_se: float
    bound: float
    worthwhile: float


@dataclass(frozen=True, slots=True)
class Change:
    """The judgement of one target; `numbers` is None where too few photographs could be used.

    `own_scatter` is whether the patient's photographs scatter more than the room's noise allows,
    so that their own scatter was used.
    """

    metric: str
    name: str
    region: str
    place: str
    unit: str
    better: Literal["lower", "higher", "none"]
    strength: Literal["primary", "secondary", "weak"]
    exploratory: bool
    numbers: Numbers | None
    verdict: Verdict
    say: str
    calibrated: bool
    own_scatter: bool
    visits: tuple[VisitValue, ...]

    def as_json(self) -> dict[str, Any]:
        """One entry of `yintang/change/1`, its numbers beside its names; null where there are
        none."""
        stored = asdict(self)
        numbers = stored.pop("numbers") or dict.fromkeys(Numbers.__dataclass_fields__)
        return {key: stored.pop(key) for key in ("metric", "region", "unit")} | numbers | stored


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the declared targets, and of everything else that was looked at."""

    targets: tuple[Change, ...]
    exploratory: tuple[Change, ...]
    photos: tuple[PhotoMeasures, ...]
    model: ModelFacts
    calibrated: bool
    remarks: tuple[str, ...]
    """What threatens the verdicts, in plain words."""

    def as_json(self) -> dict[str, Any]:
        """The changes as `yintang/change/1`."""
        return {
            "schema": SCHEMA,
            "targets": [c.as_json() for c in self.targets],
            "exploratory": [c.as_json() for c in self.exploratory],
            "gates": [_gate_row(p, g) for p in self.photos for g in p.gates],
            "model": {"name": self.model.name, "sha256": self.model.sha256},
            "calibrated": self.calibrated,
            "remarks": list(self.remarks),
        }


def _gate_row(photo: PhotoMeasures, gate: Gate) -> dict[str, Any]:
    named = photo.name or photo.photo[:12]
    return {
        "photo": named,
        "gate": gate.gate,
        "passed": gate.passed,
        "value": gate.value,
        "limit": gate.limit,
        "unit": gate.unit,
        "say": gate.say,
    }


def undeclared(
    declared: Iterable[Target], atlas: Atlas, shots: Iterable[PhotoMeasures]
) -> list[Target]:
    """Everything else that was measured on some photographs, both sides together, but for weak
    metrics."""
    taken = {(one.metric.id, one.region) for one in declared}
    seen = {(value.metric, value.region) for shot in shots for value in shot.values}
    return [
        target(f"{metric.id}:{region}", atlas)
        for metric in atlas.metrics.values()
        for region in metric.regions
        if metric.strength != "weak" and (metric.id, region) in seen - taken
    ]


def target(name: str, atlas: Atlas, *, worthwhile: float | None = None) -> Target:
    """A target by its name: "redness", "lines-medium:forehead", "dark-circle:under-eye-R".

    Without a region it is the first in which the atlas measures the metric.

    Raises
    ------
    YintangError
        There is no such metric, or it is not measured there.
    """
    id, _, region = name.partition(":")
    metric = atlas.metrics.get(id)
    if metric is None:
        raise YintangError(f'"{id}" is not measured; one of {", ".join(atlas.metrics)} is')
    region = region or (metric.regions[0] if metric.regions else "face")
    base, _, side = region.rpartition("-")
    plain = base if side in SIDES else region
    if plain not in (metric.regions or ("face",)):
        raise YintangError(
            f'"{id}" is not measured in "{region}"; in {", ".join(metric.regions) or "face"}'
        )
    named = atlas.regions[plain].name.lower() if plain in atlas.regions else plain
    place = f"{SIDES[side]} {named}" if side in SIDES else named
    return Target(metric, region, place, worthwhile)
