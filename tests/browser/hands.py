"""What a practitioner's hands do before and around the needles, in the words that stand there."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from browser.needles import middle_of


def new_patient(page: Page, given: str, family: str, born: str) -> None:
    page.get_by_role("link", name="Patients", exact=True).click()
    page.get_by_role("link", name="New patient", exact=True).click()
    page.get_by_label("Given name").fill(given)
    page.get_by_label("Family name").fill(family)
    page.get_by_label("Born").fill(born)
    page.get_by_label("Sex").select_option("female")
    page.get_by_label("E-mail").fill(f"{given}.{family}@example.org".lower())
    page.get_by_role("button", name="Make the record").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{given} {family}")


def consult(page: Page) -> None:
    """A first consultation: a goal tapped on the face, everything asked, nothing speaks against."""
    page.locator('.region[data-region="glabella"]').click()
    page.get_by_role("checkbox", name="Frown lines between the brows").check()
    rate(page, re.compile("matters"), "4")
    rate(page, re.compile("rating today", re.I), "7")
    for section in page.locator("details.section").all():
        if section.get_attribute("open") is None:
            section.locator("summary").first.click()
    for button in page.get_by_role("button", name=re.compile("rest: no$")).all():
        button.click()
    for name in ("no-medicines", "no-allergies", "no-procedures"):
        page.locator(f'input[name="{name}"]').check()
    page.get_by_label("Systolic").fill("122")
    page.get_by_label("Diastolic").fill("78")
    for sign in ("Red tongue", "Wiry pulse"):
        page.get_by_role("checkbox", name=sign, exact=True).check()
    saved(page)


def rate(page: Page, what: re.Pattern[str], number: str) -> None:
    group = page.locator(".concern").get_by_role("group", name=what).locator("visible=true")
    group.get_by_role("radio", name=number, exact=True).check()


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Saved"))


def confirm_the_first_pattern(page: Page) -> None:
    page.locator(".suggestion").first.get_by_role("checkbox").check()
    page.get_by_role("button", name="Confirm and go on to the plan").click()
    ready(page)


def ready(page: Page) -> None:
    """The plan's scripts have drawn it."""
    expect(page.locator('#plan[data-ready="yes"]')).to_be_visible()


def sign(page: Page) -> None:
    """Agree to the consent that is open, and sign it on the pad."""
    page.get_by_role("radio", name="Yes, I agree").check()
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    scrawl(page, pad)
    page.get_by_role("button", name="Save this answer").click()


def scrawl(page: Page, pad: Locator) -> None:
    box = pad.bounding_box()
    assert box is not None
    places = [(0.1, 0.5), (0.3, 0.2), (0.4, 0.8), (0.6, 0.3), (0.9, 0.6)]
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()


def photograph(page: Page, file: Path) -> None:
    """From the plan on the drawn face to the plan on her own."""
    page.get_by_role("link", name="Take a photograph").click()
    page.get_by_role("link", name="Read and sign the consent").click()
    sign(page)
    page.locator("#id_photo").set_input_files(file)
    page.get_by_role("button", name="Keep this photograph").click()
    ready(page)
    page.get_by_role("button", name="Carry the plan onto it").click()
    ready(page)


def move_a_needle(page: Page) -> None:
    """By drag and by keys, and back and forth."""
    mark = page.locator('#marks [data-needle="GB14-R"]')
    mark.scroll_into_view_if_needed()
    x, y = middle_of(mark)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y - 6, steps=4)
    page.mouse.up()
    expect(page.locator("#announce")).to_contain_text("GB14 right moved")
    dragged = mark.get_attribute("transform")
    mark.press("Shift+ArrowUp")
    expect(page.locator("#announce")).to_contain_text("2 mm upward")
    pressed = mark.get_attribute("transform")
    assert pressed != dragged
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(mark).to_have_attribute("transform", dragged)
    page.get_by_role("button", name="Redo", exact=True).click()
    expect(mark).to_have_attribute("transform", pressed)
    saved(page)
