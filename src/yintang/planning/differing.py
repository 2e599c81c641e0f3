"""What differs between two plans: for undo, for a new suggestion, for last time's plan."""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from yintang.planning.edited import EditedNeedle

MOVED_MM = 0.2
"""A smaller step is no move: it is less than anyone can place a needle. Yintang's own default."""

COMPARED = {
    "depth_mm": "depth, mm",
    "angle_deg": "angle, degrees",
    "diameter_mm": "diameter, mm",
    "length_mm": "length, mm",
    "direction": "direction",
    "technique": "technique",
    "retention_min": "rest, minutes",
    "side": "side",
}
"""Field -> what it is called."""


@dataclass(frozen=True, slots=True)
class Named:
    """A needle by key, with what it is called."""

    key: str
    name: str
    side: str


@dataclass(frozen=True, slots=True)
class Moved:
    """How far a needle moved on the face; None where it came into sight or went out of it."""

    key: str
    name: str
    side: str
    mm: float | None


@dataclass(frozen=True, slots=True)
class Changed:
    """One setting of a needle, as it was and as it is."""

    key: str
    name: str
    side: str
    what: str
    before: float | str | None
    after: float | str | None
    """None where nothing of its own is set: the rest of the whole session."""


@dataclass(frozen=True, slots=True)
class Difference:
    """From one plan to another, matched by the needles' keys."""

    added: tuple[Named, ...]
    removed: tuple[Named, ...]
    moved: tuple[Moved, ...]
    changed: tuple[Changed, ...]

    @property
    def empty(self) -> bool:
        """Whether the two plans are alike in all that is compared."""
        return not (self.added or self.removed or self.moved or self.changed)

    def as_json(self) -> dict[str, Any]:
        """Four lists."""
        return {name: list(rows) for name, rows in asdict(self).items()}


def difference(before: Iterable[EditedNeedle], after: Iterable[EditedNeedle]) -> Difference:
    """What was added, removed, moved and changed. Numbers and reasons are not compared."""
    old, new = ({needle.key: needle for needle in needles} for needles in (before, after))
    both = [(old[key], new[key]) for key in new if key in old]
    return Difference(
        added=tuple(_named(needle) for key, needle in new.items() if key not in old),
        removed=tuple(_named(needle) for key, needle in old.items() if key not in new),
        moved=tuple(moved for a, b in both if (moved := _moved(a, b)) is not None),
        changed=tuple(change for a, b in both for change in _changes(a, b)),
    )


def _named(needle: EditedNeedle) -> Named:
    return Named(needle.key, needle.name, needle.side)


def _moved(a: EditedNeedle, b: EditedNeedle) -> Moved | None:
    if a.u_mm is None or a.v_mm is None or b.u_mm is None or b.v_mm is None:
        seen = (a.u_mm is None) == (b.u_mm is None)
        return None if seen else Moved(b.key, b.name, b.side, None)
    apart = math.hypot(b.u_mm - a.u_mm, b.v_mm - a.v_mm)
    return Moved(b.key, b.name, b.side, round(apart, 1)) if apart >= MOVED_MM else None


def _changes(a: EditedNeedle, b: EditedNeedle) -> list[Changed]:
    return [
        Changed(b.key, b.name, b.side, what, getattr(a, field), getattr(b, field))
        for field, what in COMPARED.items()
        if getattr(a, field) != getattr(b, field)
    ]
