"""What a patient may read: no word of promise, in any spelling, and none in the atlas itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yintang.atlas import load_atlas
from yintang.atlas.wording import refused_words

ATLAS = load_atlas()
PATIENT_TEXTS = [
    *(pytest.param(claim.say, id=claim.id) for claim in ATLAS.claims.values() if claim.say),
    *(
        pytest.param(sentence, id=f"{advice.id}-{n}")
        for advice in ATLAS.aftercare.values()
        for n, sentence in enumerate(advice.advice, start=1)
    ),
    *(
        pytest.param(f"{event.name}: {event.rate} ({event.of})", id=event.id)
        for event in ATLAS.adverse_events.values()
    ),
    *(
        pytest.param(step.say, id=f"{rule.id}.{n}")
        for rule in ATLAS.rules.values()
        for n, step in enumerate(rule.steps, start=1)
    ),
]


@pytest.mark.parametrize("text", PATIENT_TEXTS)
def test_no_text_of_the_atlas_uses_a_refused_word(text: str) -> None:
    assert refused_words(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Cures acne",
        "A cure for wrinkles",
        "Clinically proven",
        "Studies prove that it works",
        "There is proof",
        "Results guaranteed",
        "We guarantee it",
        "A permanent lift",
        "It lasts forever",
        "Painless needles",
        "Pain-free",
        "Without any pain",
        "No side effects",
        "Without known side-effects",
        "Free of side effects",
        "Risk-free",
        "No risk",
        "Safer than injections",
        "A safe treatment",
        "Boosts collagen",
        "Stimulates the skin's own collagen",
        "Increases elastin",
        "Collagen-boosting",
        "A natural facelift",
        "The acupuncture face-lift",
        "Natural Botox",
        "An alternative to Botox",
        "Anti-ageing",
        "Reverses the signs of aging",
        "Look ten years younger",
        "Erases fine lines",
        "A miracle",
        "It always works",
        "Detoxifies the skin",
        "Rejuvenates the face",
    ],
)
def test_promises_are_refused(text: str) -> None:
    assert refused_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "That has not been proven.",
        "No study has proven it.",
        "Results are not guaranteed.",
        "Nothing can be guaranteed.",
        "Nobody has ever proven that",
        "This isn\u2019t proven",
        "an unproven idea",
    ],
)
def test_a_proof_or_guarantee_that_is_denied_is_honest(text: str) -> None:
    assert refused_words(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "not only proven but loved",
        "no doubt proven",
        "No surgery, proven results",
        "no surgery and guaranteed results",
        "It did not work for her. Proven for others",
        "It is not painless",
        "not a cure",
        "It does not boost collagen",
    ],
)
def test_a_denial_elsewhere_or_of_another_word_does_not_help(text: str) -> None:
    assert refused_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "a manicure at a secure place",
        "accurate and improved",
        "Do not drive until it is safe to do so; wait two weeks after botulinum toxin.",
        "New collagen has been seen after microneedling devices.",
        "Tell us about safety and side effects",
        "Wrinkles and fine lines looked softer",
        "",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert refused_words(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "PROVEN",
        "pro\u00adven",
        "pr\u00f6ven",
        "\uff50roven",
        "side\u2010effect free",
        "no\nside  effects",
    ],
)
def test_spelling_does_not_hide_a_word(text: str) -> None:
    assert refused_words(text)


def test_rejuvenate_is_refused_where_the_advertising_code_refuses_it() -> None:
    assert [r.found for r in refused_words("Facial rejuvenation", "UK")] == ["rejuvenation"]
    assert refused_words("Facial rejuvenation", "US") == []
    assert refused_words("proven", "US")


def test_each_refusal_says_why_and_where() -> None:
    text = "Painless, and it cures."
    first, second = refused_words(text)
    assert (first.found, first.start) == ("Painless", 0)
    assert text[second.start : second.end] == "cures"
    assert first.why
    assert second.why


@given(st.text(), st.text())
def test_a_refused_word_is_found_in_whatever_stands_around_it(before: str, after: str) -> None:
    text = f"{before} painless {after}"
    found = refused_words(text)
    assert any("painless" in r.found.lower() for r in found)
    assert all(text[r.start : r.end] == r.found for r in found)
