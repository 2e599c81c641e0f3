"""Credentials for a reader: what each is, how it stands today, and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from yintang.atlas.wording import Licence
from yintang.clinic.directory.models import Credential, Listing, Practitioner
from yintang.clinic.directory.models.credential import good_until
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


def held(of: Listing | Practitioner | Credential) -> frozenset[Licence]:
    """What makes a title true here: a registration or licence that counts as verified today.

    For a clinic, of anybody who treats there.
    """
    listing = of if isinstance(of, Listing) else of.listing
    rows = listing.credentials.filter(good_until(timezone.now().date()))
    if isinstance(of, Practitioner):
        rows = rows.filter(practitioner=of)
    elif isinstance(of, Credential):
        rows = rows.filter(practitioner=of.practitioner)
    kinds = set(rows.values_list("kind", flat=True))
    true_of: dict[str, Licence] = {"registration": "registered", "licence": "licensed"}
    return frozenset(licence for kind, licence in true_of.items() if kind in kinds)
