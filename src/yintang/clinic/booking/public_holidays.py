"""The public holidays of a clinic's country and part of it, to be offered and ticked.

The days come from the library `holidays`, which follows the laws; which of them a clinic keeps is
its own choice.
"""

from dataclasses import dataclass
from datetime import date

import holidays

from yintang.clinic.clinics.models import Clinic

COUNTRIES = {"UK": "GB", "IE": "IE", "US": "US", "AU": "AU"}
"""ISO 3166-1 of each jurisdiction."""
PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "UK": (
        ("ENG", "England"), ("WLS", "Wales"), ("SCT", "Scotland"), ("NIR", "Northern Ireland"),
    ),
    "IE": (),
    "US": (
        ("", "Federal holidays alone"), ("AL", "Alabama"), ("AK", "Alaska"), ("AZ", "Arizona"),
        ("AR", "Arkansas"), ("CA", "California"), ("CO", "Colorado"), ("CT", "Connecticut"),
        ("DE", "Delaware"), ("DC", "District of Columbia"), ("FL", "Florida"), ("GA", "Georgia"),
        ("HI", "Hawaii"), ("ID", "Idaho"), ("IL", "Illinois"), ("IN", "Indiana"), ("IA", "Iowa"),
        ("KS", "Kansas"), ("KY", "Kentucky"), ("LA", "Louisiana"), ("ME", "Maine"),
        ("MD", "Maryland"), ("MA", "Massachusetts"), ("MI", "Michigan"), ("MN", "Minnesota"),
        ("MS", "Mississippi"), ("MO", "Missouri"), ("MT", "Montana"), ("NE", "Nebraska"),
        ("NV", "Nevada"), ("NH", "New Hampshire"), ("NJ", "New Jersey"), ("NM", "New Mexico"),
        ("NY", "New York"), ("NC", "North Carolina"), ("ND", "North Dakota"), ("OH", "Ohio"),
        ("OK", "Oklahoma"), ("OR", "Oregon"), ("PA", "Pennsylvania"), ("RI", "Rhode Island"),
        ("SC", "South Carolina"), ("SD", "South Dakota"), ("TN", "Tennessee"), ("TX", "Texas"),
        ("UT", "Utah"), ("VT", "Vermont"), ("VA", "Virginia"), ("WA", "Washington"),
        ("WV", "West Virginia"), ("WI", "Wisconsin"), ("WY", "Wyoming"),
    ),
    "AU": (
        ("ACT", "Australian Capital Territory"), ("NSW", "New South Wales"),
        ("NT", "Northern Territory"), ("QLD", "Queensland"), ("SA", "South Australia"),
        ("TAS", "Tasmania"), ("VIC", "Victoria"), ("WA", "Western Australia"),
    ),
}  # fmt: skip
"""Parts of each country that keep days of their own, by ISO 3166-2."""
BY_ZONE = {
    "Australia/Sydney": "NSW", "Australia/Melbourne": "VIC", "Australia/Brisbane": "QLD",
    "Australia/Adelaide": "SA", "Australia/Perth": "WA", "Australia/Hobart": "TAS",
    "Australia/Darwin": "NT", "Europe/Belfast": "NIR",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day and its name."""

    day: date
    name: str


def parts_of(clinic: Clinic) -> tuple[tuple[str, str], ...]:
    """Code and name of the parts of the clinic's country; none where all keep the same days."""
    return PARTS.get(clinic.jurisdiction, ())


def likely_part(clinic: Clinic) -> str:
    """The part in which the clinic lies, as far as its clock tells; else the first."""
    parts = [code for code, _ in parts_of(clinic)]
    guess = BY_ZONE.get(clinic.time_zone, "")
    return guess if guess in parts else (parts[0] if parts else "")


def holidays_of(clinic: Clinic, part: str, year: int) -> list[Holiday]:
    """The public holidays of a year, by day. A part that is none of the country's is left out."""
    known = {code for code, _ in parts_of(clinic)}
    found = holidays.country_holidays(
        COUNTRIES[clinic.jurisdiction], subdiv=part if part and part in known else None, years=year
    )
    return [Holiday(day, str(name)) for day, name in sorted(found.items())]
