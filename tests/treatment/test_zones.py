"""Every point, line and place has one zone, and it is the one a hand would look in."""

import pytest

from yintang.errors import YintangError
from yintang.face import schematic_map
from yintang.treatment import CONCEALED, ZONES, zone_at, zone_of
from yintang.treatment.zones import ASKED_BY_NAME


@pytest.fixture(scope="module")
def face(everything):
    return schematic_map(everything)


def test_every_point_and_every_line_of_the_atlas_has_a_zone(everything):
    zones = {zone_of(code, None, everything) for code in everything.points}
    assert zones == set(ZONES)
    assert {zone_of(None, line, everything) for line in everything.lines} <= set(ZONES)


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        *[("GV20", "scalp"), ("ST8", "scalp"), ("GV22", "scalp"), ("TE20", "scalp")],
        *[("TE17", "ear"), ("TE18", "ear"), ("GB12", "ear"), ("EAR-SHENMEN", "ear")],
        *[("GB20", "neck"), ("ST9", "neck"), ("GB14", "forehead"), ("TE23", "forehead")],
        *[("EX-HN5", "eyes"), ("ST1", "eyes"), ("LI20", "cheek"), ("GV25", "cheek")],
        *[("ST4", "mouth"), ("CV24", "mouth"), ("ST6", "mouth"), ("LI4", "body")],
        *[("GV14", "body"), ("BL11", "body"), ("ST36", "body")],
    ],
)
def test_a_point_is_where_a_hand_would_look_for_it(code, zone, everything):
    assert zone_of(code, None, everything) == zone


def test_what_the_atlas_does_not_hold_has_no_zone(everything):
    for code, line in (("ST99", None), (None, "no-line"), (None, None)):
        with pytest.raises(YintangError, match="no point or line"):
            zone_of(code, line, everything)


def test_hidden_places_are_asked_for_by_name():
    words = " ".join(word for zone in CONCEALED for word in ASKED_BY_NAME[zone])
    assert {"scalp", "ear"} <= set(CONCEALED) <= set(ZONES)
    assert all(place in words for place in ("scalp", "hairline", "behind the ear", "nape"))


def test_a_place_on_the_face_has_the_zone_of_the_point_that_lies_there(face, everything):
    """Where two zones meet either will do, so only points well within a zone are asked."""
    within = {"GB14", "EX-HN3", "EX-HN5", "ST2", "ST3", "SI18", "LI20", "GV25", "CV24"}
    asked = [point for point in face.points if point.code in within]
    assert len(asked) >= 12
    for point in asked:
        assert zone_at(face, point.x, point.y) == zone_of(point.code, None, everything), point


def test_places_outside_the_face_are_scalp_neck_and_ear(face):
    xs = [x for region in face.regions for x, _ in region.xy]
    ys = [y for region in face.regions for _, y in region.xy]
    middle, beyond = sum(xs) / len(xs), 25 / face.mm_per_px
    level = (face.eyes[0][1] + face.eyes[1][1]) / 2
    assert zone_at(face, middle, face.hairline.y - beyond) == "scalp"
    assert zone_at(face, middle, max(ys) + beyond) == "neck"
    assert zone_at(face, min(xs) - beyond, level + beyond) == "ear"
    assert zone_at(face, max(xs) + beyond, level + beyond) == "ear"


def test_a_free_needle_at_the_ear_or_the_hairline_is_counted_where_it_can_hide(face):
    for code, zone in (("SI19", "ear"), ("TE21", "ear"), ("GB2", "ear"), ("ST8", "scalp")):
        for side in "LR":
            point = face.point(code, side)
            assert zone_at(face, point.x, point.y + 2 / face.mm_per_px) == zone
