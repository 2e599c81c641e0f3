"""The page on measuring says what the code assumes and what it exports."""

import re
from pathlib import Path

import pytest

from yintang.atlas import load_atlas
from yintang.outcomes.calibration import Calibration, Repeatability
from yintang.outcomes.change_record import Change, Numbers
from yintang.outcomes.dictionary import DICTIONARY
from yintang.outcomes.noise import DEFAULTS, default_noise, sdc

ATLAS = load_atlas()
DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "measurement.md").read_text(encoding="utf-8")
FORMATS = (DOCS / "formats.md").read_text(encoding="utf-8")
EMPTY = Calibration(0, 0, "", "card", ())


def detectable(metric, region, card):
    noise = default_noise(metric, region, "light", card)
    if noise.relative:
        return f"{100 * sdc(noise):.0f} %"
    return f"{sdc(noise):.2g} {ATLAS.metrics[metric].unit}"


@pytest.mark.parametrize("key", DEFAULTS)
def test_the_page_tells_what_can_be_detected_by_default(key):
    metric, _, region = key.partition(":")
    place = f", {ATLAS.regions[region].name.lower()}" if region else ""
    cells = (detectable(metric, region or "elsewhere", card) for card in (True, False))
    row = f"| {' | '.join([ATLAS.metrics[metric].name + place, *cells])} |"
    assert row in PAGE


def test_the_page_tells_every_key_of_a_change():
    told = dict(
        re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE.split("## The data dictionary")[1], re.M)
    )
    assert told == DICTIONARY
    fields = {*Change.__dataclass_fields__, *Numbers.__dataclass_fields__} - {"numbers"}
    assert set(DICTIONARY) == fields


def test_the_page_on_formats_tells_every_key_of_a_calibration():
    section = FORMATS.split("## `yintang/calibration/1`")[1].split("\n## ")[0]
    told = set(re.findall(r"`(\w+)`", section))
    assert told >= {*Repeatability.__dataclass_fields__, *EMPTY.as_json()}
