"""What a stranger asks the directory, read from the address of the page."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from yintang.clinic.directory.forms import concern_choices, language_choices
from yintang.clinic.directory.gazetteer import Place, find_places
from yintang.clinic.directory.models import Credential
from yintang.clinic.directory.search import PAGES, SHOWN, Asked

NEAR = re.compile(r"(-?\d{1,2}(?:\.\d{1,4})?),(-?\d{1,3}(?:\.\d{1,4})?)")
DISTANCES = {"5": "5 km", "10": "10 km", "25": "25 km", "50": "50 km", "100": "100 km", "": "any"}
USUAL_KM = "50"
ORDERS = {"near": "Nearest first", "soon": "Next free time first"}
KINDS = {
    Credential.Kind.REGISTRATION: "Registration",
    Credential.Kind.LICENCE: "Licence to practise",
    Credential.Kind.INSURANCE: "Insurance that covers the face",
    Credential.Kind.INFECTION_CONTROL: "Infection control",
    Credential.Kind.PREMISES: "Premises licence",
    Credential.Kind.FACIAL_TRAINING: "Training in facial acupuncture",
}
TICKS = {
    "accepting": "Takes new patients",
    "consultation": "A consultation comes first",
    "access step-free": "No steps",
}
"""Words of `Practitioner.words` that a box asks for."""


@dataclass(frozen=True, slots=True)
class Question:
    """The form as it was filled in; `places` are those the typed place may mean."""

    place: str
    near: str
    """Coordinates as "51.46,-2.60", from the browser when she asked it to tell."""
    places: tuple[Place, ...]
    concern: str
    language: str
    kinds: tuple[str, ...]
    ticks: tuple[str, ...]
    within: str
    order: str
    page: int

    @property
    def centre(self) -> Place | None:
        """The place that distances are measured from."""
        return self.places[0] if self.places else None

    @property
    def asked(self) -> Asked | None:
        """The search, if there is a place to search at."""
        if self.centre is None:
            return None
        words = [f"concern {self.concern}"] if self.concern else []
        words += [f"language {self.language}"] if self.language else []
        return Asked(
            lat=self.centre.lat,
            lon=self.centre.lon,
            words=(*words, *self.ticks),
            kinds=self.kinds,
            within_km=float(self.within) if self.within else None,
        )

    @property
    def number(self) -> int:
        """How many to show, all pages up to this one."""
        return SHOWN * self.page

    def address(self, **other: Any) -> str:
        """The query of the same question with something else, such as `page=2`."""
        told = {
            "place": self.place, "near": self.near, "concern": self.concern,
            "language": self.language, "verified": list(self.kinds), "also": list(self.ticks),
            "within": self.within or "any", "order": self.order, **other,
        }  # fmt: skip
        return urlencode({key: value for key, value in told.items() if value}, doseq=True)

    @property
    def more(self) -> str:
        """The query for one page more; "" where there is none."""
        return self.address(page=self.page + 1) if self.page < PAGES else ""

    @property
    def others(self) -> list[tuple[Place, str]]:
        """Other places the typed name may mean, each with its query."""
        return [(place, self.address(place=str(place))) for place in self.places[1:]]


def read_question(told: QueryDict) -> Question:
    """What the address asks; whatever is not understood is left out."""
    place, near = told.get("place", "").strip()[:80], told.get("near", "")
    within = told.get("within", USUAL_KM)
    page = told.get("page", "1")
    return Question(
        place=place,
        near=near if not place and NEAR.fullmatch(near) else "",
        places=tuple(_places(place, near)),
        concern=_one_of(told.get("concern", ""), dict(concern_choices())),
        language=_one_of(told.get("language", ""), dict(language_choices())),
        kinds=tuple(kind for kind in KINDS if kind in told.getlist("verified")),
        ticks=tuple(word for word in TICKS if word in told.getlist("also")),
        within="" if within == "any" else within if within in DISTANCES else USUAL_KM,
        order=_one_of(told.get("order", ""), ORDERS) or "near",
        page=min(PAGES, int(page)) if page.isascii() and page.isdigit() and int(page) else 1,
    )


def _one_of(word: str, known: dict[str, str]) -> str:
    return word if word in known else ""


def _places(place: str, near: str) -> list[Place]:
    if place:
        return find_places(place)
    match = NEAR.fullmatch(near)
    if match is None or abs(float(match[1])) > 90 or abs(float(match[2])) > 180:
        return []
    return [Place("UK", "", "where you are", float(match[1]), float(match[2]))]
