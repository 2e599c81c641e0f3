"""The session's ledger over HTTP: each tap once, in order, and nothing that happened is refused."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.urls import reverse

from clinic.care.session_cases import NOW, begun, needles, post, tap
from yintang.clinic.audit.models import Entry
from yintang.clinic.care.models import SessionEvent, Visit
from yintang.clinic.care.sessions.ledger import append, state_of


@pytest.fixture
def tablet(ana, as_):
    return as_(ana)


def test_a_tap_is_acknowledged_and_kept(visit, ana, tablet):
    session = begun(visit, ana)
    one = tap("in", needle="ST2-R")
    answer = post(tablet, visit, one).json()
    assert answer["acknowledged"] == [one["id"]]
    assert answer["refused"] == {}
    assert answer["state"]["session"]["counts"]["in"] == 1
    kept = SessionEvent.objects.get(session=session)
    assert (str(kept.pk), kept.number, kept.kind, kept.by) == (one["id"], 1, "in", ana)


def test_a_tap_sent_again_adds_nothing_and_is_acknowledged_again(visit, ana, tablet):
    session = begun(visit, ana)
    one = tap("in", needle="ST2-R")
    for _ in range(3):
        answer = post(tablet, visit, one, one).json()
        assert set(answer["acknowledged"]) == {one["id"]}
    assert session.events.count() == 1
    assert state_of(session).discrepancies == ()


def test_taps_keep_the_order_in_which_they_were_sent(visit, ana, tablet):
    session = begun(visit, ana)
    taps = needles("in", "out")
    post(tablet, visit, *taps[:5])
    post(tablet, visit, *taps[5:])
    kept = list(session.events.order_by("number").values_list("pk", "number"))
    assert kept == [(UUID(one["id"]), n) for n, one in enumerate(taps, start=1)]


def test_time_never_runs_backwards_in_the_ledger(visit, ana):
    session = begun(visit, ana)
    append(session, [tap("in", needle="ST2-R")], by=ana, now=NOW)
    append(session, [tap("out", needle="ST2-R")], by=ana, now=NOW.replace(hour=9))
    first, second = session.events.order_by("number")
    assert second.received_at == first.received_at == NOW
    assert state_of(session).needles["ST2-R"].status == "out"


def test_two_devices_see_one_session(visit, ana, pia, as_):
    begun(visit, ana)
    post(as_(ana), visit, tap("in", needle="ST2-R"))
    state = post(as_(pia), visit, tap("in", needle="ST2-L")).json()["state"]
    assert state["session"]["counts"]["in"] == 2
    assert as_(ana).get(reverse("session-state", args=[visit.pk])).json()["length"] == 2


def test_a_device_that_missed_nothing_is_told_only_the_time(visit, ana, tablet):
    begun(visit, ana)
    post(tablet, visit, tap("in", needle="ST2-R"))
    url = reverse("session-state", args=[visit.pk])
    assert set(tablet.get(url, {"since": 1}).json()) == {"length", "server_time"}
    assert tablet.get(url, {"since": 0}).json()["session"]["counts"]["in"] == 1


def test_closing_with_a_needle_in_is_refused_in_words_and_not_kept(visit, ana, tablet):
    session = begun(visit, ana)
    close = tap("close")
    answer = post(tablet, visit, tap("in", needle="ST2-R"), close).json()
    assert "Cheek and nose: 1 needle is still to be accounted for" in answer["refused"][close["id"]]
    assert session.events.filter(kind="close").count() == 0
    session.refresh_from_db()
    assert session.closed_at is None


def test_once_all_is_out_it_closes_and_the_visit_waits_to_be_signed(visit, ana, tablet):
    session = begun(visit, ana)
    assert post(tablet, visit, *needles("in", "out"), tap("close")).json()["refused"] == {}
    session.refresh_from_db()
    visit.refresh_from_db()
    assert session.closed_at is not None
    assert (session.phase, session.unaccounted) == ("close", 0)
    assert visit.state == Visit.State.CLOSED


def test_a_mismatch_never_blocks_removing(visit, ana, tablet):
    session = begun(visit, ana)
    post(tablet, visit, *needles("in"), tap("out_zone", zone="cheek", count=5))
    answer = post(tablet, visit, *needles("out"), tap("out_zone", zone="body", count=9)).json()
    assert answer["refused"] == {}
    assert answer["state"]["blocks"]
    session.refresh_from_db()
    assert session.unaccounted > 0


def test_a_late_needle_opens_a_closed_session_again(visit, ana, tablet):
    session = begun(visit, ana)
    post(tablet, visit, *needles("in", "out"), tap("close"))
    post(tablet, visit, tap("in", needle="ST2-R"))
    session.refresh_from_db()
    visit.refresh_from_db()
    assert session.closed_at is None
    assert visit.state == Visit.State.UNDER_WAY


def test_what_cannot_be_understood_is_refused_and_the_rest_goes_on(visit, ana, tablet):
    session = begun(visit, ana)
    wrong, odd = tap("levitate"), {"id": "seven", "kind": "in", "body": {"needle": "ST2-R"}}
    right = tap("in", needle="ST2-R")
    answer = post(tablet, visit, wrong, odd, right).json()
    assert answer["acknowledged"] == [right["id"]]
    assert "unknown kind" in answer["refused"][wrong["id"]]
    assert "UUID" in answer["refused"]["seven"]
    assert session.events.count() == 1


def test_an_id_of_another_session_is_refused(visit, ana, tablet):
    begun(visit, ana)
    other = Visit.objects.create(
        clinic=visit.clinic, patient=visit.patient, practitioner=ana, starts_at=NOW
    )
    begun(other, ana)
    one = tap("in", needle="ST2-R")
    post(tablet, visit, one)
    assert "another session" in post(tablet, other, one).json()["refused"][one["id"]]


def test_a_signed_visit_takes_nothing_more_and_says_what_to_do(visit, ana, tablet):
    session = begun(visit, ana)
    visit.signed_at = NOW
    visit.save(update_fields=["signed_at"])
    one = tap("in", needle="ST2-R")
    assert "amendment" in post(tablet, visit, one).json()["refused"][one["id"]]
    assert session.events.count() == 0


@pytest.mark.parametrize("body", [b"", b"[]", b'{"events": 3}', b'{"events": [1]}', b"\xff"])
def test_a_message_that_is_none_is_refused(visit, ana, tablet, body):
    begun(visit, ana)
    url = reverse("session-events", args=[visit.pk])
    assert tablet.post(url, body, content_type="application/json").status_code == 400


def test_a_session_that_has_not_begun_takes_no_taps(visit, tablet):
    assert post(tablet, visit, tap("in", needle="ST2-R")).status_code == 409


def test_taps_are_audited_without_clinical_content(visit, ana, tablet):
    begun(visit, ana)
    post(tablet, visit, *needles("in"))
    entry = Entry.objects.get(kind="session", act="changed")
    assert (entry.patient, entry.detail) == (visit.patient_id, "8 events, now 8")


def test_the_row_of_the_day_follows_the_ledger(visit, ana, tablet):
    session = begun(visit, ana)
    post(tablet, visit, *needles("in"), tap("phase", to="rest"), tap("rest", minutes=20))
    session.refresh_from_db()
    assert (session.phase, session.unaccounted, session.length) == ("rest", 8, 10)
    assert session.rest_ends_at is not None
    post(tablet, visit, tap("pause"))
    session.refresh_from_db()
    assert session.rest_ends_at is None


def test_a_tap_costs_the_same_however_long_the_session(
    visit, ana, tablet, django_assert_max_num_queries
):
    begun(visit, ana)
    post(tablet, visit, *needles("in", "out"), *needles("in", "out"))
    with django_assert_max_num_queries(30) as few:
        post(tablet, visit, tap("in", needle="ST2-R"))
        cost = len(few)
    for _ in range(5):
        post(tablet, visit, *needles("in", "out"))
    with django_assert_max_num_queries(cost):
        post(tablet, visit, tap("out", needle="ST2-R"))


def test_two_hundred_events_are_kept_and_told_in_one_message(visit, ana, tablet):
    session = begun(visit, ana)
    events = [*needles("in", "out")] + [
        tap("check", question=f"line {n}", answer=True) for n in range(184)
    ]
    answer = post(tablet, visit, *events).json()
    assert len(answer["acknowledged"]) == 200
    assert session.events.count() == 200


@pytest.mark.django_db(transaction=True)
def test_the_same_taps_from_many_devices_at_once_are_kept_once(visit, ana, as_):
    session = begun(visit, ana)
    taps = [{**one, "id": str(uuid4())} for one in needles("in", "out")]
    clients = [as_(ana) for _ in range(4)]

    def send(client) -> list[str]:
        client.raise_request_exception = False
        try:
            acknowledged = []
            for n in range(0, len(taps), 4):
                # A database in memory cannot wait for its turn; a tablet sends again until told.
                while (answer := post(client, visit, *taps[n : n + 4])).status_code != 200:
                    time.sleep(0.01)
                acknowledged += json.loads(answer.content)["acknowledged"]
            return acknowledged
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(send, clients))
    assert all(one == [t["id"] for t in taps] for one in told)
    numbers = session.events.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(taps) + 1))
    assert state_of(session).discrepancies == ()
