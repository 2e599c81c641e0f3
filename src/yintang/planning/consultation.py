"""A consultation: what the person wants, what she tells, and what the practitioner sees.

A field that is None was not stated, which is something else than "none": screening asks for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from yintang.atlas.model import Atlas, Period
from yintang.planning.naming import UnknownName, resolve

Answer = bool | tuple[str, ...]
"""Yes, no, or the face regions where it is so."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A cosmetic or dental procedure: a waiting period's id, its date, the face regions."""

    period: str
    on: date
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days without visits, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Consultation:
    """Everything the planning rooms are told about a person; no name, no contact.

    `goals` maps a concern's id to its weight, 1 to 5. `history` maps a question's id to its answer;
    a missing question was not asked.
    """

    goals: Mapping[str, int] = field(default_factory=dict)
    complaints: tuple[str, ...] = ()
    age: int | None = None
    sex: str | None = None
    first_visit: bool = True
    history: Mapping[str, Answer] = field(default_factory=dict)
    medicines: tuple[str, ...] | None = None
    allergies: tuple[str, ...] | None = None
    procedures: tuple[Procedure, ...] | None = None
    blood_pressure: tuple[int, int] | None = None
    """Systolic and diastolic, mmHg."""
    signs: tuple[str, ...] = ()
    tongue: tuple[str, ...] = ()
    pulse: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    skin_type: Literal["blocked", "undernourished"] | None = None
    fitzpatrick: int | None = None
    """Skin phototype, 1 to 6."""
    confirmed_patterns: tuple[str, ...] = ()
    """Patterns the practitioner has confirmed; suggestions alone bring no needles."""
    named_points: tuple[str, ...] = ()
    """Points off by default that the practitioner asks for by name."""
    fears: tuple[str, ...] = ()
    event_date: date | None = None
    start: date | None = None
    interval_days: int | None = None
    sessions: int | None = None
    holidays: tuple[Holiday, ...] = ()
    protocol: str | None = None

    @property
    def all_signs(self) -> tuple[str, ...]:
        """Signs, tongue, pulse and triggers together, each once, in alphabetical order."""
        return tuple(sorted({*self.signs, *self.tongue, *self.pulse, *self.triggers}))

    def wanted(self) -> tuple[str, ...]:
        """Ids of goals and complaints, the most wanted first."""
        goals = sorted(self.goals, key=lambda id_: (-self.goals[id_], id_))
        return (*goals, *sorted(set(self.complaints)))


def procedures_asked(atlas: Atlas) -> dict[str, Period]:
    """The waiting periods that a rule starts from a procedure's date."""
    started = {
        period
        for rule in atlas.rules.values()
        for step in rule.steps
        for period in step.when.procedures
    }
    return {id_: period for id_, period in atlas.periods.items() if id_ in started}


def goals_from(flags: tuple[str, ...], atlas: Atlas) -> dict[str, int]:
    """Goals from words such as "frown-lines:5" or "G06"; without a weight, 3.

    Raises
    ------
    yintang.errors.YintangError
        For an unknown concern or a weight that is not 1 to 5.
    """
    goals: dict[str, int] = {}
    for flag in flags:
        word, _, weight = flag.partition(":")
        if weight not in {"", "1", "2", "3", "4", "5"} or flag.endswith(":"):
            raise UnknownName(f'"{flag}": expected a weight from 1 to 5 after the colon')
        goals[resolve(word, atlas.concerns, "concern")] = int(weight or "3")
    return goals
