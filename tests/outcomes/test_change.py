import json
from dataclasses import replace

import numpy as np
import pytest

from outcomes.series_of_photographs import MODEL, WEEKLY, course, photo
from yintang.atlas import load_atlas
from yintang.atlas.wording import refused_words
from yintang.errors import YintangError
from yintang.outcomes.change import Visit, compare, judge_course, target
from yintang.outcomes.measurement import Gate
from yintang.outcomes.noise import default_noise, sdc
from yintang.outcomes.trend import estimate, holm, series

ATLAS = load_atlas()
RED = target("redness", ATLAS)
KEY = ("redness", "cheek")
NOISE = {KEY: (0.155, 0.155)}
SDC = sdc(default_noise(*KEY, "light", card=True))
BLURRED = Gate("sharpness", False, 0.5, 0.8, "", "Take it again.")


def shots(*values, **more):
    return [photo({KEY: v}, f"{v} {i}", **more) for i, v in enumerate(values)]


def only(changes):
    return changes.targets[0]


# --- Two days ------------------------------------------------------------------------------------


def test_the_same_photograph_twice_has_not_changed():
    same = shots(22.0)
    found = compare(same, same, [RED])
    assert only(found).numbers.change == 0
    assert only(found).verdict == "no_change"
    assert any("same photograph" in say for say in found.remarks)


@pytest.mark.parametrize(("by", "verdict"), [(-2, "improved"), (2, "worse")])
def test_a_change_far_above_what_is_detectable_is_told(by, verdict):
    found = only(compare(shots(22.0), shots(22.0 + by), [RED]))
    assert found.verdict == verdict
    assert found.numbers.change == pytest.approx(by)


def test_what_is_detectable_is_the_noise_models():
    found = only(compare(shots(22.0), shots(21.9), [RED]))
    assert found.numbers.sdc == pytest.approx(SDC, rel=1e-4)


@pytest.mark.parametrize(("share", "verdict"), [(0.98, "cannot_tell"), (1.02, "improved")])
def test_the_verdict_turns_at_what_is_detectable(share, verdict):
    assert only(compare(shots(22.0), shots(22.0 - share * SDC), [RED])).verdict == verdict


def test_higher_is_better_for_brows():
    brow = target("brow-height", ATLAS)
    key = ("brow-height", "brow")
    before, after = ([photo({key: v}, str(v))] for v in (20.0, 23.0))
    assert only(compare(before, after, [brow])).verdict == "improved"
    assert only(compare(after, before, [brow])).verdict == "worse"


def test_skin_tone_has_no_better():
    tone = target("ita", ATLAS)
    before, after = ([photo({("ita", "cheek"): v}, str(v))] for v in (20.0, 60.0))
    found = only(compare(before, after, [tone]))
    assert found.verdict == "cannot_tell"
    assert "which way would be better" in found.say


def test_a_failed_gate_yields_cannot_tell_and_is_kept():
    found = compare(shots(22.0), shots(12.0, gates=(BLURRED,)), [RED])
    assert only(found).verdict == "cannot_tell"
    assert only(found).numbers is None
    assert "no photograph from after" in only(found).say
    assert found.as_json()["gates"][0]["gate"] == "sharpness"


def test_a_gate_that_bears_on_lines_leaves_redness_alone():
    bears = replace(BLURRED, metrics=("lines-fine",))
    assert only(compare(shots(22.0), shots(12.0, gates=(bears,)), [RED])).verdict == "improved"


def test_a_card_on_some_photographs_only_forbids_comparing_colours():
    found = only(compare(shots(22.0), shots(12.0, normalised="none"), [RED]))
    assert found.verdict == "cannot_tell"
    assert "reference card" in found.say


def test_models_are_never_mixed():
    other = shots(22.0, model=replace(MODEL, sha256="1" * 64))
    with pytest.raises(YintangError, match="different face models"):
        compare(shots(22.0), other, [RED])


def test_giving_one_photograph_thrice_does_not_make_three():
    once, thrice = shots(22.0), shots(22.0) * 3
    assert compare(once, shots(21.0), [RED]).targets == compare(thrice, shots(21.0), [RED]).targets


def test_shots_that_scatter_more_than_the_room_are_believed():
    calm = only(compare(shots(22.0, 22.1, 21.9), shots(21.0, 21.1, 20.9), [RED]))
    wild = only(compare(shots(22.0, 24.0, 20.0), shots(21.0, 23.0, 19.0), [RED]))
    assert not calm.own_scatter
    assert wild.own_scatter
    assert wild.numbers.se > 3 * calm.numbers.se


def test_no_change_needs_the_whole_interval_within_what_is_worth_having():
    small = replace(RED, worthwhile=0.1)
    assert only(compare(shots(22.0), shots(22.0), [small])).verdict == "cannot_tell"
    large = replace(RED, worthwhile=2.0)
    found = only(compare(shots(22.0), shots(21.9), [large]))
    assert found.verdict == "no_change"
    assert found.numbers.bound <= 2.0


def test_what_was_not_declared_is_judged_apart():
    others = [target(name, ATLAS) for name in ("red-green", "dark-circle")]
    found = compare(shots(22.0), shots(20.0), [RED], exploratory=others)
    assert [c.exploratory for c in found.exploratory] == [True, True]
    assert only(found).numbers.p == only(found).numbers.p_adjusted


def test_four_targets_are_refused():
    with pytest.raises(YintangError, match="at most 3"):
        compare(shots(22.0), shots(22.0), [RED] * 4)


def test_holms_adjustment_is_the_published_one():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


# --- A course ------------------------------------------------------------------------------------


def simulated(seed=0, end=22.0, **more):
    return course(np.random.default_rng(seed), {KEY: (22.0, end)}, NOISE, **more)


def test_all_visits_find_what_the_first_and_the_last_cannot():
    whole, ends = [], []
    for seed in range(60):
        visits = simulated(seed, end=22.0 - 0.8 * SDC)
        whole.append(only(judge_course(visits, [RED])).verdict == "improved")
        ends.append(
            only(compare(visits[1].shots[:1], visits[-1].shots[:1], [RED])).verdict == "improved"
        )
    assert np.mean(whole) > np.mean(ends) + 0.2


def test_a_change_of_one_detectable_change_is_found_nine_times_of_ten():
    found = [only(judge_course(simulated(s, end=22.0 - SDC), [RED])).verdict for s in range(100)]
    assert found.count("improved") >= 85


@pytest.mark.parametrize("rho", [0.0, 0.4])
def test_an_untreated_face_is_seldom_called_changed(rho):
    found = [only(judge_course(simulated(s, rho=rho), [RED])).verdict for s in range(150)]
    assert sum(v in {"improved", "worse"} for v in found) <= 15


def test_a_room_that_scatters_more_than_assumed_is_found_out():
    wild = {KEY: (0.155, 0.8)}
    found = [
        only(judge_course(course(np.random.default_rng(s), {KEY: (22.0, 22.0)}, wild), [RED]))
        for s in range(100)
    ]
    assert np.mean([c.own_scatter for c in found]) > 0.9
    assert sum(c.verdict in {"improved", "worse"} for c in found) <= 10


def test_what_goes_down_and_comes_back_is_not_called_a_change():
    values = [22, 22, 21.5, 21, 20.5, 20, 19, 18, 18, 22.4, 22.6, 22.6]
    visits = [
        Visit(day, tuple(shots(v)), baseline=day <= 0)
        for day, v in zip(WEEKLY, values, strict=True)
    ]
    assert only(judge_course(visits, [RED])).verdict == "cannot_tell"


def test_visits_may_come_in_any_order_and_with_gaps():
    visits = simulated(1, end=20.0)
    straight, mixed = judge_course(visits, [RED]), judge_course(visits[::-1], [RED])
    assert straight.targets == mixed.targets
    blurred = [replace(s, gates=(BLURRED,)) for s in visits[5].shots]
    gap = only(
        judge_course([*visits[:5], replace(visits[5], shots=tuple(blurred)), *visits[6:]], [RED])
    )
    assert gap.visits[5].value is None
    assert gap.visits[5].left_out == 3
    assert gap.verdict == "improved"


def test_without_a_mark_the_first_visit_is_the_baseline():
    visits = [replace(v, baseline=False) for v in simulated(2, end=20.0)[1:]]
    found = judge_course(visits, [RED])
    assert [v.baseline for v in only(found).visits] == [True] + [False] * 10
    assert any("Only one day was photographed" in say for say in found.remarks)


def test_more_memory_between_days_means_more_doubt():
    given = series([(d, d <= 0, [20.0, 20.2]) for d in WEEKLY])
    errors = [estimate(given, 0.2, 0.2, memory=m).se for m in (0.0, 0.2, 0.4)]
    assert errors == sorted(errors)
    assert errors[0] < errors[2]


def test_a_noiseless_line_is_recovered():
    given = series([(d, d <= 0, [20.0 - max(d, 0) / 35]) for d in WEEKLY])
    found = estimate(given, 0.2, 0.2)
    assert found.start == pytest.approx(20.0)
    assert found.change == pytest.approx(-2.0)
    assert found.ends == pytest.approx(-2.0 + 1 / 5)


def test_one_visit_is_no_course():
    with pytest.raises(YintangError, match="two visits"):
        judge_course([Visit(0, tuple(shots(22.0)))], [RED])
    with pytest.raises(YintangError, match="before and"):
        compare([], shots(22.0), [RED])


# --- What is said --------------------------------------------------------------------------------


def every_sentence():
    for end in (18.0, 21.7, 22.0, 26.0):
        for name in ATLAS.metrics:
            given = target(name, ATLAS)
            key = (name, given.region)
            before, after = ([photo({key: v}, f"{v}", normalised="none")] for v in (22.0, end))
            found = compare(before, after, [given])
            yield from (only(found).say, *found.remarks)
            yield only(compare(before, [replace(after[0], gates=(BLURRED,))], [given])).say


def test_no_sentence_uses_a_refused_word():
    for say in every_sentence():
        assert refused_words(say) == []
        assert say.endswith(".")


def test_the_json_has_what_the_schema_names():
    found = compare(shots(22.0, gates=(BLURRED,)), shots(20.0), [RED]).as_json()
    found = json.loads(json.dumps(found))
    assert found["schema"] == "yintang/change/1"
    wanted = {
        "metric",
        "region",
        "unit",
        "before",
        "after",
        "change",
        "se",
        "sdc",
        "verdict",
        "say",
    }
    assert wanted <= set(found["targets"][0])
    assert {"photo", "gate", "passed", "value", "limit", "say"} <= set(found["gates"][0])
    assert found["model"] == {"name": "model", "sha256": "0" * 64}
    assert found["calibrated"] is False


def test_a_target_is_named_by_metric_and_region():
    assert (RED.region, RED.place) == ("cheek", "cheek")
    assert target("redness:cheek-R", ATLAS).place == "right cheek"
    assert target("asymmetry", ATLAS).region == "face"
    with pytest.raises(YintangError, match='"shine" is not measured'):
        target("shine", ATLAS)
    with pytest.raises(YintangError, match='not measured in "lid"'):
        target("redness:lid", ATLAS)
