"""An answer to an offer, from a page: taken, left, or taken back, and written down."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.chain import record
from yintang.clinic.booking.taking import Taken
from yintang.clinic.waiting.models import Offer
from yintang.clinic.waiting.offering import NotOffered, accept, decline

TAKE, LEAVE, TAKE_BACK = "take", "leave", "take-back"
ENDED = "This offer had ended already."


def answer(request: HttpRequest, offer: Offer, said: str, *, detail: str = "") -> str:
    """Do what was answered; returns why it could not be done, "" where it was."""
    patient, by = offer.wait.patient, request.user
    user = by if isinstance(by, User) else None
    now = timezone.now()
    try:
        with transaction.atomic():
            if said == TAKE:
                act, done = "booked", accept(offer, by=user, now=now) is not None
            else:
                outcome = Offer.Outcome.WITHDRAWN if said == TAKE_BACK else Offer.Outcome.DECLINED
                act, done = "declined", decline(offer, now=now, outcome=outcome)
            if done:
                record(
                    request, patient.clinic, act, "appointment", offer.appointment_id,
                    patient=patient, detail=detail,
                )  # fmt: skip
    except (NotOffered, Taken) as fault:
        return "You have another appointment at that time." if _hers(fault) else str(fault)
    return "" if done else ENDED


def _hers(fault: Exception) -> bool:
    """The time is kept for her, so that only she herself can be in its way."""
    return isinstance(fault, Taken)


def tell(request: HttpRequest, trouble: str, done: str) -> None:
    """Say on the next page how it went."""
    if trouble:
        messages.error(request, trouble)
    else:
        messages.success(request, done)
