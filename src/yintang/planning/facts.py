"""Which facts a consultation states, and which it does not.

A fact is a question answered yes. Medicines and allergies given by name answer the questions the
atlas connects with them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from yintang.atlas.model import Atlas, Period, Question
from yintang.planning.consultation import Consultation
from yintang.planning.naming import plain


@dataclass(frozen=True, slots=True)
class Fact:
    """A question answered yes: what was said, and the face regions where it is so."""

    because: str
    sites: tuple[str, ...] = ()


def known_facts(consultation: Consultation, atlas: Atlas) -> dict[str, Fact]:
    """Every fact stated, by question, in alphabetical order.

    A named medicine counts even where its question was answered no: of two answers that
    contradict each other the more careful one holds.
    """
    facts: dict[str, Fact] = {}
    named = (
        *_named(consultation.medicines, medicine_answers, atlas),
        *_named(consultation.allergies, allergy_answers, atlas),
    )
    for question, word in sorted(named):
        said = f"{facts[question].because}, {word}" if question in facts else word
        facts[question] = Fact(said)
    for question, answer in sorted(consultation.history.items()):
        if answer is False or question not in atlas.questions:
            continue
        sites = answer if isinstance(answer, tuple) else ()
        said = short(atlas.questions[question])
        if question in facts:
            said = f"{said}: {facts[question].because}"
        where = ", ".join(atlas.regions[site].name.lower() for site in sites)
        facts[question] = Fact(f"{said} ({where})" if where else said, sites)
    return dict(sorted(facts.items()))


def spoken(day: date) -> str:
    """A day as it is said: "9 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def short(question: Question) -> str:
    """A question in a word or two, as printed after "not stated:"."""
    return question.short or question.id.replace("_", " ")


def _named(
    words: Iterable[str] | None, answers: Callable[[str, Atlas], tuple[str, ...]], atlas: Atlas
) -> list[tuple[str, str]]:
    """(question, word) for every word given by name."""
    return [(question, word) for word in words or () for question in answers(word, atlas)]


def medicine_answers(word: str, atlas: Atlas) -> tuple[str, ...]:
    """Questions that a medicine's mention answers: its name stands in `word` as whole words."""
    said = f" {_words(word)} "
    return tuple(
        sorted(
            {
                medicine.answers
                for medicine in atlas.medicines.values()
                if any(f" {_words(name)} " in said for name in medicine.names)
            }
        )
    )


def allergy_answers(word: str, atlas: Atlas) -> tuple[str, ...]:
    """Questions about allergies that name `word`, or whose id begins with one of its words."""
    said = {_singular(part) for part in _words(word).split()} - NOT_AN_ALLERGEN
    found = []
    for question in atlas.questions.values():
        if question.group != "allergies":
            continue
        asked = f"{question.id} {question.short} {question.ask}".replace("_", " ")
        if said & {_singular(part) for part in _words(asked).split()}:
            found.append(question.id)
    return tuple(sorted(found))


NOT_AN_ALLERGEN = frozenset(
    re.findall(
        r"\w+",
        "allergy allergic allergies react reaction to a an and are as of or the you your do have "
        "has on in i any is with from not no such like been ever skin oil other",
    )
)
"""Words of a question that name nothing one is allergic to."""


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", plain(text)))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def not_stated(
    consultation: Consultation, atlas: Atlas, periods: Mapping[str, Period]
) -> tuple[str, ...]:
    """What screening would need and was not told, in the order of the questions."""
    return tuple(dict.fromkeys(_missing(consultation, atlas, periods)))


def _missing(told: Consultation, atlas: Atlas, periods: Mapping[str, Period]) -> Iterator[str]:
    for name, value in {
        "age": told.age,
        "blood pressure": told.blood_pressure,
        "medicines": told.medicines,
        "allergies": told.allergies,
        "cosmetic procedures": told.procedures,
    }.items():
        if value is None:
            yield name
    facts = known_facts(told, atlas)
    listed = {"medicines": told.medicines, "allergies": told.allergies}
    for question in atlas.questions.values():
        if question.id in told.history or question.id in facts:
            continue
        # A list that was given answers the questions of its group that it does not touch with no.
        if listed.get(question.group) is None:
            yield short(question)
    yield from _unclear(told, atlas, periods, facts)


def _unclear(
    told: Consultation, atlas: Atlas, periods: Mapping[str, Period], facts: Mapping[str, Fact]
) -> Iterator[str]:
    """What was said but cannot be used as it stands."""
    for word in told.medicines or ():
        if not medicine_answers(word, atlas):
            yield f"not recognised: {word}, check it"
    for word in told.allergies or ():
        if not allergy_answers(word, atlas):
            yield f"not recognised: {word}, check it"
    for id_, fact in facts.items():
        if atlas.questions[id_].sited and not fact.sites:
            yield f"where on the face: {short(atlas.questions[id_])}"
    for done in told.procedures or ():
        period = periods[done.period]
        if not done.sites and period.site_days > period.block_days:
            yield f"where on the face: {period.name}"
