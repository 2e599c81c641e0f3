"""The safety rules, the questions that feed them and the waits, as data."""

import re

import pytest

from yintang.atlas import load_atlas
from yintang.atlas.model import Effect, Rule, Step

ATLAS = load_atlas()
RULES = list(ATLAS.rules.values())
STEPS = [pytest.param(rule, step, id=f"{rule.id}") for rule in RULES for step in rule.steps]
TECHNIQUES = {
    "electro",
    "microneedling",
    "press-needle",
    "threading",
    "bloodletting",
    "intradermal",
}
NEAR_THE_EYE = {"under-eye", "lid", "crows-feet"}


def steps_for(fact: str) -> list[tuple[Rule, Step]]:
    return [(rule, step) for rule in RULES for step in rule.steps if fact in step.when.facts]


def only_step(fact: str) -> Step:
    [(_, step)] = steps_for(fact)
    return step


def answered_by(medicine: str) -> str:
    [question] = {m.answers for m in ATLAS.medicines.values() if medicine in m.names}
    return question


def removed(effect: Effect) -> set[tuple[str, str]]:
    taken = {
        "stop": effect.stops,
        "point": effect.points,
        "region": effect.regions,
        "area": effect.areas,
        "technique": effect.techniques,
        "adjunct": effect.adjuncts,
    }
    flags = {("flag", "pregnancy")} if effect.pregnancy_points else set()
    return flags | {(kind, target) for kind, targets in taken.items() for target in targets}


def test_every_rule_of_the_reference_is_there() -> None:
    assert [rule.id for rule in RULES] == [f"R{n:02d}" for n in range(1, 45)]


@pytest.mark.parametrize(("rule", "step"), STEPS)
def test_each_action_says_what_it_needs_to_say(rule: Rule, step: Step) -> None:
    if step.action == "STOP":
        assert step.effect.stops
    if step.action == "REFER":
        assert step.refer_to
    if step.action == "DEFER":
        assert step.when.procedures or step.until or step.defer_days
    assert step.say.endswith((".", "?"))


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if len(rule.steps) > 1], ids=lambda r: r.id
)
def test_a_graver_step_never_takes_away_less(rule: Rule) -> None:
    severity = ["STOP", "REFER", "DEFER", "ADAPT"]
    for graver, milder in zip(rule.steps, rule.steps[1:], strict=False):
        assert severity.index(graver.action) <= severity.index(milder.action)
        if "body" not in graver.effect.stops and not graver.when.procedures:
            assert removed(milder.effect) - {("stop", "body")} <= removed(graver.effect)


@pytest.mark.parametrize("question", ATLAS.questions.values(), ids=lambda q: q.id)
def test_every_question_feeds_a_rule(question) -> None:
    assert steps_for(question.id)
    assert question.ask.endswith("?") or "Nothing is refused" in question.ask


@pytest.mark.parametrize("question", ATLAS.questions.values(), ids=lambda q: q.id)
def test_only_questions_about_the_skin_ask_where(question) -> None:
    assert question.sited == (question.group == "skin")
    if question.sited:
        assert question.ask.endswith("Where?")
        assert all(step.effect.at_sites for _, step in steps_for(question.id))


def test_techniques_are_spelled_as_the_planner_knows_them() -> None:
    assert {
        t for rule in RULES for step in rule.steps for t in step.effect.techniques
    } <= TECHNIQUES


@pytest.mark.parametrize("medicine", ["warfarin", "eliquis", "xarelto", "dabigatran", "enoxaparin"])
def test_a_patient_on_a_blood_thinner_gets_no_needle_near_the_eye(medicine: str) -> None:
    effect = only_step(answered_by(medicine)).effect
    assert set(effect.regions) >= NEAR_THE_EYE
    assert effect.max_diameter_mm == 0.20
    assert effect.max_depth_mm is not None
    assert effect.max_depth_mm <= 5
    assert "facial-cupping" in effect.adjuncts


@pytest.mark.parametrize(
    ("medicine", "question"),
    [
        ("aspirin", "antiplatelet"),
        ("fish oil", "bruising_remedy"),
        ("roaccutane", "isotretinoin"),
        ("retinol", "retinoid_topical"),
        ("methotrexate", "immunosuppressed"),
        ("metformin", "diabetes"),
        ("denosumab", "bone_drug"),
    ],
)
def test_a_medicine_answers_the_question_it_matters_to(medicine: str, question: str) -> None:
    assert answered_by(medicine) == question


def test_a_medicine_has_one_name_in_lower_case_in_one_place() -> None:
    names = [name for medicine in ATLAS.medicines.values() for name in medicine.names]
    assert len(names) == len(set(names))
    assert all(name == name.lower().strip() for name in names)


@pytest.mark.parametrize("fact", ["antiplatelet", "anticoagulant"])
def test_nobody_is_told_to_leave_out_a_prescribed_medicine(fact: str) -> None:
    assert re.search(r"never (?:to be stopped|advise)", only_step(fact).say, re.IGNORECASE)


def test_pregnancy_stops_the_face_and_leaves_out_the_points_avoided() -> None:
    step = only_step("pregnant")
    assert (step.action, step.effect.stops) == ("STOP", ("face",))
    assert step.effect.pregnancy_points
    avoided = {p.id for p in ATLAS.points.values() if p.needling and not p.needling.pregnancy}
    assert {"LI4", "SP6", "BL60", "BL67", "GB21"} <= avoided


def test_blood_pressure_stops_at_180_over_110_and_defers_at_160_over_100() -> None:
    stop, defer = ATLAS.rules["R19"].steps
    assert (stop.action, stop.when.systolic_at_least, stop.when.diastolic_at_least) == (
        "STOP",
        180,
        110,
    )
    assert (defer.action, defer.when.systolic_at_least, defer.when.diastolic_at_least) == (
        "DEFER",
        160,
        100,
    )


@pytest.mark.parametrize("fact", ["haemophilia", "cannot_consent", "epilepsy_uncontrolled"])
def test_some_facts_stop_everything(fact: str) -> None:
    step = only_step(fact)
    assert (step.action, set(step.effect.stops)) == ("STOP", {"face", "body"})


def test_nobody_under_eighteen_gets_a_plan() -> None:
    [step] = ATLAS.rules["R36"].steps
    assert step.when.age_below == 18
    assert set(step.effect.stops) == {"face", "body"}


def test_a_new_droop_of_the_face_is_an_emergency() -> None:
    assert only_step("new_facial_droop").refer_to.startswith("emergency services")


@pytest.mark.parametrize(
    "fact", ["eyelid_droop_new", "suspicious_lesion", "appearance_preoccupation"]
)
def test_what_needs_a_doctor_first_stops_the_face(fact: str) -> None:
    step = only_step(fact)
    assert step.action == "REFER"
    assert "face" in step.effect.stops


def test_a_pacemaker_rules_out_electricity_and_nothing_else() -> None:
    assert removed(only_step("pacemaker").effect) == {("technique", "electro")}


def test_a_blood_borne_infection_changes_nothing_in_the_plan() -> None:
    assert only_step("bloodborne_virus").effect == Effect()


def test_a_first_visit_is_held_to_the_limit_of_the_atlas() -> None:
    [cap] = [
        step.effect.max_face_needles
        for rule in RULES
        for step in rule.steps
        if step.when.first_visit
    ]
    assert cap == ATLAS.limits.first_session_face == 20


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("botulinum-toxin", 14),
        ("filler", 28),
        ("peel-superficial", 14),
        ("peel-deep", 30),
        ("microdermabrasion", 14),
        ("laser-ipl", 30),
        ("microneedling", 14),
        ("facelift", 180),
        ("thread-lift", 90),
        ("retinoid-topical", 3),
        ("dental", 7),
        ("injection-after", 7),
    ],
)
def test_the_waits_are_those_proposed(period: str, days: int) -> None:
    assert ATLAS.periods[period].block_days == days


def test_treated_muscle_waits_28_days_and_filled_skin_90() -> None:
    assert ATLAS.periods["botulinum-toxin"].site_days == 28
    assert ATLAS.periods["filler"].site_days == 90


def test_a_facelift_needs_the_surgeon_as_well_as_the_time() -> None:
    assert "surgeon" in ATLAS.periods["facelift"].needs_agreement


@pytest.mark.parametrize("period", ATLAS.periods.values(), ids=lambda p: p.id)
def test_every_wait_says_what_was_found_and_belongs_to_its_rule(period) -> None:
    assert period.found
    if period.id != "injection-after":
        triggers = {p for step in ATLAS.rules[period.rule].steps for p in step.when.procedures}
        assert period.id in triggers
    assert period.warn_days == 0 or period.warn_days >= period.block_days
