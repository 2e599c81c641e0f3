"""The public pages on what is known: their order, and which claims and rates each one tells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A page. `slug` is its place in the address and its template, `asks` its heading."""

    slug: str
    asks: str
    says: str
    """What it comes down to, for the page of contents."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Claims told together under one heading, each with a short name of what it is about."""

    name: str
    claims: tuple[tuple[str, str], ...]


TOPICS = (
    Topic("session", "What happens in a session?", "A talk, fine needles, a rest, a count."),
    Topic("feel", "What does it feel like?", "Mostly little. Some places sting. Many feel calm."),
    Topic("does-it-work", "Does it work?", "We know little. See each claim, and how sure it is."),
    Topic("risks", "What can go wrong?", "How often, out of 10,000, in plain numbers."),
    Topic("visits", "How many visits?", "Most clinics plan 6 to 12. Look back halfway."),
    Topic("differences", "How is it different?", "From Botox, fillers, surgery and more."),
    Topic("besides", "What else is on offer?", "Massage, stones, cups, and help for pain."),
    Topic("sources", "Where is this from?", "Every study we name, and what it found."),
)

SKIN = (
    Chapter(
        "Lines and shape",
        (
            ("C01", "Frown lines"),
            ("C02", "Fine lines"),
            ("C03", "Firm skin"),
            ("C04", "Lift and sagging"),
            ("C13", "The brow"),
            ("C12", "Eye bags and drooping lids"),
        ),
    ),
    Chapter(
        "Colour and glow",
        (
            ("C10", "Glow and even tone"),
            ("C08", "Blood flow"),
            ("C09", "Puffy skin"),
            ("C11", "Dark circles"),
            ("C15", "Redness"),
            ("C16", "Brown patches"),
        ),
    ),
    Chapter("Spots and rashes", (("C17", "Acne"), ("C19", "Eczema"))),
    Chapter("Under the skin", (("C05", "Collagen"),)),
    Chapter("How soon, how long", (("C36", "After one visit"), ("C32", "Does it last?"))),
)
FEEL = (Chapter("What was found", (("C31", "Pain"), ("C21", "Calm, and sleepy"))),)
RISKS = (Chapter("Next to other treatments", (("C29", "Compared with others"),)),)
FACE_CARE = Chapter("After the needles", (("C33", "Stones (gua sha)"), ("C34", "Cups")))
BODY = Chapter(
    "For the body and the mind",
    (
        ("C35", "Massage, and help for a sore knee"),
        ("C25", "Stiff neck and shoulders"),
        ("C24", "Headaches"),
        ("C22", "Stress and worry"),
        ("C23", "Sleep and mood"),
        ("C26", "The stomach"),
        ("C27", "Hay fever"),
    ),
)
CHAPTERS = {
    "feel": FEEL,
    "does-it-work": SKIN,
    "risks": RISKS,
    "besides": (FACE_CARE, BODY),
}

RATES = (
    "facial-bleeding",
    "facial-bruise",
    "drowsy",
    "autonomic",
    "needing-treatment",
    "serious-patients",
)
"""Adverse events shown as dots out of 10,000, the facial ones first."""
REPORTS = ("eye-injury", "lasting-facial-harm")
"""Harms known from single reports, of which no rate can be given."""
ALSO_CITED = ("N2", "N4", "N8", "B21", "S10", "S14", "S15", "S16", "S34")
"""Sources that the prose of the pages leans on besides those of the claims and rates."""
