"""Two states of the same answers side by side, and one made of both, piece by piece."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yintang.atlas.model import Atlas
from yintang.clinic.care.consultations.form import LIFESTYLE
from yintang.clinic.care.consultations.sections import SECTIONS
from yintang.planning.consultation import procedures_asked
from yintang.planning.facts import short

BY_PIECE = ("consultation/goals", "consultation/history", "words", "ratings", "lifestyle", "talk")
"""Parts that are compared entry by entry rather than as a whole."""

NONE_IS_SAID = frozenset(f"consultation/{key}" for key in ("medicines", "allergies", "procedures"))
"""Lists of which an empty one says that there are none."""

NAMES = {
    "herbs": "Herbs",
    "unfinished": "Entries that are not complete",
    "confirmed_sections": "Sections confirmed",
    "carried_from": "Carried over from",
    "by_herself": "Filled in by the patient",
    "event_date": "Event",
    "skin_type": "Type of skin problem",
    "fitzpatrick": "Skin phototype",
    "blood_pressure": "Blood pressure",
    "signs": "Signs",
    "triggers": "Triggers",
    "interval_days": "Days between visits",
    "sessions": "Number of visits",
}


@dataclass(frozen=True, slots=True)
class Apart:
    """One piece that differs: its path, its name, both texts, and which of them changed."""

    path: str
    name: str
    mine: str
    theirs: str
    keep: str
    """ "mine" or "theirs": whichever was changed since both were the same; mine if both were."""


def pieces(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Every piece of the answers by its path, such as "consultation/history/pregnant"."""
    found: dict[str, Any] = {}
    for key, value in answers.items():
        parts = value.items() if key == "consultation" else [("", value)]
        for part, inner in parts:
            path = f"{key}/{part}" if part else key
            if path in BY_PIECE:
                found |= {f"{path}/{id_}": one for id_, one in inner.items()}
            else:
                found[path] = inner
    return {
        path: value
        for path, value in found.items()
        if value not in ([], "", None) or (value == [] and path in NONE_IS_SAID)
    }


def apart(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], atlas: Atlas
) -> tuple[Apart, ...]:
    """Every piece in which two states of the answers differ. `base` is what both began from."""
    before, own, other = pieces(base), pieces(mine), pieces(theirs)
    differing = sorted(p for p in own.keys() | other.keys() if own.get(p) != other.get(p))
    return tuple(
        Apart(
            path,
            name_of(path, atlas),
            in_words(own.get(path), atlas),
            in_words(other.get(path), atlas),
            "theirs" if own.get(path) == before.get(path) else "mine",
        )
        for path in differing
    )


def merged(
    mine: Mapping[str, Any], theirs: Mapping[str, Any], taken: Iterable[str]
) -> dict[str, Any]:
    """My answers, with the pieces named by their paths as they stand in theirs."""
    both = pieces(mine)
    other = pieces(theirs)
    for path in taken:
        if path in other:
            both[path] = other[path]
        else:
            both.pop(path, None)
    whole: dict[str, Any] = {key: {} for key in ("consultation", "words", "ratings", "lifestyle")}
    for path, value in both.items():
        *way, last = _steps(path)
        place = whole
        for step in way:
            place = place.setdefault(step, {})
        place[last] = value
    return whole


def _steps(path: str) -> list[str]:
    parent = next((one for one in BY_PIECE if path.startswith(f"{one}/")), "")
    return [*parent.split("/"), path[len(parent) + 1 :]] if parent else path.split("/")


def name_of(path: str, atlas: Atlas) -> str:
    """What a piece is called on the page."""
    *way, last = _steps(path)
    within = way[-1] if way else ""
    if within == "history" and last in atlas.questions:
        return short(atlas.questions[last]).capitalize()
    if within in {"goals", "words", "ratings"} and last in atlas.concerns:
        what = {"goals": "weight", "words": "own words", "ratings": "rating"}[within]
        return f"{atlas.concerns[last].name}: {what}"
    if within == "lifestyle":
        return LIFESTYLE.get(last, last)
    if within == "talk":
        return "Talk about expectations"
    return NAMES.get(last, last.replace("_", " ").capitalize())


def in_words(value: Any, atlas: Atlas) -> str:
    """A piece as somebody reads it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        said = (in_words(one, atlas) for one in value.values() if one not in ("", [], None))
        return ", ".join(said)
    if isinstance(value, list | tuple):
        return "; ".join(in_words(one, atlas) for one in value) or "none"
    return _named(str(value), atlas)


def _named(word: str, atlas: Atlas) -> str:
    known: tuple[Mapping[str, Any], ...] = (
        atlas.concerns, atlas.complaints, atlas.signs, atlas.regions, procedures_asked(atlas),
        atlas.skin_types, {section.id: section for section in SECTIONS},
    )  # fmt: skip
    for entries in known:
        if word in entries:
            return str(entries[word].name)
    return word
