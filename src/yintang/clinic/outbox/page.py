"""What the outbox' page shows: first what waits for somebody, then what waits for its time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from yintang.clinic.clinics.models import Clinic
from yintang.clinic.outbox.access import letters_of
from yintang.clinic.outbox.kinds import kind_of
from yintang.clinic.outbox.writing import can_send
from yintang.clinic.patients.models import Letter

State = Letter.State
SHOWN = 100
LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Row:
    """One letter in a list."""

    letter: Letter
    said: str
    readable: bool
    """Whether the reader may open it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One list of the page."""

    key: str
    heading: str
    about: str
    rows: tuple[Row, ...]


def parts(clinic: Clinic, now: datetime, *, sees_notes: bool) -> list[Part]:
    """The lists that hold something."""
    handed = "Print it, or copy it into a message of your own, and say so here."
    lists = [
        ("unsure", "May have been sent", "The program or the line was stopped at the last moment. "
         "Ask whether it arrived.", (State.UNSURE,)),
        ("failed", "Could not be sent", "Put right what is named, and try again.", (State.FAILED,)),
        ("desk", "To be printed or copied", handed, _for_hands()),
        ("waiting", "Waiting for their time", "Sent by themselves with one of the next rounds.",
         _for_sending()),
        ("sent", "Sent in the last two weeks", "", (State.SENT, State.PRINTED)),
    ]  # fmt: skip
    found = []
    for key, heading, about, states in lists:
        letters = letters_of(clinic).filter(state__in=states).order_by("-created_at")
        if key == "sent":
            letters = letters.filter(Q(sent_at__gt=now - LATELY) | Q(printed_at__gt=now - LATELY))
        else:
            letters = letters.filter(sent_at=None, printed_at=None)
        rows = tuple(_rows(letters[:SHOWN], sees_notes))
        if rows:
            found.append(Part(key, heading, about, rows))
    return found


def _for_hands() -> tuple[str, ...]:
    return (State.DESK,) if can_send() else (State.DESK, State.WAITING)


def _for_sending() -> tuple[str, ...]:
    moving = (State.CLAIMED, State.SENDING)
    return (State.WAITING, *moving) if can_send() else moving


def _rows(letters: Iterable[Letter], sees_notes: bool) -> Iterable[Row]:
    for letter in letters:
        kind = kind_of(letter.kind)
        yield Row(letter, kind.said, not kind.secret and (sees_notes or not kind.private))
