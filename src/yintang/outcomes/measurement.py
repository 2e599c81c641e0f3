"""What was measured on one photograph: each value with its standard error, and what speaks against
using it.

A region is named as in the atlas ("cheek", both sides together), or with the patient's side behind
it ("cheek-R"). Which metrics there are, their units and what they are worth stands in the atlas.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import msgspec

from yintang.errors import YintangError
from yintang.face.face_map import ModelFacts

SCHEMA = "yintang/measures/1"

Band = Literal["dark", "tan", "intermediate", "light"]
"""Skin tone by the individual typology angle of the cheek: below 10, 10 to 28, 28 to 41, and from
41 degrees (Chardon and others 1991; the darkest two of their six groups and the lightest two are
taken together). It selects a noise model; nothing is refused for it."""

View = Literal["front", "left-45", "right-45"]
"""From where the face is seen; the side is the patient's that is turned to the camera."""

Normalised = Literal["card", "own face", "none"]
"""What all colours were judged against: a reference card, other skin of the same face, nothing. A
relative metric such as "redness-relative" is judged against the face in any case."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One check of the photograph: `value` in `unit` against `limit`, and what to do about it.

    `say` is never empty, whether the gate was passed or not. `value` is None where it could not be
    told, `limit` where there is none.
    """

    gate: str
    passed: bool
    value: float | None
    limit: float | None
    unit: str
    say: str
    metrics: tuple[str, ...] = ()
    """Metrics that are not to be trusted where the gate is not passed; none named means all."""
    regions: tuple[str, ...] = ()
    """Regions, with their sides, in which they are not; none named means everywhere."""

    @property
    def forbids_all(self) -> bool:
        """Whether the photograph failed it and nothing may be told from it at all."""
        return not (self.passed or self.metrics or self.regions)

    def forbids(self, metric: str, region: str = "") -> bool:
        """Whether the gate was failed and speaks of this metric and region; what it says of single
        regions is left out where none is asked for."""
        sides = {region, f"{region}-R", f"{region}-L"}
        return (
            not self.passed
            and (not self.metrics or metric in self.metrics)
            and (not self.regions or not sides.isdisjoint(self.regions))
        )


@dataclass(frozen=True, slots=True)
class CardUse:
    """What became of the reference card in the photograph.

    `residual` is the root mean square error of the patches after correction, in linear RGB of 0 to
    1; `apart` how far the two halves disagree about the same skin, in CIELAB units.
    """

    used: bool
    halves: int
    residual: float | None
    apart: float | None
    say: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One value, and `se`, its standard error on this photograph: for what the skin is like, had
    other pixels of the same skin been taken; for shape, had the landmarks been found elsewhere or
    the edges been read on other columns; for spots, had the threshold been a tenth higher or lower.
    What differs between photographs of the same skin is the noise model's."""

    metric: str
    region: str
    unit: str
    value: float
    se: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A small patch browner or redder than the skin around it.

    `x_mm` and `y_mm` are its place on the reference face, the same at every visit; `contrast` is
    what it stands out by: optical density in green light, times 100.
    """

    kind: Literal["brown", "red"]
    region: str
    x_mm: float
    y_mm: float
    radius_mm: float
    contrast: float


@dataclass(frozen=True, slots=True)
class PhotoMeasures:
    """Everything measured on one photograph.

    `photo` is the SHA-256 of the file, `name` its name or "", `camera` the camera and lens that the
    file names, or "".
    """

    photo: str
    name: str
    model: ModelFacts
    view: View
    mm_per_px: float
    ita_band: Band
    gates: tuple[Gate, ...]
    card: CardUse | None
    values: tuple[Measured, ...]
    normalised: Normalised = "none"
    spots: tuple[Spot, ...] = ()
    camera: str = ""

    def value(self, metric: str, region: str) -> Measured | None:
        """The value of a metric in a region, or None where it was not measured."""
        return next((v for v in self.values if v.metric == metric and v.region == region), None)

    def failed(self, metric: str, region: str = "") -> tuple[Gate, ...]:
        """The gates that forbid saying anything of this metric, in this region, on this photograph.

        What forbids it in some regions only is left out where no region is asked for.
        """
        return tuple(gate for gate in self.gates if gate.forbids(metric, region))

    def as_json(self) -> dict[str, Any]:
        """The measures as `yintang/measures/1`."""
        return {"schema": SCHEMA, **asdict(self)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "PhotoMeasures":
        """The measures that `as_json` wrote, before or after they went through JSON.

        Raises
        ------
        YintangError
            If they are none, or of another schema.
        """
        if stored.get("schema") != SCHEMA:
            raise YintangError(f"not a photograph's measures: expected the schema {SCHEMA}")
        fields = {key: value for key, value in stored.items() if key != "schema"}
        try:
            return msgspec.convert(fields, cls)
        except msgspec.ValidationError as fault:
            raise YintangError(f"not a photograph's measures: {fault}") from None


def ita_band(ita_deg: float) -> Band:
    """The skin-tone band of an individual typology angle in degrees."""
    if ita_deg < 10:
        return "dark"
    if ita_deg < 28:
        return "tan"
    return "intermediate" if ita_deg < 41 else "light"
