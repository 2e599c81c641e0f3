"""Programs that send the outbox and are killed at random moments, against a real mail server.

`python -m clinic.outbox.killing make N` writes N letters, `… states` prints how each stands.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from clinic.outbox.smtp_server import Mailbox, mailbox
from clinic.tablets import Place

SEND = ("manage", "send_outbox")
LONGEST_S = 0.15
"""A sender is killed at most so long after it has called the mail server."""
TESTS = Path(__file__).parents[2]
SENDERS = """
import os, sys, django
django.setup()
from datetime import timedelta
from django.urls import get_resolver
get_resolver().url_patterns
from django.utils import timezone
from yintang.clinic.outbox.sending import send_round
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        # An hour later each time: what the one before left behind is taken for left.
        send_round(timezone.now() + timedelta(hours=int(line)))
        os._exit(0)
    print(pid, flush=True)
    os.waitpid(pid, 0)
    print("ended", flush=True)
"""
"""Forks a sender for each line, before any database is opened, so that it begins at once."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the letters."""

    letters: int
    kills: int
    sent: int
    """Once, and known to be."""
    unsure_taken: int
    """Put to the desk, though the mail server had taken them: the window of SMTP."""
    unsure_not_taken: int
    lost: int
    """Neither sent, nor put to the desk, nor waiting; or held for sent and never taken."""
    twice: int
    seconds: float


def surroundings(place: Place, server: Mailbox) -> dict[str, str]:
    """For programs that send to the server from the clinic."""
    return place.environment() | {
        "YINTANG_SMTP_HOST": "127.0.0.1",
        "YINTANG_SMTP_PORT": str(server.port),
        "YINTANG_SMTP_TLS": "0",
        "YINTANG_FROM_EMAIL": "desk@willow.example",
    }


def run_killed(place: Place, *, kills: int, letters: int, luck: Random) -> Outcome:
    """Send `letters` by senders of which the first `kills` are killed at a random moment."""
    (place.folder / "secret-key").write_text("only-for-tests-" + "x" * 50)
    with mailbox(pause_s=0.001) as server:
        around = surroundings(place, server)
        _rows(around, "make", str(letters))
        began = time.perf_counter()
        with _senders(around) as start:
            for hour in range(kills):
                server.called.clear()
                pid, ended = start(hour)
                server.called.wait(10)
                time.sleep(luck.uniform(0, LONGEST_S))
                os.kill(pid, signal.SIGKILL)
                ended()
            for hour in range(kills, kills + 2):
                start(hour)[1]()
        seconds = time.perf_counter() - began
        return _judged(_rows(around, "states"), server, kills, seconds)


def run_together(place: Place, *, senders: int, letters: int) -> Outcome:
    """Send `letters` by several programs at once."""
    (place.folder / "secret-key").write_text("only-for-tests-" + "x" * 50)
    with mailbox(pause_s=0.001) as server:
        around = surroundings(place, server)
        _rows(around, "make", str(letters))
        began = time.perf_counter()
        command = [sys.executable, "-c", "from yintang.cli import main; main()", *SEND]
        programs = [
            subprocess.Popen(command, env=around, stdout=subprocess.PIPE, text=True)
            for _ in range(senders)
        ]
        for program in programs:
            program.communicate(timeout=600)
            assert program.returncode == 0
        return _judged(_rows(around, "states"), server, 0, time.perf_counter() - began)


def _judged(states: dict[str, str], server: Mailbox, kills: int, seconds: float) -> Outcome:
    taken = Counter(
        str(message["Message-ID"]).strip("<>").partition("@")[0] for message in server.messages()
    )
    unsure = [pk for pk, state in states.items() if state == "unsure"]
    return Outcome(
        letters=len(states),
        kills=kills,
        sent=sum(state == "sent" and taken[pk] == 1 for pk, state in states.items()),
        unsure_taken=sum(taken[pk] > 0 for pk in unsure),
        unsure_not_taken=sum(taken[pk] == 0 for pk in unsure),
        lost=sum(
            state not in {"sent", "unsure"} or (state == "sent" and not taken[pk])
            for pk, state in states.items()
        ),
        twice=sum(times > 1 for times in taken.values()),
        seconds=seconds,
    )


@contextmanager
def _senders(around: dict[str, str]) -> Iterator[Any]:
    with subprocess.Popen(
        [sys.executable, "-c", SENDERS],
        env=around,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        into, out = program.stdin, program.stdout

        def start(hour: int) -> tuple[int, Any]:
            into.write(f"{hour}\n")
            into.flush()
            return int(out.readline()), out.readline

        yield start
        into.close()


def _rows(around: dict[str, str], *words: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "clinic.outbox.killing", *words],
        env=around,
        cwd=TESTS,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def main(what: str, number: str = "0") -> None:
    import django  # noqa: PLC0415 - only where this is the program

    django.setup()
    print(json.dumps(make(int(number)) if what == "make" else states()))


def make(number: int) -> int:
    from django.core.management import call_command  # noqa: PLC0415 - after the settings

    from yintang.clinic.clinics.models import Clinic  # noqa: PLC0415
    from yintang.clinic.patients.models import Letter, Patient  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    clinic = Clinic.objects.create(name="Willow Rooms")
    her = Patient.objects.create(
        clinic=clinic, given_name="Dana", family_name="Moreno", email="dana@example.org"
    )
    Letter.objects.bulk_create(
        Letter(
            patient=her,
            kind="booked",
            subject="Your appointment",
            body="x",
            once=str(n),
            quiet=False,
        )
        for n in range(number)
    )
    return number


def states() -> dict[str, str]:
    from yintang.clinic.patients.models import Letter  # noqa: PLC0415 - after the settings

    return {str(pk): state for pk, state in Letter.objects.values_list("pk", "state")}


if __name__ == "__main__":
    main(*sys.argv[1:])
