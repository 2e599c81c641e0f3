"""Claims, rates and sources: what may be said, how sure it is, and where it was read."""

import re

import pytest

from yintang.atlas import load_atlas
from yintang.atlas.model import AdverseEvent, Claim

ATLAS = load_atlas()
NEVER_SAID = {"C06", "C07", "C14", "C18", "C20", "C28", "C30", "C37"}
COUNT = re.compile(r"^(\d[\d,]*) (?:of|in) (\d[\d,]*)")


def number(text: str) -> int:
    return int(text.replace(",", ""))


def test_every_claim_of_the_reference_is_there() -> None:
    assert list(ATLAS.claims) == [f"C{n:02d}" for n in range(1, 38)]


def test_what_the_evidence_does_not_carry_is_not_said() -> None:
    assert {claim.id for claim in ATLAS.claims.values() if not claim.say} == NEVER_SAID


@pytest.mark.parametrize("claim", ATLAS.claims.values(), ids=lambda c: c.id)
def test_a_claim_without_a_study_says_so(claim: Claim) -> None:
    if claim.certainty == "none" and claim.say:
        assert re.search(r"no study|nobody has", claim.say, re.IGNORECASE)
    if claim.certainty == "none":
        assert not any(id_.startswith("E") for id_ in claim.evidence)


@pytest.mark.parametrize("claim", ATLAS.claims.values(), ids=lambda c: c.id)
def test_evidence_is_listed_among_the_sources(claim: Claim) -> None:
    assert set(claim.evidence) <= set(claim.source)
    assert set(claim.evidence) <= set(ATLAS.sources)


@pytest.mark.parametrize("claim", ATLAS.claims.values(), ids=lambda c: c.id)
def test_no_claim_about_the_face_is_more_than_low(claim: Claim) -> None:
    about_the_body = {"C21", "C24", "C25"}
    assert (claim.certainty in {"moderate", "high"}) == (claim.id in about_the_body)


def test_that_it_has_no_risks_is_contradicted() -> None:
    assert ATLAS.claims["C30"].certainty == "contradicted"


def test_frown_lines_are_told_with_the_missing_placebo() -> None:
    assert "without a placebo group" in ATLAS.claims["C01"].say


def test_regulators_objections_stand_beside_anxiety_and_sleep() -> None:
    for id_ in ("C22", "C23"):
        assert "S34" in ATLAS.claims[id_].source
        assert "not for advertisements" in ATLAS.claims[id_].basis


@pytest.mark.parametrize("event", ATLAS.adverse_events.values(), ids=lambda e: e.id)
def test_a_rate_is_what_its_count_makes_it(event: AdverseEvent) -> None:
    if event.fraction is None:
        return
    if count := COUNT.match(event.of) or COUNT.match(event.rate):
        assert event.fraction == pytest.approx(number(count[1]) / number(count[2]), rel=0.01)
    if percent := re.match(r"([\d.]+) %", event.rate):
        assert event.fraction == pytest.approx(float(percent[1]) / 100)
    if shown := re.match(r"([\d.]+) in ([\d,]+)", event.rate):
        assert event.fraction == pytest.approx(float(shown[1]) / number(shown[2]), rel=0.05)
    if event.low is not None and event.high is not None:
        assert event.low <= event.fraction <= event.high


def test_bleeding_after_facial_acupuncture_is_21_of_432_sessions() -> None:
    event = ATLAS.adverse_events["facial-bleeding"]
    assert event.facial
    assert event.fraction == pytest.approx(21 / 432, abs=5e-5)


def test_a_bleed_on_anticoagulants_is_one_in_3974_whatever_the_paper_prints() -> None:
    event = ATLAS.adverse_events["anticoagulant-bleed"]
    assert event.fraction == pytest.approx(1 / 3974, rel=0.01)
    assert "0.003" in event.note


def test_2_2_percent_is_events_that_needed_treatment_not_bruises() -> None:
    event = ATLAS.adverse_events["needing-treatment-survey"]
    assert event.fraction == 0.022
    assert "not" in event.note
    assert ATLAS.adverse_events["bleeding-or-bruise"].fraction == 0.061


def test_facial_rates_come_from_facial_studies() -> None:
    facial = {event.id for event in ATLAS.adverse_events.values() if event.facial}
    assert facial == {
        "facial-bleeding",
        "facial-bruise",
        "under-eye-haematoma",
        "eye-injury",
        "lasting-facial-harm",
    }


def test_the_study_that_nobody_can_find_is_not_a_source() -> None:
    assert "E19" not in ATLAS.sources
    assert not any(s.year == 1996 for s in ATLAS.sources.values())


def test_every_key_of_the_reference_is_a_source() -> None:
    keys = {f"E{n:02d}" for n in range(1, 19)}
    for letter, last in {"N": 8, "D": 16, "B": 21, "T": 16, "S": 41}.items():
        keys |= {f"{letter}{n}" for n in range(1, last + 1)}
    keys |= {f"SEED{n}" for n in range(5)}
    keys |= {"TM1", "DEFAULT", "TRADITION", "WHO", "CAM", "FIGURES"}
    assert keys <= set(ATLAS.sources)


def test_every_study_says_what_it_found() -> None:
    assert all(s.finding for s in ATLAS.sources.values())


@pytest.mark.parametrize("id_", ["E18", "N1", "B12", "B14", "B17", "B20", "TRADITION"])
def test_background_knowledge_is_marked_as_unread(id_: str) -> None:
    assert not ATLAS.sources[id_].page_read


def test_addresses_are_links() -> None:
    assert all(s.address == "" or s.address.startswith("https://") for s in ATLAS.sources.values())
