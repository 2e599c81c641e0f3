"""Which consent stands, and taking down a new one."""

from collections.abc import Sequence
from datetime import datetime

from yintang.clinic.accounts.models import User
from yintang.clinic.locking import locked
from yintang.clinic.patients.consent_texts import Text
from yintang.clinic.patients.models import Consent, Patient

Strokes = Sequence[Sequence[Sequence[float]]]


def latest(patient: Patient, purpose: str) -> Consent | None:
    """The newest answer to one purpose, even a no or a withdrawal; None if she was never asked."""
    return (
        Consent.objects.filter(patient=patient, purpose=purpose, replaced_by=None)
        .order_by("-signed_at")
        .first()
    )


def in_force(patient: Patient, purpose: str) -> Consent | None:
    """The consent to one purpose that stands, if any."""
    answer = latest(patient, purpose)
    return answer if answer is not None and answer.in_force else None


def take(
    patient: Patient,
    purpose: str,
    text: Text,
    by: User,
    now: datetime,
    *,
    given: bool = True,
    signed_name: str = "",
    signature: Strokes = (),
) -> Consent:
    """Take down her answer to one purpose, with the very text she read; it replaces the one before.

    A record opened twice holds one answer in force: the patient's row is held meanwhile.
    """
    with locked(patient) as held:
        before = Consent.objects.filter(patient=held, purpose=purpose, replaced_by=None)
        earlier = list(before.values_list("pk", flat=True))
        consent = Consent.objects.create(
            patient=held,
            purpose=purpose,
            version=text.version,
            text=text.as_json(),
            given=given,
            signed_name=signed_name,
            signature=[[[round(x, 4), round(y, 4)] for x, y in stroke] for stroke in signature],
            signed_at=now,
            taken_by=by,
        )
        Consent.objects.filter(pk__in=earlier).update(replaced_by=consent)
    return consent
