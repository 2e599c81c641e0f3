"""What the plan's page sends, read strictly."""

import json
from collections.abc import Mapping
from typing import Any, Never
from uuid import UUID

from django.http import HttpRequest

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Visit
from yintang.clinic.care.plans.room import (
    LONGEST_RETENTION_MIN,
    as_row,
    face_of,
    fit_for_storage,
)
from yintang.clinic.photos.models import Photo
from yintang.errors import YintangError
from yintang.face import FaceMap
from yintang.planning import EditedNeedle

MOST_NEEDLES = 200
"""More than any session has, so that a broken page cannot fill the database."""


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The posted JSON object.

    Raises
    ------
    YintangError
        If it is not one.
    """
    try:
        body = json.loads(request.body, parse_constant=_no_number)
    except ValueError:
        raise YintangError("expected JSON") from None
    if not isinstance(body, dict):
        raise YintangError("expected a JSON object")
    return body


def _no_number(word: str) -> Never:
    raise ValueError(word)


def needle_in(body: Mapping[str, Any], name: str = "needle") -> EditedNeedle:
    """One needle of the body."""
    sent = body.get(name)
    if not isinstance(sent, dict):
        raise YintangError(f"expected {name} as an object")
    return EditedNeedle.from_json(sent)


def needles_in(body: Mapping[str, Any]) -> tuple[EditedNeedle, ...]:
    """The needles of the body."""
    sent = body.get("needles")
    if not isinstance(sent, list) or len(sent) > MOST_NEEDLES:
        raise YintangError(f"expected at most {MOST_NEEDLES} needles as a list")
    if not all(isinstance(one, dict) for one in sent):
        raise YintangError("expected each needle as an object")
    return tuple(EditedNeedle.from_json(one) for one in sent)


def fraction_in(body: Mapping[str, Any], name: str) -> float:
    """A place across or down the picture, 0 to 1."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise YintangError(f"expected {name} as a fraction from 0 to 1")
    return float(value)


def word_in(body: Mapping[str, Any], name: str) -> str:
    """A short text; "" where it was not sent."""
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > 200:
        raise YintangError(f"expected {name} as a short text")
    return value


def number_in(body: Mapping[str, Any], name: str) -> int:
    """A whole number that is not negative."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise YintangError(f"expected {name} as a whole number")
    return value


def handles_in(body: Mapping[str, Any]) -> dict[str, list[float]]:
    """Moved handles: "name side" to two fractions."""
    sent = body.get("handles", {})
    if not isinstance(sent, dict) or len(sent) > 60:
        raise YintangError("expected handles as an object")
    for place in sent.values():
        if not isinstance(place, list) or len(place) != 2:
            raise YintangError("expected each handle as two fractions")
        fraction_in({"x": place[0]}, "x")
        fraction_in({"y": place[1]}, "y")
    return {str(name): [float(x), float(y)] for name, (x, y) in sent.items()}


def photo_in(body: Mapping[str, Any], visit: Visit) -> Photo | None:
    """The photograph a plan is drawn on, one of this patient's; None for the schematic face."""
    sent = word_in({"photo": body.get("photo") or ""}, "photo")
    if not sent:
        return None
    try:
        photo = visit.patient.photos.filter(pk=UUID(sent)).first()
    except ValueError:
        photo = None
    if photo is None:
        raise YintangError("the photograph is none of this patient's")
    return photo


def face_in(body: Mapping[str, Any], visit: Visit) -> FaceMap:
    """The face map of the photograph and the handles of the body."""
    return face_of(photo_in(body, visit), handles_in(body))


def settings_in(body: Mapping[str, Any]) -> tuple[str, int, tuple[str, ...]]:
    """Protocol, minutes of rest and adjuncts."""
    protocol, adjuncts = word_in(body, "protocol"), body.get("adjuncts", [])
    if protocol not in atlas().protocols:
        raise YintangError("expected a protocol of the atlas")
    known = atlas().adjuncts
    if not isinstance(adjuncts, list) or not all(
        isinstance(a, str) and a in known for a in adjuncts
    ):
        raise YintangError("expected adjuncts of the atlas")
    retention = number_in(body, "retention_min")
    if retention > LONGEST_RETENTION_MIN:
        raise YintangError(f"needles rest at most {LONGEST_RETENTION_MIN} minutes")
    return protocol, retention, tuple(adjuncts)


def content_in(body: Mapping[str, Any], visit: Visit) -> dict[str, Any]:
    """A whole plan as `Plan.content` has it.

    Raises
    ------
    YintangError
        If anything is missing, out of range or unknown.
    """
    photo, handles = photo_in(body, visit), handles_in(body)
    protocol, retention, adjuncts = settings_in(body)
    needles = fit_for_storage(needles_in(body), face_of(photo, handles))
    return {
        "photo": None if photo is None else str(photo.pk),
        "handles": handles,
        "protocol": protocol,
        "retention_min": retention,
        "adjuncts": list(adjuncts),
        "needles": [as_row(needle) for needle in needles],
    }
