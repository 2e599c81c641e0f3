"""A session without a pointer: Tab, Enter, arrows and nothing else."""

import re

from playwright.sync_api import Page, expect

from browser import needles

WORDS_OF_THE_FOCUS = """() => {
  const at = document.activeElement;
  return (at.getAttribute("aria-label") ?? at.textContent ?? "").trim();
}"""
FARTHEST = 150


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus begins with the words."""
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if page.evaluate(WORDS_OF_THE_FOCUS).startswith(words):
            return
    raise AssertionError(f"Tab never comes to: {words}")


def enter(page: Page, words: str) -> None:
    tab_to(page, words)
    page.keyboard.press("Enter")


def enter_while(page: Page, button: str, words: str) -> None:
    while page.locator(button).inner_text().startswith(words):
        page.keyboard.press("Enter")


def test_the_keyboard_alone_completes_a_session(house, open_as):
    page = open_as("ana")
    page.on("dialog", lambda question: question.accept())
    page.goto(house.page_of("ready", "session"))
    enter(page, "Begin the session")
    needles.phase(page, "check")
    for answer in ("No", "No", "Fine"):
        enter(page, answer)
    enter(page, "Go on: prepare")
    needles.phase(page, "prepare")
    page.keyboard.press("Enter")

    needles.phase(page, "insert")
    first = page.locator("#in-next").inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator("#in-next").inner_text() != first
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("#insert-count b")).to_have_text("1")
    page.keyboard.press("Control+z")
    expect(page.locator("#insert-count b")).to_have_text("0")
    enter_while(page, "#in-next", "In:")
    page.keyboard.press("Enter")

    needles.phase(page, "rest")
    page.keyboard.press("Enter")
    expect(page.locator("#time-say")).to_contain_text("left of")
    page.keyboard.press("Enter")
    needles.phase(page, "rest")
    enter(page, "End the rest, remove")

    needles.phase(page, "remove")
    enter_while(page, "#out-next", "Out:")
    enter_while(page, "#out-next", "Looked:")
    page.keyboard.press("Enter")
    needles.phase(page, "adjunct")
    page.keyboard.press("Enter")
    needles.phase(page, "close")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/record/"))
    enter(page, "Sign the record")
    expect(page.locator(".record-seal")).to_contain_text("Signed by")
