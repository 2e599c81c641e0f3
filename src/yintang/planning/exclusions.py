"""What screening takes away from a plan, each removal with the rule that asks for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

RemovalKind = Literal["stop", "point", "region", "area", "technique", "adjunct"]
CapKind = Literal["diameter_mm", "depth_mm", "face_needles", "retention_min"]


@dataclass(frozen=True, slots=True)
class Removal:
    """Something left out. `target` is "face" or "body", a point's code, a region's id and so on.

    `until` is the first day on which it no longer holds; None while the fact is so.
    """

    kind: RemovalKind
    target: str
    rule: str
    because: str
    until: date | None = None

    def why(self) -> str:
        """In words: "R08: filler, 2026-10-01; nothing in the region cheek before 2026-12-30"."""
        what = {"region": f"the region {self.target}", "area": f"the {self.target}"}
        left = f"; nothing in {what[self.kind]}" if self.kind in what else ""
        later = "" if self.until is None else f" before {self.until}"
        return f"{self.rule}: {self.because}{left}{later}"


@dataclass(frozen=True, slots=True)
class Cap:
    """An upper bound: millimetres, needles or minutes."""

    kind: CapKind
    value: float
    rule: str
    because: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Every removal and every cap, in a fixed order."""

    removals: tuple[Removal, ...] = ()
    caps: tuple[Cap, ...] = ()

    def removed(self, kind: RemovalKind, target: str) -> Removal | None:
        """The first removal of `target`, or None where it may stay."""
        return next((r for r in self.removals if (r.kind, r.target) == (kind, target)), None)

    def targets(self, kind: RemovalKind) -> tuple[str, ...]:
        """What is removed of one kind, in order, each once."""
        return tuple(dict.fromkeys(r.target for r in self.removals if r.kind == kind))

    def cap(self, kind: CapKind) -> Cap | None:
        """The strictest cap of a kind, or None."""
        return min((cap for cap in self.caps if cap.kind == kind), key=_strictness, default=None)

    def on(self, day: date) -> "Exclusions":
        """What still holds on `day`."""
        return Exclusions(
            tuple(r for r in self.removals if r.until is None or day < r.until),
            tuple(cap for cap in self.caps if cap.until is None or day < cap.until),
        )

    def without(self, rules: Iterable[str]) -> "Exclusions":
        """As if these rules had not fired; used only to explain a collision of limits."""
        dropped = set(rules)
        return Exclusions(
            tuple(r for r in self.removals if r.rule not in dropped),
            tuple(cap for cap in self.caps if cap.rule not in dropped),
        )


def _strictness(cap: Cap) -> tuple[float, str]:
    return cap.value, cap.rule
