from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yintang.atlas import load_atlas
from yintang.planning import Consultation, screen
from yintang.planning.consultation import Procedure

ATLAS = load_atlas()


def fired(screening):
    return {finding.rule: finding for finding in screening.findings}


def test_findings_stand_in_order_of_severity(atlas, today):
    told = Consultation(
        history={
            "haemophilia": True,
            "pacemaker": True,
            "feverish": True,
            "suspicious_lesion": True,
        },
        medicines=("warfarin",),
    )
    actions = [finding.action for finding in screen(told, atlas, today).findings]
    order = ["STOP", "REFER", "DEFER", "ADAPT"]
    assert actions == sorted(actions, key=order.index)
    assert set(actions) == set(order)


def test_a_medicine_by_its_brand_name_fires_the_rule_and_says_so(atlas, today):
    finding = fired(screen(Consultation(medicines=("Eliquis 5 mg",)), atlas, today))["R02"]
    assert finding.because == "Eliquis 5 mg"
    assert finding.action == "ADAPT"


def test_a_medicine_counts_even_where_the_question_was_answered_no(atlas, today):
    told = Consultation(medicines=("warfarin",), history={"anticoagulant": False})
    assert "R02" in fired(screen(told, atlas, today))


def test_an_unknown_medicine_is_asked_about(atlas, today):
    assert (
        "not recognised: Zorblax, check it"
        in screen(Consultation(medicines=("Zorblax",)), atlas, today).not_stated
    )


def test_an_allergy_by_name_fires_the_rule(atlas, today):
    assert "R26" in fired(screen(Consultation(allergies=("nickel",)), atlas, today))


def test_what_was_not_stated_is_asked(atlas, today):
    asked = screen(Consultation(), atlas, today).not_stated
    assert {"medicines", "blood pressure", "anticoagulants", "pregnancy"} <= set(asked)


def test_a_full_list_of_medicines_answers_the_questions_about_medicines(atlas, today):
    assert "anticoagulants" not in screen(Consultation(medicines=()), atlas, today).not_stated


@pytest.mark.parametrize(
    ("pressure", "action"),
    [((182, 90), "STOP"), ((150, 112), "STOP"), ((165, 90), "DEFER"), ((140, 99), None)],
)
def test_blood_pressure_stops_at_180_110_and_defers_at_160_100(atlas, today, pressure, action):
    finding = fired(screen(Consultation(blood_pressure=pressure), atlas, today)).get("R19")
    assert (finding and finding.action) == action
    if finding:
        assert finding.because == f"blood pressure {pressure[0]}/{pressure[1]}"


def test_nobody_under_eighteen_is_needled(atlas, today):
    held = screen(Consultation(age=17), atlas, today).exclusions
    assert held.removed("stop", "face")
    assert held.removed("stop", "body")


def filler(days_ago, today, sites=("cheek",)):
    return Consultation(procedures=(Procedure("filler", today - timedelta(days=days_ago), sites),))


def test_fresh_filler_defers_to_four_weeks_after_it(atlas, today):
    screening = screen(filler(10, today), atlas, today)
    assert fired(screening)["R08"].action == "DEFER"
    assert screening.earliest(today) == today + timedelta(days=18)
    later = screening.exclusions.on(screening.earliest(today))
    assert later.removed("stop", "face") is None
    assert later.removed("region", "cheek").until == today + timedelta(days=80)


def test_older_filler_leaves_out_its_site_alone(atlas, today):
    screening = screen(filler(40, today), atlas, today)
    assert fired(screening)["R08"].action == "ADAPT"
    assert "cheek" in fired(screening)["R08"].say
    assert screening.exclusions.removed("region", "cheek")
    assert screening.exclusions.removed("region", "forehead") is None
    assert "R08" not in fired(screen(filler(91, today), atlas, today))


def test_filler_at_an_unknown_site_keeps_the_whole_face_waiting(atlas, today):
    screening = screen(filler(40, today, sites=()), atlas, today)
    assert fired(screening)["R08"].until == today + timedelta(days=50)
    assert "where on the face: dermal filler" in screening.not_stated


def test_a_clinics_own_waiting_period_replaces_the_default(atlas, today):
    own = {"filler": replace(atlas.periods["filler"], block_days=60)}
    finding = fired(screen(filler(40, today), atlas, today, periods=own))["R08"]
    assert finding.action == "DEFER"
    assert finding.until == today + timedelta(days=20)


def test_acne_somewhere_unnamed_leaves_out_the_whole_face(atlas, today):
    known = screen(Consultation(history={"inflamed_acne": ("chin",)}), atlas, today)
    unknown = screen(Consultation(history={"inflamed_acne": True}), atlas, today)
    assert known.exclusions.targets("region") == ("chin",)
    assert set(unknown.exclusions.targets("region")) == set(atlas.regions)
    assert "where on the face: inflamed acne" in unknown.not_stated


def test_pregnancy_removes_the_points_marked_for_it(atlas, today):
    held = screen(Consultation(history={"pregnant": True}), atlas, today).exclusions
    for code in ("LI4", "SP6", "BL60", "GB21"):
        assert held.removed("point", code).rule == "R04"


def test_every_rule_can_fire(atlas, today):
    for rule in atlas.rules.values():
        for step in rule.steps:
            when = step.when
            told = Consultation(
                history=dict.fromkeys(when.facts[:1], True),
                procedures=tuple(Procedure(p, today) for p in when.procedures[:1]),
                blood_pressure=(when.systolic_at_least, 70) if when.systolic_at_least else None,
                age=when.age_below - 1 if when.age_below else None,
                first_visit=when.first_visit,
                event_date=today if when.event else None,
            )
            assert rule.id in fired(screen(told, atlas, today)), rule.id


FACTS = st.dictionaries(st.sampled_from(sorted(ATLAS.questions)), st.just(True), max_size=6)
PROCEDURES = st.lists(
    st.tuples(
        st.sampled_from(sorted(ATLAS.periods)),
        st.integers(0, 200),
        st.sets(st.sampled_from(sorted(ATLAS.regions)), max_size=2),
    ),
    max_size=2,
)
MEDICINES = st.lists(
    st.sampled_from([name for medicine in ATLAS.medicines.values() for name in medicine.names]),
    max_size=2,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(facts=st.tuples(FACTS, FACTS), done=st.tuples(PROCEDURES, PROCEDURES), taken=MEDICINES)
def test_stating_more_never_withdraws_a_finding_or_gives_a_point_back(today, facts, done, taken):
    def told(history, procedures, medicines):
        return Consultation(
            history=history,
            medicines=tuple(medicines),
            procedures=tuple(
                Procedure(period, today - timedelta(days=ago), tuple(sorted(sites)))
                for period, ago, sites in procedures
            ),
        )

    less = screen(told(facts[0], done[0], []), ATLAS, today)
    full = screen(told({**facts[0], **facts[1]}, [*done[0], *done[1]], taken), ATLAS, today)
    assert {finding.rule for finding in less.findings} <= {f.rule for f in full.findings}
    for removal in less.exclusions.removals:
        assert full.exclusions.removed(removal.kind, removal.target)
    for cap in less.exclusions.caps:
        assert full.exclusions.cap(cap.kind).value <= cap.value
    assert full.earliest(today) >= less.earliest(today)
