"""A consultation and what screening said of it, to JSON and back, so that answers can be kept.

A consultation has the keys of its TOML file (`consultation_file`) and is read by the same reader;
dates are ISO 8601 text.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import msgspec

from yintang.atlas.model import Atlas
from yintang.errors import YintangError
from yintang.planning.consultation import Consultation
from yintang.planning.consultation_file import consultation_from
from yintang.planning.screening import Screening


def consultation_as_json(consultation: Consultation) -> dict[str, Any]:
    """What was told, by the keys of a consultation file; what was not stated is left out."""
    told = _plain(
        {
            field.name: value
            for field in fields(consultation)
            if (value := getattr(consultation, field.name)) is not None
        }
    )
    for done in told.get("procedures", []):
        done["what"] = done.pop("period")
        done["date"] = done.pop("on")
    return told


def consultation_from_json(
    stored: Mapping[str, Any], atlas: Atlas, *, today: date | None = None
) -> Consultation:
    """The consultation that `consultation_as_json` wrote, or that a form sent.

    Parameters
    ----------
    today : checks that procedures lie before it and start and event after. Not given for one that
        was stored, whose start may have passed.

    Raises
    ------
    yintang.planning.ConsultationError
        As `read_consultation`: an unknown key, a wrong type, a word that names nothing.
    """
    return consultation_from(dict(stored), atlas, "consultation", today)


def screening_as_json(screening: Screening) -> dict[str, Any]:
    """Findings, what was not stated, removals and caps, each with its rule."""
    return _plain(screening)


def screening_from_json(stored: Mapping[str, Any]) -> Screening:
    """The screening that `screening_as_json` wrote.

    Raises
    ------
    YintangError
        If it is not one.
    """
    try:
        return msgspec.convert(dict(stored), Screening)
    except msgspec.ValidationError:
        raise YintangError("not a stored screening") from None


def _plain(entry: Any) -> dict[str, Any]:
    """As it comes back from JSON: lists for tuples, ISO text for dates."""
    written: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(entry))
    return written
