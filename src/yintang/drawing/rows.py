"""What a plan's sheet says, put into rows: needles, evidence, findings, sources."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from yintang.atlas.model import Atlas, Source
from yintang.drawing.marks import SIDES, point_names, runs
from yintang.planning.plan import LeftOut, Needle, Plan

MONTHS = ("January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December")  # fmt: skip
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CERTAIN = {"high": 4, "moderate": 3, "low": 2, "very low": 1}
CROWDED = re.compile(r"[\d.]+ mm from \S+, closer than ([\d.]+) mm")
"""One reason for each distance would hide that they are all the same reason."""
STRENGTH = {
    "trial": "used in a trial",
    "textbook": "textbook",
    "teaching": "teaching",
    "tradition": "tradition",
    "default": "our default",
}


@dataclass(slots=True)
class References:
    """Sources in the order in which the sheet first names them."""

    atlas: Atlas
    order: dict[str, int] = field(default_factory=dict)

    def __call__(self, ids: Iterable[str]) -> str:
        """The numbers of `ids`, as printed: "1, 3"."""
        return runs([self.order.setdefault(i, len(self.order) + 1) for i in ids])

    def listed(self) -> list[tuple[int, str, str]]:
        """Each number with its source in words and the source's address."""
        return [(n, *cited(self.atlas.sources.get(i), i)) for i, n in self.order.items()]


@dataclass(frozen=True, slots=True)
class NeedleRow:
    """A pair, or the needles of one line, that are all set in the same way."""

    needles: tuple[Needle, ...]
    name: str
    detail: str
    english: str
    numbers: tuple[tuple[str, str], ...]
    """Side in words and the numbers on it."""
    size: str
    depth: str
    angle: str
    direction: str
    technique: str
    reason: str
    strength: str
    references: str
    palpate: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What may be said of one goal."""

    goal: str
    claim: str
    say: str
    certainty: str
    level: int
    references: str


def said(day: date) -> str:
    """A date as it is spoken: "Tue 12 January 2027"."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def sentence(text: str) -> str:
    """`text` with a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", ":")) else ".")


def cited(source: Source | None, id: str) -> tuple[str, str]:
    """A source in one line, long lists of authors cut to the first, and its address."""
    if source is None:
        return id, ""
    authors = source.author.rstrip(".").split(", ")
    author = f"{authors[0]} and others" if len(authors) > 2 else ", ".join(authors)
    year = "" if source.year is None else str(source.year)
    parts = [p for p in (author, source.title.rstrip("."), year) if p]
    return ". ".join(parts) + ".", source.address


def needle_rows(plan: Plan, atlas: Atlas, references: References) -> list[NeedleRow]:
    """The prescription's needles in the order of their numbers, alike ones in one row."""
    if plan.prescription is None:
        return []
    alike: dict[tuple[object, ...], list[Needle]] = {}
    for needle in plan.prescription.needles:
        alike.setdefault(_alike(needle), []).append(needle)
    return [_row(group, plan, atlas, references) for group in alike.values()]


def _alike(n: Needle) -> tuple[object, ...]:
    """Needles along a line may each have their own wording; a pair must agree in everything."""
    own = () if n.line else (n.direction, n.reason)
    set_ = (n.diameter_mm, n.length_mm, n.depth_mm, n.angle_deg, n.technique, n.strength)
    return (n.area == "body", n.code or n.line or n.label, *set_, *own)


def _row(group: Sequence[Needle], plan: Plan, atlas: Atlas, references: References) -> NeedleRow:
    first = group[0]
    point = atlas.points.get(first.code or "")
    line = atlas.lines.get(first.line or "")
    name, detail = point_names(first.code or "", atlas)
    by_side = {s: [n.n for n in group if n.side == s] for s in ("R", "L", "M")}
    located = None if first.code is None else plan.face_map.point(first.code, first.side)
    return NeedleRow(
        needles=tuple(group),
        name=name if first.code else (line.name if line else first.line or first.label),
        detail=detail,
        english=point.english if point else "",
        numbers=tuple((SIDES[s], runs(ns)) for s, ns in by_side.items() if ns),
        size=f"{first.diameter_mm:.2f} × {first.length_mm:g}",
        depth=f"{first.depth_mm:g} mm",
        angle=f"{first.angle_deg:g}°",
        direction="; ".join(dict.fromkeys(n.direction for n in group)),
        technique=first.technique,
        reason="; ".join(dict.fromkeys(n.reason for n in group)),
        strength=STRENGTH.get(first.strength, first.strength),
        references=references(i for n in group for i in n.source),
        palpate=located is not None and located.grade == "C",
    )


def goal_name(id: str, atlas: Atlas) -> str:
    """A concern's or complaint's name, or its id where the atlas does not know it."""
    known = atlas.concerns.get(id) or atlas.complaints.get(id)
    return id if known is None else known.name[:1].lower() + known.name[1:]


def evidence(plan: Plan, atlas: Atlas, references: References) -> list[Evidence]:
    """Every claim behind every goal, each claim once, in its own `say`."""
    rows, seen = [], set()
    for goal in plan.concerns:
        known = atlas.concerns.get(goal) or atlas.complaints.get(goal)
        for id in () if known is None else known.claims:
            claim = atlas.claims.get(id)
            if claim is None or id in seen:
                continue
            seen.add(id)
            rows.append(
                Evidence(
                    goal=goal_name(goal, atlas),
                    claim=id,
                    say=claim.say,
                    certainty=claim.certainty,
                    level=CERTAIN.get(claim.certainty, 0),
                    references=references(claim.source),
                )
            )
    return rows


def left_out(candidates: Sequence[LeftOut], atlas: Atlas) -> list[tuple[str, list[str]]]:
    """Reasons, each with the points it kept out, most points first."""
    why: dict[str, dict[str, list[str]]] = {}
    for c in candidates:
        line = atlas.lines.get(c.code)
        name = c.code if line is None else line.name
        why.setdefault(
            CROWDED.sub(r"closer than \1 mm to a needle that was chosen", c.why), {}
        ).setdefault(name, []).append(c.side)
    written = [
        (reason, [_with_sides(name, sides) for name, sides in points.items()])
        for reason, points in why.items()
    ]
    return sorted(written, key=lambda row: -len(row[1]))


def _with_sides(name: str, sides: Sequence[str]) -> str:
    return name if {"R", "L"} <= set(sides) or "M" in sides else f"{name} {SIDES[sides[0]]}"
