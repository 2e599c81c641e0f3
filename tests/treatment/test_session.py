"""One session from hello to closed, and what stands in the way of closing."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from yintang.treatment import (
    EventError,
    Expected,
    as_json,
    close_blocks,
    read_event,
    replay,
    unaccounted,
)
from yintang.treatment.happening import _APPLY, KEPT
from yintang.treatment.ledger import KINDS
from yintang.treatment.session import SEARCH_CHECKLIST, STEPS, planned_rests

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PLAN = (
    Expected("1", "GV20", "M", "scalp", "scalp"),
    Expected("2", "EX-HN3", "M", "forehead", "face"),
    Expected("3", "GB14", "R", "forehead", "face"),
    Expected("4", "GB14", "L", "forehead", "face"),
    Expected("5", "ST2", "R", "cheek", "face", 10),
    Expected("6", "ST2", "L", "cheek", "face", 15),
    Expected("7", "ST36", "R", "body", "body"),
)


def log(*told):
    """Events a second apart; each is a kind and its body."""
    seconds = count()
    return [
        read_event(
            {"id": f"e{n}", "kind": kind, "body": body}, NOON + timedelta(seconds=next(seconds))
        )
        for n, (kind, body) in enumerate(told)
    ]


def session(*told):
    return replay(PLAN, log(*told))


def into(*keys):
    return [("in", {"needle": key}) for key in keys]


def out(*keys):
    return [("out", {"needle": key}) for key in keys]


ALL = into("1", "2", "3", "4", "5", "6", "7")
CLOSE = ("close", {})


# --- In and out ----------------------------------------------------------------------------------


def test_a_session_opens_with_the_check_and_the_first_needle_of_the_plan():
    new = session()
    assert (new.phase, new.next, new.closed_at) == ("check", "1", None)
    assert [one.status for one in new.needles.values()] == ["planned"] * 7
    assert close_blocks(new) == ()


def test_the_next_needle_follows_the_order_of_the_plan():
    assert session(*into("1", "3")).next == "2"
    assert session(*into("1", "3"), ("skip", {"needle": "2", "reason": "a spot"})).next == "4"
    assert session(*ALL).next is None


def test_a_session_with_every_needle_out_closes():
    closed = session(*ALL, *out("7", "6", "5", "4", "3", "2", "1"), CLOSE)
    assert closed.closed_at == NOON + timedelta(seconds=14)
    assert closed.phase == "close"
    assert closed.discrepancies == ()


def test_needles_counted_out_by_zone_close_a_session_too():
    closed = session(
        *ALL,
        ("out_zone", {"zone": "forehead", "count": 3}),
        ("out_zone", {"zone": "cheek", "count": 1}),
        *out("5", "1", "7"),
        CLOSE,
    )
    assert closed.closed_at is not None
    assert {one.status for one in closed.needles.values()} == {"out"}
    assert closed.needles["3"].counted_out
    assert not closed.needles["1"].counted_out


def test_a_needle_still_in_keeps_the_session_open_and_is_named_by_zone():
    left = session(*ALL, *out("1", "2", "3", "5", "6", "7"), CLOSE)
    assert left.closed_at is None
    assert unaccounted(left) == {"forehead": 1}
    assert close_blocks(left) == (
        "Forehead and brow: 1 needle is still to be accounted for. "
        "Take out and count, search, or record an incident.",
    )


def test_a_needle_recorded_in_twice_counts_once():
    twice = session(*into("2", "2"))
    assert twice.zones["forehead"].went_in == 1
    assert twice.discrepancies == ("EX-HN3 was recorded in twice; it counts once",)


def test_a_fresh_needle_at_the_same_place_counts_again():
    again = session(
        *into("2"), ("hurt", {"needle": "2"}), *out("2"), ("discard", {"needle": "2"}), *into("2")
    )
    assert again.zones["forehead"].went_in == 2
    assert unaccounted(again) == {"forehead": 1}
    assert again.needles["2"].hurt
    assert again.needles["2"].discarded == 1


def test_a_needle_put_in_after_its_zone_was_partly_counted_out_counts_as_another():
    mixed = session(*ALL, ("out_zone", {"zone": "forehead", "count": 2}), *into("2"))
    assert unaccounted(mixed)["forehead"] == 2


def test_more_out_than_in_keeps_the_session_open():
    many = session(*into("2"), ("out_zone", {"zone": "forehead", "count": 2}), CLOSE)
    assert unaccounted(many) == {"forehead": -1}
    assert many.closed_at is None
    assert close_blocks(many)[0].startswith("Forehead and brow: 2 counted out, 1 due.")


def test_a_needle_counted_out_too_often_never_stands_in_for_a_later_one():
    later = session(*into("2"), ("out_zone", {"zone": "forehead", "count": 2}), *into("3"), CLOSE)
    assert later.zones["forehead"].still_in == 1
    assert later.closed_at is None


def test_two_wrongs_in_one_zone_do_not_cancel_out():
    wrong = session(*into("2", "3"), *out("2", "2", "4"), CLOSE)
    assert wrong.zones["forehead"].still_in == 1
    assert wrong.zones["forehead"].excess == 1
    assert wrong.closed_at is None


def test_a_needle_that_was_never_tapped_in_can_be_added_afterwards():
    forgotten = session(*out("2"), CLOSE)
    assert forgotten.closed_at is None
    added = session(*out("2"), ("in", {"needle": "2", "earlier": True}), CLOSE)
    assert added.closed_at is not None
    assert added.zones["forehead"].went_in == 1


def test_an_in_after_an_out_is_still_in():
    assert unaccounted(session(*out("2"), *into("2"))) == {"forehead": 1}


def test_counting_a_zone_again_settles_what_was_counted_wrongly():
    wrong = [*into("2", "3"), ("out_zone", {"zone": "forehead", "count": 3})]
    assert session(*wrong, ("reconcile", {"zone": "forehead", "count": 2}), CLOSE).closed_at
    fewer = session(*wrong, ("reconcile", {"zone": "forehead", "count": 1}), CLOSE)
    assert unaccounted(fewer) == {"forehead": 1}
    assert fewer.closed_at is None


def test_counting_a_zone_again_may_find_too_many():
    more = session(*into("2"), ("reconcile", {"zone": "forehead", "count": 2}), CLOSE)
    assert unaccounted(more) == {"forehead": -1}
    assert more.closed_at is None
    told = ("incident", {"zone": "forehead", "what": "an old needle on the floor"})
    explained = session(*into("2"), ("reconcile", {"zone": "forehead", "count": 2}), told, CLOSE)
    assert explained.closed_at is not None


def test_closing_too_early_does_not_close_by_itself_later():
    early = session(*into("2"), CLOSE, *out("2"))
    assert early.closed_at is None
    assert "Closing was asked for" in early.discrepancies[0]


# --- What goes otherwise than planned ------------------------------------------------------------


def elsewhere(key, **more):
    return (
        "elsewhere",
        {"needle": key, "zone": "mouth", "side": "R", "label": "by the lip", **more},
    )


def test_a_needle_elsewhere_is_counted_and_its_place_in_the_plan_is_left_out():
    moved = session(elsewhere("n1", x=10.5, y=20, instead_of="5"), CLOSE)
    assert unaccounted(moved) == {"mouth": 1}
    assert moved.needles["5"].status == "skipped"
    assert not moved.needles["n1"].planned
    assert moved.closed_at is None
    assert session(elsewhere("n1"), *out("n1"), CLOSE).closed_at is not None


def test_two_places_under_one_key_are_two_needles():
    both = session(elsewhere("n1", x=1, y=1), elsewhere("n1", x=90, y=1))
    assert unaccounted(both) == {"mouth": 2}
    assert unaccounted(session(elsewhere("n1", x=1, y=1), elsewhere("n1", x=1, y=1))) == {
        "mouth": 1
    }


def test_a_needle_nobody_announced_is_counted_all_the_same():
    strange = session(*into("nobody knows"), CLOSE)
    assert unaccounted(strange) == {"unknown": 1}
    assert strange.closed_at is None
    assert close_blocks(strange)[0].startswith("Place not recorded: 1 needle")


def test_a_dropped_needle_leaves_its_place_to_be_needled():
    dropped = session(("discard", {"needle": "1", "reason": "it fell"}))
    assert (dropped.needles["1"].status, dropped.next) == ("discarded", "1")
    assert unaccounted(dropped) == {}


def test_a_needle_thrown_away_is_not_thereby_out():
    assert unaccounted(session(*into("1"), ("discard", {"needle": "1"}))) == {"scalp": 1}


def test_a_needle_left_in_on_purpose_needs_its_own_consent():
    with pytest.raises(EventError, match="consent is missing"):
        log(("retain", {"needle": "1", "until": "2026-11-22"}))
    kept = session(
        *into("1"), ("retain", {"needle": "1", "consent": "c-17", "until": "2026-11-22"}), CLOSE
    )
    assert kept.closed_at is not None
    assert kept.needles["1"].status == "retained"
    assert kept.retained[0].body["consent"] == "c-17"


def test_consent_to_leave_a_needle_does_not_cover_one_put_in_later():
    stay = ("retain", {"needle": "1", "consent": "c-17", "until": "tomorrow"})
    early = session(stay, *into("1"), CLOSE)
    assert early.closed_at is None
    assert early.retained == ()


def test_a_retained_needle_can_come_out_after_all():
    stay = ("retain", {"needle": "1", "consent": "c-17", "until": "tomorrow"})
    removed = session(*into("1"), stay, *out("1"))
    assert (removed.retained, removed.zones["scalp"].out, unaccounted(removed)) == ((), 1, {})


def test_a_needle_not_found_closes_as_an_incident():
    lost = [*into("2", "3"), *out("2")]
    named = session(*lost, ("incident", {"needle": "3", "what": "not found"}), CLOSE)
    assert (named.needles["3"].status, len(named.incidents)) == ("incident", 1)
    assert named.closed_at is not None
    by_zone = session(*lost, ("incident", {"zone": "forehead", "what": "not found"}), CLOSE)
    assert by_zone.needles["3"].status == "incident"
    assert by_zone.closed_at is not None


def test_a_lost_needle_that_turns_up_is_out():
    turned_up = session(
        *into("3"),
        ("incident", {"needle": "3", "what": "not found"}),
        ("found", {"needle": "3", "where": "in the towel"}),
        CLOSE,
    )
    assert turned_up.needles["3"].status == "out"
    assert len(turned_up.incidents) == 1
    assert turned_up.closed_at is not None


def test_an_incident_recorded_beforehand_covers_no_later_needle():
    assert unaccounted(
        session(("incident", {"zone": "forehead", "what": "a practice run"}), *into("2"))
    ) == {"forehead": 1}


def test_a_needle_found_in_the_search_counts_as_out():
    search = [("search", {"item": item}) for item in SEARCH_CHECKLIST[:3]]
    found = session(
        *into("2", "3"),
        *out("2"),
        *search,
        ("found", {"zone": "forehead", "where": "on the floor"}),
        CLOSE,
    )
    assert found.searched == SEARCH_CHECKLIST[:3]
    assert found.closed_at is not None


# --- Emergency -----------------------------------------------------------------------------------


def test_after_an_emergency_every_zone_that_had_needles_is_counted():
    rushed = [*into("1", "2", "3"), ("emergency", {"reason": "faint"})]
    assert session(*rushed).emergency.zones == ("forehead", "scalp")
    half = session(*rushed, ("reconcile", {"zone": "forehead", "count": 2}), CLOSE)
    assert half.closed_at is None
    assert half.emergency.zones == ("scalp",)
    assert "Scalp and hairline: taken out in a hurry" in close_blocks(half)[-1]
    done = session(
        *rushed,
        ("reconcile", {"zone": "forehead", "count": 2}),
        ("reconcile", {"zone": "scalp", "count": 1}),
        CLOSE,
    )
    assert done.closed_at is not None


def test_an_emergency_calls_no_needle_out_that_nobody_counted():
    rushed = session(*ALL, ("emergency", {}), CLOSE)
    assert sum(unaccounted(rushed).values()) == 7
    assert rushed.closed_at is None


def test_tapping_out_in_an_emergency_still_asks_for_a_count_afterwards():
    tapped = session(*into("1"), ("emergency", {}), *out("1"), CLOSE)
    assert tapped.closed_at is None
    assert unaccounted(tapped) == {}


# --- Late, twice, taken back ---------------------------------------------------------------------


def test_an_event_sent_twice_happens_once():
    events = log(*into("1", "2"), ("out_zone", {"zone": "scalp", "count": 1}))
    assert replay(PLAN, [*events, *events[::-1]]) == replay(PLAN, events)


def test_what_is_taken_back_has_not_happened():
    taken = log(*into("1"), ("undo", {"event": "e0"}))
    assert replay(PLAN, taken).needles["1"].status == "planned"
    again = log(*into("1"), ("undo", {"event": "e0"}), ("undo", {"event": "e1"}))
    assert replay(PLAN, again).needles["1"].status == "in"


def test_taking_back_what_is_not_here_is_said():
    assert "taken back that is not recorded" in session(("undo", {"event": "x"})).discrepancies[0]


def test_a_needle_that_arrives_after_closing_opens_the_session_again():
    late = session(*into("1"), *out("1"), CLOSE, *into("2"))
    assert late.closed_at is None
    assert "opened the session again" in late.discrepancies[-1]
    assert session(*into("1"), *out("1"), CLOSE, ("undo", {"event": "e1"})).closed_at is None


# --- The rest of the record ----------------------------------------------------------------------


def test_the_phases_have_names_and_a_session_may_go_back():
    assert [name for _, name in STEPS] == [
        *("Check", "Prepare", "Insert", "Rest", "Remove", "Adjunct", "Close")
    ]
    assert session(("phase", {"to": "rest"}), ("phase", {"to": "insert"})).phase == "insert"


def test_a_zone_rests_as_long_as_its_most_delicate_needle():
    assert planned_rests(session()) == {"cheek": 10}


EVERYTHING = [
    ("check", {"question": "anything new", "answer": "no"}),
    (
        "pack",
        {
            **{"maker": "Seirin", "diameter_mm": 0.16, "length_mm": 15},
            **{"lot": "A1", "expiry": "2028-01-31"},
        },
    ),
    *ALL,
    elsewhere("n1"),
    ("rest", {"minutes": 20}),
    ("pause", {}),
    ("adverse", {"kind": "facial-bruise", "needle": "5", "severity": 1, "action": "pressed"}),
    ("adjunct", {"adjunct": "facial-gua-sha", "state": "started", "step": 1}),
    ("felt", {"rating": 3, "words": "calm"}),
    ("aftercare", {"how": "printed"}),
    ("discard", {"reason": "fell"}),
    ("found", {"zone": "cheek"}),
    ("incident", {"zone": "cheek", "what": "lost"}),
    ("emergency", {}),
]


def test_the_json_of_a_session_is_plain_and_complete():
    told = as_json(session(*EVERYTHING))
    assert json.loads(json.dumps(told)) == told
    assert told["schema"] == "yintang/session/1"
    assert told["counts"] == {
        **{"expected": 7, "in": 8, "out": 1},
        **{"still_in": 6, "retained": 0, "incident": 1},
    }
    assert [zone["zone"] for zone in told["zones"]] == [
        *("forehead", "cheek", "mouth", "scalp", "body")
    ]
    assert told["packs"][0]["lot"] == "A1"
    assert told["adverse"][0]["severity"] == 1


# --- Events that cannot be understood ------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        ("jump", {}, "unknown kind"),
        ("in", {}, "needle is missing"),
        ("in", {"needle": 4}, "needle must be"),
        ("in", {"needle": "1", "depth": 3}, "not known here"),
        ("out_zone", {"zone": "knee", "count": 1}, "zone must be one of forehead"),
        ("out_zone", {"zone": "cheek", "count": -1}, "whole number from 0 to 300"),
        ("out_zone", {"zone": "cheek", "count": 5000}, "whole number from 0 to 300"),
        ("out_zone", {"zone": "cheek", "count": True}, "whole number"),
        ("reconcile", {"zone": "cheek", "count": 1.5}, "whole number"),
        ("rest", {"minutes": 0}, "whole minutes"),
        ("found", {}, "either the needle or the zone"),
        ("incident", {"needle": "1", "zone": "cheek", "what": "x"}, "either the needle or"),
        ("incident", {"needle": "1", "count": 2, "what": "x"}, "counts as 1"),
        ("adverse", {"kind": "other", "severity": 5}, "severity must be"),
        ("felt", {"rating": 11}, "0 to 10"),
        ("elsewhere", {"needle": "n", "zone": "cheek", "side": "R", "label": " "}, "label must be"),
        (
            "elsewhere",
            {"needle": "n", "zone": "cheek", "side": "R", "label": "a", "x": float("nan")},
            "x must be a number",
        ),
        (
            "pack",
            {"maker": "a", "diameter_mm": 0.2, "length_mm": 15, "lot": "1", "expiry": "May"},
            "expiry must be a day",
        ),
    ],
)
def test_an_event_that_cannot_be_understood_is_sent_back_with_what_to_do(kind, body, says):
    with pytest.raises(EventError, match=says):
        log((kind, body))


def test_an_error_repeats_nothing_that_was_entered():
    with pytest.raises(EventError) as refused:
        log(("check", {"question": "pregnant?", "answer": ["HIV positive"]}))
    assert "HIV" not in str(refused.value)
    assert "pregnant" not in str(refused.value)


def test_an_event_needs_an_id_and_a_time_with_its_offset():
    with pytest.raises(EventError, match="id"):
        read_event({"kind": "pause"}, NOON)
    with pytest.raises(EventError, match="aware"):
        read_event({"id": "a", "kind": "pause"}, NOON.replace(tzinfo=None))


def test_every_kind_does_something_or_is_kept():
    assert set(KINDS) == {*_APPLY, *KEPT, "undo"}
