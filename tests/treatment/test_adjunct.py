"""Before gua sha or cupping, what speaks against it for this person is said."""

from datetime import date

import pytest

from yintang.errors import YintangError
from yintang.planning import Consultation, screen
from yintang.planning.consultation import Procedure
from yintang.treatment import adjunct_contraindications
from yintang.treatment.adjunct import SPEAKS_OF

TODAY = date(2026, 11, 21)


def against(adjunct, atlas, **told):
    return adjunct_contraindications(adjunct, screen(Consultation(**told), atlas, TODAY), atlas)


def test_nothing_speaks_against_gua_sha_for_a_healthy_person(everything):
    assert against("facial-gua-sha", everything) == ()


def test_warfarin_forbids_cups_and_asks_for_a_feather_light_stone(everything):
    cups = against("facial-cupping", everything, medicines=("warfarin",))
    assert cups[0] == "Anticoagulants (warfarin): left out."
    stone = against("facial-gua-sha", everything, medicines=("warfarin",))
    assert any("feather-light or not at all" in line for line in stone)
    assert not any("left out" in line for line in stone)


def test_a_recent_filler_says_until_when(everything):
    done = (Procedure("filler", date(2026, 11, 1), ("cheek",)),)
    (first, *_) = against("facial-gua-sha", everything, procedures=done)
    assert "left out. Not before 2027-" in first


@pytest.mark.parametrize("fact", ["inflamed_acne", "rosacea_flare", "sunburn", "neck_lump"])
def test_inflamed_or_swollen_skin_speaks_against_both(fact, everything):
    for adjunct in ("facial-gua-sha", "facial-cupping"):
        assert any("left out" in x for x in against(adjunct, everything, history={fact: True}))


def test_pregnancy_speaks_against_cups_and_not_against_a_stone(everything):
    assert against("facial-cupping", everything, history={"pregnant": True})
    assert not against("facial-gua-sha", everything, history={"pregnant": True})


def test_a_nut_allergy_speaks_of_the_oil(everything):
    said = against("facial-gua-sha", everything, history={"nut_allergy": True})
    assert any("oil" in line for line in said)


def test_every_contraindication_of_the_facial_adjuncts_is_some_rules_subject(everything):
    words = {word for words in SPEAKS_OF.values() for word in words}
    for adjunct in ("facial-gua-sha", "facial-cupping"):
        for line in everything.adjuncts[adjunct].contraindications:
            assert any(word in line for word in words), line
    assert set(SPEAKS_OF) <= set(everything.rules)


def test_an_unknown_adjunct_is_refused_with_those_that_are_known(everything):
    with pytest.raises(YintangError, match="facial-gua-sha"):
        against("hot-stones", everything)
