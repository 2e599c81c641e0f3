"""What is written down during a session: what the plan expects, and the events that happened.

An event is one tap or one entry. It carries an id that the device made, so that sending it twice
does no harm, and the instant at which the server received it. An event is refused only where it
cannot be understood; what it says happened is never refused. What the events add up to is worked
out by `yintang.treatment.session.replay`.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from yintang.errors import YintangError
from yintang.face.face_map import Side
from yintang.treatment.zones import NOWHERE, ZONES

PHASES: tuple[str, ...] = ("check", "prepare", "insert", "rest", "remove", "adjunct", "close")

MOST_COUNTED = 300
"""No count of a zone can be larger; the atlas' ceiling for a whole session is 120 needles."""

MOST_MINUTES = 240
"""No countdown can be set longer; the longest protocol rests for an hour."""

MOST_WORDS = 4000
"""Characters in a free text."""


class EventError(YintangError):
    """An event that cannot be understood: which part, and what it should be."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A needle that the plan expects. `key` is unique within the session."""

    key: str
    label: str
    """As it is read aloud: "ST2", "Crow's feet 2"."""
    side: Side
    zone: str
    area: str
    retention_min: int | None = None
    """Minutes that it rests; None for as long as the whole session."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, as the server received it; `at` is an aware instant."""

    id: str
    kind: str
    at: datetime
    body: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    """Who recorded it, as the caller names people; never read here."""


Check = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= MOST_WORDS


def _words(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MOST_WORDS


def _key(value: Any) -> bool:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= 200


def _whole(low: int, high: int) -> Check:
    return lambda value: type(value) is int and low <= value <= high


def _one_of(*allowed: str) -> Check:
    return lambda value: isinstance(value, str) and value in allowed


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _length(value: Any) -> bool:
    return _number(value) and 0 < value <= 150


def _scalar(value: Any) -> bool:
    return isinstance(value, bool) or _number(value) or _words(value)


def _day(value: Any) -> bool:
    return _parses(value, date.fromisoformat)


def _until(value: Any) -> bool:
    return _parses(value, datetime.fromisoformat) or _text(value)


def _parses(value: Any, reader: Callable[[str], object]) -> bool:
    try:
        reader(value)
    except (TypeError, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an event's body: what it must be, in words and as a test."""

    must_be: str
    holds: Check
    required: bool = True


def _maybe(asked: Field) -> Field:
    return Field(asked.must_be, asked.holds, required=False)


_SPOKEN = Field("some words", _text)
_FREE = Field(f"text of at most {MOST_WORDS} characters", _words, required=False)
_NEEDLE = Field("the key of a needle", _key)
_ZONE = Field(f"one of {', '.join((*ZONES, NOWHERE))}", _one_of(*ZONES, NOWHERE))
_COUNT = Field(f"a whole number from 0 to {MOST_COUNTED}", _whole(0, MOST_COUNTED))
_SOME = Field(f"a whole number from 1 to {MOST_COUNTED}", _whole(1, MOST_COUNTED))
_MINUTES = Field(f"whole minutes from 1 to {MOST_MINUTES}", _whole(1, MOST_MINUTES))
_NUMBER = Field("a number", _number, required=False)
_MILLIMETRES = Field("millimetres, more than 0 and at most 150", _length)

KINDS: Mapping[str, Mapping[str, Field]] = {
    "phase": {"to": Field(f"one of {', '.join(PHASES)}", _one_of(*PHASES))},
    "check": {"question": _SPOKEN, "answer": Field("yes, no, a number or words", _scalar)},
    "pack": {
        "maker": _SPOKEN,
        "diameter_mm": _MILLIMETRES,
        "length_mm": _MILLIMETRES,
        "lot": _SPOKEN,
        "expiry": Field("a day as 2027-05-31", _day),
    },
    "in": {
        "needle": _NEEDLE,
        "earlier": Field("true or false", lambda v: isinstance(v, bool), required=False),
    },
    "elsewhere": {
        "needle": _NEEDLE,
        "zone": _ZONE,
        "side": Field("L, R or M", _one_of("L", "R", "M")),
        "label": _SPOKEN,
        "x": _NUMBER,
        "y": _NUMBER,
        "instead_of": _maybe(_NEEDLE),
    },
    "hurt": {"needle": _NEEDLE},
    "discard": {"needle": _maybe(_NEEDLE), "reason": _FREE},
    "skip": {"needle": _NEEDLE, "reason": _FREE},
    "out": {"needle": _NEEDLE},
    "out_zone": {"zone": _ZONE, "count": _COUNT},
    "rest": {"minutes": _MINUTES, "zone": _maybe(_ZONE)},
    "pause": {},
    "resume": {},
    "extend": {"minutes": _MINUTES, "zone": _maybe(_ZONE)},
    "emergency": {"reason": _FREE},
    "reconcile": {"zone": _ZONE, "count": _COUNT},
    "retain": {
        "needle": _NEEDLE,
        "consent": Field("her consent to this needle, in words or as the id of a record", _text),
        "until": Field("when it is to come out, as a time or in words", _until),
    },
    "search": {"item": _SPOKEN},
    "found": {"needle": _maybe(_NEEDLE), "zone": _maybe(_ZONE), "where": _FREE},
    "incident": {
        "needle": _maybe(_NEEDLE),
        "zone": _maybe(_ZONE),
        "count": _maybe(_SOME),
        "what": _SPOKEN,
    },
    "adverse": {
        "kind": Field(
            'the id of an adverse event of the atlas, or "other"',
            lambda v: isinstance(v, str) and re.fullmatch(r"[a-z][a-z0-9-]{1,60}", v) is not None,
        ),
        "needle": _maybe(_NEEDLE),
        "severity": Field("a whole number from 1 (slight) to 4 (grave)", _whole(1, 4)),
        "action": _FREE,
        "outcome": _FREE,
        "words": _FREE,
    },
    "adjunct": {
        "adjunct": _SPOKEN,
        "step": _maybe(Field("the number of a step, from 1", _whole(1, 50))),
        "state": Field(
            "started, step, done or stopped", _one_of("started", "step", "done", "stopped")
        ),
        "words": _FREE,
    },
    "felt": {"rating": Field("a whole number from 0 to 10", _whole(0, 10)), "words": _FREE},
    "aftercare": {"how": Field("printed or sent", _one_of("printed", "sent"))},
    "undo": {"event": Field("the id of an event", _key)},
    "close": {},
}
"""Kind of event -> the fields of its body. `docs/formats.md` tells what each means."""

_NEEDLE_OR_ZONE = frozenset({"found", "incident"})


def read_event(told: Mapping[str, Any], at: datetime, by: str = "") -> Event:
    """An event from what a device sent: `id`, `kind` and, where the kind has fields, `body`.

    Fields of the body that are null count as not given.

    Parameters
    ----------
    at : when the server received it; must carry its offset from UTC.
    by : who sent it.

    Raises
    ------
    EventError
        For an unknown kind, a field that is missing, unknown or out of range. The message repeats
        nothing that was entered.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise EventError("the time of an event needs its offset from UTC; give an aware time")
    id_, kind, body = told.get("id"), told.get("kind"), told.get("body") or {}
    if not isinstance(id_, str) or not _key(id_):
        raise EventError("an event needs an id of 1 to 200 characters, made on the device")
    if not isinstance(kind, str) or kind not in KINDS:
        raise EventError(f"unknown kind of event; use one of {', '.join(KINDS)}")
    if not isinstance(body, Mapping):
        raise EventError(f"{kind}: the body must be an object with the fields of the event")
    given = {name: value for name, value in body.items() if value is not None}
    _check(kind, given)
    return Event(id_, kind, at, given, by)


def _check(kind: str, given: Mapping[str, Any]) -> None:
    asked = KINDS[kind]
    if set(given) - set(asked):
        takes = ", ".join(asked) or "no fields"
        raise EventError(f"{kind}: a field that is not known here; it takes {takes}")
    for name, one in asked.items():
        if name not in given:
            if one.required:
                raise EventError(f"{kind}: {name} is missing; give {one.must_be}")
        elif not one.holds(given[name]):
            raise EventError(f"{kind}: {name} must be {one.must_be}")
    if kind in _NEEDLE_OR_ZONE and ("needle" in given) == ("zone" in given):
        raise EventError(f"{kind}: give either the needle or the zone")
    if kind == "incident" and "needle" in given and given.get("count", 1) != 1:
        raise EventError("incident: a needle named by its key counts as 1; leave the count out")
