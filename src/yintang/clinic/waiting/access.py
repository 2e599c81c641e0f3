"""The only way to obtain who waits, and what was offered to her."""

from uuid import UUID

from django.http import Http404, HttpRequest

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import admit
from yintang.clinic.patients.models import Patient
from yintang.clinic.waiting.models import WITH_IT, Offer, Wait


def wait_for(request: HttpRequest, wait_id: UUID, right: str = "see patients") -> Wait:
    """A place on the waiting list of a clinic in which the requester has the right."""
    found = Wait.objects.filter(pk=wait_id)
    wait = found.select_related("patient__clinic", "service__clinic", "practitioner").first()
    if wait is None:
        raise Http404
    clinic = wait.patient.clinic
    admit(request, clinic, right)
    if right == "see patients":
        record(request, clinic, "read", "wait", wait.pk, patient=wait.patient)
    return wait


def offer_for(request: HttpRequest, offer_id: UUID) -> Offer:
    """An offer that the requester may answer for the patient."""
    offer = Offer.objects.filter(pk=offer_id).select_related(*WITH_IT).first()
    if offer is None:
        raise Http404
    admit(request, offer.wait.patient.clinic, "edit patients")
    return offer


def own_wait(patient: Patient, wait_id: UUID) -> Wait:
    """One of her own places."""
    wait = Wait.objects.filter(pk=wait_id, patient=patient).select_related("patient__clinic")
    if (found := wait.first()) is None:
        raise Http404
    return found


def own_offer(patient: Patient, offer_id: UUID) -> Offer:
    """One of the offers made to her."""
    offer = Offer.objects.filter(pk=offer_id, wait__patient=patient).select_related(*WITH_IT)
    if (found := offer.first()) is None:
        raise Http404
    return found


def offer_of_link(token: str) -> Offer:
    """The offer that a link leads to, for whoever has the link."""
    offer = Offer.of(token)
    if offer is None:
        raise Http404
    return offer
