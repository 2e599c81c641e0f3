"""The session's page: what must be so first, the tablet, and the summary once it is closed."""

import json
from datetime import date

import pytest
from django.urls import reverse

from clinic.care.session_cases import NOW, begun, consented, needles, planned, post, tap
from yintang.clinic.audit.models import Entry
from yintang.clinic.care.models import Consultation, Plan, PlannedNeedle, Screening, Session, Visit
from yintang.clinic.care.sessions.begin import blocks, numbered
from yintang.clinic.care.sessions.page import packs_in_use, photograph_due
from yintang.clinic.patients.models import Letter
from yintang.planning import consultation_as_json
from yintang.planning.consultation import Consultation as Told


@pytest.fixture
def tablet(ana, as_):
    return as_(ana)


def page(visit: Visit) -> str:
    return reverse("session", args=[visit.pk])


def begin_at(visit: Visit) -> str:
    return reverse("session-begin", args=[visit.pk])


def facts_of(answer) -> dict:
    _, after = answer.content.decode().split('<script id="session-facts" type="application/json">')
    return json.loads(after.split("</script>")[0])


def test_it_works(visit, ana, tablet):
    consented(visit, ana)
    planned(visit)
    assert "Begin the session" in tablet.get(page(visit)).content.decode()
    assert tablet.post(begin_at(visit)).status_code == 302
    answer = tablet.get(page(visit))
    assert answer.status_code == 200
    facts = facts_of(answer)
    assert [one["label"] for one in facts["needles"]][:3] == ["GB14", "GB14", "ST2"]
    assert facts["needles"][2]["zone"] == "cheek"


def test_a_consent_withdrawn_while_needles_are_in_is_said_above_every_step(visit, ana, tablet):
    given = consented(visit, ana)
    begun(visit, ana)
    post(tablet, visit, tap("phase", to="prepare"), *needles("in"))
    assert "Place no further needle" not in tablet.get(page(visit)).content.decode()
    given.withdraw("Stop, please.", to=ana, now=NOW)
    assert "Place no further needle" in tablet.get(page(visit)).content.decode()


def test_beginning_freezes_the_plan_and_stores_the_screening(visit, ana, tablet):
    consented(visit, ana)
    plan = planned(visit)
    tablet.post(begin_at(visit))
    plan.needles.filter(key="ST2-R").delete()
    session = Session.objects.get(visit=visit)
    assert "ST2-R" in [one["key"] for one in session.expected]
    assert Screening.objects.get(visit=visit).moment == Screening.Moment.CHECK
    visit.refresh_from_db()
    assert visit.state == Visit.State.UNDER_WAY
    assert Entry.objects.filter(act="began", kind="session").count() == 1


def test_beginning_twice_begins_once(visit, ana, tablet):
    consented(visit, ana)
    planned(visit)
    for _ in range(2):
        tablet.post(begin_at(visit))
    assert Session.objects.filter(visit=visit).count() == 1
    assert Screening.objects.filter(visit=visit).count() == 1


def test_without_consent_it_does_not_begin_and_says_where_to_go(visit, ana, tablet):
    planned(visit)
    tablet.post(begin_at(visit))
    assert not Session.objects.filter(visit=visit).exists()
    text = tablet.get(page(visit)).content.decode()
    assert "no consent to treatment in force" in text
    assert reverse("consents", args=[visit.patient.pk]) in text


def test_a_withdrawn_consent_is_none(visit, ana):
    planned(visit)
    consent = consented(visit, ana)
    assert blocks(visit) == ()
    consent.withdrawn_at = NOW
    consent.save(update_fields=["withdrawn_at"])
    assert [block.url for block in blocks(visit)] == ["consents"]


def test_a_plan_not_confirmed_blocks(visit, ana):
    consented(visit, ana)
    assert [block.url for block in blocks(visit)] == ["plan"]
    planned(visit)
    Plan.objects.update(confirmed_at=None)
    visit = Visit.objects.get(pk=visit.pk)
    assert [block.url for block in blocks(visit)] == ["plan"]


def test_a_stop_of_screening_blocks(visit, ana):
    consented(visit, ana)
    planned(visit)
    told = consultation_as_json(Told(blood_pressure=(200, 125)))
    Consultation.objects.create(visit=visit, revision=1, answers={"consultation": told})
    (block,) = blocks(Visit.objects.get(pk=visit.pk))
    assert block.url == "consultation"
    assert "200/125" in block.say


def test_a_colleague_who_reads_sees_no_way_to_write(visit, ana, ben, as_):
    begun(visit, ana)
    text = as_(ben).get(page(visit)).content.decode()
    assert "reads-only" in text
    assert 'id="emergency"' not in text


def test_every_needle_of_the_plan_has_a_zone_and_a_label_of_its_own(visit, ana):
    session = begun(visit, ana)
    assert {one["zone"] for one in session.expected} == {
        "forehead", "cheek", "mouth", "scalp", "body",
    }  # fmt: skip
    assert all(one["figure"] for one in session.expected if one["area"] == "body")


def test_needles_along_one_line_are_counted():
    line = [PlannedNeedle(line="crows-feet", side="R", key=str(n), n=n) for n in range(2)]
    labels = [label for _, label in numbered(line)]
    assert labels[0].endswith(" 1")
    assert labels[1].endswith(" 2")


def test_her_name_and_a_needles_label_are_escaped(visit, ana, tablet):
    visit.patient.family_name = "<script>alert(1)</script>"
    visit.patient.save()
    session = begun(visit, ana)
    session.expected[0]["label"] = "</script><b>"
    session.save()
    text = tablet.get(page(visit)).content.decode()
    assert "<script>alert" not in text
    assert "</script><b>" not in text


def test_once_closed_the_page_is_a_summary_and_can_be_opened_again(visit, ana, tablet):
    begun(visit, ana)
    told = tap("adverse", kind="facial-bruise", needle="ST2-R", severity=1, action="pressed")
    post(tablet, visit, *needles("in", "out"), told, tap("felt", rating=8), tap("close"))
    text = tablet.get(page(visit)).content.decode()
    assert "all accounted for" in text
    assert "Bruise at ST2" in text
    assert "8 of 10" in text
    assert "session-facts" in tablet.get(page(visit), {"open": 1}).content.decode()


def test_a_signed_session_is_only_read(visit, ana, tablet):
    begun(visit, ana)
    visit.signed_at = NOW
    visit.save(update_fields=["signed_at"])
    text = tablet.get(page(visit), {"open": 1}).content.decode()
    assert "session-facts" not in text
    assert "Go back into the session" not in text


def test_the_packs_of_the_last_sessions_are_offered_once_each(visit, ana, tablet):
    begun(visit, ana)
    pack = {"maker": "Seiwa", "diameter_mm": 0.16, "length_mm": 15, "expiry": "2027-05-31"}
    post(tablet, visit, *(tap("pack", **pack, lot=lot) for lot in ("A1", "B2", "A1")))
    assert [one["lot"] for one in packs_in_use(visit.clinic)] == ["A1", "B2"]


def test_a_photograph_is_due_until_it_is_taken(visit):
    visit.course.planned = {"photographs": [{"date": "2026-11-02", "what": "front, at rest"}]}
    assert photograph_due(visit, date(2026, 11, 2)) == "front, at rest"
    assert photograph_due(visit, date(2026, 11, 1)) == ""


def test_the_aftercare_ends_with_the_signs_of_an_emergency(visit, tablet):
    text = tablet.get(reverse("aftercare", args=[visit.pk])).content.decode()
    assert text.index("Ring 112") > text.index("At once")


def test_the_aftercare_is_queued_once(visit, tablet):
    url = reverse("aftercare-send", args=[visit.pk])
    for _ in range(2):
        assert tablet.post(url).status_code == 200
    letter = Letter.objects.get(patient=visit.patient)
    assert letter.body.startswith("Dear Dana,")
    assert "112" in letter.body


def test_without_an_address_the_aftercare_is_not_queued(visit, tablet):
    visit.patient.email = ""
    visit.patient.save()
    answer = tablet.post(reverse("aftercare-send", args=[visit.pk]))
    assert answer.status_code == 409
    assert "Print" in answer.json()["say"]


def test_a_photograph_once_erased_is_not_asked_for(visit, ana, photo, tablet):
    session = begun(visit, ana)
    session.ground |= {"photo": str(photo.pk)}
    session.save(update_fields=["ground"])
    address = reverse("photo", args=[photo.pk])
    assert address in tablet.get(page(visit)).content.decode()
    photo.erased_at = NOW
    photo.save(update_fields=["erased_at"])
    assert address not in tablet.get(page(visit)).content.decode()


def test_the_summary_says_what_became_of_an_adjunct(visit, ana, tablet):
    begun(visit, ana)
    acts = [{"state": "started", "step": 1}, {"state": "stopped", "words": "redness"}]
    post(tablet, visit, *(tap("adjunct", adjunct="facial-gua-sha", **one) for one in acts))
    post(tablet, visit, tap("close"))
    assert "Facial gua sha: redness." in tablet.get(page(visit)).content.decode()


def test_opening_the_tablet_does_not_cost_more_with_more_needles(
    visit, ana, tablet, django_assert_max_num_queries
):
    begun(visit, ana)
    post(tablet, visit, *needles("in"))
    tablet.get(page(visit))
    with django_assert_max_num_queries(60) as few:
        tablet.get(page(visit))
        cost = len(few)
    post(tablet, visit, *needles("out", "in", "out"))
    with django_assert_max_num_queries(cost):
        tablet.get(page(visit))
