"""What a person may do with a letter that waits for one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from yintang.clinic.patients.models import Letter


@dataclass(frozen=True, slots=True)
class Act:
    """One button of a letter's page."""

    verb: Callable[[Letter, datetime], bool]
    audited: str
    said: str
    too_late: str = "Nothing was changed: the letter has gone on in the meantime."


ACTS: dict[str, Act] = {
    "handed-over": Act(
        lambda letter, now: letter.hand_over(now), "printed", "Noted: it was handed over."
    ),
    "arrived": Act(lambda letter, now: letter.arrived(now), "sent", "Noted: it arrived."),
    "again": Act(lambda letter, _: letter.try_again(), "queued", "It is sent with the next round."),
    "dropped": Act(lambda letter, _: letter.drop(), "withdrawn", "Taken back. It is not sent."),
}
