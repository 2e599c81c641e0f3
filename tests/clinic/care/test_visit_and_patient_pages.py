"""One patient's page, one visit's, one course's, and the patient's own."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yintang.clinic.care.models import Amendment, Consultation, Note, Session, SessionEvent, Visit
from yintang.clinic.care.visits.alerts import alerts_for
from yintang.clinic.care.visits.history import history_of
from yintang.clinic.care.visits.progress import marks_of
from yintang.clinic.patients.models import Letter


def told(visit, by, **answers):
    """A consultation with these answers, as the form stores it."""
    consultation = Consultation.objects.create(visit=visit)
    return consultation.revise({"consultation": answers}, expected=0, by=by)


def page(client, name, thing):
    return client.get(reverse(name, args=[thing.pk])).content.decode()


TODAY = date(2026, 11, 2)


def test_an_anticoagulant_and_an_allergy_are_said(visit, dana, ana):
    told(visit, ana, medicines=["warfarin"], allergies=["latex"], history={"latex_allergy": True})
    said = " ".join(alert.say for alert in alerts_for(dana, TODAY))
    assert "Anticoagulants: warfarin" in said
    assert said.count("latex allergy") == 1


def test_an_allergy_that_no_rule_knows_is_said_all_the_same(visit, dana, ana):
    told(visit, ana, allergies=["lavender"])
    assert [alert.say for alert in alerts_for(dana, TODAY)] == ["Allergies: lavender"]


def test_pregnancy_stops(visit, dana, ana):
    told(visit, ana, history={"pregnant": True})
    alert = next(one for one in alerts_for(dana, TODAY) if "Pregnancy" in one.say)
    assert alert.kind == "stop"


def test_a_waiting_period_has_its_last_day_and_passes(visit, dana, ana):
    told(visit, ana, procedures=[{"what": "botulinum-toxin", "date": "2026-10-28", "sites": []}])
    waiting = [alert for alert in alerts_for(dana, TODAY) if alert.until]
    assert len(waiting) == 1
    assert waiting[0].until > TODAY
    assert not [alert for alert in alerts_for(dana, TODAY + timedelta(days=90)) if alert.until]


def test_the_gravest_alert_comes_first(visit, dana, ana):
    told(visit, ana, history={"pregnant": True}, medicines=["warfarin"])
    kinds = [alert.kind for alert in alerts_for(dana, TODAY)]
    assert kinds == sorted(kinds, key=("stop", "caution", "note").index)
    assert kinds[0] == "stop"


def test_needles_not_accounted_for_and_a_visit_not_signed_are_said(visit, dana):
    visit.state = Visit.State.CLOSED
    visit.save()
    assert "is not signed" in alerts_for(dana, TODAY)[0].say
    Session.objects.create(
        visit=visit, plan_revision=1, retention_min=20, phase="close", unaccounted=1
    )
    assert "1 needle not accounted for" in alerts_for(dana, TODAY)[0].say


def test_nobody_has_alerts_before_her_first_consultation(dana):
    assert alerts_for(dana, TODAY) == ()


def test_the_page_shows_alerts_to_those_who_see_notes_and_not_to_the_desk(
    as_, ana, ben, cleo, visit, dana
):
    told(visit, ana, medicines=["warfarin"])
    assert "warfarin" in page(as_(ana), "patient", dana)
    assert "warfarin" in page(as_(ben), "patient", dana)
    assert "warfarin" not in page(as_(cleo), "patient", dana)


def test_the_desk_sees_contact_and_visits_and_nothing_clinical(as_, ana, cleo, visit, dana, photo):
    told(visit, ana, goals={"G06": 5}, history={"pregnant": True})
    Letter.objects.create(patient=dana, kind="aftercare", subject="After it", by=ana, once="x")
    Note.objects.create(visit=visit).revise("Liver qi", expected=0, by=ana)
    shown = page(as_(cleo), "patient", dana)
    assert "dana@example.org" in shown
    assert "Visit" in shown
    for word in ("Pregnan", "After it", "Liver", "Photograph", "Consent", "Alerts", "course-h"):
        assert word not in shown, word


def test_somebody_new_can_begin_a_visit_now(as_, ana, dana):
    shown = page(as_(ana), "patient", dana)
    assert "Not seen here yet" in shown
    assert "Begin a visit now" in shown
    assert shown.count('class="next"') + shown.count("button next") == 1


def test_a_visit_under_way_leads_on_to_its_next_step(as_, ana, dana):
    visit, _ = Visit.start_now(dana, ana, timezone.now())
    shown = page(as_(ana), "patient", dana)
    assert reverse("consultation", args=[visit.pk]) in shown
    assert "Begin the consultation" in shown


def test_after_a_signed_visit_the_next_is_proposed(as_, ana, dana, course, visit):
    visit.state, visit.signed_at, visit.signed_by = Visit.State.SIGNED, timezone.now(), ana
    visit.save()
    assert "Next visit proposed: Monday 9 November 2026, 10:00" in page(as_(ana), "patient", dana)
    assert "Next visit proposed: Monday 9 November 2026, 10:00" in page(as_(ana), "visit", visit)


@pytest.mark.parametrize("state", ["booked", "arrived", "under_way", "closed", "cancelled"])
def test_every_page_of_hers_has_at_most_one_prominent_act(as_, ana, dana, visit, state):
    visit.state = state
    visit.save()
    for name, thing in (("patient", dana), ("visit", visit)):
        shown = page(as_(ana), name, thing)
        assert shown.count('class="next"') + shown.count("button next") <= 1


def test_marks_show_what_is_done_and_what_is_to_come(course, visit, dana, ana):
    visit.state = Visit.State.SIGNED
    visit.save()
    Visit.book(dana, ana, datetime(2026, 11, 9, 10, tzinfo=UTC))
    marks = marks_of(course, Visit.objects.select_related("clinic"))
    assert [mark.state for mark in marks] == ["done", "booked", *["to-come"] * 8]
    assert marks[0].say == "Visit 1: done, 2 November 2026"


def test_everything_that_happened_is_there_newest_first(visit, dana, ana, consent, photo):
    session = Session.objects.create(visit=visit, plan_revision=1, retention_min=20)
    events = [
        ("adverse", {"kind": "other", "severity": 1}),
        ("adverse", {"kind": "bruise taken back", "severity": 1}),
    ]
    rows = [
        SessionEvent.objects.create(
            id=uuid.uuid4(), session=session, number=n, kind=kind, body=body, by=ana,
            received_at=visit.starts_at + timedelta(minutes=n),
        )
        for n, (kind, body) in enumerate(events, 1)
    ]  # fmt: skip
    SessionEvent.objects.create(
        id=uuid.uuid4(), session=session, number=3, kind="undo", body={"event": str(rows[1].pk)},
        by=ana, received_at=visit.starts_at + timedelta(minutes=3),
    )  # fmt: skip
    Letter.objects.create(patient=dana, kind="aftercare", subject="After it", by=ana, once="x")
    Amendment.objects.create(visit=visit, concerns="note", text="t", reason="r", by=ana)
    found, more = history_of(dana, 1, notes=True)
    assert not more
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
    said = " ".join(one.say for one in found)
    for words in ("Visit 1 of 10", "photographs for the record: given", "Photograph: front",
                  "Letter: After it", "Adverse event: other", "Amendment"):  # fmt: skip
        assert words in said
    assert "taken back" not in said


def test_the_timeline_comes_in_pages_of_thirty(dana, ana):
    for n in range(35):
        Visit.book(dana, ana, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n))
    first, more = history_of(dana, 1, notes=True)
    second, yet_more = history_of(dana, 2, notes=True)
    assert (len(first), more) == (30, True)
    assert (len(second), yet_more) == (5, False)
    assert {one.at for one in first}.isdisjoint(one.at for one in second)


def test_a_visit_shows_its_steps_and_its_note(as_, ana, visit):
    Note.objects.create(visit=visit).revise("Slept badly <b>", expected=0, by=ana)
    shown = page(as_(ana), "visit", visit)
    assert "Slept badly &lt;b&gt;" in shown
    for step in ("Consultation", "Pattern", "Plan", "Session", "Record"):
        assert step in shown


def test_a_course_shows_goals_protocol_and_visits(as_, ben, course, visit):
    shown = page(as_(ben), "course", course)
    assert "2 November 2026" in shown
    assert "of 10" in shown or "10 visits" in shown


def test_they_refuse_strangers_and_the_desk(as_, cleo, eve, dana, visit, course):
    for name, thing in (("visit", visit), ("course", course)):
        assert as_(cleo).get(reverse(name, args=[thing.pk])).status_code == 403
        assert as_(eve).get(reverse(name, args=[thing.pk])).status_code == 404
    assert as_(eve).get(reverse("patient", args=[dana.pk])).status_code == 404
