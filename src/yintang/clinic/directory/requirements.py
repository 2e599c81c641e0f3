"""What the law or the associations ask of a practitioner, by country or nation: a table."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

TABLE = Path(__file__).with_name("requirements.toml")
NATIONS = ("England", "Scotland", "Wales", "Northern Ireland")
"""Of the United Kingdom; each has a law of its own."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing asked for: where, of what kind, by whom, and the text that asks."""

    where: str
    """A nation of the UK, "IE", "US", "AU", or "anywhere"."""
    kind: str
    """As `models.Credential.Kind`."""
    by: Literal["law", "association"]
    says: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class _Table:
    requirement: list[Requirement]


@cache
def every_requirement() -> tuple[Requirement, ...]:
    """The table, read once a process."""
    return tuple(msgspec.toml.decode(TABLE.read_bytes(), type=_Table).requirement)


def asked_for(jurisdiction: str, region: str) -> dict[str, Requirement]:
    """What is asked for in one place, by kind; the law's word before an association's.

    Parameters
    ----------
    jurisdiction : "UK", "IE", "US" or "AU".
    region : the nation within the UK. Where it is missing or no nation, England's rules are shown.
    """
    nation = region if region in NATIONS else "England"
    where = nation if jurisdiction == "UK" else jurisdiction
    asked: dict[str, Requirement] = {}
    for one in every_requirement():
        held = asked.get(one.kind)
        if one.where in {where, "anywhere"} and (held is None or one.by == "law" != held.by):
            asked[one.kind] = one
    return asked
