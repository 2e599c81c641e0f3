"""The views from 45 degrees: accepted, measured, and kept apart from the front."""

import pytest
from django.utils import timezone

from clinic.progress.turned_heads import turned
from yintang.clinic.progress.models import Shot
from yintang.clinic.progress.results import from_the_front, results_of
from yintang.clinic.progress.sequence import POSES
from yintang.clinic.progress.series import series_of
from yintang.clinic.progress.shots import baseline_measures, file_shot, prepare


def filed(visit, content, ana, pose="left-45") -> Shot:
    before = baseline_measures(visit, POSES[pose])
    prepared = prepare(content, POSES[pose], before)
    return file_shot(visit, POSES[pose], prepared, ana, timezone.now())


@pytest.mark.parametrize("pose", ["left-45", "right-45"])
def test_a_head_turned_by_half_passes_and_its_nearer_cheek_is_measured(visit, consent, ana, pose):
    shot = filed(visit, turned(pose), ana, pose)
    assert shot.passed, shot.trouble or [gate.say for gate in shot.failed()]
    values = shot.photo.measures.get().read().values
    side = "-L" if pose == "left-45" else "-R"
    assert ("redness", f"cheek{side}") in {(one.metric, one.region) for one in values}
    assert all(one.region.endswith(side) for one in values)


def test_the_other_cheek_is_not_what_was_asked_for(visit, consent, ana):
    shot = filed(visit, turned("right-45"), ana, "left-45")
    assert not shot.passed
    assert "seen from the patient's right" in " ".join(gate.say for gate in shot.failed())


def test_a_front_view_fails_where_a_turned_head_is_asked_for(visit, consent, ana, portrait):
    failed = {gate.gate for gate in filed(visit, portrait, ana).failed()}
    assert "view" in failed


def test_a_change_put_into_a_cheek_comes_back_from_the_side(visit, again, consent, ana):
    first, later = filed(visit, turned("left-45"), ana), filed(again, turned("left-45", -2), ana)
    before, after = (
        shot.photo.measures.get().read().value("redness", "cheek-L").value
        for shot in (first, later)
    )
    assert later.passed
    assert after - before == pytest.approx(-2.0, abs=0.3)


def test_the_series_holds_them_and_verdicts_are_of_the_front_alone(
    visit, again, consent, ana, course
):
    filed(visit, turned("left-45"), ana)
    filed(again, turned("left-45", -2), ana)
    series = series_of(course)
    assert [shot.view for day in series.visits for shot in day.shots] == ["left-45", "left-45"]
    assert from_the_front(series.visits) == []
    assert "two visits" in results_of(course).why
