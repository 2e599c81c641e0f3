"""Credentials for a reader: what each is, how it stands today, and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yintang.clinic.directory.models import Credential, Listing
from yintang.clinic.directory.requirements import Requirement, asked_for

SAID = {
    "verified": ("Verified", "done"),
    "not in force": ("Checked: not in force", "stop"),
    "expired": ("Unverified: its date has passed", "caution"),
    "check is old": ("Unverified: the check is more than a year old", "caution"),
    "unverified": ("Unverified", ""),
}
"""Standing -> its words and the look of its tag."""
NAMED_SO = {
    "registration": "Registration",
    "licence": "Licence to practise",
    "insurance": "Insurance",
    "infection control": "Infection control",
    "premises licence": "Premises licence",
    "facial training": "Training in facial acupuncture",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A credential and how it stands: `words` and `look` of its tag."""

    credential: Credential
    standing: str
    words: str
    look: str

    @property
    def looked_up(self) -> bool:
        """Whether the source is an address that can be followed."""
        return self.credential.source.startswith(("https://", "http://"))


def shown(rows: Iterable[Credential], today: date) -> list[Shown]:
    """Each credential with its standing, in the order of the kinds."""
    return [_one(row, today) for row in rows]


def _one(row: Credential, today: date) -> Shown:
    standing = row.standing(today)
    words, look = SAID[standing]
    if standing == "not in force" and row.covers_face is not True and row.kind == "insurance":
        words, look = "Checked: does not name the face", "caution"
    return Shown(row, standing, words, look)


@dataclass(frozen=True, slots=True)
class Asked:
    """A kind of credential that is asked for here, and whether it is there and verified."""

    kind: str
    name: str
    requirement: Requirement
    standing: str
    """"verified", "unverified" (told, not checked or no longer) or "missing"."""


def measured_against(rows: list[Credential], listing: Listing, today: date) -> list[Asked]:
    """What the law and the associations ask for at this place, and how these rows meet it."""
    asked = asked_for(listing.clinic.jurisdiction, listing.region)
    return [
        Asked(kind, NAMED_SO[kind], asked[kind], _met([r for r in rows if r.kind == kind], today))
        for kind in NAMED_SO
        if kind in asked
    ]


def _met(rows: list[Credential], today: date) -> str:
    if any(row.good(today) for row in rows):
        return "verified"
    return "unverified" if rows else "missing"
