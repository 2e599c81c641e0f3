"""The safety questions before a time is taken: only what stops or puts off a first treatment.

Which questions those are follows from the atlas' rules, so that a rule that is added is asked of
its own accord. What a stranger answers is kept in her own page until she has booked, and nowhere if
she stops there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from django.core import signing
from django.http import QueryDict

from yintang.atlas.model import Question
from yintang.clinic.atlas_in_use import atlas
from yintang.planning import Consultation, Screening, screen
from yintang.planning.consultation import Procedure, procedures_asked
from yintang.planning.facts import short
from yintang.planning.plan import Finding

SALT = "yintang.portal.safety"
HOLDS = timedelta(hours=2)
"""How long the answers can be carried from page to page."""
UNDATED = timedelta(days=14)
"""Our default for what waits for healing rather than for a date."""
ADULT = 18
"""Rule R36: below this no cosmetic treatment is planned."""

Kind = Literal["go", "later", "ask first", "stop", "urgent"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One answer that speaks against it: what it was, and a kind sentence about it."""

    name: str
    say: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether she can go on; `earliest` is the first day that can be offered."""

    kind: Kind
    reasons: tuple[Reason, ...]
    earliest: date


@dataclass(frozen=True, slots=True)
class Said:
    """Her answers: questions answered yes, and procedures with their days."""

    yes: tuple[str, ...] = ()
    procedures: tuple[tuple[str, date], ...] = ()
    minor: bool = False

    def told(self) -> Consultation:
        """As planning reads it."""
        return Consultation(
            history=dict.fromkeys(self.yes, True),
            procedures=tuple(Procedure(what, on) for what, on in self.procedures),
            age=ADULT - 1 if self.minor else None,
            first_visit=False,
        )

    def sealed(self) -> str:
        """For a hidden field: it can be read, and not altered."""
        days = [[what, str(on)] for what, on in self.procedures]
        return signing.dumps({"yes": self.yes, "procedures": days}, salt=SALT, compress=True)


def unsealed(sealed: str) -> Said | None:
    """The answers of a hidden field; None where it was altered or is too old."""
    try:
        told = signing.loads(sealed, salt=SALT, max_age=HOLDS)
    except signing.BadSignature:
        return None
    days = tuple((what, date.fromisoformat(on)) for what, on in told["procedures"])
    return Said(tuple(told["yes"]), days)


@cache
def asked() -> tuple[tuple[str, tuple[Question, ...]], ...]:
    """The questions in groups, each with its heading."""
    groups = {"history": "Your health", "skin": "Your face at present", "today": "In the last days"}
    return tuple(
        (name, tuple(q for q in atlas().questions.values() if q.group == group and _matters(q)))
        for group, name in groups.items()
    )


def _matters(question: Question) -> bool:
    """Whether a yes stops or puts off needles in the face, and not for a few hours only."""
    if question.ask.startswith("For the practitioner"):
        return False
    found = _screened(Said((question.id,)), date(2000, 1, 1))
    stops = any(one.kind == "stop" and one.target == "face" for one in found.exclusions.removals)
    waits = any(one.action == "DEFER" for one in found.findings)
    return stops or (waits and question.group != "today")


def _screened(said: Said, today: date) -> Screening:
    return screen(said.told(), atlas(), today)


def read(form: QueryDict, today: date) -> Said:
    """Her answers from the form; a procedure without a day counts as one of today."""
    known = {question.id for _, questions in asked() for question in questions}
    periods = procedures_asked(atlas())
    yes = tuple(sorted(set(form.getlist("yes")) & known))
    done = [
        (what, min(_day(form.get(f"on-{what}", "")) or today, today))
        for what in form.getlist("done")
        if what in periods
    ]
    return Said(yes, tuple(done), minor="minor" in form)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def to_ask() -> dict[str, Any]:
    """What the page of questions is filled from."""
    periods = [(id_, period.name) for id_, period in procedures_asked(atlas()).items()]
    return {"groups": asked(), "periods": periods}


def is_answered(form: QueryDict) -> bool:
    """Whether something was ticked, "none of these" being something."""
    return any(name in form for name in ("yes", "done", "none", "minor"))


def judge(said: Said, today: date) -> Verdict:
    """What follows from her answers for booking a first consultation or treatment."""
    screening = _screened(said, today)
    stopping = {
        one.rule
        for one in screening.exclusions.removals
        if one.kind == "stop" and one.target == "face"
    }
    grave = [one for one in screening.findings if _is_grave(one, stopping)]
    kind = _kind(grave)
    earliest = max(
        (one.until or today + UNDATED for one in grave if one.action == "DEFER"), default=today
    )
    return Verdict(kind, tuple(Reason(_name(one), _sentence(one)) for one in grave), earliest)


def _is_grave(finding: Finding, stopping: Iterable[str]) -> bool:
    return finding.action in {"STOP", "DEFER"} or (
        finding.action == "REFER" and finding.rule in set(stopping)
    )


def _kind(grave: list[Finding]) -> Kind:
    if any(one.action == "REFER" and "emergency" in one.refer_to for one in grave):
        return "urgent"
    for action, kind in (("STOP", "stop"), ("REFER", "ask first"), ("DEFER", "later")):
        if any(one.action == action for one in grave):
            return kind  # type: ignore[return-value]  # the pairs above are of `Kind`
    return "go"


def _name(finding: Finding) -> str:
    return finding.because[:1].upper() + finding.because[1:]


def _sentence(finding: Finding) -> str:
    """For her to read: kind, short, and with what to do."""
    asks = f" Please talk to {finding.refer_to}." if finding.refer_to else ""
    if finding.action == "STOP":
        return f"We do not needle the face while this is so.{asks}"
    if finding.action == "REFER" and "emergency" in finding.refer_to:
        return f"This needs to be seen now, by {finding.refer_to}."
    if finding.action == "REFER":
        return f"Please ask {finding.refer_to} first whether it suits you."
    if finding.until:
        on = finding.until
        return f"The skin needs its rest until {on.day} {on:%B %Y}."
    return f"Best to wait until {finding.until_event or 'it is over'}."


def as_answers(said: Said, *, only_yes: bool = False) -> Mapping[str, Any]:
    """What goes into the consultation: yes where she ticked, no to what she was asked and left."""
    questions = [question for _, group in asked() for question in group]
    lasting = [one for one in questions if one.group == "history" and not only_yes]
    return {
        "history": {q.id: q.id in said.yes for q in lasting} | dict.fromkeys(said.yes, True),
        "procedures": [
            {"what": what, "date": str(on), "sites": []} for what, on in said.procedures
        ],
    }


def names_of(said: Said) -> list[str]:
    """What she ticked, in a word or two each."""
    known = atlas().questions
    return [short(known[id_]) for id_ in said.yes if id_ in known]
