"""The metrics of the atlas: each concern says what a photograph can show of it."""

import pytest

from yintang.atlas.model import Atlas
from yintang.atlas.wording import refused_words


def test_every_concern_names_metrics_or_says_what_to_take_instead(everything: Atlas):
    for concern in everything.concerns.values():
        assert concern.metrics or concern.not_shown, concern.id


@pytest.mark.parametrize("slug", ["elasticity", "dryness"])
def test_what_no_photograph_shows_is_not_measured(everything: Atlas, slug: str):
    concern = next(c for c in everything.concerns.values() if c.slug == slug)
    assert concern.metrics == ()
    assert "rating" in concern.not_shown


@pytest.mark.parametrize(
    "weak", ["pores", "lines-fine", "lightness", "asymmetry", "ita"]
)  # fmt: skip
def test_metrics_that_follow_the_light_more_than_the_skin_are_weak(everything: Atlas, weak: str):
    assert everything.metrics[weak].strength == "weak"


def test_nobody_is_told_that_lighter_skin_is_better(everything: Atlas):
    assert {everything.metrics[m].better for m in ("ita", "lightness", "melanin")} == {"none"}


def test_words_for_patients_promise_nothing(everything: Atlas):
    for metric in everything.metrics.values():
        assert not refused_words(metric.say)
    for concern in everything.concerns.values():
        assert not refused_words(concern.not_shown)


def test_every_metric_speaks_for_a_concern_or_selects_a_noise_model(everything: Atlas):
    named = {metric for c in everything.concerns.values() for metric in c.metrics}
    assert set(everything.metrics) - named == {"ita", "asymmetry"}
