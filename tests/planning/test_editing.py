"""Needles added, dragged, mirrored and looked up on the face."""

from dataclasses import replace

import pytest
from editing_cases import ATLAS, DRAWN, planned, screened, told, turned

from yintang.errors import YintangError
from yintang.planning import (
    card,
    free_needle,
    hazards_of,
    mirrored,
    moved_to,
    nearest_points,
    needle_for,
    put_back,
    zone_hint,
)


def at_point(code, side="R"):
    return needle_for(code, side, told(), DRAWN, ATLAS)


def on_line():
    return next(n for n in planned()[1] if n.line)


def dragged(needle, right_mm=0.0, down_mm=0.0):
    """In the drawn face a millimetre to the right of the picture is one to the patient's left."""
    per_mm = 1 / DRAWN.mm_per_px
    x = needle.x + right_mm * per_mm / DRAWN.width
    return moved_to(needle, x, needle.y + down_mm * per_mm / DRAWN.height, DRAWN)


def test_an_added_point_is_as_the_planner_would_place_it():
    for needle in planned()[1]:
        if needle.code:
            added = needle_for(needle.code, needle.side, told(), DRAWN, ATLAS)
            assert replace(added, n=needle.n) == needle


def test_a_point_nobody_asked_for_says_that_it_was_chosen():
    added = needle_for(
        "ST36", "L", told(goals={"G06": 3}, complaints=(), protocol="gentle"), DRAWN, ATLAS
    )
    assert added.area == "body"
    assert added.x is None
    assert added.reason.startswith("Chosen by the practitioner")
    assert added.strength == ATLAS.points["ST36"].needling.strength
    assert added.depth_mm == ATLAS.points["ST36"].needling.default_depth_mm


@pytest.mark.parametrize(
    ("code", "side", "said"),
    [
        ("ST99", "R", "no point is called 'ST99'"),
        ("ST2", "M", "lies on R and L, not on M"),
        ("GV26", "L", "lies on M, not on L"),
    ],
)
def test_a_point_that_cannot_be_added_says_why(code, side, said):
    with pytest.raises(YintangError, match=said):
        needle_for(code, side, told(), DRAWN, ATLAS)


def test_a_point_known_by_name_only_is_refused():
    nameless = next(p for p in ATLAS.points.values() if p.needling is None)
    with pytest.raises(YintangError, match="by name only"):
        needle_for(nameless.id, "M" if nameless.midline else "R", told(), DRAWN, ATLAS)


def test_a_tap_finds_the_points_around_it_nearest_first():
    point = DRAWN.point("ST3", "L")
    near = nearest_points(DRAWN, point.x / DRAWN.width, point.y / DRAWN.height)
    assert (near[0].code, near[0].side, near[0].mm) == ("ST3", "L", pytest.approx(0, abs=0.01))
    assert len(near) == 4
    assert [n.mm for n in near] == sorted(n.mm for n in near)


def test_a_drag_is_remembered_in_millimetres_on_the_face():
    was = at_point("ST3")
    now = dragged(was, right_mm=3, down_mm=4)
    assert (now.u_mm - was.u_mm, now.v_mm - was.v_mm) == pytest.approx((3, 4), abs=0.01)
    assert now.moved_by == "practitioner"
    assert put_back(now, DRAWN) == was


def test_a_needle_stays_on_the_photograph():
    with pytest.raises(YintangError, match="outside the photograph"):
        moved_to(at_point("ST3"), 1.2, 0.5, DRAWN)


def test_the_hint_comes_at_the_edge_of_the_zone():
    needle = at_point("ST3")
    radius = DRAWN.point("ST3", "R").radius_mm
    assert zone_hint(needle, DRAWN) == ""
    assert zone_hint(dragged(needle, down_mm=radius - 0.1), DRAWN) == ""
    hint = zone_hint(dragged(needle, down_mm=radius + 1.8), DRAWN)
    assert hint.startswith(f"{radius + 1.8:.1f} mm from where ST3 was placed")
    assert f"{radius:.1f} mm" in hint
    assert "Palpate" in hint


def test_a_point_that_must_be_palpated_has_a_search_zone():
    assert "search zone" in zone_hint(dragged(at_point("ST6"), down_mm=12), DRAWN)


def test_a_needle_dragged_along_its_line_keeps_to_it():
    needle = on_line()
    assert zone_hint(needle, DRAWN) == ""
    far = dragged(needle, right_mm=-9)
    assert "from its line" in zone_hint(far, DRAWN)
    assert 0 <= far.position <= 1


def test_mirrored_twice_is_where_it_was():
    for needle in (
        at_point("ST3"), dragged(at_point("ST6"), 4, -3), on_line(),
        free_needle(0.36, 0.58, DRAWN, ATLAS), needle_for("ST36", "R", told(), DRAWN, ATLAS),
    ):  # fmt: skip
        other = mirrored(needle, DRAWN, ATLAS)
        assert other.side != needle.side
        assert other.key != needle.key
        back = mirrored(other, DRAWN, ATLAS)
        assert back.key == needle.key
        assert (back.x, back.y) == (
            (None, None) if needle.x is None else pytest.approx((needle.x, needle.y), abs=1e-5)
        )


def test_the_counterpart_of_a_point_stands_at_its_own_place_on_this_face():
    other = mirrored(at_point("GB14"), DRAWN, ATLAS)
    point = DRAWN.point("GB14", "L")
    assert (other.x * DRAWN.width, other.y * DRAWN.height) == pytest.approx((point.x, point.y))


def test_the_midline_has_no_counterpart():
    assert mirrored(at_point("GV26", "M"), DRAWN, ATLAS) is None


def test_a_mirrored_needle_on_a_line_is_the_planners_own_pair():
    needles = {n.key: n for n in planned()[1] if n.line and n.side == "R"}
    pairs = {n.key: n for n in planned()[1] if n.line and n.side == "L"}
    for needle in needles.values():
        other = mirrored(needle, DRAWN, ATLAS)
        twin = min(pairs.values(), key=lambda n: abs(n.x - other.x) + abs(n.y - other.y))
        assert (other.u_mm, other.v_mm) == pytest.approx((twin.u_mm, twin.v_mm), abs=1.0)
        assert other.heading == pytest.approx(twin.heading, abs=0.1)


def test_a_free_needle_names_its_region_and_is_set_with_care():
    free = free_needle(0.36, 0.58, DRAWN, ATLAS)
    assert free.label == "local, cheek"
    assert (free.side, free.strength) == ("R", "default")
    assert free.depth_mm <= 3
    assert free.angle_deg <= 30
    assert free_needle(0.5, 0.2, DRAWN, ATLAS).side == "M"


@pytest.mark.parametrize("yaw", [0, 15])
def test_no_free_needle_in_the_eye_socket(yaw):
    face = turned(yaw, 0, 0)
    for (x, y), down, said in ((face.eyes[0], 0, "eye"), (face.eyes[1], 10, "socket")):
        with pytest.raises(YintangError, match=said):
            free_needle(x / face.width, (y + 6 * down) / face.height, face, ATLAS)


@pytest.mark.parametrize("place", [(0.03, 0.5), (0.5, 0.99), (0.9, 0.03)])
def test_no_free_needle_beside_the_face(place):
    with pytest.raises(YintangError, match="not on the face"):
        free_needle(*place, DRAWN, ATLAS)


def test_an_added_point_keeps_to_the_caps_of_screening():
    consultation = told(medicines=("warfarin",))
    held = screened(consultation).exclusions
    added = needle_for("GV14", "M", consultation, DRAWN, ATLAS, exclusions=held)
    assert added.depth_mm == held.cap("depth_mm").value < at_point("GV14", "M").depth_mm
    threaded = needle_for("EX-HN4", "R", consultation, DRAWN, ATLAS, exclusions=held)
    assert threaded.technique == "hold still" != at_point("EX-HN4").technique


def test_a_card_tells_all_there_is_to_know_of_a_needle():
    told_of = card(at_point("ST2"), DRAWN, ATLAS)
    point = ATLAS.points["ST2"]
    assert (told_of["pinyin"], told_of["hanzi"]) == (point.pinyin, point.hanzi)
    assert told_of["depth_range_mm"] == list(point.needling.depth_mm)
    assert told_of["hazards"] == list(hazards_of("ST2", ATLAS)) != []
    assert told_of["radius_mm"] == DRAWN.point("ST2", "R").radius_mm
    assert all(source["title"] for source in told_of["sources"])
    free, line = free_needle(0.36, 0.58, DRAWN, ATLAS), on_line()
    hidden = needle_for("TE17", "R", told(), DRAWN, ATLAS)
    assert {frozenset(card(n, DRAWN, ATLAS)) for n in (free, line, hidden)} == {frozenset(told_of)}
    assert card(hidden, DRAWN, ATLAS)["not_visible"] == "behind the ear lobe"
    assert card(line, DRAWN, ATLAS)["hazards"] == list(hazards_of(line.line, ATLAS))
    assert hazards_of("ST99", ATLAS) == ()
