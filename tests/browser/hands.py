"""What a practitioner's hands do on the pages of a visit, in the words that stand on them."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect


def new_patient(page: Page, given: str, family: str, born: str = "1981-04-12") -> None:
    page.get_by_role("link", name="Patients", exact=True).click()
    page.get_by_role("link", name="New patient", exact=True).click()
    page.get_by_label("Given name").fill(given)
    page.get_by_label("Family name").fill(family)
    page.get_by_label("Born").fill(born)
    page.get_by_label("Sex").select_option("female")
    page.get_by_role("button", name="Make the record").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{given} {family}")


def sign(page: Page, name: str) -> None:
    """Agree to the consent that is open, and sign it on the pad."""
    expect(page.get_by_label("Name of whoever signs")).to_have_value(name)
    page.get_by_role("radio", name="Yes, I agree").check()
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    scrawl(page, pad)
    page.get_by_role("button", name="Save this answer").click()


def scrawl(page: Page, pad: Locator) -> None:
    box = pad.bounding_box()
    assert box is not None
    places = [(0.1, 0.5), (0.3, 0.2), (0.4, 0.8), (0.6, 0.3), (0.9, 0.6)]
    x, y = (box["x"] + places[0][0] * box["width"], box["y"] + places[0][1] * box["height"])
    page.mouse.move(x, y)
    page.mouse.down()
    for across, down in places[1:]:
        page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"], steps=4)
    page.mouse.up()


def photograph(page: Page, file: Path) -> None:
    page.get_by_label(re.compile("photograph", re.I)).first.set_input_files(file)
    page.get_by_role("button", name="Keep this photograph").click()


def choose(page: Page, words: str) -> None:
    """Tick a chip or a choice by the words that stand on it."""
    page.get_by_text(words, exact=True).first.click()


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Saved")
