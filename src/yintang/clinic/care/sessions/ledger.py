"""A session's ledger: adding what a tablet tells, once, and the state it amounts to.

What happened is never refused for the state the session is in; only closing is. An event that
cannot be understood is refused with words, and the others of the same message go on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yintang import treatment
from yintang.clinic.accounts.models import User
from yintang.clinic.care.models import Session, SessionEvent, Visit
from yintang.clinic.locking import locked
from yintang.treatment.session import planned_rests

MOST_AT_ONCE = 500
"""Events in one message. A tablet without a connection for a whole session makes fewer."""

CARRIED_OUT = frozenset({"remove", "adjunct", "close"})
"""Phases in which no countdown is waited for any more."""

UNDOABLE = frozenset(
    {
        *("in", "elsewhere", "hurt", "discard", "skip", "out", "out_zone", "reconcile"),
        *("retain", "found", "incident", "adverse", "pack", "emergency", "rest"),
    }
)
"""Kinds that the tablet's Undo takes back."""

RECENT = 60
"""How many of the latest events the tablet is told of, to take back."""


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of a message: ids the ledger holds, ids it refused with words, and the state."""

    session: Session
    acknowledged: tuple[str, ...]
    refused: Mapping[str, str]
    added: int
    state: treatment.Session
    events: Sequence[SessionEvent]


def expected_of(session: Session) -> tuple[treatment.Expected, ...]:
    """The needles frozen when the session began, as the ledger knows them."""
    return tuple(
        treatment.Expected(
            *(one["key"], one["label"], one["side"], one["zone"], one["area"]),
            retention_min=one.get("retention_min"),
        )
        for one in session.expected
    )


def events_of(session: Session) -> QuerySet[SessionEvent]:
    """The session's events in the order in which they were received."""
    return session.events.order_by("number")


def state_of(session: Session) -> treatment.Session:
    """What the session's events amount to. One query."""
    return _replayed(session, events_of(session))


def append(
    session: Session, told: Sequence[Mapping[str, Any]], *, by: User, now: datetime
) -> Appended:
    """Add events in the order told, each once however often it is sent.

    Parameters
    ----------
    told : as the device sent them: `id` (a UUID), `kind`, `body`, `made_at` (ISO 8601, optional).
    now : when they were received; never earlier than what the ledger already holds.

    Returns
    -------
    What the ledger now holds. It is on disk once the caller's transaction, if any, has ended.
    """
    with locked(session) as row:
        held = list(events_of(row))
        at = max([now, *(event.received_at for event in held[-1:])])
        message = _Message(row, held, by, at)
        for one in told:
            message.take(one)
        SessionEvent.objects.bulk_create(message.fresh)
        state = _replayed(row, message.events)
        if message.fresh:
            row.length = len(message.events)
            _keep_in_step(row, state, at)
    return Appended(
        row,
        tuple(message.acknowledged),
        message.refused,
        len(message.fresh),
        state,
        message.events,
    )


class _Message:
    """One message on its way into the ledger of a locked session."""

    def __init__(
        self, session: Session, held: Sequence[SessionEvent], by: User, at: datetime
    ) -> None:
        self.session, self.by, self.at = session, by, at
        self.events = list(held)
        self.ids = {event.pk for event in held}
        self.fresh: list[SessionEvent] = []
        self.acknowledged: list[str] = []
        self.refused: dict[str, str] = {}
        self.signed = Visit.objects.filter(pk=session.visit_id, signed_at__isnull=False).exists()

    def take(self, told: Mapping[str, Any]) -> None:
        """Hold one event, or refuse it with words."""
        said = str(told.get("id", ""))
        id_ = _uuid(said)
        if id_ in self.ids:
            self.acknowledged.append(said)
            return
        words = "" if id_ else "an event needs a UUID as its id, made on the device"
        try:
            event = treatment.read_event(told, self.at, str(self.by.pk))
            words = words or self._objection(event, id_)
        except treatment.EventError as error:
            words = str(error)
        if words or id_ is None:
            self.refused[said[:200]] = words
            return
        row = SessionEvent(
            id=id_,
            session=self.session,
            number=len(self.events) + 1,
            kind=event.kind,
            body=dict(event.body),
            by=self.by,
            made_at=_instant(told.get("made_at")),
            received_at=self.at,
        )
        self.events.append(row)
        self.fresh.append(row)
        self.ids.add(id_)
        self.acknowledged.append(said)

    def _objection(self, event: treatment.Event, id_: UUID | None) -> str:
        if self.signed:
            return "This visit is signed. Write what happened as an amendment on its record."
        if id_ and SessionEvent.objects.filter(pk=id_).exists():
            return "This event's id was used in another session. Reload the page and tap again."
        if event.kind == "close":
            return " ".join(treatment.close_blocks(_replayed(self.session, self.events)))
        return ""


def _replayed(session: Session, events: Iterable[SessionEvent]) -> treatment.Session:
    return treatment.replay(
        expected_of(session),
        (
            treatment.Event(str(one.pk), one.kind, one.received_at, one.body, str(one.by_id))
            for one in events
        ),
    )


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def _instant(told: object) -> datetime | None:
    """A device's clock, where it can be read and says its offset."""
    try:
        at = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _keep_in_step(row: Session, state: treatment.Session, at: datetime) -> None:
    """Repeat on the row, and on the visit, what the events say."""
    held = any(rest.paused_at for rest in state.rests.values())
    over = held or state.emergency is not None or state.phase in CARRIED_OUT
    row.phase = state.phase
    row.unaccounted = sum(abs(n) for n in treatment.unaccounted(state).values())
    row.rest_ends_at = None if over else treatment.ends_at(state, at)
    was_closed, row.closed_at = row.closed_at, state.closed_at
    row.save(update_fields=["length", "phase", "unaccounted", "rest_ends_at", "closed_at"])
    if (was_closed is None) != (row.closed_at is None):
        now_is = Visit.State.UNDER_WAY if row.closed_at is None else Visit.State.CLOSED
        row.visit.state = now_is
        row.visit.save(update_fields=["state"])


def shown(
    session: Session, state: treatment.Session, events: Iterable[SessionEvent], now: datetime
) -> dict[str, Any]:
    """Everything that changes on the tablet, JSON-safe, with the server's time."""
    return {
        "length": session.length,
        "server_time": now.isoformat(),
        "session": treatment.as_json(state),
        "blocks": list(treatment.close_blocks(state)),
        "unaccounted": treatment.unaccounted(state),
        "planned_rests": planned_rests(state),
        "recent": _recent(events),
    }


def _recent(events: Iterable[SessionEvent]) -> list[dict[str, Any]]:
    """The latest events that can be taken back, the oldest first; a group tap shares `made_at`."""
    every = list(events)
    undone = {one.body["event"] for one in every if one.kind == "undo"}
    kept = [one for one in every if one.kind in UNDOABLE and str(one.pk) not in undone]
    return [
        {
            "id": str(one.pk),
            "kind": one.kind,
            "body": one.body,
            "made_at": one.made_at and one.made_at.isoformat(),
        }
        for one in kept[-RECENT:]
    ]
