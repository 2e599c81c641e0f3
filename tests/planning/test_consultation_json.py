"""Answers as a clinic stores them."""

import json
from datetime import date

import pytest
from editing_cases import ATLAS, TODAY

from yintang.planning import (
    Consultation,
    ConsultationError,
    consultation_as_json,
    consultation_from_json,
    screen,
    screening_as_json,
    screening_from_json,
)
from yintang.planning.consultation import Holiday, Procedure

FULL = Consultation(
    goals={"G06": 5, "G02": 1}, complaints=("K02",), age=51, sex="female", first_visit=False,
    history={"pregnant": False, "diabetes": True, "sunburn": ("cheek", "chin")},
    medicines=("warfarin",), allergies=(),
    procedures=(Procedure("filler", date(2026, 10, 1), ("cheek",)),),
    blood_pressure=(128, 82), signs=("tired",), skin_type="blocked", fitzpatrick=3,
    confirmed_patterns=(next(iter(ATLAS.patterns)),), named_points=("BL1",), fears=("needles",),
    event_date=date(2027, 3, 30), start=date(2026, 12, 1), interval_days=7, sessions=10,
    holidays=(Holiday(date(2026, 12, 24), date(2027, 1, 2)),), protocol="full",
)  # fmt: skip


@pytest.mark.parametrize("told", [Consultation(), FULL])
def test_a_consultation_survives_json(told):
    stored = json.loads(json.dumps(consultation_as_json(told)))
    assert consultation_from_json(stored, ATLAS) == told


def test_not_stated_stays_apart_from_none():
    assert "medicines" not in consultation_as_json(Consultation())
    assert consultation_as_json(FULL)["allergies"] == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"gaols": {}}, "consultation: gaols: unknown key; did you mean goals"),
        ({"age": "old"}, "consultation: age: expected a whole number"),
        ({"goals": {"frown": 3}}, "consultation: goals: unknown concern"),
        ({"blood_pressure": [80, 120]}, "systolic before diastolic"),
        ({"start": "soon"}, "consultation: start: expected a date such as"),
    ],
)
def test_it_is_read_as_strictly_as_a_file(wrong, said):
    with pytest.raises(ConsultationError, match=said):
        consultation_from_json(wrong, ATLAS)


def test_a_start_that_has_passed_is_a_fault_only_on_the_day_it_is_stated():
    stored = {"start": "2026-11-01"}
    assert consultation_from_json(stored, ATLAS).start == date(2026, 11, 1)
    with pytest.raises(ConsultationError, match="is past"):
        consultation_from_json(stored, ATLAS, today=TODAY)


def test_what_screening_said_survives_json():
    said = screen(FULL, ATLAS, TODAY)
    assert said.findings
    assert said.exclusions.removals
    assert said.exclusions.caps
    assert screening_from_json(json.loads(json.dumps(screening_as_json(said)))) == said
