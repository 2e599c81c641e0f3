"""What the consultation's page shows, section by section, from answers and atlas."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from yintang.atlas.model import Atlas, Question
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.consultations.consulting import answers_of, day_of, last_consultation, told
from yintang.clinic.care.consultations.form import HERB_FIELDS, LIFESTYLE
from yintang.clinic.care.consultations.herbs import CAUTIONS, cautions_for
from yintang.clinic.care.consultations.sections import SECTIONS, asked_in, unconfirmed
from yintang.clinic.care.models import Visit
from yintang.drawing.schematic import draw_schematic
from yintang.drawing.svg import element, picture, smooth
from yintang.face.schematic import schematic_map
from yintang.planning.consultation import procedures_asked
from yintang.planning.facts import known_facts

SKIN_PHOTOTYPES = (
    (1, "Always burns in the sun, never tans"),
    (2, "Burns easily, tans a little"),
    (3, "Burns now and then, tans slowly"),
    (4, "Seldom burns, tans well"),
    (5, "Very seldom burns, brown skin"),
    (6, "Almost never burns, deep brown skin"),
)
"""Fitzpatrick's phototypes by what the sun does (Fitzpatrick 1988, Arch Dermatol 124:869)."""

FEARS = ("Needles", "Bruises before work", "Pain", "Needles near the eyes", "Looking different")
"""Offered beside her own words."""

NEW_ROW = "new"
"""Stands for a row's key in the templates that the page copies."""


def page_of(visit: Visit, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Everything the form is filled from."""
    known = atlas()
    consultation = answers.get("consultation", {})
    unfinished = answers.get("unfinished", {})
    last = last_consultation(visit)
    carried_from = answers.get("carried_from")
    return {
        "sections": SECTIONS,
        "unconfirmed": {section.id for section in unconfirmed(answers)},
        "by_herself": {
            id_: date.fromisoformat(day) for id_, day in answers.get("by_herself", {}).items()
        },
        "carried_from": date.fromisoformat(carried_from) if carried_from else None,
        "face": face_of_regions(),
        "regions": [(id_, _short_name(one.name)) for id_, one in known.regions.items()],
        "concerns": _concerns(answers, last.answers if last else {}, known),
        "complaints": _chosen(known.complaints, consultation.get("complaints", [])),
        "questions": {
            section.id: list(_questions(visit, section.id, consultation)) for section in SECTIONS
        },
        "medicines": consultation.get("medicines"),
        "medicine_names": sorted({n for m in known.medicines.values() for n in m.names}),
        "allergies": consultation.get("allergies"),
        **_procedures(consultation, unfinished, known),
        "pressure": consultation.get("blood_pressure") or unfinished.get("blood_pressure") or [],
        "phototypes": SKIN_PHOTOTYPES,
        "fitzpatrick": consultation.get("fitzpatrick"),
        "skin_types": list(known.skin_types.values()),
        "skin_type": consultation.get("skin_type"),
        "lifestyle": _lifestyle(answers),
        **_signs(consultation, last.answers if last else {}, known),
        **_wishes(consultation, unfinished),
        "herbs": _herb_rows(answers),
        "blank_herb": {"key": NEW_ROW},
        "herb_cautions": herbs_of(visit, answers),
        "all_herb_cautions": [(", ".join(c.names), c.say) for c in CAUTIONS],
        "talk": answers.get("talk", {}),
        "age": visit.patient.age(day_of(visit)),
        "day": day_of(visit),
    }


def herbs_of(visit: Visit, answers: Mapping[str, Any]) -> tuple[tuple[str, str, bool], ...]:
    """Cautions about the herbs she takes, the urgent ones marked."""
    facts = known_facts(told(visit, dict(answers)), atlas())
    return cautions_for(answers.get("herbs", []), facts)


def _chosen(entries: Mapping[str, Any], ids: Iterable[str]) -> list[tuple[str, str, bool]]:
    chosen = set(ids)
    return [(id_, _short_name(entry.name), id_ in chosen) for id_, entry in entries.items()]


def _short_name(name: str) -> str:
    """Without what is said in brackets, which a button has no room for."""
    return name.partition(" (")[0]


def _concerns(
    answers: Mapping[str, Any], before: Mapping[str, Any], known: Atlas
) -> list[dict[str, Any]]:
    """Every concern, those chosen first, the weightiest at their head."""
    goals = answers.get("consultation", {}).get("goals", {})
    ratings, words = answers.get("ratings", {}), answers.get("words", {})
    chosen = [id_ for id_ in _by_weight(goals) if id_ in known.concerns]
    return [
        {
            "id": id_,
            "name": known.concerns[id_].name,
            "regions": " ".join(known.concerns[id_].regions),
            "caution": known.concerns[id_].caution,
            "chosen": id_ in goals,
            "weight": goals.get(id_, 3),
            "words": words.get(id_, ""),
            "rating": ratings.get(id_),
            "last_rating": before.get("ratings", {}).get(id_),
        }
        for id_ in dict.fromkeys([*chosen, *known.concerns])
    ]


def _questions(
    visit: Visit, section: str, consultation: Mapping[str, Any]
) -> Iterable[dict[str, Any]]:
    history = consultation.get("history", {})
    for question in asked_in(section, atlas(), visit.patient.sex):
        yield {"of": question, "said": _said(history, question), **_sites(history, question)}


def _said(history: Mapping[str, Any], question: Question) -> str:
    if question.id not in history:
        return ""
    return "no" if history[question.id] is False else "yes"


def _sites(history: Mapping[str, Any], question: Question) -> dict[str, Any]:
    said = history.get(question.id)
    return {"sites": _chosen(atlas().regions, said if isinstance(said, list) else ())}


def _lifestyle(answers: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    said = answers.get("lifestyle", {})
    return [(key, name, said.get(key, "")) for key, name in LIFESTYLE.items()]


def _procedures(
    consultation: Mapping[str, Any], unfinished: Mapping[str, Any], known: Atlas
) -> dict[str, Any]:
    stated = consultation.get("procedures")
    rows = [*(stated or []), *unfinished.get("procedures", [])]
    return {
        "procedures": [
            {**row, "key": n, "sites": _chosen(known.regions, row.get("sites", []))}
            for n, row in enumerate(rows)
        ],
        "no_procedures": stated == [],
        "blank_procedure": {"key": NEW_ROW, "sites": _chosen(known.regions, ())},
        "periods": [(id_, period.name) for id_, period in procedures_asked(known).items()],
    }


def _signs(
    consultation: Mapping[str, Any], before: Mapping[str, Any], known: Atlas
) -> dict[str, Any]:
    """Signs by kind, with what was seen at the last visit in words."""

    def of_kind(key: str, kind: str) -> dict[str, Any]:
        chosen = consultation.get(key, [])
        was = before.get("consultation", {}).get(key, [])
        entries = {id_: sign for id_, sign in known.signs.items() if sign.kind == kind}
        return {
            "key": key,
            "entries": _chosen(entries, chosen),
            "was": ", ".join(entries[id_].name.lower() for id_ in was if id_ in entries),
        }

    return {
        "tongue": of_kind("tongue", "tongue"),
        "pulse": of_kind("pulse", "pulse"),
        "face_signs": of_kind("signs", "face"),
        "symptoms": of_kind("signs", "symptom"),
        "triggers": of_kind("triggers", "trigger"),
    }


def _wishes(consultation: Mapping[str, Any], unfinished: Mapping[str, Any]) -> dict[str, Any]:
    fears = consultation.get("fears", [])
    holidays = [*consultation.get("holidays", []), *unfinished.get("holidays", [])]
    return {
        "event_date": consultation.get("event_date") or unfinished.get("event_date", ""),
        "holidays": [{**row, "key": n} for n, row in enumerate(holidays)],
        "offered_fears": [(fear, fear in fears) for fear in FEARS],
        "own_fears": [fear for fear in fears if fear not in FEARS],
        "blank_holiday": {"key": NEW_ROW},
        "visits_offered": range(6, 13),
        "interval_days": consultation.get("interval_days"),
        "sessions": consultation.get("sessions"),
    }


def _herb_rows(answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {**dict.fromkeys(HERB_FIELDS, ""), **row, "key": n}
        for n, row in enumerate(answers.get("herbs", []))
    ]


@cache
def face_of_regions() -> str:
    """The drawn face with each region as a polygon to tap; the buttons beside it say the same."""
    known = atlas()
    face_map = schematic_map(known)
    scale = 0.25

    def place(x: float, y: float) -> tuple[float, float]:
        return ((x - 100) * scale, (y - 130) * scale)

    regions = "".join(
        element(
            "path",
            element("title", known.regions[region.region].name),
            d=smooth([place(*xy) for xy in region.xy], closed=True),
            class_="region",
            data_region=region.region,
        )
        for region in face_map.regions
    )
    face = draw_schematic(face_map, place, face_map.ipd_px * scale)
    return picture(
        350, 480, "Regions of the face", "Tap a region to see what can be worked on there.",
        element("g", face, class_="drawn", aria_hidden="true") + regions,
    )  # fmt: skip


def summary_of(visit: Visit) -> list[tuple[str, list[str]]]:
    """What was told, in words, by section; sections in which nothing was told are left out."""
    answers, known = answers_of(visit), atlas()
    consultation = answers.get("consultation", {})
    goals = [_goal_line(id_, answers, known) for id_ in _by_weight(consultation.get("goals", {}))]
    told_here: dict[str, list[str]] = {section.id: [] for section in SECTIONS}
    told_here["goals"] = goals
    told_here["complaints"] = [n for _, n, yes in _chosen(
        known.complaints, consultation.get("complaints", [])) if yes]  # fmt: skip
    for section in SECTIONS:
        for question in asked_in(section.id, known, visit.patient.sex):
            said = consultation.get("history", {}).get(question.id)
            if said is not None and said is not False:
                told_here[section.id].append(_answer_line(question, said, known))
    _measured_lines(told_here, consultation, known)
    told_here["lifestyle"] += [
        f"{LIFESTYLE[key]}: {said}" for key, said in answers.get("lifestyle", {}).items()
    ]
    told_here["herbs"] = [
        ", ".join(value for value in (row.get(name) for name in HERB_FIELDS) if value)
        for row in answers.get("herbs", [])
    ]
    if answers.get("talk", {}).get("done"):
        words = answers["talk"].get("words", "")
        told_here["expectations"].append(f"Talked about. {words}".strip())
    return [(s.name, told_here[s.id]) for s in SECTIONS if told_here[s.id]]


def _by_weight(goals: Mapping[str, int]) -> list[str]:
    return sorted(goals, key=lambda id_: (-goals[id_], id_))


def _goal_line(id_: str, answers: Mapping[str, Any], known: Atlas) -> str:
    weight = answers["consultation"]["goals"][id_]
    name = known.concerns[id_].name if id_ in known.concerns else id_
    rating = answers.get("ratings", {}).get(id_)
    words = answers.get("words", {}).get(id_)
    return (
        f"{name}, weight {weight} of 5"
        + (f", rated {rating} of 10" if rating is not None else "")
        + (f": “{words}”" if words else "")
    )


def _answer_line(question: Question, said: Any, known: Atlas) -> str:
    name = (question.short or question.id.replace("_", " ")).capitalize()
    if isinstance(said, list):
        return f"{name}: {', '.join(known.regions[r].name for r in said if r in known.regions)}"
    return name


def _measured_lines(
    lines: dict[str, list[str]], consultation: Mapping[str, Any], known: Atlas
) -> None:
    """Adds lists, measures and choices to the lines of their sections."""
    for key, none in (("medicines", "No medicines"), ("allergies", "No allergies")):
        if (said := consultation.get(key)) is not None:
            lines["medicines"].append(", ".join(said) or none)
    procedures = consultation.get("procedures")
    if procedures == []:
        lines["procedures"].append("None")
    for done in procedures or []:
        name = known.periods[done["what"]].name if done["what"] in known.periods else done["what"]
        lines["procedures"].append(f"{name}, {done['date']}: {', '.join(done.get('sites', []))}")
    if pressure := consultation.get("blood_pressure"):
        lines["body"].append(f"Blood pressure {pressure[0]}/{pressure[1]} mmHg")
    if phototype := consultation.get("fitzpatrick"):
        lines["body"].append(f"Skin phototype {phototype}: {dict(SKIN_PHOTOTYPES)[phototype]}")
    if (kind := consultation.get("skin_type", "")) in known.skin_types:
        lines["body"].append(known.skin_types[kind].name)
    for key, section in (("triggers", "lifestyle"), ("tongue", "tongue"), ("pulse", "tongue"),
                         ("signs", "tongue")):  # fmt: skip
        named = [known.signs[id_].name for id_ in consultation.get(key, []) if id_ in known.signs]
        if named:
            lines[section].append(", ".join(named))
    if event := consultation.get("event_date"):
        lines["wishes"].append(f"Event on {event}")
    if fears := consultation.get("fears"):
        lines["wishes"].append(f"Fears: {', '.join(fears)}")
