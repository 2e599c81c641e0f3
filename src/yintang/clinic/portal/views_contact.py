"""What she gets by e-mail, and her own calendar; and the clinic's invitation to her page."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yintang.clinic.audit.chain import record
from yintang.clinic.calendars import feeds
from yintang.clinic.clinics.access import signed_in
from yintang.clinic.clinics.inviting import may_link
from yintang.clinic.outbox.preferences import PreferencesForm
from yintang.clinic.outbox.writing import can_send
from yintang.clinic.patients.access import rw_patient_for
from yintang.clinic.patients.models import Patient
from yintang.clinic.portal.access import own_record
from yintang.clinic.portal.arriving import link_for, send_link
from yintang.clinic.portal.models import LINK_HOLDS

OTHER_ADDRESS = (
    "This patient signs in with another address than the record names. Put that one in, or let the "
    "patient change it on the account page."
)


@login_required
def contact(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Which letters she gets, and the calendar that follows her appointments."""
    patient = own_record(request, patient_id)
    form = PreferencesForm(patient, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.choose(by=signed_in(request), now=timezone.now())
            record(request, patient.clinic, "chose", "preferences", patient=patient)
        messages.success(request, "Kept.")
        return redirect("mine-contact", patient.pk)
    return _page(request, patient, form)


def _page(
    request: HttpRequest, patient: Patient, form: PreferencesForm, address: str = ""
) -> HttpResponse:
    shown = {
        "patient": patient, "clinic_of": patient.clinic, "clinic": patient.clinic,
        "tab": "papers", "form": form, "address": address,
        "feed": feeds.feed_of(timezone.now(), patient=patient),
        "make_url": reverse("mine-feed-make", args=[patient.pk]),
        "revoke_url": reverse("mine-feed-revoke", args=[patient.pk]),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "portal/contact.html", shown, status=status)


@login_required
@require_POST
def feed_make(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A new address for her calendar program, shown this once."""
    patient = own_record(request, patient_id)
    with transaction.atomic():
        feed, secret = feeds.make(signed_in(request), timezone.now(), patient=patient)
        record(request, patient.clinic, "created", "feed", feed.pk, patient=patient)
    address = request.build_absolute_uri(feeds.address(secret))
    return _page(request, patient, PreferencesForm(patient), address)


@login_required
@require_POST
def feed_revoke(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Take the address back: her calendar learns of no more changes."""
    patient = own_record(request, patient_id)
    now = timezone.now()
    if feed := feeds.feed_of(now, patient=patient):
        with transaction.atomic():
            feed.revoke(now)
            record(request, patient.clinic, "withdrew", "feed", feed.pk, patient=patient)
    messages.success(request, "The address leads nowhere now.")
    return redirect("mine-contact", patient.pk)


@login_required
@require_POST
def patient_page_link(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Invite a patient to her own page: by e-mail, or where none is sent by a link to hand over."""
    patient = rw_patient_for(request, patient_id)
    if not patient.email:
        messages.error(request, "Put in an e-mail address first: it is what opens the page.")
        return redirect("patient-edit", patient.pk)
    with transaction.atomic():
        record(request, patient.clinic, "invited", "patient", patient.pk, patient=patient)
        if can_send():
            if send_link(request, patient, timezone.now()):
                messages.success(request, "A link to the patient’s own page is on its way.")
            else:
                messages.error(request, OTHER_ADDRESS)
            return redirect("patient", patient.pk)
        if patient.user is not None and not may_link(signed_in(request), patient.user):
            messages.error(request, "This account also opens something outside your clinics.")
            return redirect("patient", patient.pk)
        link = link_for(request, patient, timezone.now())
    shown = {
        "patient": patient, "clinic": patient.clinic, "here": "patients", "link": link,
        "minutes": int(LINK_HOLDS.total_seconds() // 60),
    }  # fmt: skip
    return render(request, "portal/page_link.html", shown)
