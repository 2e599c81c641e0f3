"""The letters of the sample clinic: the aftercare sent after a visit, and the course summed up."""

from datetime import timedelta
from typing import get_args

from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.care.consultations import consulting
from yintang.clinic.care.models import Visit
from yintang.clinic.care.records.letters import Reader, summary_of
from yintang.clinic.care.sessions.page import aftercare_lines, aftercare_text
from yintang.clinic.care.views.letters import KINDS
from yintang.clinic.patients.consenting import in_force
from yintang.clinic.patients.models import Consent, Letter, Patient
from yintang.clinic.sample.clock import set_to
from yintang.clinic.sample.scene import Scene, done

ROUND = timedelta(days=7)
"""A letter older than this went out with a round of the outbox."""


def send_aftercare(scene: Scene, visit: Visit, by: User) -> None:
    """Put the aftercare of a visit into the outbox."""
    groups = aftercare_lines(consulting.screening_of(visit))
    letter = Letter(
        patient=visit.patient,
        kind="aftercare",
        subject=f"After your treatment at {scene.clinic.name}",
        body=aftercare_text(scene.clinic, visit.patient, groups),
        once=f"aftercare:{visit.pk}",
    )
    _queue(scene, letter, by)


def sum_up(scene: Scene, patient: Patient, by: User) -> None:
    """Her latest course as a letter to her, and to her doctor where she agrees to that."""
    course = patient.courses.order_by("-started_on").first()
    if course is None:
        return
    at = set_to(timezone.now() + timedelta(hours=2))
    readers: tuple[Reader, ...] = get_args(Reader)
    for reader in readers:
        if reader == "doctor" and in_force(patient, Consent.Purpose.SHARING) is None:
            continue
        day = at.astimezone(scene.clinic.zone).date()
        told = summary_of(course, day, reader)
        letter = Letter(
            patient=patient,
            kind=KINDS[reader],
            subject=told.subject[:200],
            body=told.body,
            once=f"{KINDS[reader]}:{course.pk}:{day}",
        )
        _queue(scene, letter, by)


def _queue(scene: Scene, letter: Letter, by: User) -> None:
    letter.by = by
    sent = timezone.now() + timedelta(hours=9)
    if scene.now - sent > ROUND:
        letter.sent_at, letter.state = sent, Letter.State.SENT
    letter.save()
    done(scene, by, "queued", letter, letter.patient)
