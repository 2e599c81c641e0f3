"""What is handed over: the advice, when to call, and the emergency signs at the end."""

from datetime import date

from yintang.atlas.wording import refused_words
from yintang.planning import Consultation, screen
from yintang.treatment import aftercare_for
from yintang.treatment.aftercare import ADDED

TODAY = date(2026, 11, 21)


def handed_over(atlas, **told):
    return aftercare_for(screen(Consultation(**told), atlas, TODAY).findings, atlas)


def test_everybody_gets_the_whole_advice_and_the_emergency_signs_last(everything):
    lines = handed_over(everything, first_visit=False)
    urgencies = [line.urgency for line in lines]
    assert urgencies == sorted(urgencies, key=["routine", "call", "emergency"].index)
    assert urgencies.count("emergency") == len(everything.aftercare["emergency"].advice)
    assert len(lines) == sum(len(entry.advice) for entry in everything.aftercare.values())


def test_a_warfarin_patient_is_told_to_press_longer_and_to_keep_taking_it(everything):
    (line,) = [one for one in handed_over(everything, medicines=("warfarin",)) if one.id == "R02"]
    assert "five minutes" in line.say
    assert "Keep taking" in line.say
    assert line.urgency == "call"


def test_every_line_has_its_source_and_no_refused_word(everything):
    findings = screen(Consultation(medicines=("warfarin", "aspirin")), everything, TODAY).findings
    assert set(ADDED) <= set(everything.rules)
    for line in aftercare_for(findings, everything):
        assert line.source
    for when, say, _ in ADDED.values():
        assert refused_words(f"{when}. {say}") == []
