"""What templates say about the diary."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import template
from django.db.models import Count, Q

from yintang.clinic.booking.models import Appointment
from yintang.clinic.booking.phases import Part, parts_of
from yintang.clinic.clinics.templatetags.words import weekday
from yintang.clinic.patients.models import Patient

register = template.Library()


@register.filter
def phase_parts(phases: Sequence[Mapping[str, Any]]) -> list[Part]:
    """The phases one after the other, each with its beginning."""
    return parts_of(phases)


@register.filter
def holiday_day(value: str) -> str:
    """ "Friday 25 December 2026" from an ISO date."""
    return weekday(date.fromisoformat(value))


@register.inclusion_tag("booking/kept.html")
def visits_not_kept(patient: Patient) -> dict[str, int]:
    """How many visits of hers were missed or cancelled late. Counted, and left at that."""
    states = Appointment.State
    return Appointment.objects.filter(patient=patient).aggregate(
        missed=Count("pk", filter=Q(state=states.MISSED)),
        late=Count(
            "pk",
            filter=Q(
                state=states.CANCELLED,
                called_off_late=True,
                called_off_by=Appointment.By.PATIENT,
            ),
        ),
    )
