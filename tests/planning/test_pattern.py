from hypothesis import given, settings
from hypothesis import strategies as st

from yintang.atlas import load_atlas
from yintang.planning import suggest_patterns

ATLAS = load_atlas()
SIGNS = st.sets(st.sampled_from(sorted(ATLAS.signs)), max_size=12)


def test_a_patterns_own_signs_suggest_it_first(atlas):
    for pattern in atlas.patterns.values():
        first = suggest_patterns(pattern.signs, atlas)[0]
        assert first.score == 1.0
        assert pattern.id in {s.id for s in suggest_patterns(pattern.signs, atlas) if s.score == 1}


def test_a_contradicting_sign_is_named_and_lowers_the_score(atlas):
    signs = ("pale-face", "tired", "tongue-pale")
    before = {s.id: s for s in suggest_patterns(signs, atlas)}["qi-deficiency"]
    after = {s.id: s for s in suggest_patterns(("tired", "tongue-pale", "red-face"), atlas)}
    assert atlas.signs["red-face"].name in after["qi-deficiency"].against
    assert after["qi-deficiency"].score < before.score
    assert before.against == ()


def test_no_signs_suggest_nothing(atlas):
    assert suggest_patterns((), atlas) == ()


def test_the_type_of_skin_problem_leads_to_its_patterns(atlas):
    suggested = suggest_patterns((), atlas, skin_type="blocked")
    assert {s.id for s in suggested} == set(atlas.skin_types["blocked"].patterns)


def test_a_code_is_icd_11s(atlas):
    signs = atlas.patterns["qi-and-blood-deficiency"].signs
    found = {s.id: s.code for s in suggest_patterns(signs, atlas)}
    assert found["qi-and-blood-deficiency"] == "SE90 + SF00"


@settings(max_examples=60, deadline=None)
@given(SIGNS)
def test_scores_lie_between_0_and_1_in_falling_order_whatever_the_order_of_signs(signs):
    suggested = suggest_patterns(sorted(signs), ATLAS)
    scores = [s.score for s in suggested]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert suggested == suggest_patterns(sorted(signs, reverse=True), ATLAS)
