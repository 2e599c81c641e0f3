"""`yintang manage send_outbox`: write the letters that are owed, and send those that are due."""

import time
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, transaction
from django.utils import timezone

from yintang.clinic.outbox.claiming import Counts, claim
from yintang.clinic.outbox.due import write_due
from yintang.clinic.outbox.sending import send_round
from yintang.clinic.outbox.writing import can_send


class Command(BaseCommand):
    """Run it every few minutes, or once with `--loop`. Two at a time send nothing twice."""

    help = "Write the letters that are owed, and send those that are due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--dry-run` changes nothing; `--loop SECONDS` goes on until it is stopped."""
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")
        parser.add_argument(
            "--loop", type=int, metavar="SECONDS", help="again after so many seconds, until stopped"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a round, with numbers and no names."""
        if options["dry_run"]:
            self.stdout.write(f"would be: {in_words(would_do())}")
            return
        while True:
            try:
                counts = send_round(timezone.now())
                if any(vars_of(counts).values()) or not options["loop"]:
                    self.stdout.write(in_words(counts))
            except OperationalError:
                if not options["loop"]:
                    raise
                self.stderr.write("the database did not answer; tried again with the next round")
            if not options["loop"]:
                break
            close_old_connections()
            time.sleep(options["loop"])
        if not can_send():
            self.stdout.write(
                "no mail server is set up (YINTANG_SMTP_HOST): letters wait on the outbox' page, "
                "to be printed or copied"
            )


def would_do() -> Counts:
    """What a round would do now: done, counted, and undone before anybody sees it."""
    now, counts = timezone.now(), Counts()
    with transaction.atomic():
        counts.written = write_due(now)
        if can_send():
            while claim(uuid.uuid4(), now, counts):
                pass
        counts.sent = len(counts.claimed)
        transaction.set_rollback(True)
    return counts


def vars_of(counts: Counts) -> dict[str, int]:
    """The numbers by their names in words."""
    return {
        "written": counts.written,
        "sent": counts.sent,
        "waiting for the end of quiet hours": counts.quiet,
        "to be tried again": counts.postponed,
        "failed": counts.failed,
        "perhaps sent": counts.unsure,
        "for the desk": counts.for_the_desk,
        "no longer needed": counts.dropped,
    }


def in_words(counts: Counts) -> str:
    """ "3 written, 2 sent"."""
    said = [f"{number} {name}" for name, number in vars_of(counts).items() if number]
    return ", ".join(said) or "nothing to do"
