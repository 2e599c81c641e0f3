"""What she told in a visit, what screening says of it, and what the owner decided all the same.

The pages of plan, session and record ask here; nobody else reads a consultation's answers.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yintang.clinic.accounts.models import User
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.consultations.sections import carried
from yintang.clinic.care.models import Consultation, Override, Visit
from yintang.clinic.care.models import Screening as StoredScreening
from yintang.clinic.locking import locked
from yintang.planning import Consultation as Told
from yintang.planning import (
    ConsultationError,
    Screening,
    consultation_from_json,
    screen,
    screening_as_json,
)
from yintang.planning.exclusions import Exclusions
from yintang.planning.plan import Finding

FEWEST_CHARACTERS = 15
"""Of an override's reason: enough for a sentence."""

LONGEST_CAUSE = 300
"""Characters of a cause that an override keeps."""

TALKED = "R37"
"""The rule about distress over looks: a talk on the record lifts its stop, see `screening_of`."""


def day_of(visit: Visit) -> date:
    """The visit's day on the clinic's wall clock: waiting periods are counted to it."""
    return visit.local_start.date()


def last_consultation(visit: Visit) -> Consultation | None:
    """The patient's consultation of the latest earlier visit that has one."""
    return (
        Consultation.objects.filter(
            visit__patient=visit.patient_id,
            visit__starts_at__lt=visit.starts_at,
            revision__gt=0,
        )
        .exclude(visit=visit)
        .select_related("visit__clinic")
        .order_by("-visit__starts_at")
        .first()
    )


def document_of(visit: Visit) -> Consultation:
    """The visit's consultation; not yet saved where nothing was written."""
    written = Consultation.objects.filter(visit=visit).first()
    return written or Consultation(visit=visit)


def answers_of(visit: Visit) -> dict[str, Any]:
    """The answers as they stand; before the first save those carried over from the last visit."""
    written = document_of(visit)
    if written.revision:
        return dict(written.answers)
    last = last_consultation(visit)
    return {} if last is None else carried(last.answers, atlas(), day_of(last.visit), day_of(visit))


def carry_forward(visit: Visit, by: User) -> Consultation:
    """The visit's own consultation, begun as a copy of the last one where nothing was written.

    Raises
    ------
    Signed
        If the visit is signed.
    """
    written, _ = Consultation.objects.get_or_create(visit=visit)
    if written.revision:
        return written
    return written.revise(answers_of(visit), expected=0, by=by)


def consultation_of(visit: Visit) -> Told:
    """What planning is told: the answers, age and sex, whether it is a first visit, her patterns.

    Answers that an older atlas took and this one does not know are told as nothing.
    """
    return told(visit, answers_of(visit))


def told(visit: Visit, answers: dict[str, Any]) -> Told:
    """As `consultation_of`, from answers that need not be saved."""
    try:
        read = consultation_from_json(answers.get("consultation", {}), atlas())
    except ConsultationError:
        read = Told()
    patient = visit.patient
    history = dict(read.history)
    if patient.sex == patient.Sex.MALE:
        history = {"pregnant": False, "breastfeeding": False, **history}
    return replace(
        read,
        age=patient.age(day_of(visit)),
        sex=patient.sex or None,
        first_visit=not _treated_before(visit),
        history=history,
        confirmed_patterns=_confirmed_patterns(visit),
    )


def _treated_before(visit: Visit) -> bool:
    return Visit.objects.filter(
        patient=visit.patient_id,
        starts_at__lt=visit.starts_at,
        state__in=[Visit.State.CLOSED, Visit.State.SIGNED],
    ).exists()


def _confirmed_patterns(visit: Visit) -> tuple[str, ...]:
    diagnosis = getattr(visit, "diagnosis", None)
    patterns = diagnosis.patterns if diagnosis else []
    return tuple(id_ for id_ in patterns if id_ in atlas().patterns)


def screening_of(visit: Visit, today: date | None = None) -> Screening:
    """Every finding, overridden ones too; `exclusions` without the stops that were lifted.

    A stop of face or body is lifted by an owner's override of its rule, and, for distress over
    looks, by the talk being on the record. Points, regions and caps of the rule go on holding.
    """
    answers = answers_of(visit)
    day = today or day_of(visit)
    screening = screen(told(visit, answers), atlas(), day)
    lifted = {
        override.rule
        for override in overrides_of(visit)
        if any(overrides(override, finding) for finding in screening.findings)
    }
    if answers.get("talk", {}).get("done"):
        lifted.add(TALKED)
    exclusions = screening.exclusions
    kept = tuple(r for r in exclusions.removals if r.kind != "stop" or r.rule not in lifted)
    return replace(screening, exclusions=replace(exclusions, removals=kept))


def overrides_of(visit: Visit) -> list[Override]:
    """The decisions in force, the newest first."""
    in_force = Override.objects.filter(visit=visit, withdrawn_at=None)
    return list(in_force.select_related("by").order_by("-at"))


def overrides(override: Override, finding: Finding) -> bool:
    """Whether a decision was made about this finding: the same rule for the same cause."""
    return (override.rule, override.because) == (finding.rule, finding.because[:LONGEST_CAUSE])


def blocked_by(visit: Visit, today: date | None = None) -> tuple[Finding, ...]:
    """Findings that say STOP and that no owner has decided to go on with; none means go on."""
    decided = overrides_of(visit)
    return tuple(
        finding
        for finding in screening_of(visit, today).findings
        if finding.action == "STOP" and not any(overrides(one, finding) for one in decided)
    )


def stopping(visit: Visit, *, face: bool, today: date | None = None) -> tuple[Finding, ...]:
    """Of what blocks, what stops these needles: a rule for the face alone leaves the body free.

    Parameters
    ----------
    face : whether any of the needles lies on face, scalp or neck.
    """
    blocking = blocked_by(visit, today)
    if face or not blocking:
        return blocking
    day = today or day_of(visit)
    return also_the_body(blocking, screening_of(visit, day).exclusions.on(day))


def also_the_body(blocking: tuple[Finding, ...], exclusions: Exclusions) -> tuple[Finding, ...]:
    """Without the findings whose rule stops the face and not the body."""
    stops = [removal for removal in exclusions.removals if removal.kind == "stop"]
    face = {removal.rule for removal in stops if removal.target == "face"}
    body = {removal.rule for removal in stops if removal.target == "body"}
    return tuple(one for one in blocking if one.rule not in face - body)


def overridden(visit: Visit, rule: str, because: str, reason: str, by: User) -> Override | str:
    """An owner's decision to go on although this rule says stop for this cause.

    Returns the decision, the standing one if it was already made; or, in words, why there is none.
    """
    reason = reason.strip()
    if visit.is_signed:
        return "The visit is signed. What it holds can be amended."
    if len(reason) < FEWEST_CHARACTERS:
        return f"Write down the reason, in at least {FEWEST_CHARACTERS} characters."
    with locked(visit):
        decided = overrides_of(visit)
        for finding in screening_of(visit).findings:
            if (finding.action, finding.rule, finding.because) == ("STOP", rule, because):
                standing = next((one for one in decided if overrides(one, finding)), None)
                return standing or Override.objects.create(
                    visit=visit, rule=rule, because=because[:LONGEST_CAUSE], reason=reason, by=by
                )
    return "This no longer stands in the way: the answers have changed."


def findings_json(screening: Screening) -> list[dict[str, Any]]:
    """The findings, JSON-safe."""
    written: list[dict[str, Any]] = screening_as_json(screening)["findings"]
    return written


def store_screening(
    visit: Visit, moment: str, by: User, today: date | None = None
) -> StoredScreening:
    """Keep what screening says at this moment, with the rules' ids and the atlas' version."""
    screening = screening_of(visit, today)
    return StoredScreening.objects.create(
        visit=visit,
        moment=moment,
        findings=findings_json(screening),
        not_stated=list(screening.not_stated),
        atlas=atlas().version,
        consultation_revision=document_of(visit).revision,
        by=by,
    )


@dataclass(frozen=True, slots=True)
class News:
    """One of the three questions before the needles. `help` says what stood before, in words."""

    id: str
    ask: str
    help: str
    anchor: str
    """The section of the consultation where something new is written down."""


def three_questions(visit: Visit) -> tuple[News, ...]:
    """ "Anything new since?": asked again at the start of every session."""
    known = consultation_of(visit)
    medicines = ", ".join(known.medicines or ())
    pressure = known.blood_pressure
    return (
        News(
            "news",
            "Any new medicine, illness, allergy, operation or cosmetic treatment?",
            f"Written down: {medicines}." if medicines else "No medicine is written down.",
            "medicines",
        ),
        News(
            "body",
            "Unwell or feverish today, anything on the skin of the face, or a possible pregnancy?",
            f"Blood pressure {pressure[0]}/{pressure[1]}." if pressure else "",
            "body",
        ),
        News(
            "last",
            "How was it after the last session: bruises, pain, faintness, anything that worried?",
            "" if known.first_visit else "Write down what happened and how long it lasted.",
            "expectations",
        ),
    )
