"""The only way to obtain a patient, a consent or a merge; every reading is written down."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import admit
from yintang.clinic.patients.models import Consent, Merge, Patient

WRITING = {"edit patients", "write notes"}


def patient_for(
    request: HttpRequest, patient_id: UUID, right: str = "see patients", *, read: str = "read"
) -> Patient:
    """A patient of a clinic in which the requester has the right.

    `read` names the act in the audit; "" for parts of a page that was itself written down. Nothing
    is written to a record that was merged into another.
    """
    patient = Patient.objects.filter(pk=patient_id).select_related("clinic").first()
    if patient is None:
        raise Http404
    admit(request, patient.clinic, right)
    if patient.merged_into_id is not None and right in WRITING:
        raise PermissionDenied("This record was merged into another one. Write in that one.")
    if read:
        record(request, patient.clinic, read, "patient", patient.pk, patient=patient)
    return patient


def rw_patient_for(request: HttpRequest, patient_id: UUID) -> Patient:
    """A patient whose contact details the requester may change; the change itself is audited."""
    return patient_for(request, patient_id, "edit patients", read="")


def merge_for(request: HttpRequest, merge_id: UUID) -> Merge:
    """A merge that the requester may undo."""
    merge = Merge.objects.filter(pk=merge_id).select_related("kept__clinic", "retired").first()
    if merge is None:
        raise Http404
    admit(request, merge.kept.clinic, "write notes")
    return merge


def consent_for(request: HttpRequest, consent_id: UUID, right: str = "see notes") -> Consent:
    """A consent of a patient whose notes the requester may see."""
    consent = (
        Consent.objects.filter(pk=consent_id).select_related("patient__clinic", "taken_by").first()
    )
    if consent is None:
        raise Http404
    clinic = consent.patient.clinic
    admit(request, clinic, right)
    record(request, clinic, "read", "consent", consent.pk, patient=consent.patient)
    return consent
