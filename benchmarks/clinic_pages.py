"""The time of a page in a small and in a large clinic, asked in turn.

Each clinic lives in a process of its own, which answers through Django's test client as Ana.
"""

import itertools
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

if TYPE_CHECKING:
    from clinic.tablets import Place

HERE = Path(__file__).parent
ANSWERING = (
    "import sys, django; sys.path.insert(0, '../tests'); django.setup(); "
    "from clinic_pages import answer; answer(int(sys.argv[1]))"
)
SEARCHES = {
    "a whole family name": "moquill",
    "two letters": "mo",
    "two beginnings, many": "mo an",
    "two beginnings, one": "mo zo",
    "three beginnings, none": "mo an zo",
    "a telephone number": "123456",
    "a birth date": "4.3.1931",
}
PAGES = ["patient", "today", "tap"]
WANTED = 1.5
WARM = 2
"""Rounds before those that count."""


def compare(places: Mapping[str, tuple["Place", int]], rounds: int, minutes: float) -> None:
    """Fill both, ask each page of both in turn, and print medians and ratios.

    It asks `rounds` times, or for so many minutes.
    """
    asked = [*(f"search: {name}" for name in SEARCHES), *PAGES]
    took: dict[str, dict[str, list[float]]] = {}
    with_lines = {name: _started(place, number) for name, (place, number) in places.items()}
    try:
        for name, line in with_lines.items():
            print(f"{name}: {_read(line)}", flush=True)
            took[name] = {page: [] for page in asked}
        names = list(with_lines)
        until = time.monotonic() + 60 * minutes
        for n in range(rounds + WARM):
            for page, name in itertools.product(asked, names if n % 2 else names[::-1]):
                ms = float(_ask(with_lines[name], page))
                if n >= WARM:
                    took[name][page].append(ms)
            if n > WARM and time.monotonic() > until:
                break
    finally:
        for line in with_lines.values():
            line.kill()
            line.wait()
    _print(took, *names)


def _print(took: dict[str, dict[str, list[float]]], small: str, large: str) -> None:
    searches = [page for page in took[small] if page.startswith("search")]
    for name in (small, large):
        took[name]["search, all of them"] = [ms for page in searches for ms in took[name][page]]
    rounds = len(took[small]["tap"])
    print(f"\nmedian ms of {rounds:<14} {small:>12} {large:>12}   ratio (wanted: at most {WANTED})")
    for page in took[small]:
        one, other = (float(np.median(took[name][page])) for name in (small, large))
        print(f"{page:32} {one:8.1f} {other:12.1f}   {other / one:.2f}")


def _started(place: "Place", number: int) -> subprocess.Popen[str]:
    place.migrate()
    return subprocess.Popen(
        [sys.executable, "-c", ANSWERING, str(number)],
        env=place.environment(),
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _ask(line: subprocess.Popen[str], page: str) -> str:
    assert line.stdin is not None
    line.stdin.write(page + "\n")
    line.stdin.flush()
    return _read(line)


def _read(line: subprocess.Popen[str]) -> str:
    assert line.stdout is not None
    said = line.stdout.readline()
    assert said, "the clinic's process ended"
    return said.strip()


def answer(number: int) -> None:
    """In the clinic's own process: fill it, then answer each page asked for with its time."""
    from clinic_rows import counted, fill  # noqa: PLC0415 - Django is set up in this process only

    started = time.perf_counter()
    filled = fill(number)
    print(f"{counted()}, written in {time.perf_counter() - started:.0f} s", flush=True)
    pages = _pages(filled)
    for page in iter(sys.stdin.readline, ""):
        ask = pages[page.strip()]
        started = time.perf_counter()
        response = ask()
        print(1000 * (time.perf_counter() - started), flush=True)
        assert response.status_code == 200, (page, response.status_code)


def _pages(filled: Any) -> dict[str, Callable[[], Any]]:
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    client = Client(SERVER_NAME="localhost")
    client.force_login(filled.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    search = reverse("patient-search", args=[filled.clinic.pk])
    typing = {"HX-Request": "true"}
    pages: dict[str, Callable[[], Any]] = {
        f"search: {name}": lambda typed=typed: client.post(search, {"q": typed}, headers=typing)
        for name, typed in SEARCHES.items()
    }
    luck, taps = Random(5), _taps(filled.sessions)
    pages["patient"] = lambda: client.get(reverse("patient", args=[luck.choice(filled.patients)]))
    pages["today"] = lambda: client.get(reverse("today", args=[filled.clinic.pk]))
    pages["tap"] = lambda: client.post(*next(taps), content_type="application/json")
    return pages


def _taps(visits: list[str]) -> Iterator[tuple[str, str]]:
    """The needles of one session after the other, in and out; over again when all are through."""
    from clinic.tablet_rows import NEEDLES  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    for visit, kind, n in itertools.product(visits, ("in", "out"), range(NEEDLES)):
        tap = {"id": str(uuid4()), "kind": kind, "body": {"needle": f"N{n}"}}
        yield reverse("session-events", args=[visit]), json.dumps({"events": [tap]})
