import re

import pytest

from yintang.atlas.wording import refused_words
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.consent_texts import CLAIMS, how_often, text
from yintang.clinic.patients.models import Consent

PURPOSES = list(Consent.Purpose)
WILLOW = Clinic(name="Willow Rooms", emergency="999")


def told(purpose: str) -> str:
    return "\n".join(text(purpose, WILLOW, atlas()).paragraphs)


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("jurisdiction", ["UK", "IE", "US", "AU"])
def test_no_word_is_used_that_the_codes_refuse(purpose, jurisdiction):
    for line in (*text(purpose, WILLOW, atlas()).paragraphs, text(purpose, WILLOW, atlas()).title):
        assert refused_words(line, jurisdiction) == [], line


@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_same_clinic_and_atlas_give_the_same_text(purpose):
    assert text(purpose, WILLOW, atlas()) == text(purpose, WILLOW, atlas())


@pytest.mark.parametrize("purpose", PURPOSES)
def test_other_words_are_another_version(purpose):
    elsewhere = Clinic(name="Harbour Practice")
    assert text(purpose, WILLOW, atlas()).version != text(purpose, elsewhere, atlas()).version
    assert atlas().version in text(purpose, WILLOW, atlas()).version
    assert len(text(purpose, WILLOW, atlas()).version) <= 80


def test_treatment_carries_absolute_rates():
    words = told("treatment")
    assert "A drop of blood when a needle comes out: about 5 in 100 sessions" in words
    assert "A bruise in the face: about 7 in 1,000 sessions" in words
    assert "about 1 in 10,000 patients" in words


def test_treatment_says_how_sure_it_is_of_every_claim_and_no_more_than_the_claim_says():
    words = told("treatment")
    for id_ in CLAIMS:
        claim = atlas().claims[id_]
        assert re.search(re.escape(claim.say) + r" We are (?:not |fairly )", words), id_


def test_treatment_names_doing_nothing_and_what_is_not_known():
    words = told("treatment")
    assert "You could do nothing" in words
    assert "What is not known" in words
    assert "ring 999 at once" in words


@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_text_says_that_she_can_take_it_back(purpose):
    assert "take your yes back at any time" in told(purpose)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_sentences_are_short_enough_for_a_reader_of_twelve(purpose):
    sentences = [s for s in re.split(r"[.:!?]\s", told(purpose)) if s.strip()]
    assert sum(len(s.split()) for s in sentences) / len(sentences) < 15


def test_rates_are_whole_people_in_a_round_number():
    for event in atlas().adverse_events.values():
        if event.fraction:
            assert re.fullmatch(
                r"about \d+ in [\d,]+ \w+|about \d+ in a million \w+", how_often(event)
            )
