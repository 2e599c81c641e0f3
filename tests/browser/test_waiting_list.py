"""A freed time reaches the waiting list: she waits, it becomes free, she takes it on her phone."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from browser.conftest import PHONE

FIRST = date.today() + timedelta(days=40)
"""Weeks later than anybody else of the house waits."""
LAST = FIRST + timedelta(days=20)


def never_quiet(page, house):
    """The test may run at night."""
    page.goto(f"{house.there['own page']}contact/")
    page.get_by_label("Quiet from").fill("00:00")
    page.get_by_label("Quiet until").fill("00:00")
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_role("status").first).to_be_visible()


def put_herself_on_the_list(page, house):
    page.goto(house.there["own page"])
    page.get_by_role("link", name="Wait for a time").click()
    page.get_by_label("For", exact=True).select_option("Treatment")
    page.get_by_label("From", exact=True).fill(str(FIRST))
    page.get_by_label("Until", exact=True).fill(str(LAST))
    page.get_by_role("button", name="Put me on the list").click()
    expect(page.get_by_text("You are on the waiting list.")).to_be_visible()


def book_and_call_off(page, house):
    """Somebody else's treatment in those weeks, booked and called off by the desk."""
    patient = house.there["patients"]["missed"]
    page.goto(f"/patients/{patient}/book/?first={FIRST + timedelta(days=2)}")
    page.get_by_label("Visit", exact=True).select_option("Treatment")
    expect(page.locator("#times")).to_contain_text(re.compile("Treatment, "))
    button = page.locator(".times button").nth(2)
    at = button.inner_text().split()[0]
    button.click()
    expect(page.get_by_text(re.compile("booked", re.I)).first).to_be_visible()
    page.on("dialog", lambda asked: asked.accept())
    page.goto(f"/patients/{patient}/")
    page.get_by_role("button", name="Cancel it").click()
    expect(page.get_by_role("button", name="Cancel it")).to_have_count(0)
    return at


def test_a_freed_time_reaches_who_waits_and_she_takes_it(open_as, house):
    hers, desk = open_as("dana", size=PHONE, has_touch=True), open_as("cleo")
    never_quiet(hers, house)
    put_herself_on_the_list(hers, house)
    at = book_and_call_off(desk, house)
    desk.goto(f"/clinics/{house.there['clinic']}/waiting/")
    desk.get_by_role("button", name="Offer what is free").click()
    offered = desk.get_by_role("listitem").filter(has_text="kept until").filter(has_text="Dana")
    expect(offered).to_contain_text(at)
    hers.goto(house.there["own page"])
    hers.get_by_role("link", name="Take it or leave it").click()
    expect(hers.locator(".clock")).to_have_text(at)
    hers.get_by_role("button", name="Take it").click()
    expect(hers.get_by_text("The visit is booked.")).to_be_visible()
    expect(hers.locator("main")).to_contain_text(at)
    desk.goto(f"/clinics/{house.there['clinic']}/waiting/")
    expect(desk.locator("main")).not_to_contain_text("Dana Moreno: asked")
