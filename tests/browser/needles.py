"""What a practitioner's hands do on the session page, from the check to the closed session."""

import re

from playwright.sync_api import Locator, Page, expect


def phase(page: Page, name: str) -> Locator:
    part = page.locator(f'main [data-phase="{name}"]')
    expect(part).to_be_visible()
    return part


def in_all(page: Page) -> int:
    return int(page.locator('#insert-count [data-count="expected"]').inner_text())


def begin(page: Page) -> None:
    page.get_by_role("button", name="Begin the session").click()
    phase(page, "check")


def check(page: Page) -> None:
    """Nothing is new since last time."""
    for question in page.locator("[data-question]").all():
        question.get_by_role("button").first.click()
    page.get_by_role("button", name="Go on: prepare").click()


def prepare(page: Page) -> None:
    """An expired pack is spoken of; one in date is noted."""
    phase(page, "prepare")
    for item in page.locator("[data-ready]").all():
        item.click()
    for label, words in (("Maker", "Northwind"), ("Diameter, mm", "0.16"), ("Length, mm", "15")):
        page.get_by_label(label).fill(words)
    page.locator("#lot").fill("H7")
    page.get_by_label("Use by").fill("2020-01-31")
    expect(page.locator("#pack-say")).to_contain_text("expired")
    page.get_by_label("Use by").fill("2999-01-31")
    page.get_by_role("button", name="Add the pack").click()
    expect(page.locator("#packs")).to_contain_text("lot H7")
    page.get_by_role("button", name="Go on: insert").click()


def insert(page: Page) -> int:
    """One by a tap on the face, the forehead as a group, the others by the big button."""
    phase(page, "insert")
    count = page.locator("#insert-count b")
    page.touchscreen.tap(*middle_of(page.locator("#face-marks .m-chosen")))
    expect(count).to_have_text("1")
    page.get_by_role("button", name="Undo").locator("visible=true").click()
    expect(count).to_have_text("0")
    page.get_by_role("button", name="Whole zone").click()
    page.get_by_role("button", name=re.compile("^All in: Forehead")).click()
    assert int(count.inner_text()) > 1
    press_while(page.locator("#in-next"), "In:")
    expected = in_all(page)
    expect(count).to_have_text(str(expected))
    page.locator("#in-next").click()
    return expected


def middle_of(mark: Locator) -> tuple[float, float]:
    """Where a mark is on the screen; it is drawn anew whenever the page moves."""
    for _ in range(20):
        expect(mark).to_be_visible()
        box = mark.bounding_box()
        if box is not None:
            return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    raise AssertionError("the mark does not stand still")


def press_while(button: Locator, words: str) -> None:
    """A tap at a time, as long as the button says so; each tap is drawn at once."""
    while button.inner_text().startswith(words):
        button.click()


def rest(page: Page) -> None:
    """Started, paused, made longer, and ended before its time."""
    phase(page, "rest")
    page.get_by_role("button", name="Start the rest").click()
    said = page.locator("#time-say")
    expect(said).to_contain_text("left of")
    planned = int(said.inner_text().split()[-1])
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(said).to_have_text("Paused")
    page.get_by_role("button", name="Go on counting").click()
    page.get_by_role("button", name="5 minutes longer").click()
    expect(said).to_contain_text(f"left of {planned + 5}")
    page.get_by_role("button", name="End the rest, remove").click()


def remove(page: Page, expected: int) -> None:
    """The forehead is counted one short; the search finds it in the hair."""
    phase(page, "remove")
    expect(page.locator("#remove-count b")).to_have_text(str(expected))
    page.locator(".zone-out", has_text="Forehead").click()
    page.get_by_role("button", name="One fewer").click()
    page.get_by_role("button", name=re.compile("^Counted")).click()
    search = page.get_by_role("dialog")
    expect(search).to_contain_text("1 needle to be accounted for")
    for item in search.locator(".tick").all():
        item.click()
    search.get_by_role("button", name=re.compile("^Found: Forehead")).click()
    page.get_by_label("Where it was").fill("In the hair above the brow")
    page.get_by_role("button", name="Found", exact=True).click()
    press_while(page.locator("#out-next"), "Out:")
    expect(page.locator("#remove-count b")).to_have_text("0")
    expect(page.locator("#remove-say")).to_contain_text(
        re.compile(rf"In {expected} *\S* *out {expected}\.")
    )
    press_while(page.locator("#out-next"), "Looked:")
    page.locator("#out-next").click()


def adjunct(page: Page) -> None:
    """Every step of the first one that is planned."""
    phase(page, "adjunct")
    begin_it = page.get_by_role("button", name=re.compile("^Begin facial"))
    if begin_it.count():
        begin_it.first.click()
        press_while(page.locator(".adjunct .four .done").first, "Next")
        page.get_by_role("button", name="Done", exact=True).click()
        expect(page.locator(".adjunct").first).to_contain_text("done")
    page.get_by_role("button", name="Go on: close").click()


def close(page: Page) -> None:
    """A bruise, how it felt, aftercare to the outbox; closed."""
    phase(page, "close")
    page.get_by_role("button", name="Bruise").click()
    page.get_by_label("What was done").fill("Pressed for a minute.")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("#adverse-list")).to_contain_text("Bruise")
    page.locator("#felt").get_by_role("button", name="8", exact=True).click()
    page.get_by_role("button", name="Send to the outbox").click()
    expect(page.locator("#aftercare-say")).to_contain_text(re.compile("outbox", re.I))
    page.get_by_role("button", name="Close the session").click()
    page.wait_for_url(re.compile("/record/"))
