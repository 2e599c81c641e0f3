"""Opening hours in OpenStreetMap's notation, as far as a practice needs it.

Understood: `Mo-Fr 09:00-18:00; Sa 10:00-12:00,13:00-16:00; PH off`. The notation has more (weeks,
months, sunset); what is not understood is refused with the reason, never half read.
The whole notation: wiki.openstreetmap.org/wiki/Key:opening_hours/specification.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
NAMES = {
    "Mo": "Monday", "Tu": "Tuesday", "We": "Wednesday", "Th": "Thursday", "Fr": "Friday",
    "Sa": "Saturday", "Su": "Sunday", "PH": "Public holidays",
}  # fmt: skip
TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """One rule: on `days` ("Mo".."Su", "PH") open during `spans` ("09:00", "18:00"), or closed."""

    days: tuple[str, ...]
    spans: tuple[tuple[str, str], ...]


def read_hours(text: str) -> list[Hours]:
    """The rules of an `opening_hours` value, in its order; a later rule replaces an earlier one.

    Raises
    ------
    ValueError
        With a sentence that says which part is not understood and what to write instead.
    """
    return [_rule(part.strip()) for part in text.split(";") if part.strip()]


def open_on(rules: list[Hours]) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Every day of the week with its spans, Monday first; public holidays last, if named."""
    found: dict[str, tuple[tuple[str, str], ...]] = dict.fromkeys(DAYS, ())
    for rule in rules:
        found |= dict.fromkeys(rule.days, rule.spans)
    return list(found.items())


def in_words(text: str) -> list[tuple[str, str]]:
    """("Monday to Friday", "09:00–18:00") for every run of like days; "closed" where it is.

    Days that were not named are left out where nothing at all is known.
    """
    rules = read_hours(text)
    if not rules:
        return []
    lines: list[tuple[list[str], str]] = []
    for day, spans in open_on(rules):
        said = ", ".join(f"{start}–{end}" for start, end in spans) or "closed"
        if lines and lines[-1][1] == said and day != "PH":
            lines[-1][0].append(day)
        else:
            lines.append(([day], said))
    return [(_from_to(days), said) for days, said in lines]


def _from_to(days: list[str]) -> str:
    first, last = NAMES[days[0]], NAMES[days[-1]]
    if len(days) == 1:
        return first
    return f"{first} {'and' if len(days) == 2 else 'to'} {last}"


def _rule(part: str) -> Hours:
    days_text, _, times = part.partition(" ")
    days = tuple(day for piece in days_text.split(",") for day in _days(piece, part))
    if times.strip() in {"off", "closed"}:
        return Hours(days, ())
    spans = tuple(_span(piece.strip(), part) for piece in times.split(","))
    if any(earlier[1] > later[0] for earlier, later in pairwise(spans)):
        raise ValueError(f"“{part}”: the times of a day overlap or are not in order.")
    return Hours(days, spans)


def _days(piece: str, part: str) -> list[str]:
    first, dash, last = piece.partition("-")
    if first == "PH" and not dash:
        return ["PH"]
    if first not in DAYS or (dash and last not in DAYS):
        raise ValueError(
            f"“{part}”: write the days as Mo, Tu, We, Th, Fr, Sa, Su or PH (public holidays), "
            "such as “Mo-Fr 09:00-18:00”."
        )
    start, end = DAYS.index(first), DAYS.index(last or first)
    return list(DAYS[start : end + 1] if start <= end else DAYS[start:] + DAYS[: end + 1])


def _span(piece: str, part: str) -> tuple[str, str]:
    match = TIME.fullmatch(piece)
    start, _, end = piece.partition("-")
    if match is None or start >= end or end > "24:00":
        raise ValueError(
            f"“{part}”: write the times as 09:00-18:00, the later one last, or “off” for closed."
        )
    return start, end
