"""Two people write the same thing at once: nobody's words are lost, and somebody chooses."""

import re

from playwright.sync_api import expect

from browser import hands


def test_a_note_changed_elsewhere_shows_both_texts(house, open_as):
    ana, pia = open_as("ana"), open_as("pia")
    for page in (ana, pia):
        page.goto(house.page_of("consultation", "note"))
    ana.get_by_role("textbox", name="Note").fill("Ana wrote this.")
    expect(ana.locator("[data-note-state]")).to_contain_text("Saved")
    pia.get_by_role("textbox", name="Note").fill("Pia wrote that.")
    both = pia.locator("[data-note-both]")
    expect(both).to_contain_text("Ana wrote this.")
    expect(both).to_contain_text("Pia wrote that.")
    both.get_by_role("button", name=re.compile("^Keep both")).click()
    expect(pia.locator("[data-note-state]")).to_contain_text("Saved")
    ana.reload()
    expect(ana.get_by_role("textbox", name="Note")).to_have_value(
        "Ana wrote this.\n\nPia wrote that."
    )


def test_a_plan_changed_elsewhere_shows_both_plans(house, open_as):
    ana, pia = open_as("ana"), open_as("pia")
    path = house.page_of("arrived", "plan")
    for page in (ana, pia):
        page.goto(path)
        hands.ready(page)
    marks = ana.locator("#marks [data-needle]")
    first, second = (marks.nth(n).get_attribute("data-needle") for n in (0, 1))
    for page, key in ((ana, first), (pia, second)):
        page.locator(f'#marks [data-needle="{key}"]').focus()
        page.keyboard.press("Delete")
        if page is ana:
            hands.saved(ana)
    asked = pia.locator("#stale")
    expect(asked).to_contain_text("saved this plan at")
    expect(asked).to_contain_text("in theirs")
    asked.get_by_role("button", name="Keep mine").click()
    hands.saved(pia)
    ana.reload()
    hands.ready(ana)
    expect(ana.locator(f'#marks [data-needle="{first}"]')).to_be_visible()
    expect(ana.locator(f'#marks [data-needle="{second}"]')).to_have_count(0)
