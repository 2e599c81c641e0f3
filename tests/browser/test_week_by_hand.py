"""The front desk's week in a real browser: moved by hand, by keys, by two desks at once."""

import re

from playwright.sync_api import Page, expect

DESK = {"width": 1280, "height": 900}


def the_week(open_as, house, first="cleo") -> Page:
    """The week in which the sample clinic has most ahead."""
    page = open_as(first, size=DESK)
    page.goto(f"/clinics/{house.there['clinic']}/week/")
    page.get_by_role("link", name="The week after").click()
    expect(page.locator("[data-movable]").first).to_be_visible()
    return page


def some(page: Page, number: int):
    """A visit that can be moved, found again by its key wherever it stands."""
    key = page.locator("[data-movable]").nth(number).get_attribute("data-id")
    return page.locator(f"[data-id='{key}']")


def confirm(page: Page) -> None:
    """Yes, with a reason where it overlaps."""
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    if (why := dialog.get_by_label(re.compile("^Why"))).count():
        why.fill("Only time")
    dialog.get_by_role("button", name="Move", exact=True).click()


def at(visit) -> str:
    return visit.locator(".at").inner_text()


def test_a_visit_is_moved_by_keys_and_put_back(open_as, house):
    page = the_week(open_as, house)
    visit = some(page, 0)
    before, day = at(visit), visit.locator("xpath=ancestor::section").get_attribute("data-day")
    visit.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#moving-said")).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(visit).to_be_focused()
    assert at(visit) == before

    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    confirm(page)
    expect(page.locator("#toast")).to_contain_text("Moved to")
    expect(visit.locator(".at")).not_to_have_text(before)
    expect(page.locator("#toast")).to_contain_text("Undo")
    page.get_by_role("button", name="Undo").click()
    expect(visit.locator(".at")).to_have_text(before)
    assert visit.locator("xpath=ancestor::section").get_attribute("data-day") == day


def drag(page: Page, visit, minutes: int) -> None:
    box = visit.bounding_box()
    scale = box["height"] / int(visit.get_attribute("data-long"))
    x, y = box["x"] + 20, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3, y + 10)
    page.mouse.move(x, y + minutes * scale, steps=4)
    expect(page.locator(".ghost")).to_be_visible()
    page.mouse.up()


def test_a_visit_is_dragged_and_nothing_moves_before_it_is_confirmed(open_as, house):
    page = the_week(open_as, house)
    visit = some(page, 1)
    before = at(visit)
    drag(page, visit, 30)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Leave it").click()
    expect(page.locator(".ghost")).to_have_count(0)
    page.reload()
    assert at(visit) == before


def test_the_second_of_two_desks_is_refused_and_sees_how_it_stands(open_as, house):
    one, other = the_week(open_as, house), the_week(open_as, house, "ana")
    visit, seen = some(one, 2), some(other, 2)
    for page, mine in ((one, visit), (other, seen)):
        mine.focus()
        page.keyboard.press("ArrowUp" if page is one else "ArrowDown")
        page.keyboard.press("Enter")
        confirm(page)
        expect(page.locator("#toast")).to_contain_text(
            "Moved to" if page is one else "in the meantime"
        )
    expect(seen.locator(".at")).to_have_text(at(visit))


def test_without_scripts_a_visit_is_opened_and_moved(open_as, house):
    page = open_as("cleo", size=DESK, java_script_enabled=False)
    page.goto(f"/clinics/{house.there['clinic']}/week/")
    page.get_by_role("link", name="The week after").click()
    page.locator("[data-movable]").nth(3).click()
    page.get_by_role("link", name="Move").click()
    page.locator(".free-times button").last.click()
    expect(page.get_by_text("Moved to")).to_be_visible()


def test_an_empty_place_leads_to_booking_there(open_as, house):
    page = the_week(open_as, house)
    lane = page.locator("[data-lane]").nth(2)
    box = lane.bounding_box()
    scale = box["height"] / int(lane.locator("xpath=..").get_attribute("data-minutes"))
    lane.click(position={"x": box["width"] - 3, "y": box["height"] - 20 * scale})
    expect(page.get_by_role("heading", name="Book a visit")).to_be_visible()
    page.get_by_role("searchbox").fill("solb")
    expect(page.get_by_role("button", name=re.compile("Solberg"))).to_be_visible()
