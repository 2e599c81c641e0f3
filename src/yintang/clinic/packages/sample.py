"""The money of the sample clinic: two packages, who bought them, and what was taken today."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Service
from yintang.clinic.care.models import Course, Visit
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.packages.entering import charge, pay, sell
from yintang.clinic.packages.models import Books, Credit, Invoice, Money, Package
from yintang.clinic.packages.settling import use
from yintang.clinic.patients.models import Patient

OFFERED = (
    ("10 treatments for the price of 9", 10, "765.00", ("First treatment", "Treatment")),
    ("5 maintenance visits", 5, "350.00", ("Maintenance",)),
)
"""Name, visits, price and what it pays for. The prices are invented."""
VAT = "Not registered for VAT. (Invented: put in your own.)"
HOW_TO_PAY = "Within 14 days, in cash, by card, or to the account of Willow Rooms."
BUYERS = 6
"""Courses that are paid for by a package; the one who signs in has the first."""
Row = Invoice | Money | Credit


def take_money(clinic: Clinic, desk: User, now: datetime) -> Iterator[tuple[str, Row, Patient]]:
    """Sell and enter all this, and name each act for the audit with its row and the patient."""
    ten = offer(clinic)
    for number, visits in enumerate(_bought_for(clinic, ten)):
        yield from _bought(visits, ten, desk, in_full=number % 3 != 2)
    signed = Visit.objects.filter(
        clinic=clinic, state=Visit.State.SIGNED, signed_at__gt=now - timedelta(days=2)
    )
    unpaid = signed.filter(credits=None, signed_at__lt=now).select_related("patient__clinic")
    for visit, way in zip(unpaid.order_by("signed_at", "pk"), ("cash", "card"), strict=False):
        at = max(visit.signed_at or now, now - timedelta(minutes=50))
        day = visit.local_start
        line = (f"Treatment, {day.day} {day:%B %Y}", Decimal("85.00"))
        made = charge(visit.patient, [line], by=desk, now=at, visit=visit)
        yield "created", made, visit.patient
        yield "took", pay(visit.patient, made.total, way, by=desk, now=at), visit.patient


def offer(clinic: Clinic) -> Package:
    """Set up what is sold; the first of it is returned."""
    Books.objects.create(clinic=clinic, vat_note=VAT, how_to_pay=HOW_TO_PAY)
    made = []
    for name, credits, price, services in OFFERED:
        package = Package.objects.create(
            clinic=clinic, name=name, credits=credits, price=Decimal(price)
        )
        package.services.set(Service.objects.filter(clinic=clinic, name__in=services))
        made.append(package)
    return made[0]


def _bought_for(clinic: Clinic, package: Package) -> list[list[Visit]]:
    """The signed visits of some courses, in the order in which these began."""
    running = Course.objects.filter(patient__clinic=clinic, state=Course.State.RUNNING)
    found = running.filter(visits__state=Visit.State.SIGNED).distinct()
    ranked = found.select_related("patient").order_by("started_on", "patient__family_name")
    chosen = sorted(ranked, key=lambda course: course.patient.user_id is None)[:BUYERS]
    signed = Visit.objects.filter(state=Visit.State.SIGNED, signed_by__isnull=False)
    visits = signed.select_related("patient__clinic", "clinic", "signed_by").order_by("starts_at")
    paid_for = [list(visits.filter(course=course)[: package.credits]) for course in chosen]
    return sorted(paid_for, key=lambda visits: visits[0].starts_at)


def _bought(
    visits: list[Visit], package: Package, desk: User, *, in_full: bool
) -> Iterator[tuple[str, Row, Patient]]:
    patient, at = visits[0].patient, visits[0].starts_at - timedelta(minutes=5)
    yield "created", sell(patient, package, by=desk, now=at), patient
    paid = package.price if in_full else Decimal("400.00")
    yield "took", pay(patient, paid, "card", by=desk, now=at), patient
    for visit in visits:
        yield "used", use(visit, by=visit.signed_by or desk, now=visit.signed_at or at), patient
