"""Writing a letter: its text from a template, its place in the outbox, and what it tells of."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Appointment, Rules
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.clinics.templatetags.words import weekday
from yintang.clinic.locking import locked
from yintang.clinic.outbox.calendar_files import file_beside
from yintang.clinic.outbox.kinds import kind_of
from yintang.clinic.outbox.models import Mention
from yintang.clinic.outbox.preferences import preferences_of
from yintang.clinic.patients.models import Letter, Patient

About = Appointment | Sequence[Appointment]
TELLS = {
    "booked": Mention.What.AGREED,
    "moved": Mention.What.AGREED,
    "cancelled": Mention.What.CANCELLED,
    "proposal": Mention.What.CANCELLED,
    "reminder": Mention.What.REMINDER,
}
"""What she knows of an appointment once she has a letter of the kind."""


def can_send() -> bool:
    """Whether a mail server is set up; without one the desk prints letters or copies them."""
    return bool(settings.SMTP)


def post(
    patient: Patient,
    kind: str,
    context: Mapping[str, Any],
    *,
    once: str,
    by: User | None = None,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    about: About = (),
    quiet: bool = True,
    needed: bool = False,
) -> Letter | None:
    """Put a letter into the outbox; None where she gets no such letters or has no address.

    Parameters
    ----------
    kind : one of `kinds.KINDS` that has a template in `templates/outbox/letters/`
    context : what the template needs besides the patient, the clinic and the appointments
    once : the same key is the same letter; up to 100 characters
    not_before, not_after : it is sent between the two, or dropped
    about : the appointments that it tells of; nothing else tells her the same of them
    quiet : whether it waits for the end of her quiet hours; not where she asked just now
    needed : written even where she gets no such e-mail; the desk then tells her
    """
    told = [about] if isinstance(about, Appointment) else list(about)
    with locked(patient):
        if before := Letter.objects.filter(once=once).first():
            return before
        if not (needed or kind == "proposal" or wants(patient, kind)):
            settle(told, TELLS.get(kind), None)
            return None
        letter = _written(patient, kind, context, once, told)
        letter.by, letter.quiet = by, quiet
        letter.next_at, letter.not_after = not_before, not_after
        letter.save(force_insert=True)
        settle(told, TELLS.get(kind), letter)
    return letter


def _written(
    patient: Patient, kind: str, context: Mapping[str, Any], once: str, told: Sequence[Appointment]
) -> Letter:
    return Letter(
        patient=patient,
        kind=kind,
        subject=kind_of(kind).subject,
        body=text_of(kind, patient, told, context),
        calendar=file_beside(kind, patient, told),
        once=once,
    )


def wants(patient: Patient, kind: str) -> bool:
    """Whether she gets letters of a kind by e-mail."""
    chosen = kind_of(kind).chosen
    if chosen and not getattr(preferences_of(patient), chosen):
        return False
    return bool(patient.email)


def settle(told: Sequence[Appointment], what: str | None, letter: Letter | None) -> None:
    """Note that she was told of appointments as they stand, or wants not to be."""
    if what is None:
        return
    mentions = [
        Mention(
            appointment=one,
            sequence=one.sequence,
            starts_at=one.starts_at,
            what=what,
            letter=letter,
        )
        for one in told
    ]
    Mention.objects.bulk_create(mentions, ignore_conflicts=True)


def text_of(
    kind: str, patient: Patient, told: Sequence[Appointment], context: Mapping[str, Any]
) -> str:
    """The letter as plain text."""
    clinic = patient.clinic
    rules = Rules.objects.filter(clinic=clinic).first()
    shown = {
        "patient": patient,
        "clinic": clinic,
        "appointments": [when(one) for one in told],
        "notice_hours": rules.notice_hours if rules else None,
        "link": page_of(patient),
        "reach": reach(clinic),
        "told": when(told[0]) if told else "",
        "times": [weekday(slot.day) + f" at {slot.at:%H:%M}" for slot in context.get("slots", ())],
    }
    given = {name: value for name, value in context.items() if value not in ("", None)}
    text = render_to_string(f"outbox/letters/{kind}.txt", shown | given)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def when(appointment: Appointment) -> str:
    """ "Monday 9 November 2026 at 10:30", on the wall clock of where it takes place."""
    again = ", after the clocks have gone back" if appointment.fold else ""
    return f"{weekday(appointment.day)} at {appointment.at:%H:%M}{again}"


def reach(clinic: Clinic) -> str:
    """How to reach the clinic."""
    return " or ".join(filter(None, (clinic.phone, clinic.email)))


def page_of(patient: Patient) -> str:
    """The address of her own page, where the clinic's is known and she can sign in."""
    if not settings.SITE or patient.user_id is None:
        return ""
    return f"{settings.SITE}{reverse('mine', args=[patient.pk])}"


def notice_of(letter: Letter) -> str:
    """What goes by e-mail in place of a letter about her treatment."""
    return text_of("notice", letter.patient, [], {})
