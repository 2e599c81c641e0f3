"""Whatever a form says, what is kept is a valid consultation; two states merge piece by piece."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from yintang.atlas import load_atlas
from yintang.clinic.care.consultations.answers_apart import apart, merged, pieces
from yintang.clinic.care.consultations.form import LONGEST, read_form
from yintang.planning import consultation_from_json

ATLAS = load_atlas()
DAY = date(2026, 11, 2)

ROWS = ("1", "2")
SINGLE = (
    "weight-G06", "rating-G06", "words-G06", "q-pregnant", "q-sunburn", "q-migraine", "systolic",
    "diastolic", "fitzpatrick", "skin_type", "event_date", "interval_days", "sessions",
    "life-sleep", "talk-done", "talk-words", "no-medicines", "no-allergies", "no-procedures",
    "carried_from", "procedure-what-1", "procedure-date-1", "procedure-what-2",
    "procedure-date-2", "holiday-first-1", "holiday-last-1", "herb-formula-1", "herb-checked-1",
)  # fmt: skip
MANY = (
    "goal", "complaint", "medicine", "allergy", "fear", "signs", "tongue", "pulse", "triggers",
    "at-sunburn", "procedure-at-1", "confirmed", "procedure", "holiday", "herb",
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        ["yes", "no", "", "5", "11", "128", "82", "999", "7", "14", "2026-10-20", "2026-12-24",
         "2026-02-31", "filler", "blocked", "G06", "G05.forehead", "K02", "warfarin", "nose",
         "tongue-pale", "pulse-full", "tired", "trigger-sun", "1", "2", "goals", "\0", "１２"]
    ),
    st.text(max_size=12),
)  # fmt: skip
FORMS = st.tuples(
    st.dictionaries(st.sampled_from(SINGLE), VALUES),
    st.dictionaries(st.sampled_from(MANY), st.lists(VALUES, max_size=3)),
)


def form(single, many):
    sent = QueryDict(mutable=True)
    for name, value in single.items():
        sent[name] = value
    for name, values in many.items():
        sent.setlist(name, values)
    return sent


def answers(fields):
    return read_form(form(*fields), ATLAS, DAY).answers


@settings(max_examples=150, deadline=None)
@given(FORMS)
def test_whatever_is_sent_is_a_valid_consultation(fields):
    consultation_from_json(answers(fields)["consultation"], ATLAS, today=DAY)


@settings(max_examples=100, deadline=None)
@given(FORMS, FORMS)
def test_two_states_become_either_or_both(one, other):
    mine, theirs = answers(one), answers(other)
    differing = [piece.path for piece in apart({}, mine, theirs, ATLAS)]
    assert pieces(merged(mine, theirs, [])) == pieces(mine)
    assert pieces(merged(mine, theirs, differing)) == pieces(theirs)


@settings(max_examples=50, deadline=None)
@given(FORMS)
def test_a_state_does_not_differ_from_itself(fields):
    assert apart({}, answers(fields), answers(fields), ATLAS) == ()


def test_what_only_the_other_changed_is_offered_as_theirs():
    base = answers(({"words-G06": "as it was"}, {"goal": ["G06"]}))
    theirs = answers(({"words-G06": "newer"}, {"goal": ["G06"]}))
    (piece,) = apart(base, base, theirs, ATLAS)
    assert (piece.name, piece.keep) == ("Frown lines between the brows: own words", "theirs")


@pytest.mark.parametrize("key", ["medicine", "allergy"])
def test_that_there_are_none_is_told_apart_from_nothing(key):
    none = {"medicine": "no-medicines", "allergy": "no-allergies"}[key]
    mine, theirs = answers(({none: "on"}, {})), answers(({}, {}))
    (piece,) = apart({}, mine, theirs, ATLAS)
    assert (piece.mine, piece.theirs) == ("none", "nothing")


def test_a_text_has_its_length():
    long = answers(({"words-G06": "x" * 5000}, {"goal": ["G06"]}))
    assert len(long["words"]["G06"]) == LONGEST
