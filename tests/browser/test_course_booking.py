"""The front desk books a whole course, moves one visit of it and calls that visit off."""

import re

from playwright.sync_api import Page, expect

DESK = {"width": 1280, "height": 900}
WEEKS_AHEAD = 8


def first_visit_of(page: Page, clinic: str, name: str) -> str:
    """The address of somebody's next visit, found in the week."""
    page.goto(f"/clinics/{clinic}/week/")
    for _ in range(WEEKS_AHEAD):
        page.get_by_role("link", name="The week after").click()
        expect(page.locator("main")).to_be_visible()
        hers = page.locator("[data-movable]").filter(has_text=name)
        if hers.count():
            return f"/appointments/{hers.first.get_attribute('data-id')}/"
    raise AssertionError("no visit of hers stands in the weeks ahead")


def test_the_desk_books_a_course_then_moves_and_cancels_a_visit(open_as, house):
    page = open_as("cleo", size=DESK)
    page.goto(f"/patients/{house.there['patients']['signed']}/")
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Book the course").click()
    page.get_by_label("Visits", exact=True).fill("3")
    page.get_by_label("How often").select_option("Fortnightly")
    visits = page.locator(".proposed > li")
    expect(visits).to_have_count(3)
    visits.nth(2).get_by_role("combobox").select_option("")
    page.get_by_role("button", name="Book these visits").click()
    expect(page.get_by_text("2 visits are booked.")).to_be_visible()

    address = first_visit_of(page, house.there["clinic"], name)
    page.goto(address)
    before = page.locator(".when").inner_text()
    page.get_by_role("link", name="Move", exact=True).click()
    page.locator(".free-times button").nth(3).click()
    page.goto(address)
    assert page.locator(".when").inner_text() != before

    page.get_by_text("Call it off", exact=True).click()
    page.get_by_role("radio", name=re.compile("clinic")).check()
    page.get_by_role("button", name="Call the visit off").click()
    page.goto(address)
    expect(page.locator(".tags")).to_contain_text("Cancelled")
