"""What a session amounts to: the state that its events lead to, as frozen dataclasses.

Made by `yintang.treatment.session.replay` and by nothing else. All instants are aware.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from yintang.face.face_map import Side
from yintang.treatment.ledger import Event, Expected
from yintang.treatment.rest import Rest


@dataclass(frozen=True, slots=True)
class NeedleState:
    """A needle and what became of it.

    `status` is "planned", "in", "out", "skipped", "retained" (left in on purpose), "incident" (not
    found) or "discarded" (thrown away before it went in; its place is still to be needled).
    """

    key: str
    label: str
    side: Side
    zone: str
    area: str
    retention_min: int | None = None
    status: str = "planned"
    planned: bool = True
    """False for a needle that the plan does not have."""
    in_at: datetime | None = None
    out_at: datetime | None = None
    hurt: bool = False
    discarded: int = 0
    """Needles thrown away at this place."""
    reason: str = ""
    """Why it was skipped or discarded."""
    counted_out: bool = False
    """True where it came out in a count of its zone and was not tapped."""
    x: float | None = None
    y: float | None = None
    """Where a needle that the plan does not have was put, as the device sent it."""


@dataclass(frozen=True, slots=True)
class ZoneCount:
    """The needles of one zone. `went_in` counts needles, not places."""

    zone: str
    expected: int = 0
    went_in: int = 0
    out: int = 0
    retained: int = 0
    lost: int = 0
    """Recorded as an incident."""
    excess: int = 0
    """Counted out beyond what was recorded in."""

    @property
    def still_in(self) -> int:
        """Recorded in and neither out, nor left in on purpose, nor recorded as an incident."""
        return self.went_in - self.out - self.retained - self.lost

    @property
    def counted_out(self) -> int:
        """Everything that was counted out, too many included."""
        return self.out + self.excess


@dataclass(frozen=True, slots=True)
class Emergency:
    """All out at once; `zones` are those that had needles in and have not been counted since."""

    at: datetime
    reason: str
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its events tell it.

    `discarded`, `retained`, `incidents`, `found`, `adverse`, `adjuncts`, `packs`, `felt` and
    `aftercare` hold the events themselves, in the order in which they were received.
    """

    expected: tuple[Expected, ...]
    phase: str
    needles: Mapping[str, NeedleState]
    """By key: the planned in the plan's order, then the others."""
    zones: Mapping[str, ZoneCount]
    next: str | None
    """Key of the next planned needle to place."""
    checks: Mapping[str, object]
    """Question -> the last answer."""
    packs: tuple[Event, ...]
    rests: Mapping[str, Rest]
    """By zone; "" is the countdown of the whole session."""
    retained: tuple[Event, ...]
    discarded: tuple[Event, ...]
    searched: tuple[str, ...]
    found: tuple[Event, ...]
    incidents: tuple[Event, ...]
    emergency: Emergency | None
    adverse: tuple[Event, ...]
    adjuncts: tuple[Event, ...]
    felt: tuple[Event, ...]
    aftercare: tuple[Event, ...]
    discrepancies: tuple[str, ...]
    """What does not fit together, each in words."""
    closed_at: datetime | None
