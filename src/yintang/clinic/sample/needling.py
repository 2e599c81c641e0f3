"""The taps of one session of the sample clinic, with the seconds at which each is made."""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal
from uuid import UUID

from yintang import treatment
from yintang.clinic.accounts.models import User
from yintang.clinic.care.models import Session, SessionEvent
from yintang.clinic.care.sessions.ledger import append
from yintang.clinic.care.sessions.page import READY
from yintang.clinic.sample.clock import set_to
from yintang.clinic.sample.people import Adverse, Person, words
from yintang.clinic.sample.scene import chance
from yintang.treatment.session import SEARCH_CHECKLIST

Tap = tuple[float, str, Mapping[str, Any]]
"""Seconds since the tap before, kind, body."""

Until = Literal["rest", "remove", "close"]

FIRST_TAPS = 4
"""Needles in before the session that ends in a hurry does."""


@dataclass(frozen=True)
class Story:
    """What is told of one session: whose, her how-manieth, what goes wrong, and where it stops."""

    person: Person
    n: int
    expected: Sequence[Mapping[str, Any]]
    retention_min: int
    adjuncts: Sequence[str]
    until: Until = "close"

    @property
    def adverse(self) -> list[Adverse]:
        """What went wrong at this visit."""
        return [one for one in self.person.events if one.visit == self.n]

    @property
    def aftercare(self) -> str:
        """How she gets the aftercare of this visit."""
        return self.person.aftercare if self.n >= self.person.visits else "printed"

    @property
    def luck(self) -> Random:
        """Chance of this session alone."""
        return chance(self.person.name, self.n, "session")


def taps(story: Story) -> Iterator[Tap]:
    """Every tap, from the check to where the story stops."""
    yield from _before(story)
    if story.person.emergency == story.n:
        yield from _emergency(story)
    else:
        yield from _in(story)
        yield from _rest(story)
        if story.until == "rest":
            return
        yield from _out(story)
        if story.until == "remove":
            return
        yield from _adjunct(story)
    yield from _close(story)


def _before(story: Story) -> Iterator[Tap]:
    yield 0, "phase", {"to": "check"}
    for question in ("news", "body", "last"):
        yield 12, "check", {"question": question, "answer": "no"}
    yield 10, "phase", {"to": "prepare"}
    for asked in READY:
        yield 5, "check", {"question": asked, "answer": True}
    sizes = {(one["card"]["diameter_mm"], one["card"]["length_mm"]) for one in story.expected}
    for diameter, length in sorted(sizes):
        luck = chance(diameter, length, "pack")
        lot = f"{luck.choice('ABCDEFGH')}{luck.randint(10000, 99999)}"
        yield (
            15,
            "pack",
            {
                "maker": luck.choice(words().makers),
                "diameter_mm": diameter,
                "length_mm": length,
                "lot": lot,
                "expiry": f"2031-{luck.randint(1, 12):02}-28",
            },
        )


def _in(story: Story) -> Iterator[Tap]:
    luck = story.luck
    yield 20, "phase", {"to": "insert"}
    for one in story.expected:
        yield luck.uniform(11, 18), "in", {"needle": one["key"]}
        if luck.random() < 0.03:
            yield 3, "hurt", {"needle": one["key"]}


def _rest(story: Story) -> Iterator[Tap]:
    yield 20, "phase", {"to": "rest"}
    yield 2, "rest", {"minutes": story.retention_min}


def _out(story: Story) -> Iterator[Tap]:
    """All out; where the story says so one is missed, searched for, and found or not yet.

    Who has not found it goes on to closing, and cannot close.
    """
    yield 60 * story.retention_min, "phase", {"to": "remove"}
    hidden = _hidden(story) if story.until == "remove" or story.person.lost == story.n else None
    for one in story.expected:
        if one["key"] != hidden:
            yield story.luck.uniform(5, 9), "out", {"needle": one["key"]}
    if hidden is None:
        return
    for item in SEARCH_CHECKLIST[: 3 if story.until == "close" else 2]:
        yield 25, "search", {"item": item}
    if story.until == "remove":
        yield 20, "phase", {"to": "close"}
    else:
        yield 30, "found", {"needle": hidden, "where": "Under the hair at the right side."}


def _hidden(story: Story) -> str:
    """The key of a needle where hair hides it; the last where there is none."""
    hiding = [one["key"] for one in story.expected if one["zone"] in treatment.CONCEALED]
    return str((hiding or [story.expected[-1]["key"]])[0])


def _emergency(story: Story) -> Iterator[Tap]:
    yield 20, "phase", {"to": "insert"}
    first = story.expected[:FIRST_TAPS]
    for one in first:
        yield 15, "in", {"needle": one["key"]}
    yield 10, "emergency", {"reason": "She feels faint."}
    yield 5, "phase", {"to": "remove"}
    for zone, count in Counter(one["zone"] for one in first).items():
        yield 60, "reconcile", {"zone": zone, "count": count}


def _adjunct(story: Story) -> Iterator[Tap]:
    for adjunct in story.adjuncts:
        yield 15, "phase", {"to": "adjunct"}
        yield 10, "adjunct", {"adjunct": adjunct, "state": "started"}
        yield 300, "adjunct", {"adjunct": adjunct, "state": "done"}


def _close(story: Story) -> Iterator[Tap]:
    yield 20, "phase", {"to": "close"}
    for event in story.adverse:
        near = [one["key"] for one in story.expected if one["zone"] == event.zone]
        yield (
            40,
            "adverse",
            {
                "kind": event.kind,
                "severity": event.severity,
                "action": event.action,
                "outcome": event.outcome,
                "words": event.words,
                **({"needle": near[0]} if near else {}),
            },
        )
    luck = chance(story.person.name, story.n, "felt")
    good = 3 if story.person.emergency == story.n else luck.randint(6, 10)
    yield 30, "felt", {"rating": good, "words": "" if good < 6 else luck.choice(words().felt)}
    yield 20, "aftercare", {"how": story.aftercare}
    yield 15, "close", {}


def length_of(told: Sequence[Tap], kind: str = "") -> timedelta:
    """From the first tap to the first of a kind, or to the last."""
    seconds = itertools.accumulate(tap[0] for tap in told)
    reached = [at for at, tap in zip(seconds, told, strict=True) if kind in {"", tap[1]}]
    return timedelta(seconds=reached[0] if kind else reached[-1])


def play(session: Session, told: Sequence[Tap], by: User, start: datetime) -> datetime:
    """Enter the taps into the ledger from `start` on; returns the hour of the last.

    All but the last are written as `care.sessions` writes them; the last goes through `append`,
    which counts everything and would refuse to close what does not add up.
    """
    luck, at, rows = chance(session.visit.patient, start, "ids"), start, []
    ids = [UUID(int=luck.getrandbits(128), version=4) for _ in told]
    for number, (id_, (seconds, kind, body)) in enumerate(zip(ids, told, strict=True), 1):
        at += timedelta(seconds=round(seconds, 1))
        event = treatment.read_event({"id": str(id_), "kind": kind, "body": body}, at)
        row = SessionEvent(
            id=id_,
            session=session,
            number=number,
            kind=kind,
            body=dict(event.body),
            by=by,
            made_at=at,
            received_at=at,
        )
        rows.append(row)
    SessionEvent.objects.bulk_create(rows[:-1])
    last = rows[-1]
    message = {"id": str(last.pk), "kind": last.kind, "body": last.body, "made_at": at.isoformat()}
    done = append(session, [message], by=by, now=set_to(at))
    if done.refused:
        raise ValueError(f"the sample clinic's ledger refuses: {done.refused}")
    return at
