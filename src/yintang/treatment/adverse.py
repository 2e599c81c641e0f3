"""Which adverse events a practitioner can choose from, and how grave they were."""

from yintang.atlas.model import Atlas

CHOICES: tuple[str, ...] = (
    "facial-bleeding",
    "facial-bruise",
    "under-eye-haematoma",
    "pain-survey",
    "autonomic",
    "drowsy",
    "stray-needle",
    "forgotten-needle",
    "eye-injury",
    "lasting-facial-harm",
)
"""Entries of the atlas that name what can happen to one person, the likeliest first. The others are
sums over many kinds of event."""

OTHER = "other"

SEVERITY: tuple[tuple[int, str], ...] = (
    (1, "slight: passed by itself"),
    (2, "moderate: something was done about it here"),
    (3, "grave: a doctor is asked"),
    (4, "emergency: an ambulance was called, or harm may last"),
)
"""Yintang's own four steps, by what had to be done."""


def adverse_choices(atlas: Atlas) -> tuple[tuple[str, str], ...]:
    """(id, name) of what can be recorded, "other" last."""
    known = atlas.adverse_events
    return (*((id_, known[id_].name) for id_ in CHOICES), (OTHER, "something else"))
