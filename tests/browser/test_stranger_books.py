"""A stranger books a consultation on her phone; with scripts and without."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.conftest import PHONE


def answer_the_questions(page: Page, clinic: str) -> None:
    page.goto(f"/book/{clinic}/")
    page.get_by_role("link", name=re.compile("^Consultation")).click()
    page.get_by_role("checkbox", name="None of these, or nothing else").check()
    page.get_by_role("button", name="See free times").click()
    expect(page.get_by_role("heading", name="Choose a time")).to_be_visible()


def say_who_is_coming(page: Page, name: str) -> None:
    page.get_by_label("First name").fill(name)
    page.get_by_label("Last name").fill("Quill")
    page.get_by_label("E-mail").fill(f"{name.lower()}@example.org")
    page.get_by_label("Telephone").fill("01632 960 001")
    page.get_by_role("checkbox", name=re.compile("may keep these details")).check()
    page.get_by_role("button", name="Book this visit").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_stranger_books_a_consultation_on_her_phone(scripts, browser: Browser, house):
    context = browser.new_context(
        base_url=house.address, viewport=PHONE, has_touch=True, java_script_enabled=scripts
    )
    page = context.new_page()
    answer_the_questions(page, house.there["clinic"])
    slot = page.locator(".slots button").first
    time = slot.locator("strong").inner_text()
    slot.click()
    expect(page.locator(".countdown")).to_contain_text("Kept")
    say_who_is_coming(page, "Nora" if scripts else "Olga")
    expect(page.get_by_role("heading", name="It is booked")).to_be_visible()
    expect(page.locator(".when")).to_contain_text(time)
    with page.expect_download() as file:
        page.get_by_role("link", name="Add to my calendar").click()
    assert file.value.suggested_filename == "appointment.ics"
    context.close()


def test_whoever_should_wait_is_told_kindly_and_nothing_is_kept(browser: Browser, house):
    context = browser.new_context(base_url=house.address, viewport=PHONE)
    page = context.new_page()
    page.goto(f"/book/{house.there['clinic']}/")
    page.get_by_role("link", name=re.compile("^Consultation")).click()
    page.get_by_role("checkbox", name="Are you pregnant, or could you be?").check()
    page.get_by_role("button", name="See free times").click()
    expect(page.get_by_role("heading", name="This is not the right time")).to_be_visible()
    expect(page.get_by_text("None of your answers was kept")).to_be_visible()
    assert not [one for one in context.cookies() if one["name"] == "sessionid"]
    context.close()


def test_a_time_that_has_gone_leads_to_the_next_ones(browser: Browser, house):
    contexts = [browser.new_context(base_url=house.address, viewport=PHONE) for _ in range(2)]
    first, second = (context.new_page() for context in contexts)
    for page in (first, second):
        answer_the_questions(page, house.there["clinic"])
    chosen = first.locator(".slots button").first.get_attribute("value")
    for page in (first, second):
        page.locator(f'button[value="{chosen}"]').click()
    expect(first.locator(".countdown")).to_be_visible()
    expect(second.get_by_role("alert")).to_contain_text("just gone")
    expect(second.get_by_role("alert")).to_contain_text("Here are the next ones")
    for context in contexts:
        context.close()


def test_the_whole_way_can_be_gone_by_keys(browser: Browser, house):
    context = browser.new_context(base_url=house.address, viewport=PHONE)
    page = context.new_page()
    page.goto(f"/book/{house.there['clinic']}/")
    page.get_by_role("link", name=re.compile("^Consultation")).press("Enter")
    page.get_by_role("checkbox", name="None of these, or nothing else").press("Space")
    page.get_by_role("button", name="See free times").press("Enter")
    page.locator(".slots button").nth(2).press("Enter")
    expect(page.get_by_role("heading", name="Who is coming?")).to_be_visible()
    context.close()
