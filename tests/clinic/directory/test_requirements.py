"""What is asked for, by country and nation."""

import pytest

from yintang.atlas.wording import refused_words
from yintang.clinic.directory.models import Credential
from yintang.clinic.directory.requirements import NATIONS, asked_for, every_requirement

WHERE = [("UK", nation) for nation in NATIONS] + [("IE", ""), ("US", "CA"), ("AU", "NSW")]


@pytest.mark.parametrize(("jurisdiction", "region"), WHERE)
def test_everywhere_asks_for_a_base_and_for_insurance(jurisdiction, region):
    asked = asked_for(jurisdiction, region)
    assert {"registration", "licence"} & asked.keys()
    assert {"insurance", "infection control", "facial training"} <= asked.keys()


def test_wales_asks_by_law_for_licence_premises_and_infection_control():
    asked = asked_for("UK", "Wales")
    for kind in ("licence", "premises licence", "infection control"):
        assert asked[kind].by == "law"
        assert "Wales" in asked[kind].source or "Welsh" in asked[kind].source


def test_australia_asks_by_law_for_registration_and_ireland_does_not():
    assert asked_for("AU", "VIC")["registration"].by == "law"
    assert asked_for("IE", "")["registration"].by == "association"


def test_no_law_and_no_body_sets_a_standard_for_the_face():
    assert all(one.by != "law" for one in every_requirement() if one.kind == "facial training")


def test_every_row_is_of_a_known_kind_and_place_and_names_its_source():
    for one in every_requirement():
        assert one.kind in Credential.Kind.values
        assert one.where in {*NATIONS, "IE", "US", "AU", "anywhere"}
        assert one.source
        assert one.url == "" or one.url.startswith("https://")
        assert not refused_words(one.says, "UK")
