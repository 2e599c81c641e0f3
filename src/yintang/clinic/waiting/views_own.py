"""Waiting for a time, on her own page; and the page that an offer's link leads to."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import signed_in
from yintang.clinic.portal.access import own_record
from yintang.clinic.portal.choosing import offered
from yintang.clinic.waiting.access import offer_of_link, own_offer, own_wait
from yintang.clinic.waiting.answering import TAKE, answer, tell
from yintang.clinic.waiting.forms import WaitForm
from yintang.clinic.waiting.offering import withdraw
from yintang.clinic.waiting.page import own_offers, own_places

BY_LINK = "by the link of an offer"


@login_required
def mine_waiting(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What is kept for her, what she waits for, and a new place."""
    patient = own_record(request, patient_id)
    clinic, now = patient.clinic, timezone.now()
    services = offered(clinic, to_strangers=False)
    form = WaitForm(patient, services, now, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.keep(signed_in(request))
            record(request, clinic, "created", "wait", made.pk, patient=patient)
        messages.success(request, "You are on the waiting list.")
        return redirect("mine-waiting", patient.pk)
    shown = {
        "patient": patient,
        "clinic_of": clinic,
        "tab": "home",
        "form": form,
        "services": services,
        "offers": own_offers(patient, now),
        "places": own_places(patient, now),
    }
    return render(request, "waiting/mine.html", shown, status=422 if form.errors else 200)


@login_required
@require_POST
def mine_waiting_end(request: HttpRequest, patient_id: UUID, own_wait_id: UUID) -> HttpResponse:
    """She waits no longer."""
    patient = own_record(request, patient_id)
    found = own_wait(patient, own_wait_id)
    with transaction.atomic():
        if withdraw(found, timezone.now()):
            record(request, patient.clinic, "withdrawn", "wait", found.pk, patient=patient)
    messages.success(request, "You are off the list.")
    return redirect("mine-waiting", patient.pk)


@login_required
@require_POST
def mine_offer_answer(request: HttpRequest, patient_id: UUID, own_offer_id: UUID) -> HttpResponse:
    """She takes the time, or leaves it to the next."""
    patient = own_record(request, patient_id)
    said = request.POST.get("answer", "")
    trouble = answer(request, own_offer(patient, own_offer_id), said)
    done = "The visit is booked." if said == TAKE else "Thank you. The time goes to the next."
    tell(request, trouble, done)
    return redirect("mine" if said == TAKE and not trouble else "mine-waiting", patient.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, offer_token: str) -> HttpResponse:
    """An offer by its link. Programs that look at mail follow links too: a button answers."""
    found, trouble = offer_of_link(offer_token), ""
    if request.method == "POST":
        trouble = answer(request, found, request.POST.get("answer", ""), detail=BY_LINK)
        found = offer_of_link(offer_token)
    shown = {
        "offer": found,
        "appointment": found.appointment,
        "clinic_of": found.wait.patient.clinic,
        "open": found.is_open(timezone.now()),
        "trouble": trouble,
    }
    return render(request, "waiting/offer.html", shown, status=409 if trouble else 200)
