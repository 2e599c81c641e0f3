import math
from dataclasses import replace
from datetime import timedelta

import pytest
from faces import synthetic_face
from hypothesis import given, settings
from hypothesis import strategies as st

from yintang.atlas import load_atlas
from yintang.planning import Consultation, PlanError, prescribe, screen
from yintang.planning.consultation import Procedure
from yintang.planning.places import inside

ATLAS, FACE = load_atlas(), synthetic_face()
THREE = {"G06": 5, "G05.crows-feet": 3, "G11.jowl": 4}


@pytest.fixture
def session(today):
    def made(protocol="gentle", *, must_fill=False, face=FACE, atlas=ATLAS, **told):
        consultation = Consultation(**{"goals": {"G06": 5}, **told})
        screening = screen(consultation, atlas, today)
        return prescribe(
            consultation, face, atlas, screening, atlas.protocols[protocol], must_fill=must_fill
        )

    return made


def codes(prescription):
    return {needle.code for needle in prescription.needles if needle.code}


def why(prescription, code):
    return next(out.why for out in prescription.left_out if out.code == code)


def in_face(prescription):
    return [needle for needle in prescription.needles if needle.area != "body"]


def test_frown_lines_bring_the_points_between_the_brows(session):
    assert {"EX-HN3", "BL2"} <= codes(session())


def test_a_warfarin_patient_gets_no_needle_near_the_eye(session):
    planned = session("full", goals=THREE, first_visit=False, medicines=("warfarin",))
    near_the_eye = [
        region.xy for region in FACE.regions if region.region in {"lid", "under-eye", "crows-feet"}
    ]
    for needle in in_face(planned):
        if needle.x is not None:
            assert not any(inside((needle.x, needle.y), ring) for ring in near_the_eye)
        assert needle.diameter_mm <= 0.20
        assert needle.depth_mm <= 5
    assert why(planned, "GB1").startswith("R02: warfarin; nothing in the region crows-feet")
    assert "facial-cupping" not in planned.adjuncts


def test_a_first_visit_has_at_most_twenty_needles_in_the_face(session):
    planned = session("full", goals=THREE, must_fill=True)
    assert planned.face_count <= 20
    assert "At most 20 needles in the face" in planned.notes[0]
    assert "first visit" in why(planned, "TE17")


@pytest.mark.parametrize("protocol", ["gentle", "ten-weekly", "full"])
def test_a_protocols_counts_are_kept(session, atlas, protocol):
    planned = session(protocol, goals=THREE, first_visit=False, must_fill=True)
    limits = atlas.protocols[protocol]
    assert limits.face[0] <= planned.face_count <= limits.face[1]
    assert limits.body[0] <= planned.body_count <= limits.body[1]
    assert limits.total[0] <= len(planned.needles) <= limits.total[1]
    assert limits.retention_min[0] <= planned.retention_min <= limits.retention_min[1]


def test_neighbours_in_the_face_lie_at_least_eight_millimetres_apart(session):
    shown = [
        (n.x, n.y)
        for n in in_face(session("full", goals=THREE, first_visit=False))
        if n.x is not None
    ]
    for i, a in enumerate(shown):
        for b in shown[i + 1 :]:
            assert math.dist(a, b) * FACE.mm_per_px >= 8 - 1e-6


def test_a_paired_point_is_needled_on_both_sides(session, atlas):
    planned = session("full", goals=THREE, first_visit=False)
    for code in codes(planned):
        sides = {needle.side for needle in planned.needles if needle.code == code}
        assert sides == ({"M"} if atlas.points[code].midline else {"R", "L"})


def test_a_point_off_by_default_comes_only_when_named(session):
    usual = session(goals={"G10": 5})
    assert "BL1" not in codes(usual)
    assert why(usual, "BL1").startswith("off by default: ")
    named = session(goals={"G10": 5}, named_points=("BL1",))
    assert "BL1" in codes(named)
    assert any("BL1 is off by default" in note for note in named.notes)


def test_a_named_point_is_still_refused_by_a_rule(session):
    planned = session(goals={"G10": 5}, named_points=("BL1",), medicines=("warfarin",))
    assert "BL1" not in codes(planned)
    assert why(planned, "BL1").startswith("R02")


def test_redness_is_needled_in_the_face_only_while_quiet(session):
    quiet = session(goals={"G03": 5})
    assert {"LI20", "ST3"} & codes(quiet)
    flared = session(goals={"G03": 5}, history={"eczema_face": ("forehead",)})
    assert not {"LI20", "ST3"} & codes(flared)
    assert "only while the skin is quiet" in why(flared, "LI20")


def test_filler_in_the_cheek_keeps_needles_out_of_it_by_place_and_by_region(session, today):
    done = (Procedure("filler", today - timedelta(days=40), ("cheek",)),)
    planned = session(goals={"G11.jowl": 5, "G05.nasolabial": 3}, procedures=done)
    cheeks = [region.xy for region in FACE.regions if region.region == "cheek"]
    for needle in in_face(planned):
        if needle.x is not None:
            assert not any(inside((needle.x, needle.y), ring) for ring in cheeks)
    assert (today + timedelta(days=50)).isoformat() in why(planned, "SI18")


def test_a_confirmed_pattern_brings_its_points_and_a_suggestion_none(session):
    confirmed = session(confirmed_patterns=("blood-deficiency",))
    assert any("blood-deficiency" in needle.serves for needle in confirmed.needles)
    assert not any("blood-deficiency" in needle.serves for needle in session().needles)


def test_points_on_the_back_are_the_last_choice_and_noted(session):
    planned = session(goals={"G20": 5})
    assert "GV14" in codes(planned)
    assert any("on the back" in note for note in planned.notes)
    crowded = session(goals={"G19": 5})
    assert "BL40" in ATLAS.concerns["G19"].distal
    assert "BL40" not in codes(crowded)


def test_needles_are_numbered_down_the_face_right_before_left_then_down_the_body(session):
    planned = session("full", goals=THREE, first_visit=False)
    assert [needle.n for needle in planned.needles] == list(range(1, len(planned.needles) + 1))
    areas = [needle.area == "body" for needle in planned.needles]
    assert areas == sorted(areas)
    heights = [n.y for n in planned.needles if n.area == "face" and n.y is not None]
    assert heights == sorted(heights)
    for one, other in zip(planned.needles, planned.needles[1:], strict=False):
        if one.code == other.code and one.code:
            assert (one.side, other.side) == ("R", "L")


def test_every_needle_has_a_place_a_reason_a_source_and_fits_its_length(session, atlas):
    planned = session(
        "full",
        goals=THREE,
        first_visit=False,
        complaints=("K02",),
        confirmed_patterns=("blood-heat",),
    )
    for needle in planned.needles:
        assert (needle.code is None) != (needle.line is None)
        assert needle.reason.endswith(".")
        assert needle.serves
        assert set(needle.source) <= set(atlas.sources)
        assert 0 < needle.depth_mm < needle.length_mm
        if needle.line:
            assert math.isclose(math.hypot(*needle.heading), 1, abs_tol=1e-6)


def test_crows_feet_needles_never_point_towards_the_eye(session):
    planned = session("full", goals={"G05.crows-feet": 5}, first_visit=False)
    laid = [needle for needle in planned.needles if needle.line == "crows-feet"]
    assert laid
    for needle in laid:
        eye = FACE.eyes[0] if needle.side == "R" else FACE.eyes[1]
        away = (needle.x - eye[0], needle.y - eye[1])
        assert away[0] * needle.heading[0] + away[1] * needle.heading[1] > 0


def test_a_point_the_photograph_does_not_show_is_to_be_palpated(session):
    planned = session("full", goals={"G11.jowl": 5}, first_visit=False)
    unseen = [needle for needle in in_face(planned) if needle.x is None]
    assert {"TE17", "GV20"} <= {needle.code for needle in unseen}
    assert all("palpate" in needle.reason for needle in unseen)
    searched = next(n for n in planned.needles if n.code == "ST6")
    assert "palpate" in searched.reason


def test_every_candidate_not_used_is_left_out_with_a_reason(session, atlas):
    planned = session(goals=THREE, medicines=("aspirin",))
    accounted = codes(planned) | {out.code for out in planned.left_out}
    for goal in THREE:
        concern = atlas.concerns[goal]
        assert {*concern.local, *concern.distal} <= accounted
    assert all(out.why for out in planned.left_out)
    assert not codes(planned) & {out.code for out in planned.left_out}


def test_a_request_that_cannot_be_met_says_which_limits_collide(session):
    with pytest.raises(PlanError) as unmet:
        session("full", goals={"G20": 5}, first_visit=False, must_fill=True)
    said = str(unmet.value)
    assert "at least 30 needles in the face (2 fit)" in said
    assert "\n" not in said


def test_a_protocol_asked_for_by_name_is_filled_up_for_the_whole_skin_and_no_further(
    session, atlas
):
    planned = session("full", goals={"G24": 5}, first_visit=False, must_fill=True)
    filling = [n for n in planned.needles if "G24" not in n.serves]
    assert filling
    assert any(f"{len(filling)} needles only fill up" in note for note in planned.notes)
    assert (
        atlas.protocols["full"].face[0] <= planned.face_count <= atlas.protocols["full"].face[0] + 1
    )


def test_a_face_with_eczema_is_never_filled_up(session):
    with pytest.raises(PlanError, match="eczema is hardly needled in the face"):
        session("full", goals={"G19": 5, "G02": 3}, first_visit=False, must_fill=True)


def test_the_rule_that_leaves_too_little_is_named(session):
    with pytest.raises(PlanError, match=r"R14 \(inflamed acne"):
        session(
            "full",
            goals=THREE,
            first_visit=False,
            must_fill=True,
            history={
                "inflamed_acne": ("cheek", "jaw", "chin", "nasolabial", "forehead", "glabella")
            },
        )


def test_spacing_is_named_where_it_is_what_collides(session):
    crowded = replace(ATLAS, limits=replace(ATLAS.limits, neighbour_mm=40.0))
    with pytest.raises(PlanError, match="40 mm between neighbours"):
        session("full", goals=THREE, first_visit=False, must_fill=True, atlas=crowded)


def test_without_a_protocol_by_name_the_least_gives_way_and_says_so(session):
    planned = session(goals={"G20": 5})
    assert planned.face_count < ATLAS.protocols["gentle"].face[0]
    assert any("none were added for the count's sake" in note for note in planned.notes)


def test_a_small_face_cannot_hold_two_sides_too_close_together(session):
    tiny = replace(FACE, mm_per_px=FACE.mm_per_px / 4)
    planned = session(goals={"G05.upper-lip": 5}, face=tiny)
    assert "closer than 8 mm" in why(planned, "LI19")


GOALS = st.dictionaries(
    st.sampled_from(sorted(ATLAS.concerns)), st.integers(1, 5), min_size=1, max_size=4
)
FACTS = st.dictionaries(
    st.sampled_from(
        [
            q
            for q, asked in sorted(ATLAS.questions.items())
            if asked.group in {"history", "medicines"}
        ]
    ),
    st.just(True),
    max_size=2,
)


@settings(max_examples=25, deadline=None)
@given(goals=GOALS, facts=FACTS, first=st.booleans())
def test_any_plan_keeps_every_cap_both_sides_and_does_not_depend_on_order(
    goals, facts, first, today
):
    told = Consultation(goals=goals, history=facts, first_visit=first)
    backwards = replace(told, goals=dict(reversed(goals.items())))
    screening = screen(told, ATLAS, today)
    protocol = ATLAS.protocols["gentle"]
    planned = prescribe(told, FACE, ATLAS, screening, protocol, must_fill=False)
    assert planned == prescribe(backwards, FACE, ATLAS, screening, protocol, must_fill=False)
    held = screening.exclusions
    assert planned.face_count <= min(protocol.face[1], 20 if first else 99)
    if cap := held.cap("face_needles"):
        assert planned.face_count <= cap.value
    if cap := held.cap("retention_min"):
        assert planned.retention_min <= cap.value
    for needle in planned.needles:
        assert held.removed("stop", "body" if needle.area == "body" else "face") is None
        assert held.removed("area", needle.area) is None
        if needle.code:
            assert held.removed("point", needle.code) is None
            assert held.removed("region", ATLAS.points[needle.code].needling.region) is None
        for kind in ("diameter_mm", "depth_mm"):
            if cap := held.cap(kind):
                assert getattr(needle, kind) <= cap.value
    sides = [needle.side for needle in planned.needles]
    assert sides.count("R") == sides.count("L")
    assert not set(planned.adjuncts) & set(held.targets("adjunct"))


def test_the_face_mirrored_gives_the_plan_mirrored(session):
    width = FACE.width

    def turned(side):
        return {"R": "L", "L": "R", "M": "M"}[side]

    def flip(xy):
        return (width - xy[0], xy[1])

    mirrored = replace(
        FACE,
        eyes=(flip(FACE.eyes[1]), flip(FACE.eyes[0])),
        points=tuple(replace(p, x=width - p.x, side=turned(p.side)) for p in FACE.points),
        lines=tuple(
            replace(line, xy=tuple(map(flip, line.xy)), side=turned(line.side))
            for line in FACE.lines
        ),
        regions=tuple(
            replace(r, xy=tuple(map(flip, r.xy)), side=turned(r.side)) for r in FACE.regions
        ),
    )
    plain = session("full", goals=THREE, first_visit=False)
    other = session("full", goals=THREE, first_visit=False, face=mirrored)
    assert [(n.code, n.line, n.side) for n in plain.needles] == [
        (n.code, n.line, n.side) for n in other.needles
    ]


def test_the_points_of_a_fold_come_before_needles_along_it(session):
    planned = session(goals={"G05.nasolabial": 5})
    assert {"LI20", "ST4", "ST3"} <= codes(planned)


def test_a_line_holds_its_most_needles_at_its_own_spacing(session, atlas):
    planned = session("full", goals={"G06": 5, "G05": 5, "G11": 5}, first_visit=False)
    for name, line in atlas.lines.items():
        for side in ("R", "L"):
            laid = [(n.x, n.y) for n in planned.needles if n.line == name and n.side == side]
            assert len(laid) <= line.most
            for i, a in enumerate(laid):
                for b in laid[i + 1 :]:
                    assert math.dist(a, b) * FACE.mm_per_px >= line.spacing_mm - 1e-5


def test_the_point_a_goal_begins_with_is_not_given_up_for_lesser_ones(session):
    goals = {"G06": 3, "G05.nasolabial": 2, "G05.crows-feet": 2}
    for protocol in ("gentle", "ten-weekly", "full"):
        assert "LI20" in codes(session(protocol, goals=goals, first_visit=False))
