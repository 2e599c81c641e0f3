"""What is kept for her, for the first page that she sees."""

from django import template
from django.utils import timezone

from yintang.clinic.patients.models import Patient
from yintang.clinic.waiting.models import Offer
from yintang.clinic.waiting.page import own_offers

register = template.Library()


@register.simple_tag
def kept_for(patient: Patient) -> list[Offer]:
    """The offers that she has not answered yet."""
    return own_offers(patient, timezone.now())
