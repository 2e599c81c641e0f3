"""What a person of the sample clinic tells at a consultation, as the page would store it."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from yintang.atlas.model import Atlas
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.consultations.form import SIGN_KINDS
from yintang.clinic.care.consultations.sections import SECTIONS
from yintang.clinic.sample.people import Person
from yintang.clinic.sample.scene import chance


def first_answers(person: Person, day: date, today: date) -> dict[str, Any]:
    """The answers of her first consultation, on `day`; the demonstration is `today`."""
    told: dict[str, Any] = {
        "goals": person.goals,
        "complaints": person.complaints,
        "history": dict(_history(person, atlas())),
        "medicines": person.medicines,
        "allergies": person.allergies,
        "procedures": [
            {
                "what": one.what,
                "date": str(today - timedelta(days=one.ago)),
                "sites": one.sites,
            }
            for one in person.procedures
        ],
        **_signs(person, chance(person.name, "signs")),
    }
    optional = {
        "blood_pressure": person.pressure and list(person.pressure),
        "fitzpatrick": person.fitzpatrick,
        "event_date": person.event_in and str(today + timedelta(days=person.event_in)),
        "sessions": person.of if person.course else None,
        "interval_days": person.every if person.course else None,
        "protocol": person.protocol if person.course else None,
    }
    told |= {key: value for key, value in optional.items() if value}
    return {
        "consultation": told,
        "words": person.words,
        "ratings": ratings(person, 0),
        "herbs": person.herbs,
        "lifestyle": person.lifestyle,
        "talk": {"done": bool(person.talk), "words": person.talk},
        "confirmed_sections": [section.id for section in SECTIONS],
    }


def later_answers(carried: dict[str, Any], person: Person, n: int) -> dict[str, Any]:
    """The answers of her `n`-th visit, from those carried over: confirmed, and rated anew."""
    told = dict(carried["consultation"])
    of_today = {id_: answer for id_, answer in _history(person, atlas()) if _of_today(id_)}
    told["history"] = {**told.get("history", {}), **of_today}
    if person.pressure:
        told["blood_pressure"] = _about(person.pressure, chance(person.name, n, "pressure"))
    share = (n - 1) / max(1, person.visits - 1)
    return {
        **carried,
        "consultation": told,
        "ratings": ratings(person, share),
        "confirmed_sections": [section.id for section in SECTIONS],
    }


def ratings(person: Person, share: float) -> dict[str, int]:
    """Her rating of each goal, `share` of the way from the first to the latest."""
    return {id_: round(a + (b - a) * share) for id_, (a, b) in person.ratings.items()}


def _of_today(id_: str) -> bool:
    return id_ == "pregnant" or atlas().questions[id_].group in {"skin", "today"}


def _history(person: Person, atlas: Atlas) -> Iterator[tuple[str, bool | list[str]]]:
    """Every question answered: no, unless the file says otherwise."""
    for id_ in atlas.questions:
        if person.sex == "female" or id_ not in {"pregnant", "breastfeeding"}:
            yield id_, person.yes.get(id_, False)


def _about(pressure: tuple[int, int], luck: Random) -> list[int]:
    systolic, diastolic = pressure
    return [systolic + luck.randint(-6, 6), diastolic + luck.randint(-4, 4)]


def _signs(person: Person, luck: Random) -> dict[str, list[str]]:
    """Most signs of her pattern and one stray sign, by the key that holds their kind."""
    if not person.pattern:
        return {key: [] for key in SIGN_KINDS}
    known, pattern = atlas().signs, atlas().patterns[person.pattern].signs
    some = [id_ for id_ in pattern if luck.random() < 0.75]
    some += [luck.choice([id_ for id_ in known if known[id_].kind == "symptom"])]
    return {
        key: [id_ for id_ in dict.fromkeys(some) if known[id_].kind in kinds]
        for key, kinds in SIGN_KINDS.items()
    }
