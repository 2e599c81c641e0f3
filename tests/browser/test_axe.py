"""axe-core, which knows what a screen reader, a keyboard and weak eyes need, finds nothing grave.

Rules and their impacts: https://dequeuniversity.com/rules/axe/
"""

from shutil import copytree

import pytest
from axe_playwright_python.sync_playwright import Axe
from cli.serving import running

GRAVE = ("serious", "critical")
EVERYTHING = {"resultTypes": ["violations"]}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
PARTS = 6
"""Lists of pages, so that workers share them."""


def grave(page, name: str, options: dict[str, object] = EVERYTHING) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{name}: {one['id']}: {node['target']} {node['html'][:120]} {node['failureSummary'][:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_can_be_read_by_everybody_in_light_and_dark(part, house, open_as):
    pages = house.there["pages"][part::PARTS]
    faults = []
    for reader in sorted({page["as"] for page in pages}):
        tab = open_as(reader)
        for page in (page for page in pages if page["as"] == reader):
            answer = tab.goto(page["path"])
            assert answer.status == 200, (page["name"], answer.status)
            tab.wait_for_load_state("load")
            faults += grave(tab, page["name"])
            tab.emulate_media(color_scheme="dark")
            faults += grave(tab, f"{page['name']}, dark", COLOURS)
            tab.emulate_media(color_scheme="light")
    assert not faults, "\n".join(faults)


def test_the_first_page_of_a_new_installation_can_be_read_by_everybody(
    browser, tmp_path, empty_clinic
):
    folder = copytree(empty_clinic, tmp_path / "new")
    with running(["serve", "--data", str(folder)], folder) as server:
        context = browser.new_context(base_url=f"http://localhost:{server.port}")
        tab = context.new_page()
        tab.goto(f"/{server.path}")
        faults = grave(tab, "welcome")
        tab.emulate_media(color_scheme="dark")
        faults += grave(tab, "welcome, dark", COLOURS)
        context.close()
    assert not faults, "\n".join(faults)
