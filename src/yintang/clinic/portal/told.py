"""What she fills in before a visit: the consultation's own questions, a section at a time.

The answers go into the consultation of her next visit, marked as hers; the practitioner reads them
with her and confirms each section.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from yintang.atlas.model import Question
from yintang.clinic.accounts.models import User
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.consultations.consulting import answers_of, day_of
from yintang.clinic.care.consultations.form import Sent, read_form
from yintang.clinic.care.consultations.sections import OF_TODAY, SECTIONS, Section, asked_in
from yintang.clinic.care.models import Consultation, Visit
from yintang.clinic.locking import locked
from yintang.clinic.patients.models import Patient

ASKED = (
    "goals",
    "history",
    "medicines",
    "procedures",
    "body",
    "lifestyle",
    "wishes",
    "expectations",
)
"""The sections she fills in herself; what needs a trained eye is left to the visit."""
NAMES = {
    "goals": "What you would like",
    "history": "Your health",
    "medicines": "Medicines and allergies",
    "procedures": "Other treatments of the face",
    "body": "Just now",
    "lifestyle": "Your days",
    "wishes": "Dates and worries",
    "expectations": "How you feel about it",
}
BY_KEY: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "goals": (("goals",), ("words", "ratings")),
    "medicines": (("medicines", "allergies"), ()),
    "procedures": (("procedures",), ()),
    "lifestyle": (("triggers",), ("lifestyle",)),
    "wishes": (("event_date", "fears"), ()),
}
"""Section -> keys of the consultation and keys beside it that it sets."""

Change = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """One section as she meets it."""

    id: str
    name: str
    done: date | None
    """When she last saved it."""


def coming_visit(patient: Patient, now: datetime | None = None) -> Visit | None:
    """Her next visit that has not begun; one of today counts until the day is over."""
    local = (now or timezone.now()).astimezone(patient.clinic.zone)
    midnight = datetime.combine(local.date(), time(), tzinfo=patient.clinic.zone)
    visits = Visit.objects.filter(
        patient=patient, state__in=Visit.EXPECTED, starts_at__gte=midnight
    )
    return visits.select_related("patient", "clinic", "practitioner").order_by("starts_at").first()


def may_tell(visit: Visit) -> bool:
    """Whether her answers are still hers to change: not begun, and not yet gone through."""
    written = Consultation.objects.filter(visit=visit).first()
    return visit.state in Visit.EXPECTED and not (written and written.confirmed_at)


def steps_of(answers: Mapping[str, Any]) -> tuple[Step, ...]:
    """Every section, with the day on which she saved it."""
    herself = answers.get("by_herself", {})
    return tuple(
        Step(id_, NAMES[id_], date.fromisoformat(herself[id_]) if id_ in herself else None)
        for id_ in ASKED
    )


def questions_of(section: str, sex: str) -> Iterator[Question]:
    """The questions of a section that are hers to answer, and hold for longer than a day."""
    for question in asked_in(section, atlas(), sex):
        if section == "medicines" or question.ask.startswith("For the practitioner"):
            continue
        if section == "body" and question.id not in OF_TODAY:
            continue
        yield question


def section_named(id_: str) -> Section | None:
    """A section she fills in."""
    return next((one for one in SECTIONS if one.id == id_ and id_ in ASKED), None)


def read(section: str, posted: QueryDict, day: date) -> Sent:
    """The section as she sent it; of lists, one entry a line."""
    form = posted.copy()
    for lines, name in (("medicine_lines", "medicine"), ("allergy_lines", "allergy")):
        if lines in form:
            form.setlist(name, form.get(lines, "").splitlines())
    if section == "wishes":
        own = form.get("own_fear", "")
        form.setlist("fear", [*form.getlist("fear"), *([own] if own.strip() else [])])
    return read_form(form, atlas(), day)


def with_section(section: str, sent: Sent, sex: str, today: date) -> Change:
    """The change that one section as sent makes to the answers."""

    def change(answers: dict[str, Any]) -> dict[str, Any]:
        told, new = dict(answers.get("consultation", {})), sent.answers["consultation"]
        inner, beside = BY_KEY.get(section, ((), ()))
        for key in inner:
            told.pop(key, None)
            if key in new:
                told[key] = new[key]
        asked = {question.id for question in questions_of(section, sex)}
        history = {k: v for k, v in told.get("history", {}).items() if k not in asked}
        told["history"] = history | {k: v for k, v in new["history"].items() if k in asked}
        changed = {**answers, "consultation": told}
        changed |= {key: sent.answers[key] for key in beside}
        if section == "procedures":
            changed["unfinished"] = _unfinished(answers, sent)
        return marked(changed, section, today)

    return change


def _unfinished(answers: Mapping[str, Any], sent: Sent) -> dict[str, Any]:
    others = {k: v for k, v in answers.get("unfinished", {}).items() if k != "procedures"}
    begun = sent.answers.get("unfinished", {}).get("procedures")
    return {**others, "procedures": begun} if begun else others


def marked(answers: dict[str, Any], section: str, today: date) -> dict[str, Any]:
    """The answers with a section marked as filled in by her, to be confirmed."""
    confirmed = [id_ for id_ in answers.get("confirmed_sections", []) if id_ != section]
    return {
        **answers,
        "confirmed_sections": confirmed,
        "by_herself": {**answers.get("by_herself", {}), section: str(today)},
    }


def with_ratings(ratings: Mapping[str, int]) -> Change:
    """The change that her ratings of a day make to the answers."""
    return lambda answers: {**answers, "ratings": {**answers.get("ratings", {}), **ratings}}


def keep(visit: Visit, change: Change, by: User | None) -> Consultation | None:
    """Apply a change of hers to what stands there now; None where it is no longer hers to change.

    One section at a time is replaced, so that two of her devices do not undo each other.
    """
    written, _ = Consultation.objects.get_or_create(visit=visit)
    with locked(written) as current:
        if not may_tell(visit):
            return None
        return current.revise(change(answers_of(visit)), expected=current.revision, by=by)


def goals_of(visit: Visit) -> list[tuple[str, str, int | None]]:
    """What she can rate before this visit: id, name and the rating given for it already."""
    answers, known = answers_of(visit), atlas().concerns
    goals = answers.get("consultation", {}).get("goals", {})
    wanted = goals or (visit.course.concerns if visit.course else ())
    ratings = answers.get("ratings", {})
    return [(id_, known[id_].name, ratings.get(id_)) for id_ in wanted if id_ in known]


def day_for(visit: Visit) -> date:
    """The visit's day, to which waits are counted."""
    return day_of(visit)
