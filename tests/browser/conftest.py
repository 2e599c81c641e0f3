"""A real browser before a real server: `yintang serve` on the sample clinic.

Each worker has a server of its own; the clinic behind it is filled once and copied. Tests share the
server, so each takes a patient whom no other test touches.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cli.serving import PROGRAM, Running, surroundings
from made_once import made_once
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
TABLET = {"width": 1180, "height": 820}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 20_000
HOUSE = Path(__file__).with_name("house.py")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None and "CI" not in os.environ:
        pytest.skip("no Chromium was found; the browser tests need one")
    assert program, "no Chromium was found"
    flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=flags)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, empty_clinic: Path) -> Path:
    """The folder of a filled clinic, made by the worker that comes first."""

    def make(folder: Path) -> None:
        shutil.copytree(empty_clinic, folder)
        subprocess.run([sys.executable, str(HOUSE), str(folder)], check=True, timeout=180)

    return made_once(tmp_path_factory, "house", make)


class House:
    """The server's address, and what there is to visit (`browser.pages`)."""

    def __init__(self, address: str, there: dict[str, Any]) -> None:
        self.address = address
        self.there = there

    def page_of(self, state: str, name: str) -> str:
        """The path of a page of the visit that stands in that state."""
        return f"/visits/{self.there['visits'][state]}/{name}/"


@pytest.fixture(scope="session")
def house(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    mine = tmp_path_factory.mktemp("house") / "data"
    shutil.copytree(furnished, mine)
    program = subprocess.Popen(
        [*PROGRAM, "serve", "--data", str(mine), "--port", "0", "--no-browser"],
        env=surroundings(mine),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        there = json.loads((mine / "there.json").read_text("utf-8"))
        yield House(f"http://localhost:{Running(program).port}", there)
    finally:
        program.kill()
        program.communicate()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, house: House) -> Callable[[str], dict[str, Any]]:
    """The cookies of somebody who signed in at the door, once for all tests."""
    kept: dict[str, dict[str, Any]] = {}

    def cookies(first: str) -> dict[str, Any]:
        if first not in kept:
            context = browser.new_context(base_url=house.address)
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            page.goto("/account/login/")
            page.get_by_label(re.compile("^e-?mail", re.I)).fill(house.there["sign_ins"][first])
            page.get_by_label("Password").fill(house.there["password"])
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url(lambda url: "/account/login/" not in url)
            kept[first] = context.storage_state()
            context.close()
        return kept[first]

    return cookies


@pytest.fixture
def open_as(
    browser: Browser, house: House, signed_in: Callable[[str], dict[str, Any]]
) -> Iterator[Callable[..., Page]]:
    """A page in a browser of its own; what its console complained of fails the test."""
    complaints: list[str] = []
    with _closed_in_the_end() as contexts:

        def opened(first: str = "", *, size: dict[str, int] = TABLET, **more: Any) -> Page:
            state = signed_in(first) if first else None
            context = browser.new_context(
                base_url=house.address, storage_state=state, viewport=size, **more
            )
            contexts.append(context)
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            page.on("pageerror", lambda fault: complaints.append(f"{page.url}: {fault}"))
            page.on("console", lambda said: is_a_fault(said) and complaints.append(words(said)))
            return page

        yield opened
    assert not complaints, "\n".join(complaints)


MEANT = ("409 (Conflict)", "ERR_INTERNET_DISCONNECTED", "favicon.ico")
"""What browsers call an error and is none: a stale write, a lost connection, a sheet's own icon."""


def is_a_fault(said: ConsoleMessage) -> bool:
    return said.type == "error" and not any(one in words(said) for one in MEANT)


def words(said: ConsoleMessage) -> str:
    return f"{said.text} ({said.location.get('url', '')})"


@contextmanager
def _closed_in_the_end() -> Iterator[list[BrowserContext]]:
    contexts: list[BrowserContext] = []
    try:
        yield contexts
    finally:
        for context in contexts:
            context.close()
