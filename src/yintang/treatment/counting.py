"""The needle count: how many are still in, zone by zone, and which.

Two rules keep it on the careful side. What comes out pays only for a needle that was in at that
moment, so a needle counted out twice can never stand in for one that is put in later. And where
records contradict each other, the count keeps the needle in until somebody says otherwise.

For every zone `went_in = out + retained + lost + still_in`; `excess` is what was counted out beyond
that. A zone's needles by name and the zone's number may differ for a while, because needles are
also counted out without their names; `unnamed` is that difference.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from yintang.treatment.ledger import Expected
from yintang.treatment.record import NeedleState, ZoneCount
from yintang.treatment.zones import NOWHERE, ZONES

SIDES = {"L": " left", "R": " right", "M": ""}


@dataclass(slots=True)
class Tally:
    """The count as it stands between two events."""

    needles: dict[str, NeedleState]
    zones: dict[str, ZoneCount]
    inside: dict[str, int] = field(default_factory=dict)
    """Key -> needles in the body under it; two where one was put in while another was in."""
    unpaid: set[str] = field(default_factory=set)
    """Keys recorded out without ever having been recorded in."""
    emergency_zones: set[str] = field(default_factory=set)
    """Zones that had needles in at an emergency and have not been counted since."""
    said: dict[str, None] = field(default_factory=dict)
    """Discrepancies, in the order in which they were noticed."""

    def note(self, words: str) -> None:
        """Keep a discrepancy, once."""
        self.said[words] = None


def new_tally(expected: tuple[Expected, ...]) -> Tally:
    """Nothing in, nothing out."""
    tally = Tally({}, {zone: ZoneCount(zone) for zone in ZONES})
    for one in expected:
        if one.key not in tally.needles:
            learn(tally, one)
            count = tally.zones[one.zone]
            tally.zones[one.zone] = replace(count, expected=count.expected + 1)
    return tally


def learn(tally: Tally, facts: Expected, planned: bool = True, **place: float | None) -> None:
    """A needle that may be put in; not counted yet."""
    tally.zones.setdefault(facts.zone, ZoneCount(facts.zone))
    tally.needles[facts.key] = NeedleState(
        *(facts.key, facts.label, facts.side, facts.zone, facts.area, facts.retention_min),
        planned=planned,
        x=place.get("x"),
        y=place.get("y"),
    )


def needle(tally: Tally, key: str) -> NeedleState:
    """The needle under `key`; one that nobody announced is of no known zone."""
    if key not in tally.needles:
        learn(tally, Expected(key, "Unannounced needle", "M", NOWHERE, NOWHERE), planned=False)
        tally.note("A needle was recorded that neither the plan nor a tap elsewhere announced")
    return tally.needles[key]


def label(one: NeedleState) -> str:
    """As it is said: "ST2 left"."""
    return f"{one.label}{SIDES[one.side]}"


def unnamed(tally: Tally, zone: str) -> int:
    """Needles counted out of the zone, or recorded as lost, of which nobody said which."""
    named = sum(n for key, n in tally.inside.items() if tally.needles[key].zone == zone)
    return named - tally.zones[zone].still_in


def put_in(tally: Tally, key: str, at: datetime, earlier: bool = False) -> None:
    """A needle goes in. Repeated, it is the same needle, unless some of its zone have come out
    unnamed since: then it may be another one, and is counted as such.

    `earlier` says that it had gone in before it was recorded out, which settles that record.
    """
    one = needle(tally, key)
    count = tally.zones[one.zone]
    if earlier and key in tally.unpaid and count.excess > 0:
        tally.unpaid.discard(key)
        paid = replace(count, went_in=count.went_in + 1, out=count.out + 1, excess=count.excess - 1)
        tally.zones[one.zone] = paid
        tally.needles[key] = replace(one, status="out", in_at=at, out_at=one.out_at or at)
        return
    if one.status == "retained" or (one.status == "in" and unnamed(tally, one.zone) <= 0):
        tally.note(f"{label(one)} was recorded in twice; it counts once")
        return
    if one.status == "in":
        tally.note(
            f"{label(one)} was recorded in again after its zone had been partly counted out; "
            "it counts as another needle"
        )
    elif key in tally.unpaid:
        tally.note(f"{label(one)} was recorded out before it was recorded in")
    tally.inside[key] = tally.inside.get(key, 0) + 1
    tally.zones[one.zone] = replace(count, went_in=count.went_in + 1)
    tally.needles[key] = replace(
        one, status="in", in_at=at, out_at=None, reason="", counted_out=False
    )


def take_out(tally: Tally, key: str, at: datetime) -> None:
    """A needle comes out: one that was in, one left in on purpose, or one given up as lost."""
    one = needle(tally, key)
    count = tally.zones[one.zone]
    if tally.inside.get(key, 0):
        _leave(tally, key, "out", at)
        tally.zones[one.zone] = replace(count, out=count.out + 1)
        _settle(tally, one.zone, at)
    elif one.status in {"retained", "incident"}:
        kept = one.status == "retained"
        tally.zones[one.zone] = replace(
            count,
            out=count.out + 1,
            retained=count.retained - kept,
            lost=count.lost - (not kept),
        )
        tally.needles[key] = replace(one, status="out", out_at=at)
    elif one.counted_out:
        tally.needles[key] = replace(one, counted_out=False)
        tally.zones[one.zone] = replace(count, excess=count.excess + 1)
        tally.note(f"{label(one)} was tapped out after its zone had been counted out")
    elif one.status == "out" or key in tally.unpaid:
        tally.note(f"{label(one)} was recorded out twice; it counts once")
    else:
        tally.unpaid.add(key)
        tally.needles[key] = replace(one, out_at=at)
        tally.zones[one.zone] = replace(count, excess=count.excess + 1)
        tally.note(f"{label(one)} was recorded out and not recorded in")


def count_out(tally: Tally, zone: str, n: int, at: datetime) -> None:
    """`n` more needles came out of a zone, none named."""
    count = tally.zones.setdefault(zone, ZoneCount(zone))
    out = min(n, count.still_in)
    tally.zones[zone] = replace(count, out=count.out + out, excess=count.excess + n - out)
    _settle(tally, zone, at)


def recount(tally: Tally, zone: str, total: int, at: datetime) -> None:
    """All that came out of the zone, named or not, were counted again and are `total`."""
    count = tally.zones.setdefault(zone, ZoneCount(zone))
    due = count.went_in - count.retained - count.lost
    if total < count.out:
        tally.note(f"{zone_name(zone)}: {total} counted again, {count.out} recorded out before")
    tally.zones[zone] = replace(count, out=min(total, due), excess=max(0, total - due))
    tally.emergency_zones.discard(zone)
    _settle(tally, zone, at)


def retain(tally: Tally, key: str, at: datetime) -> bool:
    """A needle stays in on purpose. False where it is not recorded in, and nothing changes."""
    one = needle(tally, key)
    if not tally.inside.get(key, 0):
        if one.status != "retained":
            tally.note(f"{label(one)} was left in on purpose, but is not recorded in")
        return one.status == "retained"
    count = tally.zones[one.zone]
    _leave(tally, key, "retained", None)
    tally.zones[one.zone] = replace(count, retained=count.retained + 1)
    _settle(tally, one.zone, at)
    return True


def lose(tally: Tally, key: str, at: datetime) -> None:
    """A needle that was in is not found and recorded as an incident."""
    one = needle(tally, key)
    count = tally.zones[one.zone]
    if tally.inside.get(key, 0):
        _leave(tally, key, "incident", None)
        tally.zones[one.zone] = replace(count, lost=count.lost + 1)
        _settle(tally, one.zone, at)
    elif key in tally.unpaid and count.excess:
        tally.unpaid.discard(key)
        tally.zones[one.zone] = replace(count, excess=count.excess - 1)
    else:
        tally.note(f"An incident names {label(one)}, which is not missing")


def lose_in_zone(tally: Tally, zone: str, n: int, at: datetime) -> None:
    """`n` needles of a zone become an incident: those missing first, then those too many."""
    count = tally.zones.setdefault(zone, ZoneCount(zone))
    lost = min(n, count.still_in)
    explained = min(n - lost, count.excess)
    tally.zones[zone] = replace(count, lost=count.lost + lost, excess=count.excess - explained)
    if lost + explained < n:
        tally.note(f"{zone_name(zone)}: an incident names more needles than are missing")
    if lost and tally.zones[zone].still_in == 0:
        left = [one for one in tally.needles.values() if one.zone == zone and one.status == "in"]
        if sum(tally.inside[one.key] for one in left) == lost:
            for one in left:
                tally.needles[one.key] = replace(one, status="incident")
                tally.inside[one.key] = 0
    _settle(tally, zone, at)


def zone_name(zone: str) -> str:
    """The name of a zone, or that it is not known."""
    return ZONES.get(zone, "Place not recorded")


def _leave(tally: Tally, key: str, status: str, out_at: datetime | None) -> None:
    """One needle under `key` is no longer in; it keeps its status where another still is."""
    tally.inside[key] -= 1
    if tally.inside[key] == 0:
        tally.needles[key] = replace(tally.needles[key], status=status, out_at=out_at)


def _settle(tally: Tally, zone: str, at: datetime) -> None:
    """Once a zone is clear, what is still marked in under its name has come out unnamed."""
    if tally.zones[zone].still_in:
        return
    for key, inside in tally.inside.items():
        one = tally.needles[key]
        if inside and one.zone == zone:
            tally.inside[key] = 0
            tally.needles[key] = replace(one, status="out", out_at=at, counted_out=True)
