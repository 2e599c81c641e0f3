"""Who practises near a place: the nearest first, or of the nearest the soonest free.

The order is by distance and by nothing else: no payment, no rating, no size. The search looks into
ever larger neighbourhoods until it has enough, so its time hangs on how many are shown and not on
how many there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import inf
from operator import attrgetter
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from yintang.clinic.directory.cells import distance_km, neighbourhoods
from yintang.clinic.directory.models import Credential, Practitioner, Term
from yintang.clinic.directory.models.credential import good_until

SHOWN = 10
PAGES = 10
SOONEST_OF = 20
"""So many of the nearest are ordered by their next free time."""
READ = (
    "name", "slug", "languages", "accepting", "membership_id",
    "listing__slug", "listing__town", "listing__exact", "listing__consultation",
    "listing__clinic__name", "listing__clinic__time_zone",
)  # fmt: skip
"""What a list shows of each practitioner."""
FEW = 200
"""Counted of each word here: the one with fewest is looked up, the others are checked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for. Degrees; `within_km` None means however far."""

    lat: float
    lon: float
    words: tuple[str, ...] = ()
    """As `Practitioner.words`, such as "concern G06"; all of them."""
    kinds: tuple[str, ...] = ()
    """Kinds of credential that must be verified on the day; all of them."""
    within_km: float | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A practitioner and how far away, in km; `free` is her next free slot where it was asked."""

    practitioner: Practitioner
    km: float
    credentials: list[Credential]
    """Hers and those of the clinic, whatever anybody checked."""
    free: datetime | None = None


def nearest(asked: Asked, today: date, number: int) -> list[Found]:
    """At most `number` practitioners who fit, the nearest first; those equally far by name."""
    words = asked.words or ("",)
    measured: list[tuple[float, str, UUID]] = []
    for km, ranges in neighbourhoods(asked.lat, asked.lon):
        reach = min(km, asked.within_km or km)
        last = reach < km or km == inf
        counted = _counted(words, ranges)
        rarest = min(words, key=lambda word: counted[word])
        if counted[rarest] < number and not last:
            continue
        measured = sorted(_measured(_rows(asked, rarest, today).filter(_in(ranges)), asked, reach))
        if last or len(measured) >= number:
            break
    return _practitioners(measured[:number])


def _counted(words: Sequence[str], ranges: Sequence[tuple[int, int]]) -> dict[str, int]:
    """How many have each word here, up to `FEW`: one query, and no row is looked at for it."""
    there = " OR ".join(["cell BETWEEN %s AND %s"] * len(ranges))
    few = f"SELECT 1 FROM {Term._meta.db_table} WHERE word = %s AND ({there}) LIMIT {FEW}"
    counts = ", ".join([f"(SELECT COUNT(*) FROM ({few}) AS few)"] * len(words))
    edges = [edge for span in ranges for edge in span]
    with connection.cursor() as cursor:
        told: list[str | int] = []
        for word in words:
            told += [word, *edges]
        cursor.execute(f"SELECT {counts}", told)
        return dict(zip(words, cursor.fetchone(), strict=True))


def _rows(asked: Asked, rarest: str, today: date) -> QuerySet[Term]:
    """The rows of one word, of practitioners who have all the others as well."""
    rows = Term.objects.filter(word=rarest, practitioner__membership__active=True)
    for word in set(asked.words) - {rarest}:
        hers = Term.objects.filter(practitioner=OuterRef("practitioner"), word=word)
        rows = rows.filter(Exists(hers))
    for kind in asked.kinds:
        held = Credential.objects.filter(good_until(today), kind=kind)
        if kind == Credential.Kind.PREMISES:
            held = held.filter(listing=OuterRef("practitioner__listing"))
        else:
            held = held.filter(practitioner=OuterRef("practitioner"))
        rows = rows.filter(Exists(held))
    return rows


def _in(ranges: Iterable[tuple[int, int]]) -> Q:
    found = Q()
    for first, last in ranges:
        found |= Q(cell__gte=first, cell__lte=last)
    return found


def _measured(rows: QuerySet[Term], asked: Asked, reach: float) -> list[tuple[float, str, UUID]]:
    told = rows.values_list("lat", "lon", "practitioner__name", "practitioner_id")
    measured = (
        (distance_km(asked.lat, asked.lon, lat, lon), name, key) for lat, lon, name, key in told
    )
    return [one for one in measured if one[0] <= reach]


def _practitioners(measured: list[tuple[float, str, UUID]]) -> list[Found]:
    keys = [key for _, _, key in measured]
    whole = Practitioner.objects.select_related("listing__clinic").only(*READ)
    by_key = whole.in_bulk(keys)
    listings = {one.listing_id for one in by_key.values()}
    rows = Credential.objects.filter(
        Q(practitioner__in=keys) | Q(practitioner=None, listing__in=listings)
    )
    held = list(rows)
    return [
        Found(her, km, [row for row in held if _shown_with(row, her)])
        for km, _, key in measured
        if (her := by_key.get(key))
    ]


def _shown_with(row: Credential, her: Practitioner) -> bool:
    of_clinic = row.practitioner_id is None and row.listing_id == her.listing_id
    return of_clinic or row.practitioner_id == her.pk


def soonest(found: list[Found], free: Iterable[datetime | None]) -> list[Found]:
    """The same with their next free slots, the soonest first; without one, the nearest last."""
    told = [replace(one, free=at) for one, at in zip(found, free, strict=True)]
    with_slot = [one for one in told if one.free is not None]
    return sorted(with_slot, key=attrgetter("free")) + [one for one in told if one.free is None]
