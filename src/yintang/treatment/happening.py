"""What each kind of event does to a session under way.

Every function takes the session as it stands and one event, in the order in which the server
received them. None of them refuses anything.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from yintang.treatment import counting, rest
from yintang.treatment.counting import Tally
from yintang.treatment.ledger import PHASES, Event, Expected
from yintang.treatment.record import Emergency, ZoneCount
from yintang.treatment.rest import Rest
from yintang.treatment.zones import NOWHERE, ZONES

TOGETHER = ""
"""Key of the countdown of the whole session among those of zones."""

KEPT = frozenset(
    {"pack", "adverse", "adjunct", "felt", "aftercare", "found", "incident", "retain", "discard"}
)
"""Kinds whose events the session keeps whole."""


@dataclass(slots=True)
class Course:
    """The session as it stands between two events."""

    tally: Tally
    phase: str = PHASES[0]
    checks: dict[str, object] = field(default_factory=dict)
    rests: dict[str, Rest] = field(default_factory=dict)
    kept: dict[str, list[Event]] = field(default_factory=lambda: {kind: [] for kind in KEPT})
    searched: list[str] = field(default_factory=list)
    emergency: Emergency | None = None
    closed_at: datetime | None = None


def happen(course: Course, event: Event) -> None:
    """Let one event do what it does."""
    _APPLY.get(event.kind, _keep)(course, event)


def announce(course: Course, event: Event) -> None:
    """Learn of a needle that the plan does not have, before anything is recorded of it."""
    if event.body["needle"] not in course.tally.needles:
        x, y = event.body.get("x"), event.body.get("y")
        counting.learn(course.tally, _announced(event), planned=False, x=x, y=y)


def blocks(tally: Tally) -> tuple[str, ...]:
    """Why a session with this count cannot be closed."""
    return reasons(tally.zones.values(), tally.emergency_zones)


def reasons(zones: Iterable[ZoneCount], uncounted: Iterable[str]) -> tuple[str, ...]:
    """Why these counts cannot be closed on; zones `uncounted` are owed one since an emergency."""
    said = []
    for count in zones:
        name = counting.zone_name(count.zone)
        if count.still_in:
            are = "needle is" if count.still_in == 1 else "needles are"
            said.append(
                f"{name}: {count.still_in} {are} still to be accounted for. Take out and count, "
                "search, or record an incident."
            )
        if count.excess:
            said.append(
                f"{name}: {count.counted_out} counted out, "
                f"{count.went_in - count.retained - count.lost} due. "
                "Undo what was counted twice, add the needle that was not tapped in, "
                "or count the zone again."
            )
    order = [*ZONES, NOWHERE]
    for zone in sorted(uncounted, key=order.index):
        said.append(
            f"{counting.zone_name(zone)}: taken out in a hurry and not counted since. "
            "Count what came out of this zone."
        )
    return tuple(said)


def _keep(course: Course, event: Event) -> None:
    if event.kind in KEPT:
        course.kept[event.kind].append(event)
    else:
        course.tally.note("An event of an unknown kind was left aside")


def _phase(course: Course, event: Event) -> None:
    course.phase = event.body["to"]


def _check(course: Course, event: Event) -> None:
    course.checks[event.body["question"]] = event.body["answer"]


def _in(course: Course, event: Event) -> None:
    earlier = bool(event.body.get("earlier", False))
    counting.put_in(course.tally, event.body["needle"], event.at, earlier)


def _announced(event: Event) -> Expected:
    told = event.body
    area = told["zone"] if told["zone"] in {"scalp", "neck", "body", NOWHERE} else "face"
    return Expected(told["needle"], told["label"], told["side"], told["zone"], area)


def _elsewhere(course: Course, event: Event) -> None:
    """A needle the plan does not have. A key that already means another place is another needle."""
    tally, told, facts = course.tally, event.body, _announced(event)
    known = tally.needles[facts.key]
    told_before = (known.label, known.side, known.zone, known.x, known.y)
    if known.planned or told_before != (*_place(facts), told.get("x"), told.get("y")):
        facts = replace(facts, key=f"{facts.key}#{event.id}")
        counting.learn(tally, facts, planned=False, x=told.get("x"), y=told.get("y"))
        tally.note(f"{facts.label}: two needles were recorded under one key; both count")
    counting.put_in(tally, facts.key, event.at)
    instead = tally.needles.get(told.get("instead_of", ""))
    if instead is not None and instead.status == "planned":
        tally.needles[instead.key] = replace(instead, status="skipped", reason="placed elsewhere")


def _place(facts: Expected) -> tuple[str, str, str]:
    return facts.label, facts.side, facts.zone


def _hurt(course: Course, event: Event) -> None:
    one = counting.needle(course.tally, event.body["needle"])
    course.tally.needles[one.key] = replace(one, hurt=True)


def _discard(course: Course, event: Event) -> None:
    _keep(course, event)
    if "needle" not in event.body:
        return
    tally, one = course.tally, counting.needle(course.tally, event.body["needle"])
    if one.status == "in":
        tally.note(f"{counting.label(one)} was recorded as thrown away while still in")
    status = "discarded" if one.status == "planned" else one.status
    reason = event.body.get("reason", "") if status == "discarded" else one.reason
    tally.needles[one.key] = replace(one, status=status, reason=reason, discarded=one.discarded + 1)


def _skip(course: Course, event: Event) -> None:
    tally, one = course.tally, counting.needle(course.tally, event.body["needle"])
    if one.status in {"planned", "discarded", "skipped"}:
        reason = event.body.get("reason", "")
        tally.needles[one.key] = replace(one, status="skipped", reason=reason)
    else:
        tally.note(f"{counting.label(one)} was recorded as left out, but had gone in")


def _out(course: Course, event: Event) -> None:
    counting.take_out(course.tally, event.body["needle"], event.at)


def _out_zone(course: Course, event: Event) -> None:
    counting.count_out(course.tally, event.body["zone"], event.body["count"], event.at)


def _rest(course: Course, event: Event) -> None:
    zone = event.body.get("zone", TOGETHER)
    going = course.rests.get(zone)
    if going is not None and going.remaining(event.at) > rest.NONE_LEFT:
        course.tally.note("The rest was started twice; the first start counts")
    else:
        course.rests[zone] = Rest(event.at, event.body["minutes"])


def _pause(course: Course, event: Event) -> None:
    course.rests = {zone: rest.paused(one, event.at) for zone, one in course.rests.items()}


def _resume(course: Course, event: Event) -> None:
    course.rests = {zone: rest.resumed(one, event.at) for zone, one in course.rests.items()}


def _extend(course: Course, event: Event) -> None:
    zone = event.body.get("zone", TOGETHER)
    if zone in course.rests:
        longer = rest.extended(course.rests[zone], event.body["minutes"], event.at)
        course.rests[zone] = longer
    else:
        course.tally.note("A rest was extended that had not been started")


def _emergency(course: Course, event: Event) -> None:
    tally = course.tally
    tally.emergency_zones.update(z for z, count in tally.zones.items() if count.still_in)
    if course.emergency is None:
        course.emergency = Emergency(event.at, event.body.get("reason", ""), ())
    course.rests = {
        zone: one if one.remaining(event.at) == rest.NONE_LEFT else rest.stopped(one, event.at)
        for zone, one in course.rests.items()
    }


def _reconcile(course: Course, event: Event) -> None:
    counting.recount(course.tally, event.body["zone"], event.body["count"], event.at)


def _retain(course: Course, event: Event) -> None:
    if counting.retain(course.tally, event.body["needle"], event.at):
        _keep(course, event)


def _search(course: Course, event: Event) -> None:
    if event.body["item"] not in course.searched:
        course.searched.append(event.body["item"])


def _found(course: Course, event: Event) -> None:
    _keep(course, event)
    if "needle" in event.body:
        counting.take_out(course.tally, event.body["needle"], event.at)
    else:
        counting.count_out(course.tally, event.body["zone"], 1, event.at)


def _incident(course: Course, event: Event) -> None:
    _keep(course, event)
    if "needle" in event.body:
        counting.lose(course.tally, event.body["needle"], event.at)
    else:
        n = event.body.get("count", 1)
        counting.lose_in_zone(course.tally, event.body["zone"], n, event.at)


def _close(course: Course, event: Event) -> None:
    if blocks(course.tally):
        course.tally.note("Closing was asked for while needles were unaccounted for")
    elif course.closed_at is None:
        course.closed_at = event.at


_APPLY: dict[str, Callable[[Course, Event], None]] = {
    "phase": _phase,
    "check": _check,
    "in": _in,
    "elsewhere": _elsewhere,
    "hurt": _hurt,
    "discard": _discard,
    "skip": _skip,
    "out": _out,
    "out_zone": _out_zone,
    "rest": _rest,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "emergency": _emergency,
    "reconcile": _reconcile,
    "retain": _retain,
    "search": _search,
    "found": _found,
    "incident": _incident,
    "close": _close,
}
"""Kind -> what it does; every other kind is kept as it is."""
