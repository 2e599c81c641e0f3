"""Doing it safely: the session's events, the needle count and the countdown."""

from yintang.treatment.adjunct import adjunct_contraindications
from yintang.treatment.adverse import adverse_choices
from yintang.treatment.aftercare import aftercare_for
from yintang.treatment.expecting import expect
from yintang.treatment.ledger import Event, EventError, Expected, read_event
from yintang.treatment.session import (
    Session,
    as_json,
    close_blocks,
    ends_at,
    remaining,
    replay,
    unaccounted,
)
from yintang.treatment.zones import CONCEALED, ZONES, zone_at, zone_of

__all__ = [
    "CONCEALED",
    "ZONES",
    "Event",
    "EventError",
    "Expected",
    "Session",
    "adjunct_contraindications",
    "adverse_choices",
    "aftercare_for",
    "as_json",
    "close_blocks",
    "ends_at",
    "expect",
    "read_event",
    "remaining",
    "replay",
    "unaccounted",
    "zone_at",
    "zone_of",
]
