"""Every facial point lies where its published rule puts it, on any face."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import Array, faces, mesh_of, mirrored, turned

from yintang.atlas.model import Atlas
from yintang.face.constructions import (
    CONSTRUCTIONS,
    HAIRLINE_PRIOR_IPD,
    HANDLES,
    VARIANTS,
    construct,
    mesh_handles,
)
from yintang.face.face_map import Side
from yintang.face.frame import face_frame
from yintang.face.hidden import hidden_points
from yintang.face.mesh import LEFT_IRIS, RIGHT_IRIS
from yintang.face.reference import REFERENCE_IPD_MM, reference_face

few = settings(max_examples=40, deadline=None)
RULES = {construction.code: construction for construction in CONSTRUCTIONS}
OTHER: dict[Side, Side] = {"R": "L", "L": "R", "M": "M"}
Points = dict[tuple[str, Side], Array]


def points_of(vertices: Array, variants: dict[str, str] | None = None) -> Points:
    return construct(vertices, mesh_handles(vertices), variants)


@pytest.fixture(scope="module")
def reference() -> Points:
    return points_of(reference_face().vertices)


@few
@given(faces)
def test_a_mirrored_face_has_mirrored_points_on_the_other_side(face: Array) -> None:
    plain, mirror = points_of(face), points_of(mirrored(face))
    for (code, side), place in plain.items():
        if side != "M":  # single vertices on the midline have no counterpart but themselves
            assert np.allclose(mirror[code, OTHER[side]], place * [-1, 1], atol=1e-9), code
    for (name, side), place in mesh_handles(face).items():
        other = mesh_handles(mirrored(face))[name, OTHER[side]]
        assert np.allclose(other, place * [-1, 1], atol=1e-9), name


@few
@given(faces, st.floats(0.5, 20), st.floats(-45, 45), st.floats(-500, 3000))
def test_points_go_with_the_face_through_shift_scale_and_roll(
    face: Array, scale: float, roll: float, shift: float
) -> None:
    plain = face_frame(mesh_of(face)).vertices
    moved = face_frame(mesh_of(face, turned(0, 0, roll), scale, (shift, -shift))).vertices
    found = points_of(moved)
    for key, place in points_of(plain).items():
        assert np.allclose(found[key], place, atol=1e-6), key


@few
@given(faces, st.randoms(use_true_random=False))
def test_the_order_in_which_handles_are_given_does_not_matter(face: Array, chance: Random) -> None:
    handles = list(mesh_handles(face).items())
    chance.shuffle(handles)
    found = construct(face, dict(handles))
    for key, place in points_of(face).items():
        assert np.array_equal(found[key], place)


@few
@given(faces)
def test_the_left_side_reads_only_handles_of_the_left(face: Array) -> None:
    handles = mesh_handles(face)
    before = construct(face, handles)
    moved = {key: at + (5.0 if key[1] == "R" else 0.0) for key, at in handles.items()}
    for key, place in construct(face, moved).items():
        if key[1] in "LM":
            assert np.array_equal(place, before[key]), key


@few
@given(faces)
def test_a_hairline_moves_exactly_the_points_that_say_so(face: Array) -> None:
    handles = mesh_handles(face)
    before = construct(face, handles)
    after = construct(face, handles | {("hairline", "M"): handles["hairline", "M"] - [0, 9]})
    for (code, side), place in after.items():
        assert np.allclose(place, before[code, side]) != RULES[code].hairline, code


@few
@given(faces)
def test_gb14_is_a_third_of_glabella_to_hairline_above_the_brow(face: Array) -> None:
    points, handles = points_of(face), mesh_handles(face)
    cun = (handles["glabella", "M"][1] - handles["hairline", "M"][1]) / 3
    for side in ("R", "L"):
        assert points["EX-HN4", side][1] - points["GB14", side][1] == pytest.approx(cun)
        assert points["GB14", side][0] == pytest.approx(points["EX-HN4", side][0])


@few
@given(faces)
def test_gv24_and_gv23_are_half_and_one_cun_within_the_hairline(face: Array) -> None:
    points, handles = points_of(face), mesh_handles(face)
    hair = handles["hairline", "M"]
    cun = (handles["glabella", "M"][1] - hair[1]) / 3
    assert np.allclose(hair - points["GV24", "M"], [0, cun / 2])
    assert np.allclose(hair - points["GV23", "M"], [0, cun])


@few
@given(faces)
def test_bl4_and_gb13_divide_the_way_from_gv24_to_st8_in_thirds(face: Array) -> None:
    points = points_of(face)
    for side in ("R", "L"):
        way = points["ST8", side] - points["GV24", "M"]
        assert np.allclose(points["BL4", side], points["GV24", "M"] + way / 3)
        assert np.allclose(points["GB13", side], points["GV24", "M"] + way * 2 / 3)


@few
@given(faces)
def test_what_lies_below_the_pupil_lies_on_its_vertical(face: Array) -> None:
    points = points_of(face)
    pupils: tuple[tuple[Side, int], ...] = (("R", RIGHT_IRIS), ("L", LEFT_IRIS))
    for side, pupil in pupils:
        for code in ("GB14", "GB15", "EX-HN4", "ST1", "ST2", "ST3"):
            assert points[code, side][0] == pytest.approx(face[pupil, 0]), code
        down = [points[code, side][1] for code in ("GB15", "GB14", "EX-HN4", "ST1", "ST2", "ST3")]
        assert down == sorted(down)


@few
@given(faces)
def test_si18_lies_below_the_outer_canthus_level_with_li20(face: Array) -> None:
    points, handles = points_of(face), mesh_handles(face)
    for side in ("R", "L"):
        canthus = handles["canthus_outer", side][0]
        assert np.allclose(points["SI18", side], [canthus, points["LI20", side][1]])


@few
@given(faces)
def test_yintang_lies_midway_between_the_inner_ends_of_the_brows(face: Array) -> None:
    points = points_of(face)
    middle = (points["BL2", "R"] + points["BL2", "L"]) / 2
    assert np.linalg.norm(points["EX-HN3", "M"] - middle) < 4


@few
@given(faces)
def test_the_right_side_is_right_of_the_left(face: Array) -> None:
    points = points_of(face)
    for code, side in points:
        if side == "R":
            assert points[code, "R"][0] < points[code, "L"][0], code


@pytest.mark.parametrize(
    "codes",
    [
        ("GV23", "GV24", "EX-HN3", "GV25", "GV26", "GV27", "CV24"),
        ("TE22", "TE21", "SI19", "GB2"),
        ("GB3", "ST7", "ST6", "ST5"),
        ("BL3", "BL2", "BL1"),
        ("LI20", "LI19", "ST4", "JIACHENGJIANG"),
        ("EX-HN8", "LI20"),
        ("TE23", "GB1"),
    ],
)
def test_points_follow_each_other_downwards(reference: Points, codes: tuple[str, ...]) -> None:
    side: Side = "M" if RULES[codes[0]].midline else "R"
    heights = [reference[code, side][1] for code in codes]
    assert heights == sorted(heights)


@pytest.mark.parametrize(
    "codes",
    [
        ("BL2", "EX-HN4", "TE23"),
        ("BL1", "ST1", "EX-HN7", "GB1"),
        ("BL4", "GB15", "ST8"),
        ("BL4", "GB13", "ST8"),
        ("LI19", "LI20", "ST3", "SI18"),
        ("GB1", "EX-HN5"),
        ("JIACHENGJIANG", "ST5"),
    ],
)
def test_points_follow_each_other_outwards(reference: Points, codes: tuple[str, ...]) -> None:
    away = [-reference[code, "R"][0] for code in codes]
    assert away == sorted(away)


def test_bl1_lies_above_and_inside_the_inner_canthus() -> None:
    vertices = reference_face().vertices
    place, canthus = points_of(vertices)["BL1", "R"], mesh_handles(vertices)["canthus_inner", "R"]
    assert place[0] > canthus[0]
    assert place[1] < canthus[1]
    cun = HAIRLINE_PRIOR_IPD * REFERENCE_IPD_MM / 3
    assert np.linalg.norm(place - canthus) == pytest.approx(0.1 * cun)


def test_qiuhou_divides_the_eye_a_quarter_from_its_outer_corner(reference: Points) -> None:
    vertices = reference_face().vertices
    outer, inner = vertices[33, 0], vertices[133, 0]
    assert (reference["EX-HN7", "R"][0] - outer) / (inner - outer) == pytest.approx(0.25)


@few
@given(faces)
def test_the_variants_of_the_standard_move_their_own_point_only(face: Array) -> None:
    plain = points_of(face)
    for code, names in VARIANTS.items():
        for name in names:
            chosen = points_of(face, {code: name})
            moved = {c for (c, s), at in chosen.items() if not np.allclose(at, plain[c, s])}
            # SI18 keeps the level of LI20's usual place, wherever LI20 is put.
            assert moved == {code}


def test_upper_third_lies_above_the_middle_and_lower_ala_below(reference: Points) -> None:
    vertices = reference_face().vertices
    third = points_of(vertices, {"GV26": "upper-third"})["GV26", "M"]
    base, lip = vertices[2, 1], vertices[0, 1]
    assert (third[1] - base) / (lip - base) == pytest.approx(1 / 3)
    assert (reference["GV26", "M"][1] - base) / (lip - base) == pytest.approx(1 / 2)
    upper = points_of(vertices, {"LI19": "upper-third"})["LI19", "R"]
    assert upper[1] < reference["LI19", "R"][1]
    assert points_of(vertices, {"LI20": "lower-ala"})["LI20", "R"][1] > reference["LI20", "R"][1]


def test_the_variants_are_those_the_atlas_records(everything: Atlas) -> None:
    recorded = {
        code: tuple(other.id for other in point.needling.alternatives)
        for code, point in everything.points.items()
        if point.needling and point.needling.alternatives and code in RULES
    }
    assert recorded == dict(VARIANTS)


def test_every_placed_point_is_in_the_atlas_with_how_to_needle_it(everything: Atlas) -> None:
    for code, rule in RULES.items():
        point = everything.points[code]
        assert point.needling is not None, code
        assert point.needling.area in ("face", "scalp"), code
        assert point.midline == rule.midline, code


def test_every_point_of_face_and_scalp_is_placed_or_said_to_be_hidden(everything: Atlas) -> None:
    hidden = {point.code for point in hidden_points(everything)}
    for code, point in everything.points.items():
        if point.needling and point.needling.area != "body":
            assert (code in RULES) != (code in hidden), code


WANTED = (
    "EX-HN3", "EX-HN4", "EX-HN5", "EX-HN7", "EX-HN8", "JIACHENGJIANG", "BL1", "BL2", "BL3",
    "BL4", "GB1", "GB2", "GB3", "GB13", "GB14", "GB15", "LI19", "LI20", "ST1", "ST2", "ST3",
    "ST4", "ST5", "ST6", "ST7", "ST8", "SI18", "SI19", "TE21", "TE22", "TE23", "GV23", "GV24",
    "GV25", "GV26", "GV27", "CV24",
)  # fmt: skip
PALPATED = (
    "BL3", "BL4", "GB13", "GB15", "ST8", "GV23", "GV24", "SI19", "TE21", "TE22", "GB2", "GB3",
    "ST5", "ST6", "ST7", "EX-HN5",
)  # fmt: skip
DETERMINED = (
    "EX-HN3", "EX-HN4", "BL1", "BL2", "LI19", "LI20", "ST3", "TE23", "GV25", "GV26", "GV27",
    "CV24",
)  # fmt: skip


def test_all_points_that_a_frontal_photograph_can_show_are_placed() -> None:
    assert sorted(RULES) == sorted(WANTED)
    assert len(points_of(reference_face().vertices)) == sum(
        1 if rule.midline else 2 for rule in RULES.values()
    )


def test_points_over_the_orbit_are_placed_and_of_the_highest_risk(everything: Atlas) -> None:
    for code in ("BL1", "ST1", "EX-HN7"):
        needling = everything.points[code].needling
        assert code in RULES
        assert needling is not None
        assert needling.risk == 3


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_search_zone_is_wide_and_a_determined_point_is_not(code: str) -> None:
    rule = RULES[code]
    read, mesh_alone = rule.radius_mm
    assert 0 < read <= mesh_alone
    if rule.grade == "C":
        assert read >= 8
    else:
        assert read <= 6
    assert rule.basis


def test_what_needs_hairline_ear_or_jaw_is_never_better_than_a_search_zone() -> None:
    for code in PALPATED:
        assert RULES[code].grade == "C", code


def test_what_the_landmarks_determine_is_graded_a() -> None:
    assert sorted(c for c, rule in RULES.items() if rule.grade == "A") == sorted(DETERMINED)


def test_the_average_hairline_is_the_population_prior_above_the_glabella() -> None:
    handles = mesh_handles(reference_face().vertices)
    height = handles["glabella", "M"][1] - handles["hairline", "M"][1]
    assert height == pytest.approx(HAIRLINE_PRIOR_IPD * REFERENCE_IPD_MM)


def test_handles_of_the_midline_have_no_side() -> None:
    for name, side in mesh_handles(reference_face().vertices):
        assert HANDLES[name].midline == (side == "M")
