"""A whole visit, from hello to the signed record, by finger on a tablet and on a phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser import hands, needles
from browser.conftest import PHONE, TABLET


def agree_to_treatment(page: Page) -> None:
    page.get_by_role("link", name="Ask for consent").click()
    page.get_by_role("link", name=re.compile("^Read and sign: .*reatment")).click()
    hands.sign(page)
    expect(page.get_by_role("heading", name="Consents")).to_be_visible()


@pytest.mark.parametrize(
    ("size", "who"),
    [
        (TABLET, ("Vera", "Tabley", "1981-04-12")),
        (PHONE, ("Ines", "Fonseca", "1969-11-30")),
    ],
    ids=["tablet", "phone"],
)
def test_a_patient_is_taken_from_hello_to_the_signed_record(
    size, who, open_as, portrait_file: Path
):
    page = open_as("ana", size=size, has_touch=True)
    page.on("dialog", lambda question: question.accept())
    page.goto("/")
    hands.new_patient(page, *who)
    page.get_by_role("button", name="Begin a visit now").click()

    hands.consult(page)
    expect(page.locator("#screening")).to_contain_text("first visit")
    page.get_by_role("button", name="The consultation is complete").click()
    hands.confirm_the_first_pattern(page)
    hands.photograph(page, portrait_file)
    hands.move_a_needle(page)
    page.get_by_role("button", name=re.compile("^Confirm the plan")).click()

    session = page.url
    agree_to_treatment(page)
    page.goto(session)
    needles.begin(page)
    needles.check(page)
    needles.prepare(page)
    expected = needles.insert(page)
    needles.rest(page)
    needles.remove(page, expected)
    needles.adjunct(page)
    needles.close(page)

    page.get_by_role("textbox", name="Note").fill("A calm first visit.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator("[data-note-state]")).to_contain_text("Saved")
    page.get_by_role("button", name="Sign the record").click()
    expect(page.locator(".record-seal")).to_contain_text("Signed by Ana Duarte")
    record = page.locator("article.record")
    for words in ("Frown lines", f"{expected}", "A calm first visit.", "Bruise", "H7", "STRICTA"):
        expect(record).to_contain_text(re.compile(words, re.I))

    page.get_by_role("link", name="Book it").click()
    page.locator(".times button").first.click()
    expect(page.locator(".next-step")).to_contain_text("Next visit")
    page.goto(session.replace("/session/", "/aftercare/"))
    expect(page.get_by_role("heading", name="After your treatment")).to_be_visible()
