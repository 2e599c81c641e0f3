"""Which letters a round takes up; a letter is never in two rounds.

A letter goes from waiting to claimed to being sent to sent, each step committed by itself, and only
the round that claimed it may take the next. What a killed round left behind is told apart: claimed
means that nothing was said to the mail server, and it waits again; being sent means that nobody can
know, and a person decides.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yintang.clinic.outbox.kinds import KINDS, kind_of
from yintang.clinic.outbox.models import Preferences
from yintang.clinic.outbox.preferences import preferences_of, preferences_of_all
from yintang.clinic.outbox.quiet_hours import after_quiet
from yintang.clinic.patients.models import Letter

State = Letter.State
BATCH = 20
LEASE = timedelta(minutes=15)
"""Longer than a living round can be busy with one batch (`sending.TIMEOUT_S`)."""
FORGOTTEN = timedelta(days=30)
"""A round within so many days of a link's end empties its letter."""
SECRET = [name for name, kind in KINDS.items() if kind.secret]


@dataclass(slots=True)
class Counts:
    """What a round did, in numbers; no letter is named."""

    written: int = 0
    sent: int = 0
    postponed: int = 0
    failed: int = 0
    unsure: int = 0
    for_the_desk: int = 0
    dropped: int = 0
    quiet: int = 0
    claimed: list[Letter] = field(default_factory=list)


def recover(now: datetime, lease: timedelta = LEASE) -> int:
    """Settle what a killed round left; returns how many letters may have been sent."""
    left = Letter.objects.filter(claimed_at__lte=now - lease)
    left.filter(state=State.CLAIMED).update(state=State.WAITING, claim=None)
    _forget_secrets(now)
    return left.filter(state=State.SENDING).update(
        state=State.UNSURE,
        trouble="The program was stopped while it was being sent. Ask whether it arrived.",
    )


def _forget_secrets(now: datetime) -> None:
    """Empty letters whose link holds no longer; those that were sent are empty already."""
    settled = [State.FAILED, State.UNSURE, State.DROPPED, State.PRINTED]
    Letter.objects.filter(
        state__in=settled, kind__in=SECRET, not_after__lte=now, not_after__gt=now - FORGOTTEN
    ).exclude(body="").update(body="")


def claim(token: UUID, now: datetime, counts: Counts) -> bool:
    """Take up the next letters; False once none are due. They are in `counts.claimed`."""
    with transaction.atomic():
        due = Letter.objects.select_for_update(of=("self",), skip_locked=True).filter(
            Q(next_at=None) | Q(next_at__lte=now), state=State.WAITING, sent_at=None,
            printed_at=None,
        )  # fmt: skip
        letters = list(due.select_related("patient__clinic").order_by("created_at")[:BATCH])
        chosen = preferences_of_all(letter.patient for letter in letters)
        for letter in letters:
            _decide(letter, chosen[letter.patient_id], token, now, counts)
    return bool(letters)


def _decide(
    letter: Letter, chosen: Preferences, token: UUID, now: datetime, counts: Counts
) -> None:
    awake = after_quiet(chosen, now) if letter.quiet else now
    letter.state = _next_state(letter, chosen, now)
    if letter.state == State.CLAIMED and awake > now:
        letter.state, letter.next_at = State.WAITING, awake
        counts.quiet += 1
    elif letter.state == State.CLAIMED:
        letter.claim, letter.claimed_at = token, now
        counts.claimed.append(letter)
    elif letter.state == State.DESK:
        counts.for_the_desk += 1
    else:
        counts.dropped += 1
    if kind_of(letter.kind).secret and letter.state == State.DROPPED:
        letter.body = ""
    letter.save(update_fields=["state", "next_at", "claim", "claimed_at", "body"])


def _next_state(letter: Letter, chosen: Preferences, now: datetime) -> str:
    kind = kind_of(letter.kind)
    if letter.not_after is not None and letter.not_after <= now:
        return State.DROPPED
    wanted = not kind.chosen or getattr(chosen, kind.chosen)
    if not (letter.patient.email and wanted):
        unneeded = (kind.chosen and not kind.needed) or kind.secret
        return State.DROPPED if unneeded else State.DESK
    if not kind.to_her:
        return State.DESK
    if kind.private and not (chosen.whole_letters or goes_as_notice(letter)):
        return State.DESK
    return State.CLAIMED


def may_be_mailed(letter: Letter) -> bool:
    """Whether a round would send it; what it would leave to the desk is not offered to be sent."""
    chosen = preferences_of(letter.patient)
    return _next_state(letter, chosen, timezone.now()) == State.CLAIMED


def goes_as_notice(letter: Letter) -> bool:
    """Whether she can be told to read it on her own page."""
    return bool(settings.SITE) and letter.patient.user_id is not None
