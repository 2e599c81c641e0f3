"""Settling visits: by a credit, by a charge, or by saying that nothing is charged.

A signed visit counts one credit down by itself where she has one that covers it. Of a visit that
was missed or cancelled late nothing is taken by itself: the desk decides, with the clinic's rule
before its eyes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db.models import Q

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Appointment, Service
from yintang.clinic.care.models import Visit
from yintang.clinic.locking import locked
from yintang.clinic.packages.balances import credits_of, in_force, is_settled, left_of
from yintang.clinic.packages.entering import Refused, account_of
from yintang.clinic.packages.models import Credit, Package
from yintang.clinic.patients.models import Patient

BACK = timedelta(days=90)
"""Visits before that are no longer asked about."""
Kind = Credit.Kind


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A visit that nothing was taken for yet."""

    visit: Visit
    service: Service | None
    why: str
    """ "signed", "missed" or "late"."""
    price: Decimal | None
    package: Package | None
    """Of which a credit could be used."""
    key: UUID = field(default_factory=uuid4)
    """Of the form that charges it."""


def count_down(visit: Visit) -> Credit | None:
    """One credit for a visit that has just been signed; None where nothing covers it."""
    if visit.signed_by is None or visit.signed_at is None:
        return None
    if not Credit.objects.filter(account__patient=visit.patient_id, change__gt=0).exists():
        return None
    with locked(visit.patient) as her:
        package = None if is_settled(visit) else covering(her, service_of(visit))
        if package is None:
            return None
        return _settle(visit, Kind.USED, package, visit.signed_by, visit.signed_at)


def use(visit: Visit, *, by: User, now: datetime) -> Credit:
    """One credit for a visit, at the desk's word. Asked twice it is counted once.

    Raises
    ------
    Refused
        If it is settled otherwise, if no credit is left, or if the visit is still to come.
    """
    with locked(visit.patient) as her:
        if found := in_force(visit):
            return _only(found, Kind.USED, Kind.KEPT)
        if is_settled(visit):
            raise Refused("This visit was charged by itself.")
        kind = _kind(visit)
        package = covering(her, service_of(visit))
        if package is None:
            raise Refused("No credit is left that covers this visit. Charge it instead.")
        return _settle(visit, kind, package, by, now)


def waive(visit: Visit, *, by: User, now: datetime) -> Credit:
    """Nothing is charged for a visit. Said twice it is written once.

    Raises
    ------
    Refused
        If something was charged, or the visit is still to come.
    """
    with locked(visit.patient):
        if found := in_force(visit):
            return _only(found, Kind.WAIVED)
        if is_settled(visit):
            raise Refused("This visit was charged by itself.")
        _kind(visit)
        return _settle(visit, Kind.WAIVED, None, by, now)


def reverse_credit(row: Credit, *, reason: str, by: User, now: datetime) -> Credit:
    """Give a credit back, or take back that it was given; asked twice it is done once.

    Raises
    ------
    Refused
        If it was bought or taken back with an invoice, or if taking it back would use a credit
        that she has not, or settle a visit twice.
    """
    with locked(row.account.patient) as her:
        if found := Credit.objects.filter(reverses=row).first():
            return found
        if row.kind not in Credit.SETTLES:
            raise Refused("What was bought is taken back by a credit note on its invoice.")
        if row.reverses_id is not None and row.visit is not None and is_settled(row.visit):
            raise Refused("This visit was settled anew in the meantime.")
        left = {one.package.pk: one.left for one in left_of(credits_of(her))}
        if row.package_id and left.get(row.package_id, 0) < row.change:
            raise Refused("The credit that was given back has been used since.")
        return Credit.objects.create(
            account=row.account, package=row.package, kind=row.kind, change=-row.change,
            visit=row.visit, reverses=row, at=now, by=by, reason=reason,
        )  # fmt: skip


def covering(patient: Patient, service: Service | None) -> Package | None:
    """The package whose credit is used next: of those that cover it, the one bought first."""
    left = left_of(credits_of(patient))
    return next((one.package for one in left if one.left > 0 and one.package.covers(service)), None)


def service_of(visit: Visit) -> Service | None:
    """What was agreed; None where the visit was made without an appointment."""
    found = Appointment.objects.filter(visit=visit).select_related("service").first()
    return found.service if found else None


def to_settle(patient: Patient, now: datetime) -> list[Unsettled]:
    """Her visits of late that nothing was taken for, oldest first."""
    kept = Q(state=Visit.State.SIGNED) | Q(state=Visit.State.MISSED)
    late = Q(appointment__called_off_late=True, state=Visit.State.CANCELLED)
    visits = (
        Visit.objects.filter(kept | late, patient=patient, starts_at__gt=now - BACK)
        .select_related("appointment__service", "clinic", "patient")
        .prefetch_related("credits", "invoices__credit_notes")
        .defer("record")
        .order_by("starts_at")
    )
    left = [one.package for one in left_of(credits_of(patient)) if one.left > 0]
    return [_unsettled(visit, left) for visit in visits if not is_settled(visit)]


def _unsettled(visit: Visit, left: Iterable[Package]) -> Unsettled:
    appointment: Appointment | None = getattr(visit, "appointment", None)
    service = appointment.service if appointment else None
    why = "late" if visit.state == Visit.State.CANCELLED else visit.state
    package = next((one for one in left if one.covers(service)), None)
    return Unsettled(visit, service, why, service.price if service else None, package)


def _kind(visit: Visit) -> str:
    if visit.is_signed:
        return Kind.USED
    if visit.state in {Visit.State.MISSED, Visit.State.CANCELLED}:
        return Kind.KEPT
    raise Refused("This visit is not over: it is settled once it is signed.")


def _only(found: Credit, *kinds: str) -> Credit:
    if found.kind not in kinds:
        raise Refused("This visit is settled otherwise already. Take that back first.")
    return found


def _settle(visit: Visit, kind: str, package: Package | None, by: User, now: datetime) -> Credit:
    """Wants the patient's row held."""
    turn = visit.credits.filter(reverses=None).count()
    return Credit.objects.create(
        account=account_of(visit.patient), package=package, kind=kind, visit=visit, turn=turn,
        change=-1 if package else 0, at=now, by=by,
    )  # fmt: skip
