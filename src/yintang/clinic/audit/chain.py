"""Adding a row to a clinic's chain, and proving a chain."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.models import Chain, Entry
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.locking import locked

if TYPE_CHECKING:
    from yintang.clinic.patients.models import Patient

START = "0" * 64


def record(
    request: HttpRequest | None,
    clinic: Clinic,
    act: str,
    kind: str,
    subject: UUID | None = None,
    *,
    patient: "Patient | None" = None,
    detail: str = "",
) -> Entry:
    """Add one row to the clinic's chain, in the transaction of the change it speaks of.

    `request` is None for what a management command does.
    """
    Chain.objects.get_or_create(clinic=clinic)
    with locked(Chain(clinic=clinic)) as chain:
        entry = Entry(
            clinic=clinic,
            number=chain.length + 1,
            at=timezone.now(),
            by=request.user if request and isinstance(request.user, User) else None,
            act=act,
            kind=kind,
            subject=subject,
            patient=patient.pk if patient else None,
            detail=detail[:500],
            source=_source(request),
            previous=chain.hash,
        )
        entry.hash = entry.computed_hash()
        entry.save(force_insert=True)
        chain.length, chain.hash = entry.number, entry.hash
        chain.save(update_fields=["length", "hash"])
    return entry


def _source(request: HttpRequest | None) -> str:
    if request is None:
        return "command line"
    address = request.META.get("REMOTE_ADDR", "")
    return f"{address} {request.headers.get('User-Agent', '')}"[:200]


def broken(clinic: Clinic) -> Iterator[str]:
    """Every place where the clinic's chain does not hold, in words; nothing if it does."""
    previous, number = START, 0
    for entry in Entry.objects.filter(clinic=clinic).order_by("number").iterator(2000):
        number += 1
        if entry.number != number:
            yield f"row {number} is missing; row {entry.number} stands in its place"
            number = entry.number
        if entry.previous != previous:
            yield f"row {entry.number} does not follow the row before it"
        if entry.hash != entry.computed_hash():
            yield f"row {entry.number} was altered"
        previous = entry.hash
    chain = Chain.objects.filter(clinic=clinic).first()
    if chain and (chain.length, chain.hash) != (number, previous):
        yield f"the chain ends at row {number}; {chain.length} rows were written"
