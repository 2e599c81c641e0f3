"""What a clinic may publish, by country: refused words, denials, reports, titles, proposals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yintang.atlas import load_atlas
from yintang.atlas.wording import JURISDICTIONS, LICENCES, advertising_rules, check_wording

RULES = advertising_rules()


def refused(text, jurisdiction="UK", licences=()):
    return [r.words.lower() for r in check_wording(text, jurisdiction, licences) if r.refused]


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
@pytest.mark.parametrize(
    "text",
    [
        "It cures acne", "Clinically proven", "Results guaranteed", "A permanent lift",
        "Painless", "No side effects", "Boosts collagen", "A safe treatment", "Risk-free",
        "Better than Botox", "Non-invasive", "Instant results", "Long-lasting glow",
        "Dr Ann Lee will see you",
    ],
)  # fmt: skip
def test_a_promise_is_refused_in_every_country(text, jurisdiction):
    assert refused(text, jurisdiction)


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
@pytest.mark.parametrize(
    "text",
    [
        "It is not permanent.", "We make no promise of a cure.", "Results are not guaranteed.",
        "It is not painless.", "This is not a facelift.", "Nobody has proven it.",
        "The effect isn't long-lasting.",
    ],
)  # fmt: skip
def test_a_plain_denial_is_accepted(text, jurisdiction):
    assert refused(text, jurisdiction) == []


@pytest.mark.parametrize(
    "text",
    ["Not only painless but lovely", "No surgery, permanent results", "It does not hurt. Proven."],
)
def test_a_denial_of_something_else_is_not(text):
    assert refused(text)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Facial rejuvenation", {"UK"}),
        ("It reduces fine lines", {"UK"}),
        ("We treat anxiety", {"UK"}),
        ("An evidence-based treatment", {"UK", "AU"}),
        ("Book Botox with us", {"UK", "IE", "AU"}),
        ("Read our testimonials", {"AU"}),
        ("\u201cI feel wonderful\u201d", {"AU"}),
        ("See before and after pictures", {"AU"}),
        ("She is a specialist", {"AU"}),
        ("An acupuncturist in town", {"AU"}),
        ("A state-registered practice", {"UK", "IE"}),
        ("FDA-approved needles", {"US"}),
        ("Only 3 places left", {"AU"}),
    ],
)
def test_countries_differ(text, where):
    assert {j for j in JURISDICTIONS if refused(text, j)} == where


@pytest.mark.parametrize(
    "text",
    [
        "Short-term relief of neck pain.", "A course can mean fewer migraines for a time.",
        "Help with knee pain, for its own sake.", "Ask your doctor first.",
        "Most people feel little; some places sting.", "We photograph the face at each stage.",
        "I trained for three years and belong to a professional body.", "",
    ],
)  # fmt: skip
def test_what_the_uk_accepts_and_ordinary_words_pass(text):
    assert refused(text, "UK") == []


def test_a_report_of_a_weak_study_is_to_be_made_sure_of_rather_than_refused():
    promise, report = "It softens fine lines.", "In one small study it softened fine lines."
    assert refused(promise)
    assert not refused(report)
    assert check_wording(report, "UK")


def test_a_title_belongs_to_whoever_holds_it():
    assert refused("Dr Ann Lee", licences=["doctor"]) == []
    assert refused("Our acupuncturist", "AU", ["registered"]) == []
    assert refused("A specialist", "AU", ["doctor"])


def test_naming_a_prescription_medicine_is_asked_about_and_selling_it_refused():
    (named,) = check_wording("How it differs from Botox", "UK")
    assert not named.refused
    assert refused("Botox offers", "UK")


def test_every_remark_says_why_what_instead_and_by_whose_rule():
    text = "Come for a  painless hour."
    (remark,) = check_wording(text, "IE")
    assert text[remark.start : remark.end] == remark.words == "painless"
    assert remark.why
    assert remark.instead
    assert set(remark.source) <= set(load_atlas().sources)
    assert "IE" in remark.jurisdictions


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_source_and_a_country_and_an_own_name(rule):
    assert rule.source
    assert set(rule.source) <= set(load_atlas().sources)
    assert rule.refused_in or rule.ask_in
    assert [other.id for other in RULES].count(rule.id) == 1
    assert rule.licence in {None, *LICENCES}


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_is_proposed_is_not_itself_refused(rule, jurisdiction):
    assert refused(rule.instead, jurisdiction) == []


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
@pytest.mark.parametrize("claim", load_atlas().claims.values(), ids=lambda claim: claim.id)
def test_what_the_atlas_says_of_a_claim_may_be_published(claim, jurisdiction):
    assert refused(claim.say, jurisdiction) == []


@given(st.text(), st.text(), st.sampled_from(JURISDICTIONS))
def test_a_remark_points_at_its_words_whatever_stands_around_them(before, after, jurisdiction):
    text = f"{before} miracle {after}"
    remarks = check_wording(text, jurisdiction)
    assert any("miracle" in remark.words for remark in remarks)
    assert all(text[r.start : r.end] == r.words for r in remarks)


def test_an_unknown_country_or_licence_is_a_mistake():
    with pytest.raises(ValueError, match="jurisdiction"):
        check_wording("", "FR")
    with pytest.raises(ValueError, match="licences"):
        check_wording("", "UK", ["king"])
