"""The course as a letter, to print or to put into the outbox."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import course_for
from yintang.clinic.care.records.letters import Reader, summary_of
from yintang.clinic.clinics.access import admit, may, signed_in
from yintang.clinic.patients.consenting import in_force
from yintang.clinic.patients.models import Consent, Letter
from yintang.clinic.photos.withdrawing import TO_OTHERS

KINDS: dict[Reader, str] = {"her": "summary", "doctor": TO_OTHERS}


def reader_in(value: str | None) -> Reader:
    """For whom the letter is; the patient where nothing else was said."""
    return "doctor" if value == "doctor" else "her"


@login_required
@require_safe
def course_letter(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The letter as it would go out today; `?to=doctor` for her doctor."""
    course = course_for(request, course_id)
    clinic, patient = course.patient.clinic, course.patient
    to = reader_in(request.GET.get("to"))
    context = {
        "course": course,
        "patient": patient,
        "clinic": clinic,
        "here": "patients",
        "to": to,
        "letter": summary_of(course, timezone.now().astimezone(clinic.zone).date(), to),
        "may_send": to == "her" or in_force(patient, Consent.Purpose.SHARING) is not None,
        "queued": patient.letters.filter(kind=KINDS[to]).order_by("-created_at").first(),
        "may_write": may(admit(request, clinic, "see notes"), "write notes"),
    }
    return render(request, "care/letter.html", context)


@login_required
@require_POST
def letter_queue(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Put the letter into the outbox, once a day; to others only while she consents to sharing."""
    course = course_for(request, course_id, "write notes")
    patient, to = course.patient, reader_in(request.POST.get("to"))
    back = f"{reverse('course-letter', args=[course.pk])}?to={to}"
    if to == "doctor" and in_force(patient, Consent.Purpose.SHARING) is None:
        messages.error(request, "Not queued: there is no consent to sharing with others.")
        return redirect(back)
    today = timezone.now().astimezone(patient.clinic.zone).date()
    letter = summary_of(course, today, to)
    with transaction.atomic():
        queued, made = Letter.objects.get_or_create(
            once=f"{KINDS[to]}:{course.pk}:{today.isoformat()}",
            defaults={
                "patient": patient,
                "kind": KINDS[to],
                "subject": letter.subject[:200],
                "body": letter.body,
                "by": signed_in(request),
            },
        )
        if not made:
            waits = Letter.objects.filter(pk=queued.pk, sent_at=None, printed_at=None)
            waits.filter(state__in=[Letter.State.WAITING, Letter.State.DESK]).update(
                body=letter.body
            )
        if made:
            record(request, patient.clinic, "queued", "letter", queued.pk, patient=patient)
    messages.success(request, "In the outbox." if made else "It is in the outbox already.")
    return redirect(back)
