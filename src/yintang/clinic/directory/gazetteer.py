"""Places by name, without a network: towns, and the areas in which UK postcodes begin.

The towns are GeoNames' (CC BY 4.0), in `places.tsv`; its head says which and how exact. A postcode
leads to the town of its area only, so a distance from it is a rough one, and the page says so.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
POSTCODE = re.compile(r"([a-z]{1,2})\d[a-z\d]?(?:\s*\d[a-z]{2})?", re.IGNORECASE)
"""A UK postcode, or its first half."""
COUNTRIES = {
    "UK": "United Kingdom",
    "IE": "Ireland",
    "US": "United States",
    "AU": "Australia",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A town. `lat` and `lon` are degrees (WGS 84), `people` its inhabitants, 0 if not known."""

    country: str
    region: str
    name: str
    lat: float
    lon: float
    people: int = 0
    area: str = ""
    """The letters of the postcode area that it stands for."""

    def __str__(self) -> str:
        name = f"{self.area}, about {self.name}" if self.area else self.name
        return ", ".join(part for part in (name, self.region, self.country) if part)


def find_places(typed: str, limit: int = 8) -> list[Place]:
    """Places that what somebody typed may mean, the likeliest first; empty if none.

    A name in full comes before one that only begins so, a larger town before a smaller. What
    follows a comma must be the region or country: "Perth, Scotland", "Cork, IE".

    Parameters
    ----------
    typed : a town, its beginning, or a UK postcode; accents, case and stops make no difference.
    limit : how many at most.
    """
    if area := postcode_area(typed):
        return [area]
    name, _, where = typed.partition(",")
    wanted, within = fold(name), [fold(part) for part in where.split(",") if fold(part)]
    if not wanted:
        return []
    found = [p for p in _beginning(wanted) if all(_lies_in(p, part) for part in within)]
    found.sort(key=lambda p: (fold(p.name) != wanted, -p.people, p.country, p.region))
    return found[:limit]


def postcode_area(typed: str) -> Place | None:
    """The town of a UK postcode's area: "BS6 5AA" is about Bristol."""
    match = POSTCODE.fullmatch(typed.strip())
    return _areas().get(match[1].upper()) if match else None


def fold(text: str) -> str:
    """Lower case, without accents and stops; "Saint" is written "St"."""
    plain = unicodedata.normalize("NFKD", text).lower()
    letters = "".join(c for c in plain if not unicodedata.combining(c) and c not in ".'’")
    words = re.sub(r"[^\w]+", " ", letters).split()
    return " ".join("st" if word == "saint" else word for word in words)


def _lies_in(place: Place, part: str) -> bool:
    country = COUNTRIES[place.country]
    names = {fold(place.region), fold(place.country), fold(country)}
    return part in names or any(name.startswith(part) for name in names if len(part) > 2)


def _beginning(wanted: str) -> Iterator[Place]:
    names, places = _by_name()
    for at in range(bisect_left(names, wanted), len(names)):
        if not names[at].startswith(wanted):
            return
        yield places[at]


@cache
def _by_name() -> tuple[list[str], list[Place]]:
    """Every town in the order of its folded name, read once a process."""
    rows = [_place(row) for row in _rows("places.tsv")]
    rows.sort(key=lambda place: fold(place.name))
    return [fold(place.name) for place in rows], rows


def _place(row: list[str]) -> Place:
    country, region, name, lat, lon, people = row
    return Place(country, region, name, float(lat), float(lon), int(people))


@cache
def _areas() -> dict[str, Place]:
    return {
        area: Place("UK", "", town, float(lat), float(lon), area=area)
        for area, town, lat, lon in _rows("postcode_areas.tsv")
    }


def _rows(file: str) -> Iterator[list[str]]:
    for line in (HERE / file).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")
