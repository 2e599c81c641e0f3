"""A session as JSON, schema `yintang/session/1`: everything that a tablet shows.

No clock is read: a countdown that runs has the instant at which it ends, one that is held has the
seconds that are left.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from yintang.treatment.ledger import Event
from yintang.treatment.record import NeedleState, Session, ZoneCount
from yintang.treatment.rest import Rest
from yintang.treatment.zones import ASKED_BY_NAME, CONCEALED, ZONES

SCHEMA = "yintang/session/1"


def as_json(session: Session) -> dict[str, Any]:
    """The session as `yintang/session/1`; instants are ISO 8601 with their offset."""
    counts = session.zones.values()
    shown = [one for one in counts if one.expected or one.went_in or one.counted_out]
    return {
        "schema": SCHEMA,
        "phase": session.phase,
        "closed_at": _iso(session.closed_at),
        "next": session.next,
        "needles": [_needle(one) for one in session.needles.values()],
        "zones": [_zone(one) for one in shown],
        "counts": {
            "expected": sum(one.expected for one in counts),
            "in": sum(one.went_in for one in counts),
            "out": sum(one.counted_out for one in counts),
            "still_in": sum(one.still_in for one in counts),
            "retained": sum(one.retained for one in counts),
            "incident": sum(one.lost for one in counts),
        },
        "rests": [_rest(zone, one) for zone, one in session.rests.items()],
        "checks": dict(session.checks),
        "packs": _events(session.packs),
        "retained": _events(session.retained),
        "discarded": _events(session.discarded),
        "searched": list(session.searched),
        "found": _events(session.found),
        "incidents": _events(session.incidents),
        "emergency": None
        if session.emergency is None
        else {
            "at": _iso(session.emergency.at),
            "reason": session.emergency.reason,
            "zones": list(session.emergency.zones),
        },
        "adverse": _events(session.adverse),
        "adjuncts": _events(session.adjuncts),
        "felt": _events(session.felt),
        "aftercare": _events(session.aftercare),
        "discrepancies": list(session.discrepancies),
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _events(events: Iterable[Event]) -> list[dict[str, Any]]:
    return [{"event": one.id, "at": _iso(one.at), "by": one.by, **one.body} for one in events]


def _needle(one: NeedleState) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.label,
        "side": one.side,
        "zone": one.zone,
        "area": one.area,
        "retention_min": one.retention_min,
        "status": one.status,
        "planned": one.planned,
        "in_at": _iso(one.in_at),
        "out_at": _iso(one.out_at),
        "hurt": one.hurt,
        "discarded": one.discarded,
        "reason": one.reason,
        "counted_out": one.counted_out,
        "x": one.x,
        "y": one.y,
    }


def _zone(one: ZoneCount) -> dict[str, Any]:
    return {
        "zone": one.zone,
        "name": ZONES.get(one.zone, "Place not recorded"),
        "expected": one.expected,
        "in": one.went_in,
        "out": one.counted_out,
        "still_in": one.still_in,
        "excess": one.excess,
        "retained": one.retained,
        "incident": one.lost,
        "concealed": one.zone in CONCEALED,
        "look": list(ASKED_BY_NAME.get(one.zone, ())),
    }


def _rest(zone: str, one: Rest) -> dict[str, Any]:
    """`zone` is "" for the whole session."""
    held = one.paused_at
    return {
        "zone": zone,
        "started_at": _iso(one.started_at),
        "minutes": one.minutes,
        "ends_at": None if held else _iso(one.ends_at(one.started_at)),
        "paused_at": _iso(held),
        "left_s": None if held is None else round(one.remaining(held).total_seconds()),
        "stopped_at": _iso(one.stopped_at),
    }
