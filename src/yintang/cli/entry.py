"""Prints an entry of the atlas: a title, what it is in a paragraph, then its labelled fields.

One printer serves every kind: a field is shown by its name and its value's shape. Only what reads
badly that way has a line in the tables below.
"""

import shutil
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import Field, fields, is_dataclass
from typing import Any

import click

from yintang.atlas.kinds import LIMITS, NOT_REFERENCES, REFERENCES
from yintang.atlas.lookup import Entry, every_entry
from yintang.atlas.model import Alternative, Atlas, Code, Needling, Step

WIDEST = 88
LABEL = 18

IN_TITLE = frozenset({"id", "name", "pinyin", "hanzi", "english", "title", "slug", "area"})
LEADS = ("claim", "location", "ask", "principle", "presentation", "technique", "dose", "finding")
"""Fields that open the entry as a paragraph, the first that is there."""
LAST = frozenset({"source", "strength", "strength_local"})

LABELS = {
    "local": "On the face",
    "distal": "On the body",
    "body": "On the body",
    "default_depth_mm": "Depth by default",
    "default_angle_deg": "Angle by default",
    "along": "Needle lies",
    "most": "At most",
    "ring": "Mesh ring",
    "vertices": "Mesh line",
    "sited": "May name places",
    "found": "Found in print",
    "answers": "Says yes to",
    "off_reason": "Why off",
    "when": "if",
    "effect": "takes away",
    "defer_days": "for",
    "codes": "ICD-11 (TM1)",
    "address": "Where",
    "block_days": "Wait",
    "warn_days": "Careful for",
    "site_days": "Spare the site for",
    "neighbour_mm": "Between needles",
    "event_gap_days": "Before an event",
    "first_session_face": "First visit, face",
}
UNITS = {"_mm": "mm", "_deg": "°", "_min": "min", "_days": "days", "_weeks": "weeks"}
STRENGTHS = {
    "trial": "used in a published trial",
    "textbook": "printed in a textbook",
    "teaching": "taught, or on a clinic's page",
    "tradition": "tradition; a practitioner must verify it",
    "default": "Yintang's own default",
    "primary": "primary: may be declared as a course's target",
    "secondary": "secondary: supports a primary metric",
    "weak": "weak: follows light, focus or file more than skin",
}
WORDS: Mapping[str, Mapping[Any, str]] = {
    "risk": {1: "1 of 3, low", 2: "2 of 3, vessel or nerve", 3: "3 of 3, a grave harm is possible"},
    "discomfort": {1: "1 of 3, hardly felt", 2: "2 of 3, felt", 3: "3 of 3, sharp"},
    "pregnancy": {False: "left out in pregnancy"},
    "page_read": {False: "no page read: to be verified"},
}
"""What a field's values mean."""

MOST_NAMED_IN = 12


Naming = Mapping[tuple[str, str], list[Entry]]
"""Kind and id -> the entries that refer to it."""


def printed(atlas: Atlas, entry: Entry, naming: Naming) -> str:
    """The entry as text for a terminal, with ANSI styles (click strips them off a terminal).

    `naming` is what `naming_entries` returns, so that a reader can go on from here.
    """
    width = min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
    parts = [*_title(atlas, entry, width), ""]
    needling = getattr(entry.entry, "needling", None)
    body = [value for value in (entry.entry, needling) if value is not None]
    if lead := next(_leads(body), ""):
        parts += [*textwrap.wrap(lead, width), ""]
    for value in body:
        parts += [line for row in _rows(atlas, value, lead) for line in _row(*row, width)]
    parts += _ground(atlas, entry, width)
    parts += _named_in(atlas, entry, naming, width)
    return "\n".join(parts).rstrip()


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def in_words(value: str) -> str:
    """An id or field name as words."""
    return value.replace("_", " ").replace("-", " ")


def _title(atlas: Atlas, entry: Entry, width: int) -> Iterator[str]:
    named = [getattr(entry.entry, field, "") for field in ("pinyin", "hanzi", "english", "name")]
    name = "  ".join(word for word in named if word) or getattr(entry.entry, "title", "")
    shown = "" if name.casefold() == entry.id.casefold() else name
    indent = " " * (len(entry.id) + 2)
    wrapped = [click.style(line, bold=True) for line in textwrap.wrap(shown, width - len(indent))]
    head = click.style(entry.id, bold=True, fg="cyan")
    yield f"{head}  {wrapped[0]}" if wrapped else head
    yield from (indent + line for line in wrapped[1:])
    yield click.style(_kind_line(atlas, entry), dim=True)


def _kind_line(atlas: Atlas, entry: Entry) -> str:
    if entry.kind.table != "point":
        slug = getattr(entry.entry, "slug", "")
        return entry.kind.word + (f", also “{slug}”" if slug else "")
    point = entry.entry
    channel = atlas.channels.get(point.channel)
    channel_name = f"{channel.name} channel".replace("Vessel channel", "Vessel") if channel else ""
    where = f"point of the {channel_name}" if channel else "extra point"
    side = "on the midline" if point.midline else "on both sides"
    part = f", {point.needling.area}" if point.needling else ""
    return f"{where}, {side}{part}"


def _leads(body: list[Any]) -> Iterator[str]:
    for field in LEADS:
        for value in body:
            if text := getattr(value, field, ""):
                yield text


def _rows(atlas: Atlas, value: Any, lead: str) -> Iterator[tuple[str, str]]:
    """Label and text of every field that is worth a line."""
    for field in fields(value):
        inner = getattr(value, field.name)
        if field.name in IN_TITLE | LAST or inner == lead or _says_nothing(field, inner):
            continue
        if field.name in ("needling", "channel", "midline"):
            continue
        if is_dataclass(inner):
            yield _label(field.name), _phrase(atlas, inner)
        elif isinstance(inner, tuple) and is_dataclass(inner[0]):
            for n, one in enumerate(inner):
                yield from _inner_rows(atlas, one, "" if n else _label(field.name))
        else:
            yield _label(field.name), _text(atlas, value, field.name, inner)


def _says_nothing(field: Field[Any], value: Any) -> bool:
    if value is False:
        return field.default is not True
    return value is None or value in ("", ()) or value == field.default


def _inner_rows(atlas: Atlas, value: Any, label: str) -> Iterator[tuple[str, str]]:
    """Rows for one of several small dataclasses inside an entry."""
    if isinstance(value, Code):
        yield label, f"{value.code}  {value.title}"
    elif isinstance(value, Alternative):
        yield label, f"{value.id}: {value.rule}"
    elif isinstance(value, Step):
        yield value.action, value.say
        for field in fields(value):
            inner = getattr(value, field.name)
            if field.name in ("action", "say") or _says_nothing(field, inner):
                continue
            text = _phrase(atlas, inner) if is_dataclass(inner) else None
            text = _text(atlas, value, field.name, inner) if text is None else text
            if text:
                yield f"  {_label(field.name).lower()}", text
    else:
        yield label, _phrase(atlas, value)


def _phrase(atlas: Atlas, value: Any) -> str:
    """A small dataclass as one phrase; what it leaves at its default is left unsaid."""
    said = []
    for field in fields(value):
        inner = getattr(value, field.name)
        if not _says_nothing(field, inner):
            text = _text(atlas, value, field.name, inner)
            label = _label(field.name).lower()
            said.append(label if inner is True else f"{label}: {text}")
    return "; ".join(said)


def _text(atlas: Atlas, owner: Any, name: str, value: Any) -> str:
    if name in WORDS and value in WORDS[name]:
        return WORDS[name][value]
    if value is True:
        return "yes"
    attribute = REFERENCES.get(name)
    in_atlas = attribute and (type(owner), name) not in NOT_REFERENCES
    if in_atlas and not (isinstance(owner, Needling) and name == "region" and owner.area != "face"):
        ids = (value,) if isinstance(value, str) else value
        return _listed([_reference(atlas, str(attribute), id_) for id_ in ids])
    unit = next((unit for suffix, unit in UNITS.items() if name.endswith(suffix)), "")
    return _value(name, value) + (unit if unit == "°" else f" {unit}".rstrip())


def _value(name: str, value: Any) -> str:
    if name in ("vertices", "ring"):
        return f"{len(value)} vertices"
    if name == "steps":
        return "\n".join(f"{n}. {step}" for n, step in enumerate(value, start=1))
    if not isinstance(value, tuple):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if len(value) == 2 and not any(isinstance(one, str) for one in value):
        low, high = value
        return f"{low:g}" if low == high else f"{low:g} to {high:g}"
    return _listed([one if isinstance(one, str) else f"{one:g}" for one in value])


def _listed(texts: list[str]) -> str:
    """Separated by commas, or by semicolons where a comma stands inside one of them."""
    if any(text.endswith(".") for text in texts):
        return "\n".join(texts)
    return ("; " if any("," in text for text in texts) else ", ").join(texts)


def _reference(atlas: Atlas, attribute: str, id_: str) -> str:
    """An id with the name that makes it readable, or the name alone where the id is no code."""
    found = None if attribute == LIMITS.attribute else getattr(atlas, attribute).get(id_)
    name = getattr(found, "pinyin", "") or getattr(found, "name", "")
    if not name:
        return in_words(id_)
    return f"{id_} {name}" if any(sign.isdigit() for sign in id_) else name


def _label(name: str) -> str:
    if name in LABELS:
        return LABELS[name]
    for suffix in UNITS:
        name = name.removesuffix(suffix)
    return in_words(name).capitalize()


def _row(label: str, text: str, width: int) -> list[str]:
    lines = [
        line
        for paragraph in text.splitlines()
        for line in textwrap.wrap(
            paragraph, width - LABEL - 2, break_long_words=False, break_on_hyphens=False
        )
    ]
    first = click.style(f"{label:<{LABEL}}", fg="green")
    return [f"{first}  {lines[0]}", *(" " * (LABEL + 2) + line for line in lines[1:])]


def _ground(atlas: Atlas, entry: Entry, width: int) -> Iterator[str]:
    """How strong the ground is and where it was read: author, year, title, address."""
    owners = [entry.entry, getattr(entry.entry, "needling", None)]
    for field, label in (("strength", "Ground"), ("strength_local", "Its local points")):
        for owner in owners:
            if strength := getattr(owner, field, None):
                yield from _row(label, STRENGTHS[strength], width)
    keys = [key for owner in owners for key in getattr(owner, "source", ())]
    for n, key in enumerate(dict.fromkeys(keys)):
        yield from _row("" if n else "Source", f"{key}: {_citation(atlas.sources[key])}", width)


def _citation(source: Any) -> str:
    author_year = " ".join(str(part) for part in (source.author, source.year) if part)
    verify = "" if source.page_read else "no page read: to be verified"
    return ". ".join(part for part in (author_year, source.title, source.address, verify) if part)


def naming_entries(atlas: Atlas) -> Naming:
    """Which entries refer to which, in the order of the kinds."""
    naming: dict[tuple[str, str], list[Entry]] = {}
    for entry in every_entry(atlas):
        for named in dict.fromkeys(_references(entry.entry)):
            naming.setdefault(named, []).append(entry)
    return naming


def _references(value: Any) -> Iterator[tuple[str, str]]:
    """Kind and id of what an entry, or what it holds, names."""
    for field in fields(value):
        attribute = REFERENCES.get(field.name)
        inner = getattr(value, field.name)
        for one in inner if isinstance(inner, tuple) else (inner,):
            if is_dataclass(one):
                yield from _references(one)
            elif attribute and isinstance(one, str):
                yield attribute, one


def _named_in(atlas: Atlas, entry: Entry, naming: Naming, width: int) -> Iterator[str]:
    others = naming.get((entry.kind.attribute, entry.id), ())
    shown = [_reference(atlas, other.kind.attribute, other.id) for other in others]
    if not shown:
        return
    more = len(shown) - MOST_NAMED_IN
    rest = f" and {more} more" if more > 0 else ""
    yield from _row("Named in", _listed(shown[:MOST_NAMED_IN]) + rest, width)
