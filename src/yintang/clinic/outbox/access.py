"""The only way to obtain a letter."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import admit
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.outbox.kinds import KINDS, kind_of
from yintang.clinic.patients.models import Letter

OPENLY = frozenset(name for name, kind in KINDS.items() if not kind.private)
"""Kinds that say nothing of her treatment, and so are the desk's to read."""


def letter_for(request: HttpRequest, letter_id: UUID, right: str = "see patients") -> Letter:
    """A letter of the requester's clinic; one about treatment only for who may see notes."""
    letter = Letter.objects.filter(pk=letter_id).select_related("patient__clinic", "by").first()
    if letter is None:
        raise Http404
    clinic = letter.patient.clinic
    membership = admit(request, clinic, right)
    if kind_of(letter.kind).private:
        membership = admit(request, membership.clinic, "see notes")
    if right == "see patients":
        record(request, clinic, "read", "letter", letter.pk, patient=letter.patient)
    return letter


def letters_of(clinic: Clinic) -> QuerySet[Letter]:
    """Every letter of a clinic that admitted the requester."""
    return Letter.objects.filter(patient__clinic=clinic).select_related("patient")
