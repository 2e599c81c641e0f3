"""A session: from what the plan expects and the events that happened to the state they lead to.

`replay` is pure and total. It takes events in any state of repetition, late, taken back or plainly
impossible, and never raises: what does not fit is kept in words under `discrepancies`. The session
counts as closed only while every needle is accounted for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from yintang.treatment import rest
from yintang.treatment.counting import new_tally
from yintang.treatment.happening import TOGETHER, Course, announce, blocks, happen, reasons
from yintang.treatment.ledger import PHASES, Event, Expected
from yintang.treatment.record import Emergency, NeedleState, Session, ZoneCount
from yintang.treatment.rest import Rest
from yintang.treatment.showing import SCHEMA, as_json
from yintang.treatment.zones import NOWHERE, ZONES

__all__ = [
    "SCHEMA",
    "SEARCH_CHECKLIST",
    "STEPS",
    "Emergency",
    "NeedleState",
    "Rest",
    "Session",
    "ZoneCount",
    "as_json",
    "close_blocks",
    "ends_at",
    "planned_rests",
    "remaining",
    "replay",
    "unaccounted",
]

STEPS: tuple[tuple[str, str], ...] = tuple(
    zip(
        PHASES,
        ("Check", "Prepare", "Insert", "Rest", "Remove", "Adjunct", "Close"),
        strict=True,
    )
)
"""The phases of a session with their names."""

SEARCH_CHECKLIST: tuple[str, ...] = (
    "Count the zone once more, slowly, together with a second person.",
    "Look again at the skin in good light, from both sides, and feel with the flat of a finger.",
    "Part the hair, go along the hairline, and look behind and before both ears.",
    "Look at the nape, under the chin and inside the collar.",
    "Shake out clothes, towel, hair band and blanket over a clear surface.",
    "Look under the headrest, in the face cradle and between the pads of the couch.",
    "Go over the floor with a magnet, the soles of shoes too.",
    "Count what lies in tray and sharps box, with tongs, never with fingers.",
    "Count the empty packs and guide tubes against the needles recorded in.",
    "Ask whether a needle fell or was taken out during the rest.",
)
"""What to go through when a zone does not add up. After source S9 and the clean needle technique
as the atlas' sources report it, in Yintang's words and order."""


def replay(expected: Sequence[Expected], events: Iterable[Event]) -> Session:
    """The state that a session's events lead to.

    Parameters
    ----------
    expected : the needles of the plan, in the order in which they go in.
    events : in any order; those of the same instant in the order in which they were received.
        An id that comes again has the effect of once. Linear in their number, but for the sorting.
    """
    planned = tuple({one.key: one for one in reversed(expected)}.values())[::-1]
    happened, lost = _in_force(events)
    course = Course(new_tally(planned))
    if lost:
        course.tally.note("Something was taken back that is not recorded here")
    for event in happened:
        if event.kind == "elsewhere":
            announce(course, event)
    for event in happened:
        happen(course, event)
    if course.closed_at is not None and blocks(course.tally):
        course.closed_at = None
        course.tally.note("What was recorded after closing opened the session again")
    return _frozen(course, planned)


def _in_force(events: Iterable[Event]) -> tuple[list[Event], bool]:
    """Each event once, oldest first, without those taken back; and whether an undo hit nothing.

    An undo may itself be taken back, by one that comes after it.
    """
    once: dict[str, Event] = {}
    for event in sorted(events, key=lambda one: one.at):
        once.setdefault(event.id, event)
    struck: set[str] = set()
    place = {id_: n for n, id_ in enumerate(once)}
    for event in reversed(once.values()):
        if event.kind == "undo" and event.id not in struck:
            target = once.get(event.body["event"])
            if target is None or target.kind != "undo" or place[target.id] < place[event.id]:
                struck.add(event.body["event"])
    happened = [e for e in once.values() if e.id not in struck and e.kind != "undo"]
    return happened, not struck <= once.keys()


def unaccounted(session: Session) -> dict[str, int]:
    """Zone -> needles recorded in that are not out, kept on purpose or an incident; no zeros.

    A zone with more counted out than in has a negative number; one with both has what is still in.
    """
    return {
        zone: count.still_in or -count.excess
        for zone, count in session.zones.items()
        if count.still_in or count.excess
    }


def close_blocks(session: Session) -> tuple[str, ...]:
    """Why the session cannot be closed yet, in words; empty where it can."""
    waiting = session.emergency.zones if session.emergency else ()
    return reasons(session.zones.values(), waiting)


def ends_at(session: Session, now: datetime, zone: str | None = None) -> datetime | None:
    """When the countdown ends; None where none was started.

    Parameters
    ----------
    now : the server's present instant; it matters only during a pause.
    zone : the zone's own countdown where it has one, else that of the whole session. Without a
        zone, the whole session's, or the last of the zones' where that was not started.
    """
    if not session.rests:
        return None
    own = session.rests.get(zone or TOGETHER, session.rests.get(TOGETHER))
    if own is not None:
        return own.ends_at(now)
    return None if zone else max(one.ends_at(now) for one in session.rests.values())


def remaining(session: Session, now: datetime, zone: str | None = None) -> timedelta:
    """What is left of the countdown, never less than nothing; nothing where none was started."""
    end = ends_at(session, now, zone)
    return rest.NONE_LEFT if end is None else max(end - now, rest.NONE_LEFT)


def planned_rests(session: Session) -> dict[str, int]:
    """Zone -> minutes: the shortest rest that a needle of the zone asks for."""
    asked: dict[str, int] = {}
    for one in session.expected:
        if one.retention_min is not None:
            asked[one.zone] = min(one.retention_min, asked.get(one.zone, one.retention_min))
    return asked


def _frozen(course: Course, planned: tuple[Expected, ...]) -> Session:
    tally, kept = course.tally, {kind: tuple(events) for kind, events in course.kept.items()}
    waiting = tuple(sorted(tally.emergency_zones, key=[*ZONES, NOWHERE].index))
    needles = tally.needles
    upcoming = (one.key for one in planned if needles[one.key].status in {"planned", "discarded"})
    still_kept = {key for key, one in needles.items() if one.status == "retained"}
    return Session(
        expected=planned,
        phase="close" if course.closed_at else course.phase,
        needles=dict(needles),
        zones=dict(tally.zones),
        next=next(upcoming, None),
        checks=dict(course.checks),
        packs=kept["pack"],
        rests=dict(course.rests),
        retained=tuple(one for one in kept["retain"] if one.body["needle"] in still_kept),
        discarded=kept["discard"],
        searched=tuple(course.searched),
        found=kept["found"],
        incidents=kept["incident"],
        emergency=replace(course.emergency, zones=waiting) if course.emergency else None,
        adverse=kept["adverse"],
        adjuncts=kept["adjunct"],
        felt=kept["felt"],
        aftercare=kept["aftercare"],
        discrepancies=tuple(tally.said),
        closed_at=course.closed_at,
    )
