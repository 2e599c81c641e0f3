"""Photograph every page of the sample clinic, at three widths, light and dark.

    python benchmarks/screenshots.py --out DIR [--only WORDS] [--at ISO-INSTANT]
    python benchmarks/screenshots.py --tour docs/pictures

The first makes `DIR/NAME.WIDTH.SCHEME.png` of every address that shows a page, in the states of a
visit in which it looks otherwise. The second makes the pictures of the README. Both need Chromium
and fill a temporary folder, which is removed in the end.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
WIDTHS = {390: 844, 820: 1180, 1280: 800}
"""Width and height of a phone, an upright tablet and a laptop, in CSS pixels."""
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
TOUR = {
    "plan": ("plan", 1280, 900),
    "today": ("today", 1280, 900),
    "session": ("session", 1180, 820),
}
"""Picture: (page, width, height)."""


@dataclass(frozen=True)
class House:
    """A browser before the sample clinic: what there is to visit, and who is signed in."""

    browser: Browser
    address: str
    there: dict[str, Any]
    states: dict[str, Any] = field(default_factory=dict)

    def context(self, who: str, width: int, height: int, **more: Any) -> BrowserContext:
        if who and who not in self.states:
            self.states[who] = self.signed_in(who)
        size = {"width": width, "height": height}
        state = self.states.get(who)
        return self.browser.new_context(
            base_url=self.address, storage_state=state, viewport=size, **more
        )

    def signed_in(self, who: str) -> Any:
        context = self.browser.new_context(base_url=self.address)
        page = context.new_page()
        page.goto("/account/login/")
        page.locator('input[name="login"]').fill(self.there["sign_ins"][who])
        page.locator('input[name="password"]').fill(self.there["password"])
        page.locator("button.next").click()
        page.wait_for_url(lambda url: "/login/" not in url)
        state = context.storage_state()
        context.close()
        return state


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="folder for every page at every width")
    parser.add_argument("--tour", type=Path, help="folder for the README's pictures")
    parser.add_argument("--only", default="", help="only pages whose name holds these words")
    parser.add_argument("--at", help="the hour of the story, as 2026-11-19T14:07:30+00:00")
    asked = parser.parse_args()
    if not asked.out and not asked.tour:
        parser.error("give --out DIR, --tour DIR, or both")
    with served(asked.at) as (address, there), opened() as browser:
        house = House(browser, address, there)
        if asked.tour:
            tour(house, asked.tour)
        if asked.out:
            everything(house, asked.out, asked.only)


@contextmanager
def served(at: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """The sample clinic before a server of its own: its address, and what there is to visit."""
    with tempfile.TemporaryDirectory(prefix="yintang-pictures-") as folder:
        house = [sys.executable, str(ROOT / "tests/browser/house.py"), folder]
        subprocess.run(house + ([at] if at else []), check=True)
        there = json.loads((Path(folder) / "there.json").read_text("utf-8"))
        program = subprocess.Popen(
            [sys.executable, "-c", "from yintang.cli import main; main()", "serve",
             "--data", folder, "--port", "0", "--no-browser"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert program.stdout is not None
        try:
            for line in program.stdout:
                found = re.match(r"http://localhost:\d+", line)
                if found:
                    yield found[0], there
                    break
        finally:
            program.terminate()
            program.wait()


@contextmanager
def opened() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        sys.exit(f"none of these browsers was found: {', '.join(PROGRAMS)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def look(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")


def everything(house: House, out: Path, only: str) -> None:
    """Every page whose name holds `only`, at every width, light and dark."""
    out.mkdir(parents=True, exist_ok=True)
    pages = [page for page in house.there["pages"] if only in page["name"]]
    for (width, height), scheme in product(WIDTHS.items(), ("light", "dark")):
        for who in sorted({page["as"] for page in pages}):
            context = house.context(who, width, height, color_scheme=scheme)
            tab = context.new_page()
            for page in (page for page in pages if page["as"] == who):
                look(tab, page["path"])
                name = re.sub(r"\W+", "-", page["name"]).strip("-")
                tab.screenshot(path=out / f"{name}.{width}.{scheme}.png", full_page=True)
            context.close()
    print(f"{len(list(out.glob('*.png')))} pictures in {out}")


def tour(house: House, out: Path) -> None:
    """The README's pictures, for a fine screen."""
    out.mkdir(parents=True, exist_ok=True)
    paths = {page["name"]: page["path"] for page in house.there["pages"]}
    for name, (of, width, height) in TOUR.items():
        context = house.context("ana", width, height, device_scale_factor=1.5)
        tab = context.new_page()
        look(tab, paths[of])
        if name == "session":
            take_some_out(tab)
        picture = Image.open(BytesIO(tab.screenshot()))
        file = out / f"{name}.webp"
        picture.convert("RGB").save(file, quality=82, method=6)
        context.close()
        print(f"{file.name}: {file.stat().st_size // 1000} kB")


def take_some_out(tab: Page) -> None:
    """On from the rest to the removal, with the first needles out."""
    tab.get_by_role("button", name="End the rest, remove").click()
    for _ in range(9):
        tab.locator("#out-next").click()
    tab.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
