"""The practice data: concerns, body points, patterns, protocols and what goes with them.

Files are read one kind at a time, so that a fault in another kind does not hide one here; the last
tests look at the whole atlas.
"""

import re
import tomllib
from collections import Counter
from functools import cache
from typing import Any

import msgspec
import pytest

from yintang.atlas import model
from yintang.atlas.atlas import PACKAGED, load_atlas

FORBIDDEN = re.compile(
    r"\b(cure[sd]?|proven|guarantee\w*|permanent\w*|painless\w*|no side effects"
    r"|boosts collagen|rejuvenat\w*)\b",
    re.IGNORECASE,
)

ICD_11_TM1 = {
    "SE80": "Wind factor",
    "SE83": "Dryness factor",
    "SE90": "Qi deficiency",
    "SF00": "Blood deficiency",
    "SF01": "Blood stasis",
    "SF02": "Blood heat",
    "SF04": "Blood dryness",
    "SF10": "Fluid deficiency",
    "SF13": "Damp phlegm",
    "SF52": "Liver yang ascendant hyperactivity",
    "SF54": "Liver blood deficiency",
    "SF55": "Liver depression and blood stasis",
    "SF57": "Liver qi stagnation",
    "SF58": "Liver fire flaming upward",
    "SF5A": "Liver-gallbladder dampness-heat",
    "SF5H": "Liver and kidney yin deficiency",
    "SF5J": "Disharmony of liver and spleen systems",
    "SF62": "Dual deficiency of heart qi and blood",
    "SF6J": "Heart and spleen systems deficiency",
    "SF6L": "Heart and kidney systems disharmony",
    "SF70": "Spleen qi deficiency",
    "SF71": "Spleen qi sinking",
    "SF75": "Spleen deficiency and blood depletion",
    "SF78": "Dampness-heat encumbering the spleen system",
    "SF79": "Spleen deficiency with dampness accumulation",
    "SF7A": "Spleen deficiency with water flooding",
    "SF7F": "Stomach heat",
    "SF7L": "Lung and spleen deficiency",
    "SF7M": "Spleen and kidney yang deficiency",
    "SF80": "Lung qi deficiency",
    "SF88": "Intense congestion of lung heat",
    "SF8A": "Wind-heat invading the lung",
    "SF93": "Kidney yin deficiency",
    "SF96": "Kidney essence deficiency",
    "SF97": "Kidney yang deficiency",
    "SH00": "Nutrient qi and defense qi disharmony",
}
"""ICD-11 chapter 26 titles, less the " pattern (TM1)" they all end in (WHO, CC BY-ND 3.0 IGO)."""


@cache
def tables(file: str, table: str) -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads((PACKAGED / file).read_text("utf-8"))[table])


def read(file: str, table: str, kind: type) -> dict[str, Any]:
    return {raw["id"]: msgspec.convert(raw, kind) for raw in tables(file, table)}


CONCERNS = read("concerns.toml", "concern", model.Concern)
COMPLAINTS = read("complaints.toml", "complaint", model.Complaint)
PATTERNS = read("patterns.toml", "pattern", model.Pattern)
SIGNS = read("signs.toml", "sign", model.Sign)
SKIN_TYPES = read("skin-types.toml", "skin_type", model.SkinType)
PROTOCOLS = read("protocols.toml", "protocol", model.Protocol)
NEEDLES = read("needles.toml", "needle", model.NeedleSpecification)
ADJUNCTS = read("adjuncts.toml", "adjunct", model.Adjunct)
AFTERCARE = read("aftercare.toml", "aftercare", model.Aftercare)
LIMITS = msgspec.convert(
    tomllib.loads((PACKAGED / "limits.toml").read_text("utf-8"))["limits"], model.Limits
)
BODY = {
    raw["id"]: msgspec.convert({k: v for k, v in raw.items() if k != "id"}, model.Needling)
    for raw in tables("needling-body.toml", "needling")
}
FACE = {raw["id"] for raw in tables("needling-face.toml", "needling")}


def named_points() -> set[str]:
    named: set[str] = set()
    for concern in CONCERNS.values():
        named |= {*concern.local, *concern.distal}
    for complaint in COMPLAINTS.values():
        named |= {*complaint.local, *complaint.body}
    for entry in (*PATTERNS.values(), *SKIN_TYPES.values()):
        named |= set(entry.points)
    return named


def test_no_id_is_given_twice():
    files = {
        "concerns.toml": "concern",
        "complaints.toml": "complaint",
        "signs.toml": "sign",
        "patterns.toml": "pattern",
        "protocols.toml": "protocol",
        "needling-body.toml": "needling",
    }
    for file, table in files.items():
        counts = Counter(raw["id"] for raw in tables(file, table))
        assert max(counts.values()) == 1, file


def test_every_concern_of_the_reference_is_there():
    assert {f"G{n:02}" for n in range(1, 26)} <= set(CONCERNS)


@pytest.mark.parametrize(
    ("site", "slug", "line"),
    [
        ("G05.forehead", "forehead-lines", "forehead-lines"),
        ("G05.crows-feet", "crows-feet", "crows-feet"),
        ("G05.nasolabial", "nasolabial-folds", "nasolabial-fold"),
        ("G05.marionette", "marionette-lines", "marionette-line"),
        ("G05.upper-lip", "upper-lip-lines", "upper-lip-lines"),
        ("G11.jowl", "jowls", "jaw-border"),
        ("G11.double-chin", "double-chin", "jaw-border"),
    ],
)
def test_a_site_of_lines_or_sagging_is_needled_along_its_line(site, slug, line):
    assert CONCERNS[site].slug == slug
    assert line in CONCERNS[site].lines


def test_a_site_belongs_to_the_concern_its_id_begins_with():
    for concern in CONCERNS.values():
        general, _, site = concern.id.partition(".")
        assert concern.part_of == (general if site else "")


def test_slugs_are_unique():
    assert len({concern.slug for concern in CONCERNS.values()}) == len(CONCERNS)


def test_no_needle_goes_into_psoriasis_of_the_face():
    assert not CONCERNS["G20"].local
    assert not CONCERNS["G20"].lines
    assert CONCERNS["G20"].caution


@pytest.mark.parametrize("id_", ["G03", "G17", "G19", "G21", "G22"])
def test_inflamed_skin_is_needled_only_when_quiet(id_):
    assert CONCERNS[id_].only_when_quiet


def test_a_true_ptosis_is_referred_and_not_planned():
    assert "refer" in CONCERNS["G08"].caution


def test_every_named_point_says_how_it_is_needled():
    assert not named_points() - set(BODY) - FACE


def test_body_and_face_do_not_describe_the_same_point():
    assert not set(BODY) & FACE


def test_about_sixty_body_points_are_described():
    assert 60 <= len(BODY) <= 75


@pytest.mark.parametrize(
    "code",
    ["LI4", "SP6", "LR3", "BL23", "BL32", "BL52", "BL60", "BL67", "GB21", "GV4"]
    + [f"CV{n}" for n in range(2, 14) if f"CV{n}" in BODY],
)
def test_points_that_codes_of_practice_avoid_in_pregnancy_are_marked(code):
    assert not BODY[code].pregnancy


@pytest.mark.parametrize("code", ["ST36", "PC6", "HT7", "KI3", "LI11", "LU7"])
def test_other_common_points_may_be_used_in_pregnancy(code):
    assert BODY[code].pregnancy


@pytest.mark.parametrize(
    "code", ["GB21", "LR14", "BL12", "BL13", "BL15", "BL17", "BL18", "BL20", "BL21"]
)
def test_a_point_over_the_lung_is_off_by_default_and_says_why(code):
    assert "lung" in BODY[code].hazards
    assert BODY[code].off_by_default
    assert "lung" in BODY[code].off_reason.lower()


def test_the_planned_depth_never_passes_the_textbook():
    for code, needling in BODY.items():
        assert needling.default_depth_mm <= needling.depth_mm[1], code
        assert needling.angle_deg[0] <= needling.default_angle_deg <= needling.angle_deg[1], code


def test_the_planned_depth_fits_the_body_needle():
    length = NEEDLES["body"].length_mm[0]
    assert max(needling.default_depth_mm for needling in BODY.values()) <= 0.75 * length


@pytest.mark.parametrize(
    ("code", "cun"),
    [("ST36", (0.5, 1.2)), ("LI4", (0.5, 1.0)), ("LU9", (0.2, 0.3)), ("CV4", (0.8, 1.2))],
)
def test_textbook_depths_are_cun_of_23_mm(code, cun):
    assert BODY[code].depth_mm == tuple(round(23 * depth + 1e-9) for depth in cun)


def test_points_out_of_reach_lying_face_up_say_so():
    spine = {c for c in BODY if c.startswith("BL") and int(c[2:]) < 55} | {"GV4", "GV14"}
    assert {c for c, n in BODY.items() if n.region.startswith("back: ")} == spine


def test_there_are_28_patterns():
    assert len(PATTERNS) == 28


def test_patterns_carry_codes_with_the_titles_who_gives_them():
    for pattern in PATTERNS.values():
        assert pattern.codes
        for code in (*pattern.codes, *pattern.variants):
            assert code.title == f"{ICD_11_TM1[code.code]} pattern (TM1)"


def test_no_two_patterns_are_recorded_alike():
    assert len({pattern.codes for pattern in PATTERNS.values()}) == len(PATTERNS)


def test_a_pattern_shows_in_the_face_or_the_body_the_tongue_or_the_pulse():
    for pattern in PATTERNS.values():
        kinds = {SIGNS[sign].kind for sign in pattern.signs}
        assert kinds & {"tongue", "pulse"}, pattern.id
        assert kinds & {"face", "symptom"}, pattern.id


def test_no_pattern_contradicts_itself():
    for pattern in PATTERNS.values():
        opposed = {other for sign in pattern.signs for other in SIGNS[sign].opposes}
        assert not opposed & set(pattern.signs), pattern.id


def test_every_sign_speaks_for_some_pattern():
    assert {sign for pattern in PATTERNS.values() for sign in pattern.signs} == set(SIGNS)


def test_signs_oppose_each_other_both_ways():
    for sign in SIGNS.values():
        for other in sign.opposes:
            assert sign.id in SIGNS[other].opposes
            assert sign.id != other


def test_formulas_are_names_without_doses():
    for pattern in PATTERNS.values():
        assert pattern.formulas
        assert not any(re.search(r"\d", formula) for formula in pattern.formulas)


def test_the_two_types_of_skin_problem_lead_to_patterns():
    assert set(SKIN_TYPES) == {"blocked", "undernourished"}
    for skin_type in SKIN_TYPES.values():
        assert set(skin_type.patterns) <= set(PATTERNS)
        assert set(skin_type.signs) <= set(SIGNS)


@pytest.mark.parametrize(
    ("id_", "face", "body", "total", "rest"),
    [
        ("gentle", (10, 20), (6, 10), (16, 30), ((15, 20), (6, 12), (7, 14))),
        ("ten-weekly", (10, 30), (10, 20), (20, 50), ((20, 25), (10, 10), (7,))),
        ("forty-twelve", (36, 44), (12, 12), (48, 56), ((20, 25), (6, 12), (7, 14))),
        ("full", (30, 56), (10, 20), (40, 70), ((20, 30), (6, 12), (7, 14))),
    ],
)
def test_protocols_hold_what_their_sources_say(id_, face, body, total, rest):
    protocol = PROTOCOLS[id_]
    assert (protocol.face, protocol.body, protocol.total) == (face, body, total)
    assert (protocol.retention_min, protocol.sessions, protocol.interval_days) == rest
    assert protocol.maintenance_weeks == (4, 6)


def test_a_protocol_can_be_filled_within_its_total():
    for protocol in PROTOCOLS.values():
        assert protocol.face[0] + protocol.body[0] <= protocol.total[1]
        assert protocol.total[0] <= protocol.face[1] + protocol.body[1]
        assert protocol.total[1] <= LIMITS.warn_above < LIMITS.ceiling


def test_a_first_visit_fits_the_gentle_protocol():
    assert PROTOCOLS["gentle"].face[1] <= LIMITS.first_session_face == 20


def test_limits_are_the_stated_ones():
    assert (LIMITS.ceiling, LIMITS.warn_above) == (120, 70)
    assert (LIMITS.neighbour_mm, LIMITS.event_gap_days) == (8.0, 14)


def test_a_plan_has_a_needle_for_face_delicate_places_and_body():
    assert NEEDLES["face"].diameter_mm == (0.16, 0.16)
    assert NEEDLES["delicate"].diameter_mm == (0.12, 0.14)
    assert NEEDLES["body"].length_mm == (30, 30)
    for needle in NEEDLES.values():
        assert needle.diameter_mm[0] <= needle.diameter_mm[1]
        assert needle.length_mm[0] <= needle.length_mm[1]


def test_massage_and_knee_are_kept_apart_from_skin():
    kinds = {adjunct.id: adjunct.kind for adjunct in ADJUNCTS.values()}
    assert kinds == {
        "facial-gua-sha": "facial",
        "facial-cupping": "facial",
        "sports-massage": "complementary",
        "knee-support": "complementary",
    }


def test_eye_pain_after_a_session_is_an_emergency():
    assert AFTERCARE["emergency"].urgency == "emergency"
    assert any("eye" in advice for advice in AFTERCARE["emergency"].advice)


def test_complaints_stand_in_the_order_of_the_reference():
    assert list(COMPLAINTS) == [f"K{n:02}" for n in range(1, 16)]


@pytest.mark.parametrize(
    "file",
    [
        "concerns",
        "complaints",
        "signs",
        "patterns",
        "skin-types",
        "protocols",
        "limits",
        "needles",
        "adjuncts",
        "aftercare",
        "needling-body",
    ],
)
def test_the_text_promises_nothing(file):
    text = (PACKAGED / f"{file}.toml").read_text("utf-8")
    assert not FORBIDDEN.findall(text)


def test_every_reference_resolves_in_the_whole_atlas():
    atlas = load_atlas()
    assert set(atlas.concerns) == set(CONCERNS)
    assert all(atlas.points[code].needling is not None for code in named_points())


def test_local_points_lie_on_face_scalp_or_neck():
    atlas = load_atlas()
    for entry in (*atlas.concerns.values(), *atlas.complaints.values()):
        for code in entry.local:
            needling = atlas.points[code].needling
            assert needling is not None
            assert needling.area != "body", (entry.id, code)


def test_a_body_treatment_of_every_concern_can_be_given_face_up():
    atlas = load_atlas()
    for concern in atlas.concerns.values():
        reachable = [
            code
            for code in concern.distal
            if (needling := atlas.points[code].needling) is not None
            and not needling.region.startswith("back: ")
            and not needling.off_by_default
        ]
        assert len(reachable) >= 2, concern.id
