"""A stranger becomes a patient: her record, her appointment, her answers, her way in."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.chain import record
from yintang.clinic.booking.models import Appointment
from yintang.clinic.booking.taking import confirm
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.templatetags.words import day
from yintang.clinic.outbox.writing import post
from yintang.clinic.patients.models import Patient
from yintang.clinic.portal import safety, told
from yintang.clinic.portal.models import LINK_HOLDS, EntryLink, address_of

ON_THE_PUBLIC_PAGE = "on the public page"
MADE_HERSELF = "Booked on the public page on"
OLDER_RECORD = "There may be an older record: look, and merge the two."


def arrive(
    request: HttpRequest,
    held: Appointment,
    said: safety.Said,
    details: dict[str, str],
    now: datetime,
) -> Appointment:
    """A new record, always: finding her by her address would tell a stranger who is a patient here.

    Raises
    ------
    booking.taking.Taken
        If the time has gone; nothing is kept then.
    """
    clinic = held.clinic
    names = ("given_name", "family_name", "email", "phone")
    with transaction.atomic():
        patient = Patient.objects.create(
            clinic=clinic,
            desk_note=f"{MADE_HERSELF} {day(today_in(clinic, now))}. {OLDER_RECORD}",
            **{name: details[name] for name in names},
        )
        record(
            request, clinic, "created", "patient", patient.pk,
            patient=patient, detail=ON_THE_PUBLIC_PAGE,
        )  # fmt: skip
        made = settle(request, held, patient, said, now, by=None)
        send_link(request, patient, now)
    return made


def settle(
    request: HttpRequest,
    held: Appointment,
    patient: Patient,
    said: safety.Said | None,
    now: datetime,
    *,
    by: User | None,
) -> Appointment:
    """Make the time that is kept an appointment, and put her answers with its visit."""
    made = confirm(held, patient, made_by=by, now=now)
    detail = "" if by else ON_THE_PUBLIC_PAGE
    record(request, held.clinic, "booked", "appointment", made.pk, patient=patient, detail=detail)
    if made.visit is not None and said is not None:
        told.keep(made.visit, with_safety(said, today_in(held.clinic, now)), by)
    return made


def with_safety(said: safety.Said, today: date) -> told.Change:
    """The change that the safety answers make to a consultation: hers, and to be confirmed.

    In a consultation that follows an earlier one only what she ticked is taken: what was known
    before is not unsaid by leaving it out here.
    """

    def change(answers: dict[str, Any]) -> dict[str, Any]:
        known = bool(answers.get("carried_from"))
        new = safety.as_answers(said, only_yes=known)
        if known and not (said.yes or said.procedures):
            return answers
        before = dict(answers.get("consultation", {}))
        before["history"] = {**before.get("history", {}), **new["history"]}
        if new["procedures"]:
            before["procedures"] = [*before.get("procedures", []), *new["procedures"]]
        changed = {**answers, "consultation": before}
        sections = ["history", "body", *(["procedures"] if new["procedures"] else [])]
        for section in sections:
            changed = told.marked(changed, section, today)
        return changed

    return change


def send_link(request: HttpRequest, patient: Patient, now: datetime) -> bool:
    """Send her a link for signing in, to the address that her record names.

    False where her sign-in has another address: whoever may edit a record must not be able to have
    a link into her account sent to an address of their own.
    """
    if address_of(patient) != patient.email.lower():
        return False
    link = link_for(request, patient, now)
    post(
        patient,
        "sign-in",
        {"link": link, "minutes": int(LINK_HOLDS.total_seconds() // 60)},
        once=f"sign-in:{uuid4()}",
        not_after=now + LINK_HOLDS,
        quiet=False,
    )
    return True


def link_for(request: HttpRequest, patient: Patient, now: datetime) -> str:
    """A new link by which she signs in, whole."""
    path = reverse("entry", args=[EntryLink.make(patient, now)])
    return f"{settings.SITE}{path}" if settings.SITE else request.build_absolute_uri(path)
