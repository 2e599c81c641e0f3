"""The sections of a consultation, in the order of the talk, and what is asked in each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yintang.atlas.model import Atlas, Question
from yintang.planning.facts import short


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page. `groups` are the atlas' groups of questions asked in it."""

    id: str
    name: str
    groups: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    """Keys of the answers, or of the consultation within them, that belong to it."""


SECTIONS = (
    Section("goals", "Goals", keys=("goals", "words", "ratings")),
    Section("complaints", "Complaints", keys=("complaints",)),
    Section("history", "History", ("history",)),
    Section(
        "medicines", "Medicines and allergies", ("medicines", "allergies"),
        ("medicines", "allergies"),
    ),
    Section("procedures", "Procedures", keys=("procedures",)),
    Section(
        "body", "Body and skin today", ("skin", "today", "measured"),
        ("blood_pressure", "fitzpatrick", "skin_type"),
    ),
    Section("lifestyle", "Lifestyle", keys=("triggers", "lifestyle")),
    Section("tongue", "Tongue, pulse and signs", keys=("tongue", "pulse", "signs")),
    Section("herbs", "Herbs", keys=("herbs",)),
    Section(
        "wishes", "Event and course",
        keys=("event_date", "holidays", "fears", "interval_days", "sessions"),
    ),
    Section("expectations", "Expectations", ("expectation",), ("talk",)),
)  # fmt: skip

OF_TODAY = frozenset({"pregnant", "breastfeeding", "uncontrolled_hypertension"})
"""Questions of the history that the body's section asks, because the answer changes in months."""

NOT_CARRIED = frozenset({"pregnant"})
"""Besides the questions about skin and day, what every visit asks anew."""


def section_of(question: Question) -> str:
    """The id of the section in which a question is asked."""
    if question.id in OF_TODAY:
        return "body"
    return next(section.id for section in SECTIONS if question.group in section.groups)


def asked_in(section: str, atlas: Atlas, sex: str | None) -> Iterator[Question]:
    """The questions of a section; a man is not asked about pregnancy."""
    for question in atlas.questions.values():
        if section_of(question) == section and not (
            sex == "male" and question.id in {"pregnant", "breastfeeding"}
        ):
            yield question


def carried(answers: Mapping[str, Any], atlas: Atlas, of: date, to: date) -> dict[str, Any]:
    """A copy of the answers of an earlier visit, without what holds for one day only.

    Blood pressure, skin and day, pregnancy and her ratings are asked anew, an event that has passed
    is dropped, and nothing counts as confirmed. `of` is the day on which it was told, `to` that of
    the new visit.
    """
    told = dict(answers.get("consultation", {}))
    told.pop("blood_pressure", None)
    if told.get("event_date", str(to)) < str(to):
        del told["event_date"]
    told["history"] = {
        id_: answer
        for id_, answer in told.get("history", {}).items()
        if id_ in atlas.questions
        and id_ not in NOT_CARRIED
        and atlas.questions[id_].group not in {"skin", "today"}
    }
    kept = {key: answers[key] for key in ("words", "herbs", "lifestyle") if key in answers}
    # What was said last time may be read; that it was talked about counts for one visit.
    talk = {"done": False, "words": answers.get("talk", {}).get("words", "")}
    return {
        "consultation": told,
        **kept,
        "talk": talk,
        "confirmed_sections": [],
        "carried_from": str(of),
    }


def unconfirmed(answers: Mapping[str, Any]) -> tuple[Section, ...]:
    """Sections that still stand as they were carried over, or as she filled them in by herself."""
    confirmed = answers.get("confirmed_sections", [])
    carried_over, herself = answers.get("carried_from"), answers.get("by_herself", {})
    return tuple(
        section
        for section in SECTIONS
        if (carried_over or section.id in herself) and section.id not in confirmed
    )


def anchor_of(said: str, atlas: Atlas) -> tuple[str, str]:
    """(section, element's id) where something that was not stated can be told.

    `said` is an entry of `Screening.not_stated`.
    """
    word = said.removeprefix("where on the face: ")
    for question in atlas.questions.values():
        if short(question) == word:
            return section_of(question), f"q-{question.id}"
    if said.startswith("not recognised"):
        return "medicines", "medicines"
    if word in {"medicines", "allergies"}:
        return "medicines", word
    if word in {"age", "blood pressure"}:
        return "body", "body" if word == "age" else "blood-pressure"
    return "procedures", "procedures"
