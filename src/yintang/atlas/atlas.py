"""Reads the atlas: TOML in, typed and frozen facts out, every reference between them checked.

A fault names the file, the entry and the field in one line, so that whoever edits the data can put
it right without reading this code.
"""

import functools
import hashlib
import re
import tomllib
import typing
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from yintang.atlas.kinds import (
    KINDS,
    LIMITS,
    NEEDLING_FILES,
    NOT_REFERENCES,
    REFERENCES,
    Kind,
)
from yintang.atlas.model import (
    Atlas,
    Complaint,
    Concern,
    Limits,
    Needling,
    Pattern,
    Point,
    SkinType,
)
from yintang.errors import YintangError

VERSION = "2026.11"
PACKAGED = Path(__file__).parent / "data"

PLANNED = (Concern, Complaint, Pattern, SkinType)
"""Kinds whose points a plan may needle, so that each of them needs its needling described."""

T = TypeVar("T")


class AtlasError(YintangError):
    """A fault in the atlas' data: file, entry, field and what is wrong with it."""


def load_atlas(directory: Path | None = None) -> Atlas:
    """The atlas in `directory`, or the packaged one (read once, then remembered).

    Raises
    ------
    AtlasError
        For a file that is missing or not TOML, an unknown, missing or wrong field, an id that
        occurs twice, or a reference to an entry that does not exist.
    """
    return _packaged() if directory is None else _read(directory)


@functools.cache
def _packaged() -> Atlas:
    return _read(PACKAGED)


def _read(directory: Path) -> Atlas:
    entries = {kind.attribute: read_kind(directory, kind) for kind in KINDS}
    entries["points"] = _with_needling(entries, directory)
    limits = _limits(directory)
    for kind in KINDS:
        for id_, entry in entries[kind.attribute].items():
            _check_references(kind.file, id_, entry, entries)
    _check_references(LIMITS.file, "limits", limits, entries)
    for kind in KINDS:
        if kind.type in PLANNED:
            for id_, entry in entries[kind.attribute].items():
                _check_needled(kind.file, id_, entry, entries["points"])
    return Atlas(
        version=f"{VERSION}+{_content_hash(directory)}",
        limits=limits,
        **{name: MappingProxyType(found) for name, found in entries.items()},
    )


def read_kind(directory: Path, kind: Kind) -> dict[str, Any]:
    """The entries of one kind by id, each checked by itself but not yet against other kinds."""
    tables = _tables(directory / kind.file, kind.table)
    return {id_: _typed(kind.file, id_, raw, kind.type) for id_, raw in tables.items()}


def _content_hash(directory: Path) -> str:
    """The first 8 hexadecimal digits of a SHA-256 over every data file's name and bytes."""
    digest = hashlib.sha256()
    for path in sorted(directory.glob("*.toml")):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:8]


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode())
    except FileNotFoundError:
        raise AtlasError(f"{path.name}: missing from {path.parent}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise AtlasError(f"{path.name}: cannot be read: {fault}") from None


def _tables(path: Path, table: str) -> dict[str, dict[str, Any]]:
    document = _document(path)
    if (stray := sorted(set(document) - {table})) or table not in document:
        found = ", ".join(stray) or "nothing"
        raise AtlasError(f"{path.name}: expected only [[{table}]] entries, found {found}")
    tables = document[table]
    if not isinstance(tables, list):
        raise AtlasError(f"{path.name}: write [[{table}]] with two brackets, once for each entry")
    by_id: dict[str, dict[str, Any]] = {}
    for n, raw in enumerate(tables, start=1):
        id_ = raw.get("id") if isinstance(raw, dict) else None
        if not isinstance(id_, str) or not id_:
            raise AtlasError(f"{path.name}: entry {n}: id: missing, or not text")
        if id_ in by_id:
            raise AtlasError(f"{path.name}: {id_}: id: given to two entries")
        by_id[id_] = raw
    return by_id


def _limits(directory: Path) -> Limits:
    document = _document(directory / LIMITS.file)
    if set(document) != {"limits"} or not isinstance(document["limits"], dict):
        raise AtlasError(f"{LIMITS.file}: expected one table [limits]")
    return _typed(LIMITS.file, "limits", document["limits"], Limits)


def _with_needling(entries: Mapping[str, Mapping[str, Any]], directory: Path) -> dict[str, Point]:
    joined: dict[str, Point] = dict(entries["points"])
    for file in NEEDLING_FILES:
        for id_, raw in _tables(directory / file, "needling").items():
            if id_ not in joined:
                raise AtlasError(f"{file}: {id_}: id: no such point in points.toml")
            if joined[id_].needling is not None:
                raise AtlasError(f"{file}: {id_}: id: needling given twice")
            described = {name: value for name, value in raw.items() if name != "id"}
            needling = _typed(file, id_, described, Needling)
            _check_needling(file, id_, needling)
            _check_references(file, id_, needling, entries)
            joined[id_] = replace(joined[id_], needling=needling)
    return joined


def _check_needling(file: str, id_: str, needling: Needling) -> None:
    shallow, deep = needling.depth_mm
    flat, steep = needling.angle_deg
    if not shallow <= deep:
        raise AtlasError(f"{file}: {id_}: depth_mm: {shallow} to {deep} runs backwards")
    if not flat <= steep:
        raise AtlasError(f"{file}: {id_}: angle_deg: {flat} to {steep} runs backwards")
    if needling.default_depth_mm > deep:
        raise AtlasError(f"{file}: {id_}: default_depth_mm: deeper than the textbook's {deep}")
    if needling.off_by_default and not needling.off_reason:
        raise AtlasError(f"{file}: {id_}: off_reason: say why the point is off by default")


def _typed(file: str, id_: str, raw: dict[str, Any], kind: type[T]) -> T:
    try:
        entry = msgspec.convert(raw, kind)
    except msgspec.ValidationError as fault:
        raise AtlasError(f"{file}: {id_}: {_readable(str(fault), kind)}") from None
    if unknown := next(_unknown_fields(raw, entry), ""):
        raise AtlasError(f"{file}: {id_}: {unknown}: no such field in a {kind.__name__}")
    return entry


def _unknown_fields(raw: Any, entry: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(entry, tuple):
        for n, (inner_raw, inner) in enumerate(zip(raw, entry, strict=False)):
            yield from _unknown_fields(inner_raw, inner, f"{prefix.rstrip('.')}[{n}].")
    elif is_dataclass(entry):
        known = {field.name for field in fields(entry)}
        for name, value in raw.items():
            if name not in known:
                yield prefix + name
            else:
                yield from _unknown_fields(value, getattr(entry, name), f"{prefix}{name}.")


def _readable(fault: str, kind: type) -> str:
    """A msgspec fault as "field: what is wrong", with the choices where the field has some."""
    what, _, path = fault.partition(" - at `$")
    field = path.rstrip("`").lstrip(".")
    if missing := re.fullmatch(r"Object missing required field `(\w+)`", what):
        return f"{f'{field}.' if field else ''}{missing[1]}: missing"
    if what.startswith("Invalid enum value"):
        given = what.removeprefix("Invalid enum value ")
        choices = ", ".join(str(choice) for choice in _choices(kind, field))
        return f"{field}: expected one of {choices}, got {given}"
    return f"{field}: {what[0].lower()}{what[1:].replace('`', '')}"


def _choices(kind: Any, path: str) -> tuple[Any, ...]:
    """The values a Literal field allows, found by walking `path` ("steps[0].action")."""
    for name in re.sub(r"\[\d*(\.\.\.)?\]", "", path).split("."):
        kind = typing.get_type_hints(kind)[name]
        while typing.get_origin(kind) is tuple:
            kind = typing.get_args(kind)[0]
    while not all(isinstance(choice, str) for choice in typing.get_args(kind)):
        kind = next(inner for inner in typing.get_args(kind) if typing.get_args(inner))
    return typing.get_args(kind)


def _check_references(
    file: str, id_: str, entry: Any, entries: Mapping[str, Mapping[str, Any]], prefix: str = ""
) -> None:
    for field in fields(entry):
        value = getattr(entry, field.name)
        name = f"{prefix}{field.name}"
        for inner in value if isinstance(value, tuple) else (value,):
            if is_dataclass(inner) and not isinstance(inner, Needling):
                _check_references(file, id_, inner, entries, f"{name}.")
        attribute = REFERENCES.get(field.name)
        if attribute is None or (type(entry), field.name) in NOT_REFERENCES:
            continue
        if isinstance(entry, Needling) and field.name == "region" and entry.area != "face":
            continue
        for reference in (value,) if isinstance(value, str) else value:
            # Extra points lie on no channel; an empty reference is one not given.
            if reference not in ("", "EX") and reference not in entries[attribute]:
                raise AtlasError(f"{file}: {id_}: {name}: no {reference!r} among the {attribute}")


def _check_needled(file: str, id_: str, entry: Any, points: Mapping[str, Point]) -> None:
    for field in fields(entry):
        if REFERENCES.get(field.name) != "points":
            continue
        for code in getattr(entry, field.name):
            if points[code].needling is None:
                where = " or ".join(NEEDLING_FILES)
                raise AtlasError(f"{file}: {id_}: {field.name}: {code} has no needling in {where}")
