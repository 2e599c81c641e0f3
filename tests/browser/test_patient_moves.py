"""A patient re-schedules one visit of her course on her phone, and fills in what is asked."""

import re

from playwright.sync_api import expect

from browser.conftest import PHONE


def test_a_patient_moves_one_visit(open_as, house):
    page = open_as("dana", size=PHONE, has_touch=True)
    page.goto(house.there["own page"])
    before = page.locator(".next-visit .when").inner_text()
    page.locator(".next-visit").get_by_role("link", name="Move", exact=True).click()
    page.locator(".slots button").nth(4).click()
    expect(page.get_by_role("heading", name="Move your visit to this time?")).to_be_visible()
    chosen = page.locator(".when").inner_text()
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("The visit is moved.")).to_be_visible()
    shown = " ".join(page.locator("main").inner_text().split())
    assert chosen != before
    clock = re.search(r"\d\d:\d\d", chosen).group(0)
    assert clock in shown


def test_what_she_fills_in_is_saved_as_she_goes_and_goes_on_elsewhere(open_as, house):
    page = open_as("dana", size=PHONE, has_touch=True)
    page.goto(f"{house.there['own page']}questions/lifestyle/")
    page.get_by_label("Sleep").fill("Seven hours, mostly")
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"^Saved \d\d:\d\d"))
    elsewhere = open_as("dana")
    elsewhere.goto(f"{house.there['own page']}questions/lifestyle/")
    expect(elsewhere.get_by_label("Sleep")).to_have_value("Seven hours, mostly")


def test_she_rates_how_it_is_today(open_as, house):
    page = open_as("dana", size=PHONE, has_touch=True)
    page.goto(house.there["own page"])
    page.get_by_role("link", name=re.compile("How is it today")).click()
    for group in page.get_by_role("group").all():
        group.get_by_role("radio", name="4", exact=True).check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Kept. Your practitioner sees it")).to_be_visible()
