"""A tablet that loses its connection loses no tap."""

from playwright.sync_api import expect

from browser import needles


def test_taps_without_a_connection_wait_are_spoken_of_and_arrive(house, open_as):
    page = open_as("ana", has_touch=True)
    page.goto(house.page_of("ready again", "session"))
    needles.begin(page)
    needles.check(page)
    page.get_by_role("button", name="Go on: insert").click()
    needles.phase(page, "insert")
    page.locator("#in-next").click()
    other = open_as("pia")
    other.goto(house.page_of("ready again", "session"))
    expect(other.locator("#insert-count b")).to_have_text("1")

    page.context.set_offline(True)
    for _ in range(3):
        page.locator("#in-next").click()
    expect(page.locator("#insert-count b")).to_have_text("4")
    expect(page.locator("#banner")).to_contain_text("No connection.")
    expect(page.locator("#banner")).to_contain_text("3 taps are kept here")
    expect(other.locator("#insert-count b")).to_have_text("1")

    page.context.set_offline(False)
    expect(page.locator("#banner")).to_be_hidden(timeout=20_000)
    expect(other.locator("#insert-count b")).to_have_text("4", timeout=10_000)
    page.reload()
    expect(page.locator("#insert-count b")).to_have_text("4")
