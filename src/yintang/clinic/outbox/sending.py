"""Sending what is due by the clinic's mail server, each letter at most once.

SMTP cannot say whether a letter was taken when the line breaks after its last byte (RFC 5321,
4.5.3.2.6 asks to keep that window short; nothing closes it). Such a letter is put to the desk as
one that may have been sent, and is not sent again by itself.
"""

import re
import smtplib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.utils import timezone

from yintang.clinic.audit.chain import record
from yintang.clinic.outbox.claiming import Counts, State, claim, recover
from yintang.clinic.outbox.due import write_due
from yintang.clinic.outbox.kinds import kind_of
from yintang.clinic.outbox.message import message_of, sender
from yintang.clinic.outbox.preferences import preferences_of
from yintang.clinic.outbox.writing import can_send
from yintang.clinic.patients.models import Letter

TIMEOUT_S = 30
PAUSES = tuple(timedelta(minutes=m) for m in (5, 30, 120, 480, 1440))
"""Before each next attempt. RFC 5321 (4.5.4.1) asks for half an hour at least after the first few,
and for four to five days in all; an appointment's letter is of no use by then."""


class Refused(Exception):
    """The mail server did not take the letter. It certainly was not sent."""

    def __init__(self, code: int, *, for_good: bool) -> None:
        """With the server's code; its words may repeat her address and are kept nowhere."""
        super().__init__(f"the mail server answered {code}")
        self.code, self.for_good = code, for_good


def send_round(now: datetime) -> Counts:
    """Write what is owed and send what is due; without a mail server all waits for the desk."""
    counts = Counts(unsure=recover(now))
    counts.written = write_due(now)
    if not can_send():
        return counts
    token = uuid.uuid4()
    while claim(token, now, counts):
        if counts.claimed and not _send_all(counts):
            break
        counts.claimed.clear()
    return counts


def _send_all(counts: Counts) -> bool:
    """Send the claimed letters; False where the mail server cannot be reached."""
    waiting = list(counts.claimed)
    while waiting:
        try:
            with _connection() as smtp:
                while waiting:
                    _send(smtp, waiting.pop(0), counts)
        except _Broken:
            continue
        except (OSError, smtplib.SMTPException) as fault:
            for letter in waiting:
                _postpone(letter, counts, _reason(fault))
            return False
    return True


class _Broken(Exception):
    """The line broke with the letter at hand, which is settled; the others need a new one."""


@contextmanager
def _connection() -> Iterator[smtplib.SMTP]:
    """A line to the mail server, signed in and encrypted as the settings say."""
    backend = EmailBackend(timeout=TIMEOUT_S)
    backend.open()
    smtp = backend.connection
    if smtp is None:
        raise smtplib.SMTPServerDisconnected("no line")
    try:
        yield smtp
    finally:
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()


def _send(smtp: smtplib.SMTP, letter: Letter, counts: Counts) -> None:
    try:
        content = _written(letter)
        _offer(smtp, letter)
        if not _begin(letter):
            # The server waits for a text that it shall not get: only hanging up takes that back.
            smtp.close()
            raise _Broken
        code = _give(smtp, content)
        if code != 250:
            raise Refused(code, for_good=code >= 500)
    except Refused as fault:
        _refused(letter, fault, counts)
        _reset(smtp)
    except (OSError, smtplib.SMTPException) as fault:
        _broken_off(letter, counts, _reason(fault))
        raise _Broken from fault
    else:
        _sent(letter, counts)


def _written(letter: Letter) -> bytes:
    """The e-mail's bytes; a letter that cannot be written as one must not hold up the others."""
    whole = not kind_of(letter.kind).private or preferences_of(letter.patient).whole_letters
    try:
        letter.patient.email.encode("ascii")
        return message_of(letter, whole=whole).as_bytes()
    except ValueError:
        raise Refused(0, for_good=True) from None


def _offer(smtp: smtplib.SMTP, letter: Letter) -> None:
    """All but the letter itself: nothing is sent yet, and any trouble here is certain."""
    smtp.ehlo_or_helo_if_needed()
    code, _ = smtp.mail(sender())
    if code != 250:
        # About the clinic's own account, so that it may be put right: tried again.
        raise Refused(code, for_good=False)
    code, _ = smtp.rcpt(letter.patient.email)
    if code not in {250, 251}:
        raise Refused(code, for_good=code >= 500)
    code, _ = smtp.docmd("DATA")
    if code != 354:
        raise Refused(code, for_good=code >= 500)


def _give(smtp: smtplib.SMTP, content: bytes) -> int:
    """The letter, to its last byte, and what the server answers.

    `smtplib.SMTP.data` asks for leave and gives the letter in one; here the commit lies between.
    """
    # A line that begins with a dot gets a second one (RFC 5321, 4.5.2).
    smtp.send(re.sub(rb"(?m)^\.", b"..", content).rstrip(b"\r\n") + b"\r\n.\r\n")
    code, _ = smtp.getreply()
    return code


def _reset(smtp: smtplib.SMTP) -> None:
    try:
        smtp.rset()
    except (OSError, smtplib.SMTPException) as fault:
        raise _Broken from fault


def _begin(letter: Letter) -> bool:
    """Commit that from now on the letter may have been sent; False where it is no longer ours."""
    now = timezone.now()
    mine = Letter.objects.filter(pk=letter.pk, state=State.CLAIMED, claim=letter.claim)
    return mine.update(state=State.SENDING, claimed_at=now, tries=letter.tries + 1) == 1


def _sent(letter: Letter, counts: Counts) -> None:
    """The server has taken it."""
    fields = {"state": State.SENT, "sent_at": timezone.now(), "trouble": "", "claim": None}
    if kind_of(letter.kind).secret:
        fields["body"] = ""
    with transaction.atomic():
        ours = Letter.objects.filter(
            pk=letter.pk, state__in=[State.SENDING, State.UNSURE], claim=letter.claim
        )
        if ours.update(**fields):
            record(None, letter.patient.clinic, "sent", "letter", letter.pk, patient=letter.patient)
    counts.sent += 1


def _refused(letter: Letter, fault: Refused, counts: Counts) -> None:
    said = f"The mail server did not take it (code {fault.code})."
    if fault.for_good:
        said = f"{said if fault.code else 'It cannot be sent.'} The address may be wrong."
    if fault.for_good or letter.tries + 1 > len(PAUSES):
        _back(letter, State.FAILED, said)
        counts.failed += 1
    else:
        _postpone(letter, counts, said)


def _broken_off(letter: Letter, counts: Counts, said: str) -> None:
    """The line broke: before the letter was given, it waits; after that, nobody can know."""
    gone = Letter.objects.filter(pk=letter.pk, state=State.SENDING, claim=letter.claim)
    if gone.update(state=State.UNSURE, trouble=f"{said} Ask whether it arrived."):
        counts.unsure += 1
    else:
        _postpone(letter, counts, said)


def _postpone(letter: Letter, counts: Counts, said: str) -> None:
    _back(letter, State.WAITING, said)
    counts.postponed += 1


def _back(letter: Letter, state: str, said: str) -> None:
    pause = PAUSES[min(letter.tries, len(PAUSES) - 1)]
    mine = Letter.objects.filter(
        pk=letter.pk, claim=letter.claim, state__in=[State.CLAIMED, State.SENDING]
    )
    mine.update(
        state=state,
        claim=None,
        tries=letter.tries + 1,
        next_at=timezone.now() + pause,
        trouble=said[:200],
    )


def _reason(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return "The mail server refused the clinic's user or password."
    if isinstance(fault, smtplib.SMTPServerDisconnected):
        return "The mail server broke the line."
    return "The mail server could not be reached."
