"""A visit of the sample clinic, step by step as the practitioner would take it."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.care.consultations import consulting
from yintang.clinic.care.consultations.diagnosing import suggested_of
from yintang.clinic.care.models import (
    Consultation,
    Course,
    Diagnosis,
    Note,
    Override,
    Plan,
    Screening,
    Session,
    Visit,
)
from yintang.clinic.care.plans import beginning as plan_beginning
from yintang.clinic.care.sessions.begin import begin as begin_session
from yintang.clinic.patients.models import Patient
from yintang.clinic.sample.clock import set_to
from yintang.clinic.sample.letters import send_aftercare
from yintang.clinic.sample.needling import Story, Until, length_of, play, taps
from yintang.clinic.sample.people import Person, words
from yintang.clinic.sample.scene import Scene, chance, done
from yintang.clinic.sample.series import Film, declare, photograph_visit
from yintang.clinic.sample.telling import first_answers, later_answers

REST_SO_FAR = timedelta(minutes=8)
"""For how long whoever rests now has rested."""


def book(scene: Scene, person: Person, patient: Patient, starts_at: datetime) -> Visit:
    """A visit in the diary; the first of a person is longer."""
    by = scene.staff[person.by]
    first = Course.running(patient) is None
    visit = Visit.book(
        *(patient, by, starts_at),
        minutes=90 if first else 60,
        room="Room 1" if person.by == "ana" else "Room 2",
    )
    done(scene, scene.staff["cleo"], "created", visit, patient)
    return visit


def arrive(scene: Scene, visit: Visit) -> None:
    """She is here."""
    visit.arrive(timezone.now())
    done(scene, scene.staff["cleo"], "arrived", visit, visit.patient)


def start(scene: Scene, visit: Visit, by: User) -> Visit:
    """The practitioner opens today's visit."""
    # Just after midnight her visit of today may have begun, in the story, the evening before.
    visit, _ = Visit.start_now(visit.patient, by, max(timezone.now(), visit.starts_at))
    done(scene, by, "read", visit, visit.patient)
    return fresh(visit)


def fresh(visit: Visit) -> Visit:
    """The visit as it stands now."""
    found = Visit.objects.select_related("patient", "clinic", "practitioner", "course")
    return found.get(pk=visit.pk)


def consult(scene: Scene, person: Person, visit: Visit, by: User) -> Consultation:
    """Ask, write down, screen; the consultation is complete afterwards."""
    carried = consulting.answers_of(visit)
    if carried:
        answers = later_answers(carried, person, visit.number)
    else:
        today = scene.today.date()
        answers = first_answers(person, consulting.day_of(visit), today)
    told = write_consultation(scene, visit, answers, by)
    told = told.confirm(expected=told.revision)
    _screen(scene, visit, Screening.Moment.CONSULTATION, by)
    if person.override:
        _override(scene, person, visit)
    return told


def write_consultation(
    scene: Scene, visit: Visit, answers: dict[str, Any], by: User
) -> Consultation:
    """Save the answers, not yet complete."""
    told = Consultation.objects.create(visit=visit)
    told = told.revise(answers, expected=told.revision, by=by)
    done(scene, by, "changed", told, visit.patient)
    return told


def _screen(scene: Scene, visit: Visit, moment: Screening.Moment, by: User) -> None:
    stored = consulting.store_screening(visit, moment, by)
    done(scene, by, "made", stored, visit.patient)


def _override(scene: Scene, person: Person, visit: Visit) -> None:
    """The owner's decision, where what she decides about has fired."""
    for finding in consulting.blocked_by(visit):
        if person.override and finding.rule == person.override.rule:
            made = Override.objects.create(
                visit=visit,
                rule=finding.rule,
                because=finding.because[: consulting.LONGEST_CAUSE],
                reason=person.override.reason,
                by=scene.staff["ana"],
            )
            done(scene, scene.staff["ana"], "overrode", made, visit.patient, detail=finding.rule)


def diagnose(scene: Scene, person: Person, visit: Visit, by: User) -> None:
    """Confirm the pattern, where she has one."""
    if not person.pattern:
        return
    row = Diagnosis.objects.create(visit=visit)
    content = {
        "patterns": [person.pattern],
        "own_words": "",
        "reason": "",
        "suggested": suggested_of(visit),
    }
    row.revise(content, expected=0, by=by)
    done(scene, by, "changed", row, visit.patient)


def plan(scene: Scene, visit: Visit, by: User) -> Plan:
    """Last visit's needles, or the planner's; confirmed, and the course with them."""
    row, say = plan_beginning.begin(visit, by)
    if not row.revision:
        raise ValueError(f"the sample clinic's plan cannot begin: {say}")
    done(scene, by, "began", row, visit.patient)
    row = row.confirm(expected=row.revision)
    done(scene, by, "confirmed", row, visit.patient)
    if visit.course_id is None:
        plan_beginning.set_course(visit, row)
    return row


def needle(
    scene: Scene,
    person: Person,
    visit: Visit,
    by: User,
    *,
    until: Until = "close",
    now: datetime | None = None,
) -> Session:
    """The session, from the check to where it stops.

    Parameters
    ----------
    now : the present, for a session that stops in the middle: who rests has rested for
        `REST_SO_FAR`, who is being cleared lost count a minute ago.
    """
    row = Plan.objects.get(visit=visit)
    session, _ = begin_session(visit, by)
    story = Story(person, visit.number, session.expected, row.retention_min, row.adjuncts, until)
    told = list(taps(story))
    began = timezone.now()
    if now is not None:
        back = REST_SO_FAR if until == "rest" else timedelta(minutes=1)
        began = set_to(now - back - length_of(told))
        Session.objects.filter(pk=session.pk).update(started_at=began)
    _screen(scene, visit, Screening.Moment.CHECK, by)
    done(scene, by, "began", session, visit.patient)
    play(session, told, by, began)
    if told[-1][1] == "close" and story.aftercare == "sent":
        send_aftercare(scene, visit, by)
    done(scene, by, "changed", session, visit.patient, detail=f"{len(told)} events")
    return session


def note(scene: Scene, person: Person, visit: Visit, by: User, *, last: bool) -> None:
    """The practitioner's words about the visit; her own about the latest where she has some."""
    luck = chance(person.name, visit.number, "note")
    pool = words().notes_first if visit.number == 1 else words().notes_later
    text = person.note if person.note and last else luck.choice(pool)
    row = Note.objects.create(visit=visit)
    row.revise(text, expected=row.revision, by=by)
    done(scene, by, "changed", row, visit.patient)


def whole(
    scene: Scene, person: Person, patient: Patient, starts_at: datetime, film: Film | None = None
) -> Visit:
    """A visit from its booking to its closed session, at its own hour of the past, with what the
    `film` holds of it."""
    by = scene.staff[person.by]
    set_to(starts_at - timedelta(days=5))
    visit = book(scene, person, patient, starts_at)
    set_to(starts_at - timedelta(minutes=4))
    arrive(scene, visit)
    set_to(starts_at + timedelta(minutes=1))
    visit = prepared(scene, person, visit, by)
    if film:
        photograph_visit(scene, person, visit, visit.number, film)
        if visit.number == 1:
            declare(scene, person, fresh(visit), by)
    needle(scene, person, visit, by)
    set_to(timezone.now() + timedelta(minutes=4))
    note(scene, person, visit, by, last=visit.number == person.visits)
    return visit


def sign(scene: Scene, visit: Visit, *, without_needles: str = "") -> None:
    """The practitioner's name under the record."""
    by = visit.practitioner
    at = set_to(timezone.now() + timedelta(minutes=3))
    visit.sign(by, at, without_needles=without_needles)
    done(scene, by, "signed", visit, visit.patient)


def prepared(scene: Scene, person: Person, visit: Visit, by: User) -> Visit:
    """A visit up to its confirmed plan, from this hour on."""
    at = timezone.now()
    visit = start(scene, visit, by)
    talk = timedelta(minutes=22 if visit.number == 1 else 5)
    set_to(at + talk)
    consult(scene, person, visit, by)
    set_to(at + talk + timedelta(minutes=1))
    diagnose(scene, person, visit, by)
    set_to(at + talk + timedelta(minutes=3))
    visit = fresh(visit)
    plan(scene, visit, by)
    set_to(at + talk + timedelta(minutes=5))
    return visit
