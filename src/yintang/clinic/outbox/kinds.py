"""Every kind of letter: what its e-mail is called, and who decides whether it is sent.

A subject line is read on a locked screen and by every server on the way: it names no person, no
treatment and no clinic.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of letter is treated."""

    said: str
    """What staff call it."""
    subject: str
    """Of its e-mail."""
    chosen: str = ""
    """Which of her preferences decides; "" where none does."""
    private: bool = False
    """About her treatment: by e-mail she gets word of it, and the whole only if she chose that."""
    secret: bool = False
    """Holds what nobody but her may read: shown to no member of staff, emptied once sent."""
    needed: bool = False
    """She must learn of it: where she gets no e-mail, the desk tells her."""
    to_her: bool = True
    """False for a letter to somebody else, which the desk hands over."""


KINDS: dict[str, Kind] = {
    "booked": Kind("Confirmation", "Your appointment", "confirmations"),
    "moved": Kind("Changed appointment", "Your appointment has changed", "confirmations"),
    "cancelled": Kind(
        "Cancellation", "Your appointment is cancelled", "confirmations", needed=True
    ),
    "reminder": Kind("Reminder", "A reminder of your appointment", "reminders"),
    "proposal": Kind("Proposal of other times", "Your appointment needs another time", needed=True),
    "offer": Kind("Offer of a free time", "A time has become free", "offers"),
    "sign-in": Kind("Link for signing in", "Your link for signing in", secret=True),
    "aftercare": Kind("Aftercare", "A letter for you", private=True),
    "summary": Kind("Summary of the course", "A letter for you", private=True),
    "summary-doctor": Kind("Summary for the doctor", "", private=True, to_her=False),
}
OTHER = Kind("Letter", "A letter for you", private=True)
"""A kind that is not named above is treated as a letter about her treatment."""


def kind_of(name: str) -> Kind:
    """How a letter of this kind is treated."""
    return KINDS.get(name, OTHER)
