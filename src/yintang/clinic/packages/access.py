"""The only way to obtain a package, an invoice or a payment; every reading is written down."""

from uuid import UUID

from django.http import Http404, HttpRequest

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import admit, signed_in
from yintang.clinic.packages.models import Credit, Invoice, Money, Package
from yintang.clinic.patients.models import Patient

DESK = "edit patients"
"""Whoever books and changes details also takes money; who only reads does not see it."""


def package_to_change(request: HttpRequest, package_id: UUID) -> Package:
    """A package of a clinic that the requester owns."""
    package = Package.objects.filter(pk=package_id).select_related("clinic").first()
    if package is None:
        raise Http404
    admit(request, package.clinic, "run the clinic")
    return package


def invoice_for(request: HttpRequest, invoice_id: UUID, *, read: str = "read") -> Invoice:
    """An invoice or credit note of the requester's clinic."""
    invoice = (
        Invoice.objects.filter(pk=invoice_id)
        .select_related("clinic", "account__patient__clinic", "corrects", "package")
        .first()
    )
    if invoice is None:
        raise Http404
    admit(request, invoice.clinic, DESK)
    if read:
        patient = invoice.account.patient
        record(request, invoice.clinic, read, "invoice", invoice.pk, patient=patient)
    return invoice


def payment_for(request: HttpRequest, payment_id: UUID, *, read: str = "read") -> Money:
    """A payment or refund of the requester's clinic, not one that took another back."""
    payment = (
        Money.objects.filter(pk=payment_id, receipt__isnull=False)
        .select_related("clinic", "account__patient__clinic", "by")
        .first()
    )
    if payment is None:
        raise Http404
    admit(request, payment.clinic, DESK)
    if read:
        patient = payment.account.patient
        record(request, payment.clinic, read, "payment", payment.pk, patient=patient)
    return payment


def credit_to_change(request: HttpRequest, credit_id: UUID) -> Credit:
    """A row of credits that the requester may take back; the view audits it."""
    credit = Credit.objects.filter(pk=credit_id).select_related("account__patient__clinic").first()
    if credit is None:
        raise Http404
    admit(request, credit.account.patient.clinic, DESK)
    return credit


def own_account(request: HttpRequest, patient_id: UUID) -> Patient:
    """The patient's own record, for the patient herself and nobody else."""
    patient = (
        Patient.objects.filter(pk=patient_id, user=signed_in(request))
        .select_related("clinic")
        .first()
    )
    if patient is None:
        raise Http404
    return patient


def own_invoice(patient: Patient, invoice_id: UUID) -> Invoice:
    """One of her own invoices."""
    invoice = (
        Invoice.objects.filter(pk=invoice_id, account__patient=patient)
        .select_related("clinic", "corrects", "account__patient")
        .first()
    )
    if invoice is None:
        raise Http404
    return invoice


def own_payment(patient: Patient, payment_id: UUID) -> Money:
    """One of her own payments."""
    payment = (
        Money.objects.filter(pk=payment_id, account__patient=patient, receipt__isnull=False)
        .select_related("clinic", "account__patient", "by")
        .first()
    )
    if payment is None:
        raise Http404
    return payment
