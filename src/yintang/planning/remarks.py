"""A remark on an edited plan: how grave, on which needle, in words, and by which rule."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["stop", "caution", "note"]
SEVERITIES: tuple[Severity, ...] = ("stop", "caution", "note")
"""From the gravest."""


@dataclass(frozen=True, slots=True)
class Remark:
    """`needle` is the key of the needle it is about, None for the whole plan. `rule` is a safety
    rule's id, or a word for where the bound comes from: "atlas", "limits", "protocol full"."""

    severity: Severity
    needle: str | None
    say: str
    rule: str
    source: tuple[str, ...]
    other: str | None = None
    """The second needle's key where the remark is about two."""
