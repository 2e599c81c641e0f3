"""Reads a consultation from TOML, strictly.

A fault names the file, the key, what is expected there, and the word that was not understood.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from yintang.atlas.lookup import canonical_point
from yintang.atlas.model import Atlas
from yintang.errors import YintangError
from yintang.planning.consultation import Answer, Consultation, Holiday, Procedure, procedures_asked
from yintang.planning.naming import UnknownName, resolve, suggestion

Pressure = Annotated[int, Meta(ge=30, le=300)]


class ConsultationError(YintangError):
    """A fault in a consultation file: file, key and what is expected."""


class _Procedure(Struct, forbid_unknown_fields=True):
    what: str
    date: date
    sites: list[str] = []


class _Holiday(Struct, forbid_unknown_fields=True):
    first: date
    last: date


class _File(Struct, forbid_unknown_fields=True):
    """The keys of a consultation file, with the types and ranges TOML must bring."""

    goals: dict[str, Annotated[int, Meta(ge=1, le=5)]] = {}
    complaints: list[str] = []
    age: Annotated[int, Meta(ge=0, le=120)] | None = None
    sex: str | None = None
    first_visit: bool = True
    history: dict[str, bool | list[str]] = {}
    medicines: list[str] | None = None
    allergies: list[str] | None = None
    procedures: list[_Procedure] | None = None
    blood_pressure: tuple[Pressure, Pressure] | None = None
    signs: list[str] = []
    tongue: list[str] = []
    pulse: list[str] = []
    triggers: list[str] = []
    skin_type: Literal["blocked", "undernourished"] | None = None
    fitzpatrick: Annotated[int, Meta(ge=1, le=6)] | None = None
    confirmed_patterns: list[str] = []
    named_points: list[str] = []
    fears: list[str] = []
    event_date: date | None = None
    start: date | None = None
    interval_days: Literal[7, 14] | None = None
    sessions: Annotated[int, Meta(ge=6, le=12)] | None = None
    holidays: list[_Holiday] = []
    protocol: str | None = None


def read_consultation(
    source: Path | str, atlas: Atlas, today: date, *, name: str | None = None
) -> Consultation:
    """The consultation in a file (`Path`) or in TOML text (`str`).

    Parameters
    ----------
    today : the day on which the plan is made; procedures lie before it, start and event after.
    name : what to call the source in messages; the file's name, or "consultation".

    Raises
    ------
    ConsultationError
        With one line naming file, key and what is expected: not TOML, an unknown key, a wrong type,
        an unknown concern, complaint, question, sign, procedure or region, or an impossible date.
    """
    called = name or (source.name if isinstance(source, Path) else "consultation")
    return consultation_from(_document(source, called), atlas, called, today)


def consultation_from(
    document: dict[str, Any], atlas: Atlas, name: str, today: date | None
) -> Consultation:
    """The consultation in a document that was parsed; dates are not checked without `today`.

    Raises
    ------
    ConsultationError
        As `read_consultation`.
    """
    file = _typed(document, name)
    if today is not None:
        _check_dates(file, today, name)
    return _resolved(file, atlas, name)


def _document(source: Path | str, name: str) -> dict[str, Any]:
    try:
        text = source.read_bytes().decode() if isinstance(source, Path) else source
        return tomllib.loads(text)
    except OSError as fault:
        raise ConsultationError(f"{name}: cannot be read: {fault.strerror}") from None
    except UnicodeDecodeError:
        raise ConsultationError(f"{name}: is not text in UTF-8") from None
    except tomllib.TOMLDecodeError as fault:
        raise ConsultationError(f"{name}: is not TOML: {fault}") from None


def _typed(document: dict[str, Any], name: str) -> _File:
    known = _File.__struct_fields__
    for key in document:
        if key not in known:
            raise ConsultationError(f"{name}: {key}: unknown key{suggestion(key, known)}")
    try:
        return msgspec.convert(document, _File)
    except msgspec.ValidationError as fault:
        what, _, path = str(fault).partition(" - at ")
        where = _key(path)
        expected = CHOICES.get(where) or _in_words(what)
        if (table := TABLES.get(where.partition("[")[0])) and " key " in expected:
            expected += f"; it holds {', '.join(table.__struct_fields__)}"
        raise ConsultationError(f"{name}: {where}: {expected}") from None


CHOICES = {
    "interval_days": "expected 7 or 14",
    "skin_type": 'expected "blocked" or "undernourished"',
}
"""Keys whose few values are told in full."""

TABLES: dict[str, type[Struct]] = {"procedures": _Procedure, "holidays": _Holiday}

TYPES = {
    "int": "a whole number",
    "str": "text in quotes",
    "bool": "true or false",
    "array": "a list in square brackets",
    "object": "a table",
    "date": "a date such as 2026-05-31",
    "datetime": "a date with a time",
    "float": "a number with a decimal point",
}
"""msgspec's names of types in the words of TOML."""


def _key(path: str) -> str:
    """msgspec's "`$.goals[...]`" as "goals"; which answer was wrong is not told."""
    return path.strip("`").removeprefix("key in ").removeprefix("$.").replace("[...]", "")


def _in_words(what: str) -> str:
    """msgspec's complaint in plain words."""
    if field := re.fullmatch(r"Object (?:contains unknown|missing required) field `(\w+)`", what):
        return f"{'unknown key' if 'unknown' in what else 'missing key'} {field[1]}"
    if what.startswith("Invalid"):
        return f"expected {TYPES['date']}"
    named = re.sub(
        r"`([a-z |]+)`",
        lambda found: " or ".join(
            TYPES.get(word, word) for word in found[1].split(" | ") if word != "null"
        ),
        what,
    )
    said = named.replace("Expected", "expected").replace(", got ", ", found ").replace("`", "")
    return said.replace(">=", "of at least").replace("<=", "of at most")


def _resolved(file: _File, atlas: Atlas, name: str) -> Consultation:
    """Every word turned into an id."""

    def ids(
        key: str, words: Iterable[str], entries: Mapping[str, Any], kind: str
    ) -> tuple[str, ...]:
        return tuple(_id(word, entries, kind, f"{name}: {key}") for word in words)

    protocol = ids(
        "protocol", [file.protocol] if file.protocol else [], atlas.protocols, "protocol"
    )
    return Consultation(
        goals=_goals(file.goals, atlas, name),
        complaints=ids("complaints", file.complaints, atlas.complaints, "complaint"),
        age=file.age,
        sex=file.sex,
        first_visit=file.first_visit,
        history=_history(file.history, atlas, name),
        medicines=None if file.medicines is None else tuple(file.medicines),
        allergies=None if file.allergies is None else tuple(file.allergies),
        procedures=_procedures(file.procedures, atlas, name),
        blood_pressure=_pressure(file.blood_pressure, name),
        signs=_signs(file, "signs", atlas, name),
        tongue=_signs(file, "tongue", atlas, name),
        pulse=_signs(file, "pulse", atlas, name),
        triggers=_signs(file, "triggers", atlas, name),
        skin_type=file.skin_type,
        fitzpatrick=file.fitzpatrick,
        confirmed_patterns=ids(
            "confirmed_patterns", file.confirmed_patterns, atlas.patterns, "pattern"
        ),
        named_points=_points(file.named_points, atlas, name),
        fears=tuple(file.fears),
        event_date=file.event_date,
        start=file.start,
        interval_days=file.interval_days,
        sessions=file.sessions,
        holidays=tuple(Holiday(days.first, days.last) for days in file.holidays),
        protocol=next(iter(protocol), None),
    )


SIGN_KINDS = {
    "signs": ("face", "symptom"),
    "tongue": ("tongue",),
    "pulse": ("pulse",),
    "triggers": ("trigger",),
}
"""Key -> the kinds of sign it may name."""


def _signs(file: _File, key: str, atlas: Atlas, name: str) -> tuple[str, ...]:
    fitting = {id_: sign for id_, sign in atlas.signs.items() if sign.kind in SIGN_KINDS[key]}
    kind = "sign" if key == "signs" else f"{key.removesuffix('s')} sign"
    return tuple(_id(word, fitting, kind, f"{name}: {key}") for word in getattr(file, key))


def _id(word: str, entries: Mapping[str, Any], kind: str, where: str) -> str:
    try:
        return resolve(word, entries, kind)
    except UnknownName as unknown:
        raise ConsultationError(f"{where}: {unknown}") from None


def _points(words: Iterable[str], atlas: Atlas, name: str) -> tuple[str, ...]:
    try:
        return tuple(canonical_point(word, atlas) for word in words)
    except YintangError as unknown:
        raise ConsultationError(f"{name}: named_points: {unknown}") from None


def _goals(goals: Mapping[str, int], atlas: Atlas, name: str) -> dict[str, int]:
    """Weights by concern; a concern named in two spellings keeps its greater weight."""
    found: dict[str, int] = {}
    for word, weight in goals.items():
        id_ = _id(word, atlas.concerns, "concern", f"{name}: goals")
        found[id_] = max(weight, found.get(id_, 0))
    return found


def _history(answers: Mapping[str, bool | list[str]], atlas: Atlas, name: str) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for word, answer in answers.items():
        question = _id(word, atlas.questions, "question", f"{name}: history")
        if isinstance(answer, bool):
            found[question] = answer
            continue
        if not atlas.questions[question].sited:
            raise ConsultationError(f"{name}: history.{word}: expected true or false, found a list")
        found[question] = _regions(answer, atlas, f"{name}: history.{word}") or False
    return found


def _regions(words: Iterable[str], atlas: Atlas, where: str) -> tuple[str, ...]:
    return tuple(sorted({_id(word, atlas.regions, "face region", where) for word in words}))


def _procedures(
    procedures: list[_Procedure] | None, atlas: Atlas, name: str
) -> tuple[Procedure, ...] | None:
    if procedures is None:
        return None
    return tuple(
        Procedure(
            _id(done.what, procedures_asked(atlas), "procedure", f"{name}: procedures.what"),
            done.date,
            _regions(done.sites, atlas, f"{name}: procedures.sites"),
        )
        for done in procedures
    )


def _pressure(pressure: tuple[int, int] | None, name: str) -> tuple[int, int] | None:
    if pressure is not None and pressure[0] <= pressure[1]:
        raise ConsultationError(
            f"{name}: blood_pressure: expected systolic before diastolic, such as [128, 82]"
        )
    return pressure


def _check_dates(file: _File, today: date, name: str) -> None:
    for key in ("start", "event_date"):
        day: date | None = getattr(file, key)
        if day is not None and day < today:
            raise ConsultationError(f"{name}: {key}: {day} is past; expected {today} or later")
    for done in file.procedures or ():
        if done.date > today:
            raise ConsultationError(
                f"{name}: procedures.date: {done.date} is in the future; expected {today} or before"
            )
    for days in file.holidays:
        if days.last < days.first:
            raise ConsultationError(
                f"{name}: holidays: {days.first} to {days.last} runs backwards; "
                "expected first before last"
            )
