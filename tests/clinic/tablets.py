"""Tablets that tap against a real server over HTTP, as the session's page does."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any
from uuid import uuid4

from cli.serving import running, said_by, surroundings

SERVERS = """
import os, sys, django
from yintang.cli import main
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
from yintang.clinic import wsgi
for _ in sys.stdin:
    pid = os.fork()
    if pid == 0:
        main(["serve", "--port", "0", "--no-browser"])
    print("pid", pid, flush=True)
    os.waitpid(pid, 0)
"""
"""Starts `yintang serve` anew for each line. A server is forked before any database is opened, so
that it comes up at once: it has its code, and of its data nothing but what is on disk."""

TESTS = Path(__file__).parent.parent
ROWS = (
    "import sys, django; django.setup(); from clinic.tablet_rows import main; main(*sys.argv[1:])"
)
CSRF = "t" * 32
NEEDLES = 20
TAPS = 2 * NEEDLES


@dataclass
class Place:
    """A clinic's own folder, and another database than SQLite where `more` names one."""

    folder: Path
    more: dict[str, str] = field(default_factory=dict)

    def make(self, sessions: int) -> dict[str, Any]:
        """Rows to tap in; made beside the server, which is not running yet."""
        self.migrate()
        return self._rows("make", str(sessions))

    def migrate(self) -> None:
        """The tables, where nobody laid a clinic into the folder."""
        if (self.folder / "yintang.sqlite3").exists():
            return
        made = said_by(["manage", "migrate"], self.folder, **self.more)
        assert made.returncode == 0, made.stderr

    def environment(self) -> dict[str, str]:
        """For a program of our own on this clinic's database."""
        django = {
            "YINTANG_SECRET_KEY_FILE": str(self.folder / "secret-key"),
            "YINTANG_HTTPS": "0",
            "DJANGO_SETTINGS_MODULE": "yintang.clinic.settings",
        }
        return surroundings(self.folder, **django, **self.more)

    def faults(self, acknowledged: dict[str, list[str]]) -> list[str]:
        """What the database holds that it should not, or lacks."""
        return self._rows("check", told=json.dumps(acknowledged))

    def serve(self) -> Any:
        """A server as a program of its own."""
        return running(["serve"], self.folder, **self.more)

    @contextmanager
    def servers(self) -> Iterator["Servers"]:
        """Servers to be killed, one after the other."""
        program = subprocess.Popen(
            [sys.executable, "-c", SERVERS],
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        servers = Servers(program)
        try:
            yield servers
        finally:
            servers.kill()
            program.communicate()

    def _rows(self, *words: str, told: str = "") -> Any:
        done = subprocess.run(
            [sys.executable, "-c", ROWS, *words],
            env=self.environment(),
            cwd=TESTS,
            input=told,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


class Servers:
    """`yintang serve` again and again on one folder, killed with no warning."""

    def __init__(self, program: "subprocess.Popen[str]") -> None:
        self.program = program
        self.pid = self.port = 0

    def start(self) -> None:
        """Kill the one that runs, and wait for the next to be ready."""
        self.kill()
        assert self.program.stdin is not None
        self.program.stdin.write("\n")
        self.program.stdin.flush()
        self.port = 0
        while not (self.pid and self.port):
            line = self._line()
            if found := re.search(r"http://localhost:(\d+)/", line):
                self.port = int(found[1])
            elif line.startswith("pid "):
                self.pid = int(line.split()[1])

    def kill(self) -> None:
        """As `kill -9` does."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
        self.pid = 0

    def _line(self) -> str:
        assert self.program.stdout is not None
        line = self.program.stdout.readline()
        assert line, "the servers' program ended"
        return line


def taps() -> Iterator[dict[str, Any]]:
    """Each needle in, then each out."""
    for kind in ("in", "out"):
        for n in range(NEEDLES):
            yield {"id": str(uuid4()), "kind": kind, "body": {"needle": f"N{n}"}}


class Tablet:
    """One tablet: its connection kept alive, what it was told is safe, and how long that took."""

    def __init__(self, cookie: str, visit: str) -> None:
        self.headers = {
            "Cookie": f"sessionid={cookie}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/json",
        }
        self.visit = visit
        self.line: HTTPConnection | None = None
        self.acknowledged: list[str] = []
        self.took: list[float] = []

    def at(self, port: int) -> "Tablet":
        """Speak to the server at this port from now on."""
        self.hang_up()
        self.line = HTTPConnection("127.0.0.1", port, timeout=120)
        return self

    def hang_up(self) -> None:
        if self.line is not None:
            self.line.close()

    def tap(self, *events: dict[str, Any]) -> None:
        """Send, and wait until every event is acknowledged."""
        started = time.perf_counter()
        told = self._ask("POST", f"/visits/{self.visit}/session/events/", {"events": list(events)})
        self.took.append(time.perf_counter() - started)
        assert not told["refused"], told["refused"]
        self.acknowledged += [one for one in told["acknowledged"] if one not in self.acknowledged]

    def look(self) -> int:
        """Ask for news, as the page does every five seconds; how many taps the server knows."""
        path = f"/visits/{self.visit}/session/state/?since={len(self.acknowledged)}"
        return int(self._ask("GET", path)["length"])

    def _ask(self, method: str, path: str, sent: dict[str, Any] | None = None) -> Any:
        assert self.line is not None
        background = {"X-Yintang-Background": "1"} if method == "GET" else {}
        body = json.dumps(sent) if sent else None
        self.line.request(method, path, body, {**self.headers, **background})
        answer = self.line.getresponse()
        said = answer.read()
        assert answer.status == 200, (answer.status, said[:300])
        return json.loads(said)


Telling = tuple[Tablet, list[dict[str, Any]]]
"""A tablet and the taps that it has not yet been told are safe."""


def tap_until_killed(tablet: Tablet, waiting: list[dict[str, Any]]) -> None:
    """Tap what waits, in order; what was not acknowledged when the server dies goes on waiting."""
    try:
        while waiting:
            tablet.tap(waiting[0])
            waiting.pop(0)
    except (OSError, HTTPException):
        tablet.hang_up()


def kills(
    place: Place, made: dict[str, Any], *, number: int, luck: Random, longest_s: float = 1.0
) -> dict[str, list[str]]:
    """Kill the server so many times, each at a random moment while tablets tap.

    Three tablets tap at once, two of them the same taps into the same session. After each kill
    they send what was not acknowledged to the next server, and one tap more. Returns what was
    acknowledged, by visit.
    """
    acknowledged: dict[str, list[str]] = {}
    left: list[Telling] = []
    with place.servers() as servers:
        for n in range(number + 1):
            servers.start()
            for tablet, waiting in left:
                _finish(tablet.at(servers.port), waiting)
                known = acknowledged.setdefault(tablet.visit, [])
                known += [one for one in tablet.acknowledged if one not in known]
            if n < number:
                left = _fresh(made, 2 * n, servers.port)
                threads = _start(left)
                time.sleep(luck.uniform(0, longest_s))
                servers.kill()
                for thread in threads:
                    thread.join()
                left = [(tablet, waiting[:2]) for tablet, waiting in left]
    return acknowledged


def _finish(tablet: Tablet, waiting: list[dict[str, Any]]) -> None:
    """What was acknowledged is there; the rest is told again, to the end."""
    assert tablet.look() >= len(tablet.acknowledged)
    tap_until_killed(tablet, waiting)
    assert not waiting
    tablet.hang_up()


def _fresh(made: dict[str, Any], first: int, port: int) -> list[Telling]:
    """Three tablets in two sessions, connected to a server that has answered once."""
    one, other = made["visits"][first : first + 2]
    same = list(taps())
    told = [(one, list(taps())), (other, same), (other, list(same))]
    tablets = [(Tablet(made["cookie"], visit).at(port), waiting) for visit, waiting in told]
    tablets[0][0].look()  # the first request imports Django
    return tablets


def _start(told: list[Telling]) -> list[Thread]:
    threads = [Thread(target=tap_until_killed, args=one) for one in told]
    for thread in threads:
        thread.start()
    return threads
