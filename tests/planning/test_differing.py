"""What differs between two plans."""

import json
from dataclasses import replace

from editing_cases import ATLAS, DRAWN, planned, told

from yintang.planning import difference, free_needle, moved_to


def test_a_plan_does_not_differ_from_itself():
    needles = planned()[1]
    assert difference(needles, needles).empty
    assert difference(needles, [replace(n, n=n.n + 1, reason="") for n in needles]).empty


def test_every_kind_of_change_is_told():
    before = planned()[1]
    gone, moved, deeper = [n for n in before if n.code and n.x is not None][:3]
    free = free_needle(0.36, 0.58, DRAWN, ATLAS)
    after = [
        *(n for n in before if n not in {gone, moved, deeper}), free,
        moved_to(moved, moved.x + 8 * 3 / DRAWN.width, moved.y, DRAWN),
        replace(deeper, depth_mm=deeper.depth_mm + 1),
    ]  # fmt: skip
    found = difference(before, after)
    assert [one.name for one in found.added] == ["local, cheek"]
    assert [one.key for one in found.removed] == [gone.key]
    assert [(one.key, one.mm) for one in found.moved] == [(moved.key, 3.0)]
    (change,) = found.changed
    assert (change.what, change.after - change.before) == ("depth, mm", 1)
    assert json.loads(json.dumps(found.as_json()))["moved"][0]["mm"] == 3.0


def test_a_new_suggestion_is_matched_needle_by_needle():
    before, after = planned()[1], planned(told(goals={"G06": 5}, protocol="gentle"))[1]
    found = difference(before, after)
    assert {one.key for one in found.removed} == {n.key for n in before} - {n.key for n in after}
    assert found.moved == ()


def test_a_rest_of_its_own_is_a_change():
    first, *others = planned()[1]
    (change,) = difference([first, *others], [replace(first, retention_min=10), *others]).changed
    assert (change.what, change.before, change.after) == ("rest, minutes", None, 10)
