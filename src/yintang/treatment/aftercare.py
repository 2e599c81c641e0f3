"""What to hand over after a session: the atlas' aftercare, fitted to what screening found.

The signs of an emergency always stand at the end, whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from yintang.atlas.model import Atlas, Strength
from yintang.planning.plan import Finding


@dataclass(frozen=True, slots=True)
class AftercareLine:
    """One piece of advice, when it applies and how urgent it is."""

    id: str
    """The entry of the atlas, or the rule that added it."""
    when: str
    say: str
    urgency: Literal["routine", "call", "emergency"]
    source: tuple[str, ...]
    strength: Strength | None = None
    """None where the atlas gives the ground by its sources alone."""


ADDED: Mapping[str, tuple[str, str, Literal["routine", "call"]]] = MappingProxyType(
    {
        "R02": (
            "With your blood-thinning medicine",
            "Press any place that bleeds for five minutes, and call if it goes on. "
            "Keep taking the medicine as it was prescribed.",
            "call",
        ),
        "R03": (
            "Because you bruise more readily",
            "Press longer where a needle came out, and put a cold pack in a cloth on a bruise. "
            "Keep taking what was prescribed.",
            "routine",
        ),
        "R24": (
            "With diabetes",
            "Eat and measure as usual today, and look at the needled places for a few days.",
            "routine",
        ),
        "R25": (
            "With weakened immunity or a heart valve",
            "Call on the same day about heat, pus or fever, even if it seems slight.",
            "call",
        ),
        "R28": (
            "If you feel faint",
            "Lie down with your legs raised, drink something and eat, and let somebody know.",
            "routine",
        ),
        "R44": (
            "Because you bruise more readily",
            "Press longer where a needle came out, and put a cold pack in a cloth on a bruise.",
            "routine",
        ),
    }
)
"""Rule -> when, words and urgency of the line it adds. Yintang's own, on the ground of the rule's
sources; an anticoagulant is never to be left out (source S19)."""

_URGENCY = {"routine": 0, "call": 1, "emergency": 2}


def aftercare_for(findings: Iterable[Finding], atlas: Atlas) -> tuple[AftercareLine, ...]:
    """Lines to hand over, the routine first, then when to call, then the emergency signs.

    Parameters
    ----------
    findings : what screening found; rules that ask for more than the usual add a line.
    """
    lines = [
        AftercareLine(entry.id, entry.when, say, entry.urgency, entry.source)
        for entry in atlas.aftercare.values()
        for say in entry.advice
    ]
    said = set()
    for finding in findings:
        added = ADDED.get(finding.rule)
        if added is not None and added not in said:
            said.add(added)
            lines.append(
                AftercareLine(finding.rule, *added, source=finding.source, strength="default")
            )
    return tuple(sorted(lines, key=lambda line: _URGENCY[line.urgency]))
