"""What the plan's page asks while she works; none of it is stored."""

import json

import pytest

from clinic.care.plan_cases import (
    at,
    facts_of,
    photo,
    portrait_bytes,
    sent,
    stored_map,
    wishes,
    wishing,
)
from yintang.clinic.care.models import Plan

__all__ = ["photo", "portrait_bytes", "stored_map", "wishes"]


@pytest.fixture
def browser(as_, ana):
    return as_(ana)


@pytest.fixture
def facts(browser, visit, photo, wishes):
    return facts_of(browser, visit)


@pytest.fixture
def asked(browser, visit, facts):
    """Ask a part about the plan as it stands, with something changed."""

    def ask(part, **other):
        return sent(browser, part, visit, {**facts["content"], **other})

    return ask


def needle(facts, key):
    return next(n for n in facts["content"]["needles"] if n["key"] == key)


def test_checking_counts_what_was_sent_and_stores_nothing(asked, facts, visit):
    few = facts["content"]["needles"][:3]
    told = asked("plan-check", needles=few).json()
    assert told["counts"]["total"]["n"] == 3
    assert set(told["numbers"]) == {n["key"] for n in few}
    assert Plan.objects.get(visit=visit).revision == 1


def test_a_card_tells_names_hazards_and_sources(asked, facts):
    told = asked("plan-card", needle=needle(facts, "LI20-R")).json()
    assert (told["pinyin"], told["hanzi"], told["grade"]) == ("Yingxiang", "迎香", "A")
    assert told["hazards"]
    assert told["sources"][0]["title"]
    assert told["serves_words"]


def test_a_tap_on_the_cheek_offers_the_nearest_points(asked, facts):
    place = needle(facts, "LI20-R")
    near = asked("plan-add", x=place["x"], y=place["y"]).json()["near"]
    assert (near[0]["code"], near[0]["side"], near[0]["mm"]) == ("LI20", "R", 0.0)
    assert len(near) == 4


def test_a_point_is_added_where_it_lies_on_her_face(asked, stored_map):
    told = asked("plan-add", code="ST2", side="L").json()["needle"]
    point = next(p for p in stored_map["points"] if (p["code"], p["side"]) == ("ST2", "L"))
    assert told["x"] * stored_map["width"] == pytest.approx(point["x"])
    assert told["moved_by"] == "practitioner"


def test_a_free_needle_is_refused_in_the_eye_with_the_reason(asked, stored_map):
    x, y = stored_map["eyes"][0]
    place = {"x": x / stored_map["width"], "y": y / stored_map["height"]}
    answer = asked("plan-add", free=True, **place)
    assert answer.status_code == 400
    assert "eye" in answer.json()["say"]


def test_a_needle_moved_out_of_its_zone_says_so_and_can_be_put_back(asked, facts):
    place = needle(facts, "LI20-R")
    told = asked("plan-act", act="move", needle=place, x=place["x"] - 0.03, y=place["y"]).json()
    assert told["hint"]
    assert told["needle"]["moved_by"] == "practitioner"
    back = asked("plan-act", act="put-back", needle=told["needle"]).json()
    assert (back["needle"]["x"], back["hint"]) == (pytest.approx(place["x"]), "")


def test_a_needle_is_mirrored_and_one_on_the_midline_is_not(asked, facts):
    told = asked("plan-act", act="mirror", needle=needle(facts, "LI20-R")).json()
    assert told["needle"]["key"] == "LI20-L"
    middle = next(n for n in facts["content"]["needles"] if n["side"] == "M")
    assert asked("plan-act", act="mirror", needle=middle).json()["needle"] is None


def test_a_suggestion_shows_the_difference_and_stores_nothing(asked, facts, visit):
    fewer = [n for n in facts["content"]["needles"] if n["key"] != "LI20-R"]
    told = asked("plan-suggest", needles=fewer).json()
    assert [one["key"] for one in told["difference"]["added"]] == ["LI20-R"]
    assert told["difference"]["removed"] == []
    assert Plan.objects.get(visit=visit).revision == 1


def test_a_moved_hairline_takes_its_points_along(asked, facts, stored_map):
    hairline = next(h for h in facts["face"]["handles"] if h["name"] == "hairline")
    lower = hairline["y"] + 0.02
    told = asked("plan-handle", name="hairline", side="M", x=hairline["x"], y=lower).json()
    assert told["handles"] == {"hairline M": [hairline["x"], lower]}
    moved = {n["key"]: n["y"] for n in told["needles"]}
    before = {n["key"]: n["y"] for n in facts["content"]["needles"]}
    assert moved["GV24-M"] > before["GV24-M"]
    assert moved["LI20-R"] == pytest.approx(before["LI20-R"], abs=1e-6)


def test_a_moved_handle_is_saved_with_the_plan(browser, visit, asked, facts):
    hairline = next(h for h in facts["face"]["handles"] if h["name"] == "hairline")
    lower = hairline["y"] + 0.02
    told = asked("plan-handle", name="hairline", side="M", x=hairline["x"], y=lower).json()
    body = {**facts["content"], "handles": told["handles"], "needles": told["needles"]}
    assert sent(browser, "plan-save", visit, {**body, "revision": 1}).status_code == 200
    again = facts_of(browser, visit)
    at_now = next(h for h in again["face"]["handles"] if h["name"] == "hairline")
    assert (at_now["y"], at_now["marked"]) == (pytest.approx(lower, abs=0.004), True)
    assert again["checked"]["hints"] == {}


def test_an_implausible_handle_is_refused_in_words(asked):
    answer = asked("plan-handle", name="hairline", side="M", x=0.45, y=0.95)
    assert answer.status_code == 400
    assert answer.json()["say"]


def test_an_earlier_state_can_be_looked_at_and_compared(browser, visit, asked, facts):
    fewer = [n for n in facts["content"]["needles"] if n["key"] != "LI20-R"]
    sent(browser, "plan-save", visit, {**facts["content"], "needles": fewer, "revision": 1})
    told = asked("plan-compare", needles=fewer, against=1).json()
    assert [one["key"] for one in told["difference"]["removed"]] == ["LI20-R"]
    assert told["settings"]["protocol"] == facts["content"]["protocol"]
    listed = browser.get(at("plan-history", visit)).json()["revisions"]
    assert [one["number"] for one in listed] == [2, 1]


def test_there_is_nothing_to_compare_a_first_plan_with(asked):
    answer = asked("plan-compare", against="last")
    assert answer.status_code == 400
    assert "earlier visit" in answer.json()["say"]


@pytest.mark.parametrize("part", ["check", "card", "add", "act", "suggest", "handle", "compare"])
@pytest.mark.parametrize("body", ["", "[]", "{", '{"needles": NaN}', "null"])
def test_what_is_no_request_is_refused_in_words(browser, visit, part, body):
    answer = browser.post(at(f"plan-{part}", visit), body, content_type="application/json")
    assert answer.status_code == 400
    assert json.loads(answer.content)["say"]


def test_a_reader_may_look_at_cards_and_change_nothing(as_, ben, visit, facts):
    reader, body = as_(ben), {**facts["content"], "needle": facts["content"]["needles"][0]}
    assert sent(reader, "plan-card", visit, body).status_code == 200
    assert sent(reader, "plan-add", visit, {**body, "code": "ST2", "side": "L"}).status_code == 403


def test_what_screening_keeps_from_the_skin_is_a_stop_when_chosen(browser, visit, photo, ana):
    wishing(visit, ana, medicines=["warfarin"])
    facts = facts_of(browser, visit)
    assert "facial-cupping" not in facts["content"]["adjuncts"]
    body = {**facts["content"], "adjuncts": ["facial-cupping"]}
    told = sent(browser, "plan-check", visit, body).json()
    assert told["worst"] == "stop"
    assert "warfarin" in told["remarks"][0]["say"]
