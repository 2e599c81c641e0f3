"""Prints an entry of the atlas: a title, what it is in a paragraph, then its labelled fields.

One printer serves every kind: a field is shown by its name and its value's shape. Only what reads
badly that way has a line in the tables below.
"""

import shutil
import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import click

from yintang.atlas.kinds import NOT_REFERENCES, REFERENCES
from yintang.atlas.lookup import Entry, every_entry
from yintang.atlas.model import Atlas, Needling

WIDEST = 88
LABEL = 16

IN_TITLE = frozenset({"id", "name", "pinyin", "hanzi", "english", "title", "slug", "area"})
LEADS = ("claim", "location", "ask", "principle", "presentation", "technique", "dose", "finding")
"""Fields that open the entry as a paragraph, the first that is there."""
LAST = frozenset({"source", "strength", "strength_local"})

LABELS = {
    "local": "On the face",
    "distal": "On the body",
    "body": "On the body",
    "depth_mm": "Textbook depth",
    "default_depth_mm": "Our depth",
    "angle_deg": "Angle",
    "default_angle_deg": "Our angle",
    "say": "Say",
    "part_of": "Part of",
    "most": "At most",
    "ring": "Mesh ring",
    "vertices": "Mesh line",
    "sited": "May name places",
    "found": "Found in print",
    "answers": "Says yes to",
    "off_reason": "Why off",
    "page_read": "Page read",
    "when": "Fires for",
    "effect": "Takes away",
    "codes": "ICD-11 (TM1)",
    "address": "Where",
}
UNITS = {"_mm": "mm", "_deg": "°", "_min": "min", "_days": "days", "_weeks": "weeks"}
STRENGTHS = {
    "trial": "used in a published trial",
    "textbook": "printed in a textbook",
    "teaching": "taught, or on a clinic's page",
    "tradition": "tradition; a practitioner must verify it",
    "default": "Yintang's own default",
}
RISKS = {
    1: "1 of 3, low",
    2: "2 of 3, a vessel or nerve",
    3: "3 of 3, orbit, great vessel or medulla",
}
MOST_NAMED_IN = 12


def printed(atlas: Atlas, entry: Entry) -> str:
    """The entry as text for a terminal, with ANSI styles (click strips them off a terminal)."""
    width = min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
    parts = [*_title(atlas, entry), ""]
    needling = getattr(entry.entry, "needling", None)
    body = [value for value in (entry.entry, needling) if value is not None]
    if lead := next(_leads(body), ""):
        parts += [*textwrap.wrap(lead, width), ""]
    for value in body:
        parts += [line for row in _rows(atlas, value, lead) for line in _row(*row, width)]
    parts += _ground(atlas, entry, width)
    parts += _named_in(atlas, entry, width)
    return "\n".join(parts).rstrip()


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def in_words(value: str) -> str:
    """An id or field name as words."""
    return value.replace("_", " ").replace("-", " ")


def _title(atlas: Atlas, entry: Entry) -> Iterator[str]:
    named = [getattr(entry.entry, field, "") for field in ("pinyin", "hanzi", "english", "name")]
    name = "  ".join(word for word in named if word) or getattr(entry.entry, "title", "")
    shown = "" if name.casefold() == entry.id.casefold() else name
    yield click.style(entry.id, bold=True, fg="cyan") + (f"  {click.style(shown, bold=True)}")
    yield click.style(_kind_line(atlas, entry), dim=True)


def _kind_line(atlas: Atlas, entry: Entry) -> str:
    if entry.kind.table != "point":
        slug = getattr(entry.entry, "slug", "")
        return entry.kind.word + (f", also “{slug}”" if slug else "")
    point = entry.entry
    channel = atlas.channels.get(point.channel)
    where = f"point of the {channel.name} channel" if channel else "extra point"
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
        if field.name in IN_TITLE | LAST or inner in (None, "", (), False) or inner == lead:
            continue
        if field.name in ("needling", "channel", "midline") or inner == field.default:
            continue
        if is_dataclass(inner):
            yield _label(field.name), _together(atlas, inner)
        elif isinstance(inner, tuple) and inner and is_dataclass(inner[0]):
            for n, one in enumerate(inner, start=1):
                label = _label(field.name) if len(inner) == 1 else f"{_label(field.name)} {n}"
                yield label, _together(atlas, one)
        else:
            yield _label(field.name), _text(atlas, value, field.name, inner)


def _together(atlas: Atlas, value: Any) -> str:
    """A small dataclass inside an entry, in one paragraph."""
    said = [
        _text(atlas, value, field.name, inner)
        if isinstance(inner, str) and field.name not in ("until", "refer_to")
        else f"{_label(field.name).lower()} {_nested(atlas, value, field.name, inner)}"
        for field in fields(value)
        if (inner := getattr(value, field.name)) not in (None, "", (), False)
        and (not is_dataclass(inner) or _nested(atlas, value, field.name, inner))
    ]
    return "; ".join(said)


def _nested(atlas: Atlas, owner: Any, name: str, value: Any) -> str:
    if is_dataclass(value):
        return f"({together})" if (together := _together(atlas, value)) else ""
    return _text(atlas, owner, name, value)


def _text(atlas: Atlas, owner: Any, name: str, value: Any) -> str:
    if name == "risk":
        return RISKS[value]
    if value is True:
        return "yes"
    attribute = REFERENCES.get(name)
    in_atlas = attribute and (type(owner), name) not in NOT_REFERENCES
    if in_atlas and not (isinstance(owner, Needling) and name == "region" and owner.area != "face"):
        ids = (value,) if isinstance(value, str) else value
        return ", ".join(_reference(atlas, str(attribute), id_) for id_ in ids)
    unit = next((unit for suffix, unit in UNITS.items() if suffix in name), "")
    return _plain_text(name, value) + (unit if unit == "°" else f" {unit}".rstrip())


def _plain_text(name: str, value: Any) -> str:
    if name in ("vertices", "ring"):
        return f"{len(value)} vertices"
    if (
        isinstance(value, tuple)
        and len(value) == 2
        and all(isinstance(v, int | float) for v in value)
    ):
        low, high = value
        return f"{low:g}" if low == high else f"{low:g} to {high:g}"
    if isinstance(value, tuple):
        texts = [v if isinstance(v, str) else f"{v:g}" for v in value]
        return ("; " if any(" " in text for text in texts) else ", ").join(texts)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _reference(atlas: Atlas, attribute: str, id_: str) -> str:
    """An id with the name that makes it readable, where the id alone does not."""
    found = getattr(atlas, attribute).get(id_)
    name = getattr(found, "pinyin", "") or getattr(found, "name", "")
    if not name or in_words(id_).casefold() == name.casefold():
        return in_words(id_) if id_.islower() else id_
    return f"{id_} {name}" if any(sign.isdigit() for sign in id_) else name


def _label(name: str) -> str:
    if name in LABELS:
        return LABELS[name]
    for suffix in UNITS:
        name = name.removesuffix(suffix)
    return in_words(name).capitalize()


def _row(label: str, text: str, width: int) -> list[str]:
    lines = textwrap.wrap(text, width - LABEL - 2, break_long_words=False, break_on_hyphens=False)
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


def _named_in(atlas: Atlas, entry: Entry, width: int) -> Iterator[str]:
    """The entries that refer to this one, so that a reader can go on from here."""
    naming = [
        other
        for other in every_entry(atlas)
        if other.id != entry.id and entry.id in _references(other.entry, entry.kind.attribute)
    ]
    shown = [_reference(atlas, other.kind.attribute, other.id) for other in naming]
    if not shown:
        return
    more = len(shown) - MOST_NAMED_IN
    rest = f" and {more} more" if more > 0 else ""
    yield from _row("Named in", ", ".join(shown[:MOST_NAMED_IN]) + rest, width)


def _references(value: Any, attribute: str) -> Iterator[str]:
    """Ids of that kind which an entry, or what it holds, names."""
    for field in fields(value):
        inner = getattr(value, field.name)
        for one in inner if isinstance(inner, tuple) else (inner,):
            if is_dataclass(one):
                yield from _references(one, attribute)
            elif isinstance(one, str) and REFERENCES.get(field.name) == attribute:
                yield one
