"""Withdrawing a consent, with its effect on what was derived from it."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from yintang.clinic.accounts.models import User
from yintang.clinic.patients.models import Consent, Letter
from yintang.clinic.photos.keeping import erase
from yintang.clinic.photos.models import Photo

TO_OTHERS = "summary-doctor"
"""Kind of the letters that tell others who treat her."""


def withdraw(
    consent: Consent, words: str, *, to: User, now: datetime, erase_existing: bool = False
) -> bool:
    """Withdraw a consent and do what follows from it; False where none was in force.

    `erase_existing` concerns photographs: True erases those there are, False keeps them as record.
    """
    with transaction.atomic():
        photos = _photographs(consent) if erase_existing else []
        letters = _unsent(consent)
        effect = effect_of(consent.purpose, len(photos), letters.count(), erase_existing)
        if not consent.withdraw(words, to=to, now=now, effect=effect):
            return False
        for photo in photos:
            erase(photo, to, "Consent was withdrawn, and this asked for.", now)
        letters.delete()
    return True


def _photographs(consent: Consent) -> list[Photo]:
    if consent.purpose != Consent.Purpose.PHOTOGRAPHS:
        return []
    return list(Photo.objects.filter(patient=consent.patient, erased_at=None))


def _unsent(consent: Consent) -> QuerySet[Letter]:
    letters = Letter.objects.filter(
        patient=consent.patient, kind=TO_OTHERS, sent_at=None, printed_at=None
    )
    return letters if consent.purpose == Consent.Purpose.SHARING else letters.none()


def effect_of(purpose: str, photos: int, letters: int, erased: bool) -> str:
    """What a withdrawal does, in words."""
    return {
        Consent.Purpose.TREATMENT: "No session begins and no needle is placed until there is a new "
        "consent. Needles that are in come out.",
        Consent.Purpose.PHOTOGRAPHS: "No new photographs. "
        + (
            f"{photos} erased as wished; needles planned on them stay."
            if erased
            else "Those that are there stay in the record."
        ),
        Consent.Purpose.TEACHING: "The photographs are no longer shown in teaching. Yintang had "
        "published none.",
        Consent.Purpose.PUBLICITY: "The photographs are no longer shown to the public. Yintang had "
        "published none; take down what the clinic put up itself.",
        Consent.Purpose.SHARING: "Nothing more is sent to others who give treatment. "
        f"{letters} waiting letters were taken back.",
    }[Consent.Purpose(purpose)]
