"""Reads the consultation's form as the page sends it, whole, after each change.

What cannot be understood yet (a procedure without its date, half a blood pressure) is kept as
"unfinished" and said beside the field; what is understood is always a valid consultation.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from yintang.atlas.model import Atlas
from yintang.clinic.care.consultations.sections import SECTIONS
from yintang.planning.consultation import procedures_asked

LONGEST = 2000
"""Characters of one field; more is cut, and the field's maxlength says so beforehand."""

LIFESTYLE = {
    "sleep": "Sleep",
    "stress": "Stress",
    "alcohol": "Alcohol",
    "smoking": "Smoking",
    "sun": "Sun and protection",
    "skin_care": "Skin care and make-up",
}
HERB_FIELDS = ("formula", "prescriber", "batch", "checked", "note")
SIGN_KINDS = {
    "signs": ("face", "symptom"),
    "tongue": ("tongue",),
    "pulse": ("pulse",),
    "triggers": ("trigger",),
}
PRESSURE = (30, 300)
"""mmHg that a blood pressure may have, as `consultation_file` reads it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form said: answers to keep, and faults by the field's name, in words."""

    answers: dict[str, Any]
    faults: dict[str, str]


def read_form(form: QueryDict, atlas: Atlas, day: date) -> Sent:
    """The answers in a posted form. Ids that the atlas does not know are left out.

    `day` is the visit's: procedures lie before it, the event after.
    """
    faults: dict[str, str] = {}
    unfinished: dict[str, Any] = {}
    goals = [id_ for id_ in form.getlist("goal") if id_ in atlas.concerns]
    told: dict[str, Any] = {
        "goals": {id_: _within(form.get(f"weight-{id_}"), 1, 5) or 3 for id_ in goals},
        "complaints": [id_ for id_ in form.getlist("complaint") if id_ in atlas.complaints],
        "history": _history(form, atlas),
        "fears": _words(form.getlist("fear")),
    }
    for key, kinds in SIGN_KINDS.items():
        told[key] = _signs(form.getlist(key), kinds, atlas)
    optional: dict[str, Any] = {
        "medicines": _listed(form, "medicine", "no-medicines"),
        "allergies": _listed(form, "allergy", "no-allergies"),
        "procedures": _procedures(form, atlas, day, unfinished, faults),
        "holidays": _holidays(form, unfinished, faults),
        "blood_pressure": _pressure(form, unfinished, faults),
        "fitzpatrick": _within(form.get("fitzpatrick"), 1, 6),
        "skin_type": _one_of(form.get("skin_type"), atlas.skin_types),
        "event_date": _event(form.get("event_date", ""), day, unfinished, faults),
        "interval_days": {"7": 7, "14": 14}.get(form.get("interval_days", "")),
        "sessions": _within(form.get("sessions"), 6, 12),
    }
    told |= {key: value for key, value in optional.items() if value is not None}
    return Sent(_beside(form, told, goals, unfinished), faults)


def _beside(
    form: QueryDict, told: dict[str, Any], goals: list[str], unfinished: dict[str, Any]
) -> dict[str, Any]:
    """The consultation with what planning need not know."""
    ratings = {id_: _within(form.get(f"rating-{id_}"), 0, 10) for id_ in goals}
    answers: dict[str, Any] = {
        "consultation": told,
        "words": {id_: said for id_ in goals if (said := _text(form.get(f"words-{id_}")))},
        "ratings": {id_: rating for id_, rating in ratings.items() if rating is not None},
        "herbs": _herbs(form),
        "lifestyle": {key: said for key in LIFESTYLE if (said := _text(form.get(f"life-{key}")))},
        "talk": {"done": "talk-done" in form, "words": _text(form.get("talk-words"))},
        "confirmed_sections": [s.id for s in SECTIONS if s.id in form.getlist("confirmed")],
    }
    if unfinished:
        answers["unfinished"] = unfinished
    if carried_from := _date(form.get("carried_from", "")):
        answers["carried_from"] = str(carried_from)
    days = {s.id: _date(form.get(f"by-herself-{s.id}", "")) for s in SECTIONS}
    if herself := {id_: str(day) for id_, day in days.items() if day}:
        answers["by_herself"] = herself
    return answers


def _text(value: str | None) -> str:
    """Trimmed, in at most `LONGEST` characters, without those no database keeps."""
    return (value or "").replace("\0", "").strip()[:LONGEST]


def _words(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(said for value in values if (said := _text(value)[:200])))


def _within(value: str | None, low: int, high: int) -> int | None:
    if value is None or not re.fullmatch(r"[0-9]{1,3}", value.strip()):
        return None
    return int(value) if low <= int(value) <= high else None


def _one_of(value: str | None, known: Mapping[str, Any]) -> str | None:
    return value if value in known else None


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _listed(form: QueryDict, name: str, none: str) -> list[str] | None:
    """Words given, [] where it was said that there are none, None where nothing was said."""
    return _words(form.getlist(name)) or ([] if none in form else None)


def _history(form: QueryDict, atlas: Atlas) -> dict[str, Any]:
    """Yes, no, or the regions; a question that was not asked is missing."""
    answers: dict[str, Any] = {}
    for id_, question in atlas.questions.items():
        said = form.get(f"q-{id_}")
        if said == "no":
            answers[id_] = False
        elif said == "yes":
            sites = _regions(form.getlist(f"at-{id_}"), atlas) if question.sited else []
            answers[id_] = sites or True
    return answers


def _regions(values: Iterable[str], atlas: Atlas) -> list[str]:
    return sorted({value for value in values if value in atlas.regions})


def _signs(values: Iterable[str], kinds: tuple[str, ...], atlas: Atlas) -> list[str]:
    return [id_ for id_ in values if id_ in atlas.signs and atlas.signs[id_].kind in kinds]


def _procedures(
    form: QueryDict, atlas: Atlas, day: date, unfinished: dict[str, Any], faults: dict[str, str]
) -> list[dict[str, Any]] | None:
    done, begun = [], []
    known = procedures_asked(atlas)
    for key in form.getlist("procedure"):
        what = form.get(f"procedure-what-{key}", "")
        on = _date(form.get(f"procedure-date-{key}", ""))
        sites = _regions(form.getlist(f"procedure-at-{key}"), atlas)
        if what in known and on is not None and on <= day:
            done.append({"what": what, "date": str(on), "sites": sites})
            continue
        if what in known or on is not None:
            begun.append({"what": what, "date": "" if on is None else str(on), "sites": sites})
            faults[f"procedure-date-{key}"] = (
                "This date lies after the visit. Put in the day on which it was done."
                if on is not None and on > day
                else "Choose what was done and its date: until then it is not counted."
            )
    if begun:
        unfinished["procedures"] = begun
    if done:
        return done
    return [] if "no-procedures" in form and not begun else None


def _holidays(
    form: QueryDict, unfinished: dict[str, Any], faults: dict[str, str]
) -> list[dict[str, str]]:
    whole, begun = [], []
    for key in form.getlist("holiday"):
        first = _date(form.get(f"holiday-first-{key}", ""))
        last = _date(form.get(f"holiday-last-{key}", ""))
        row = {"first": str(first or ""), "last": str(last or "")}
        if first and last and first <= last:
            whole.append(row)
        elif first or last:
            begun.append(row)
            faults[f"holiday-last-{key}"] = "Put in the first and the last day, in that order."
    if begun:
        unfinished["holidays"] = begun
    return whole


def _pressure(
    form: QueryDict, unfinished: dict[str, Any], faults: dict[str, str]
) -> list[int] | None:
    typed = [form.get("systolic", "").strip(), form.get("diastolic", "").strip()]
    read = [_within(value, *PRESSURE) for value in typed]
    match read:
        case [int(systolic), int(diastolic)] if systolic > diastolic:
            return [systolic, diastolic]
    if any(typed):
        unfinished["blood_pressure"] = [value[:3] for value in typed]
        faults["diastolic"] = "Put in both numbers, the larger first, such as 128 and 82."
    return None


def _event(value: str, day: date, unfinished: dict[str, Any], faults: dict[str, str]) -> str | None:
    on = _date(value)
    if on is None:
        return None
    if on < day:
        unfinished["event_date"] = str(on)
        faults["event_date"] = "This day is past: it is not planned for. Put in a later one."
        return None
    return str(on)


def _herbs(form: QueryDict) -> list[dict[str, str]]:
    rows = (
        {name: _text(form.get(f"herb-{name}-{key}"))[:500] for name in HERB_FIELDS}
        for key in form.getlist("herb")
    )
    return [row for row in rows if any(row.values())]
