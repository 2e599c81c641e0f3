"""A letter as the e-mail that goes out."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr

from django.conf import settings

from yintang.clinic.outbox.calendar_files import method_in
from yintang.clinic.outbox.kinds import kind_of
from yintang.clinic.outbox.writing import notice_of
from yintang.clinic.patients.models import Letter


def message_of(letter: Letter, *, whole: bool) -> EmailMessage:
    """The e-mail. Its Message-ID is the letter's own, so that a copy is known as one.

    `whole` is False for a letter about her treatment that she did not ask for in full: then the
    message says that it is there.
    """
    clinic = letter.patient.clinic
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["From"] = formataddr((one_line(clinic.name), sender()))
    message["To"] = letter.patient.email
    message["Subject"] = kind_of(letter.kind).subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = message_id(letter)
    # Out-of-office programs leave alone what says this (RFC 3834, 5).
    message["Auto-Submitted"] = "auto-generated"
    if clinic.email:
        message["Reply-To"] = clinic.email
    message.set_content(letter.body if whole else notice_of(letter))
    if letter.calendar and whole:
        message.add_attachment(
            letter.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename="appointment.ics",
            params={"method": method_in(letter.calendar), "charset": "utf-8"},
        )
    return message


def message_id(letter: Letter) -> str:
    """The same for every attempt to send this letter."""
    return f"<{letter.pk}@{sender().rpartition('@')[2]}>"


def sender() -> str:
    """The bare address that e-mail comes from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def one_line(text: str) -> str:
    """Without line breaks, which would begin another header."""
    return " ".join(text.split())
