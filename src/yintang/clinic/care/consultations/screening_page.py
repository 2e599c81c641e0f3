"""What the panel beside the consultation says: findings in words, and what was not asked yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from yintang.atlas.model import Atlas
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.consultations.consulting import (
    TALKED,
    overrides,
    overrides_of,
    screening_of,
)
from yintang.clinic.care.consultations.sections import SECTIONS, anchor_of
from yintang.clinic.care.models import Override, Visit
from yintang.planning.exclusions import Cap, Exclusions, RemovalKind
from yintang.planning.plan import Finding

MARKS = {"STOP": "■", "REFER": "→", "DEFER": "◷", "ADAPT": "△"}
ACTS = {"STOP": "Stop", "REFER": "Refer", "DEFER": "Put off", "ADAPT": "Adapt"}
LOOKS = {"STOP": "stop", "REFER": "stop", "DEFER": "caution", "ADAPT": "caution"}

TAKEN_AWAY: dict[RemovalKind, str] = {
    "stop": "No needles",
    "area": "Left out",
    "region": "Regions left out",
    "point": "Points left out",
    "technique": "Not used",
    "adjunct": "Not done",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding as the panel shows it."""

    finding: Finding
    mark: str
    act: str
    look: str
    effects: tuple[str, ...]
    """What it does to the plan, a line each."""
    sources: tuple[str, ...]
    strength: str
    override: Override | None
    talk: bool
    """Whether what it asks for is a talk, which the expectations' section records."""


def panel_of(visit: Visit) -> dict[str, Any]:
    """Findings, overrides, and what was not stated, by section with the place to tell it."""
    screening, known = screening_of(visit), atlas()
    decided = overrides_of(visit)
    shown = [_shown(one, screening.exclusions, decided, known) for one in screening.findings]
    in_use = {one.override.pk for one in shown if one.override}
    return {
        "findings": shown,
        "blocking": [one for one in shown if one.finding.action == "STOP" and not one.override],
        "counts": list(_counts(shown)),
        "idle_overrides": [one for one in decided if one.pk not in in_use],
        "missing": list(_missing(screening.not_stated, known)),
        "missing_count": len(screening.not_stated),
    }


def _counts(shown: list[Shown]) -> Iterator[tuple[str, str, str, int]]:
    """(mark, act, look, how many); stops that were overridden stand apart."""
    for action, act in ACTS.items():
        n = sum(one.finding.action == action and not one.override for one in shown)
        if n:
            yield MARKS[action], act, LOOKS[action], n
    if n := sum(one.override is not None for one in shown):
        yield "◇", "overridden", "caution", n


def _shown(
    finding: Finding, exclusions: Exclusions, decided: list[Override], known: Atlas
) -> Shown:
    return Shown(
        finding,
        MARKS[finding.action],
        ACTS[finding.action],
        LOOKS[finding.action],
        tuple(effects_of(finding.rule, exclusions, known)),
        tuple(known.sources[id_].title for id_ in finding.source if id_ in known.sources),
        known.rules[finding.rule].strength,
        next((one for one in decided if overrides(one, finding)), None),
        finding.rule == TALKED,
    )


def effects_of(rule: str, exclusions: Exclusions, known: Atlas) -> Iterator[str]:
    """What one rule takes away from the plan, in words."""
    mine = [removal for removal in exclusions.removals if removal.rule == rule]
    for kind, words in TAKEN_AWAY.items():
        targets = dict.fromkeys((r.target, r.until) for r in mine if r.kind == kind)
        for until in dict.fromkeys(until for _, until in targets):
            some = [_target(kind, target, known) for target, end in targets if end == until]
            yield f"{words}: {', '.join(some)}{_until(until)}"
    yield from (_cap(cap) for cap in exclusions.caps if cap.rule == rule)


def _target(kind: RemovalKind, target: str, known: Atlas) -> str:
    if kind == "region":
        return known.regions[target].name.lower()
    if kind == "adjunct":
        return known.adjuncts[target].name.lower()
    return target.replace("-", " ") if kind == "technique" else target


def _until(day: date | None) -> str:
    return "" if day is None else f" (until {day.day} {day:%B %Y})"


def _cap(cap: Cap) -> str:
    bound = f"{cap.value:g}"
    words = {
        "diameter_mm": f"Needles no thicker than {bound} mm",
        "depth_mm": f"No deeper than {bound} mm",
        "face_needles": f"At most {bound} needles in the face",
        "retention_min": f"At most {bound} minutes",
    }
    return words[cap.kind] + _until(cap.until)


def _missing(
    not_stated: tuple[str, ...], known: Atlas
) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """(section, its name, [(element's id, what is missing)]) in the order of the page."""
    placed = [(*anchor_of(said, known), said) for said in not_stated]
    for section in SECTIONS:
        here = [(anchor, said) for id_, anchor, said in placed if id_ == section.id]
        if here:
            yield section.id, section.name, here
