"""What is asked about the day of the photographs, and the answers in words."""

from collections.abc import Iterator
from typing import Any

GAIS = (
    (1, "Very much improved"),
    (2, "Much improved"),
    (3, "Improved"),
    (4, "No change"),
    (5, "Worse"),
)
"""Global aesthetic improvement scale, five points; 1 is the best here, papers differ in that."""
SUN = (("none", "Hardly any"), ("some", "Some"), ("much", "Much, or sunburnt"))
MAKE_UP = (("none", "None today"), ("removed", "Taken off here"), ("on", "Still on"))

WORDS = {
    "sun": "Sun in the last week",
    "make_up": "Make-up",
    "products": "New on the skin",
    "cycle_day": "Day of the cycle",
    "weight_kg": "Weight",
    "treatments": "Other treatments since the last photographs",
    "gais_practitioner": "Change, as the practitioner sees it",
    "gais_patient": "Change, as the patient sees it",
}
CHOICES: dict[str, dict[Any, str]] = {
    "sun": dict(SUN),
    "make_up": dict(MAKE_UP),
    "gais_practitioner": dict(GAIS),
    "gais_patient": dict(GAIS),
}
UNITS = {"weight_kg": " kg"}


def in_words(answers: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each answer with its question, in the order of asking."""
    for name, label in WORDS.items():
        if name in answers:
            value = CHOICES.get(name, {}).get(answers[name], answers[name])
            yield label, f"{value}{UNITS.get(name, '')}"
