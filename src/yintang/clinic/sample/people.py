"""Who the sample clinic's people are, as `people.toml` and `words.toml` tell it."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec
from msgspec import Struct

Today = Literal[
    "", "arrived", "consultation", "resting", "removal", "closed", "signed", "soon", "later",
    "missed",
]  # fmt: skip


class Adverse(Struct, forbid_unknown_fields=True):
    """Something that went wrong at one visit; `zone` is where, by the ledger's zones."""

    visit: int
    kind: str
    severity: int
    action: str
    outcome: str
    words: str
    zone: str = "cheek"


class Done(Struct, forbid_unknown_fields=True):
    """A procedure, so many days before the day of the demonstration."""

    what: str
    ago: int
    sites: list[str] = []


class Lifted(Struct, forbid_unknown_fields=True):
    """A rule that the owner decided to go on in spite of."""

    rule: str
    reason: str


class Added(Struct, forbid_unknown_fields=True):
    """An amendment to a signed visit."""

    visit: int
    concerns: str
    text: str
    reason: str


class Withdrawn(Struct, forbid_unknown_fields=True):
    """A consent that she took back."""

    purpose: str
    words: str
    ago: int


class Photographed(Struct, forbid_unknown_fields=True):
    """A course in photographs: a day a week before the first visit, and the visits `at`.

    `fading` names the regions whose lines become fainter, by the share `faded` until the last
    visit. `targets` are what the course is judged by, each as concern:metric:region.
    """

    at: list[int]
    fading: list[str]
    faded: float
    targets: list[str]


class Person(Struct, forbid_unknown_fields=True):
    """One patient and her history. `people.toml` begins with what the keys mean."""

    given: str
    family: str
    born: date
    sex: Literal["female", "male"]
    by: Literal["ana", "pia"]
    known_as: str = ""
    sign_in: bool = False
    portrait: bool = False
    photographed: Photographed | None = None
    goals: dict[str, int] = {}
    words: dict[str, str] = {}
    ratings: dict[str, tuple[int, int]] = {}
    complaints: list[str] = []
    yes: dict[str, bool | list[str]] = {}
    medicines: list[str] = []
    allergies: list[str] = []
    procedures: list[Done] = []
    herbs: list[dict[str, str]] = []
    lifestyle: dict[str, str] = {}
    pattern: str = ""
    protocol: str = "gentle"
    pressure: tuple[int, int] | None = None
    fitzpatrick: int | None = None
    event_in: int | None = None
    talk: str = ""
    note: str = ""
    consulted: int | None = None
    """Days since a consultation that no session followed."""
    visits: int = 0
    last: int = 7
    every: Literal[7, 14] = 7
    course: Literal["", "running", "maintenance", "ended"] = ""
    of: int = 8
    because: str = ""
    today: Today = ""
    next: int | None = None
    consents: dict[str, bool] = {}
    withdrawn: Withdrawn | None = None
    override: Lifted | None = None
    amendment: Added | None = None
    events: list[Adverse] = []
    emergency: int | None = None
    """The visit at which all needles came out at once."""
    lost: int | None = None
    """The visit at which a needle was searched for and found."""
    letter: bool = False
    """Whether the course was summed up in a letter."""
    aftercare: Literal["printed", "sent"] = "printed"
    """How the aftercare of the latest visit reached her."""

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given} {self.family}"


class Duplicate(Struct, forbid_unknown_fields=True):
    """A second record of somebody, merged into hers."""

    of: str
    given: str
    family: str
    born: date
    sex: Literal["female", "male"]
    by: Literal["ana", "pia"]


class Words(Struct, forbid_unknown_fields=True):
    """What was written and said, to choose from."""

    notes_first: list[str]
    notes_later: list[str]
    felt: list[str]
    makers: list[str]
    streets: list[str]
    town: str
    doctors: list[str]


@dataclass(frozen=True)
class People:
    """Everybody, in the order of the file."""

    patients: list[Person] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)


@cache
def everybody() -> People:
    """The people of `people.toml`."""
    told = _read("people.toml")
    return People(
        msgspec.convert(told["patient"], list[Person]),
        msgspec.convert(told["duplicate"], list[Duplicate]),
    )


@cache
def words() -> Words:
    """The words of `words.toml`."""
    return msgspec.convert(_read("words.toml"), Words)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("yintang.clinic.sample").joinpath(name).read_text("utf-8"))
