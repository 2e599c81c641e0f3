"""Writes a commented consultation to fill in, from the atlas' own questions and words."""

import textwrap
from collections.abc import Iterable
from typing import Any

from yintang.atlas.model import Atlas, Question
from yintang.planning.consultation import procedures_asked
from yintang.planning.consultation_file import SIGN_KINDS

WIDTH = 96

GROUPS = {
    "history": "History",
    "medicines": "Medicines by kind, where the list above does not tell",
    "allergies": "Allergies by kind",
    "skin": "The skin today: true, or the face regions where it is so",
    "today": "Today",
    "expectation": "What is hoped for",
    "measured": "Measured",
}


def example_consultation(atlas: Atlas) -> str:
    """A consultation in TOML that reads as it stands: every key explained, examples commented out.

    Only the goal is filled in. A line begins to count when its "#" is taken away; what stays
    commented out was not stated, and screening asks for it.
    """
    return "\n".join([*_head(atlas), *_goals(atlas), *_history(atlas), *_tables(atlas)]) + "\n"


def _comment(text: str, indent: str = "# ") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _choice(intro: str, entries: Iterable[Any]) -> list[str]:
    """A comment listing the words that may be written."""
    words = ", ".join(f"{entry.id} ({entry.name})" for entry in entries)
    return _comment(f"{intro}: {words}.") if words else []


def _quoted(words: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def _head(atlas: Atlas) -> list[str]:
    lines = [
        *_comment(
            "A consultation for `yintang plan`. Take the # away from a line to state it; what "
            "stays commented out was not stated, and screening asks for it. No names, please."
        ),
        "",
        "# age = 47",
        '# sex = "female"',
        "first_visit = true",
        "# blood_pressure = [128, 82]  # mmHg, systolic then diastolic",
        "",
        *_comment("Medicines and supplements by name; an empty list means none are taken."),
        "# medicines = []",
        "# allergies = []",
        "",
        *_choice("Complaints beside the face", atlas.complaints.values()),
        "# complaints = []",
        "",
    ]
    for key, kinds in SIGN_KINDS.items():
        fitting = [sign for sign in atlas.signs.values() if sign.kind in kinds]
        lines += [*_choice(key.capitalize(), fitting), f"# {key} = []", ""]
    return [*lines, *_wishes(atlas)]


def _wishes(atlas: Atlas) -> list[str]:
    return [
        *_choice("Type of skin problem", atlas.skin_types.values()),
        '# skin_type = "blocked"',
        "# fitzpatrick = 3  # skin phototype, 1 to 6",
        "",
        *_comment("Patterns the practitioner confirms; a suggestion alone brings no needles."),
        "# confirmed_patterns = []",
        *_comment("Points off by default that the practitioner asks for by name."),
        "# named_points = []",
        "# fears = []",
        "",
        *_choice("Protocol", atlas.protocols.values()),
        f'# protocol = "{next(iter(atlas.protocols), "gentle")}"',
        "# start = 2030-01-07",
        "# interval_days = 7  # or 14",
        "# sessions = 10  # 6 to 12",
        "# event_date = 2030-06-01  # the last visit lies at least "
        f"{atlas.limits.event_gap_days} days before",
        "",
    ]


def _goals(atlas: Atlas) -> list[str]:
    concerns = list(atlas.concerns.values())
    words = ", ".join(f"{concern.slug} ({concern.name})" for concern in concerns)
    return [
        *_comment(f"What she wants, weighted from 1 to 5. Concerns: {words}."),
        "[goals]",
        *([f"{concerns[0].slug} = 3"] if concerns else []),
        "",
    ]


def _history(atlas: Atlas) -> list[str]:
    lines = ["[history]"]
    for group, title in GROUPS.items():
        questions = [q for q in atlas.questions.values() if q.group == group]
        if questions:
            lines += ["", f"# --- {title}"]
        for question in questions:
            lines += _question(question)
    regions = _quoted(atlas.regions)
    return [*lines, "", *_comment(f"Face regions: {regions[1:-1]}."), ""]


def _question(question: Question) -> list[str]:
    answer = "false  # or true, or a list of face regions" if question.sited else "false"
    return [*_comment(question.ask), f"# {question.id} = {answer}"]


def _tables(atlas: Atlas) -> list[str]:
    asked = procedures_asked(atlas)
    period = next(iter(asked), "botulinum-toxin")
    return [
        *_choice("Procedures that ask for a wait", asked.values()),
        "# procedures = [] would say that there were none; write it above [goals].",
        "# [[procedures]]",
        f'# what = "{period}"',
        "# date = 2030-01-01",
        f"# sites = {_quoted(list(atlas.regions)[:1])}",
        "",
        "# [[holidays]]",
        "# first = 2030-02-01",
        "# last = 2030-02-08",
    ]
