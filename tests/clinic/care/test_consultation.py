"""The consultation: three-state answers, autosave, two writers, screening beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.care.consultations.consulting import (
    answers_of,
    blocked_by,
    carry_forward,
    consultation_of,
    screening_of,
    store_screening,
    three_questions,
)
from yintang.clinic.care.consultations.page import summary_of
from yintang.clinic.care.consultations.sections import SECTIONS
from yintang.clinic.care.models import Consultation, Screening, Visit

FORM = {"whole": "yes", "revision": "0"}


def save(client, visit, **fields):
    sent = {**FORM, **{name.replace("__", "-"): value for name, value in fields.items()}}
    return client.post(reverse("consultation-save", args=[visit.pk]), sent)


@pytest.fixture
def page(visit):
    return reverse("consultation", args=[visit.pk])


@pytest.fixture
def later(visit):
    return Visit.objects.create(
        clinic=visit.clinic,
        patient=visit.patient,
        practitioner=visit.practitioner,
        course=visit.course,
        number=2,
        starts_at=visit.starts_at + timedelta(days=7),
    )


def test_it_works(as_, ana, page):
    html = as_(ana).get(page).content.decode()
    for name in ("Goals", "History", "Medicines and allergies", "Herbs", "Expectations"):
        assert f"<h2>{name}</h2>" in html
    assert "Frown lines between the brows" in html


def test_opening_it_writes_nothing(as_, ana, page):
    as_(ana).get(page)
    assert not Consultation.objects.exists()


def test_a_reader_sees_it_and_cannot_change_it(as_, ben, page, visit):
    html = as_(ben).get(page).content.decode()
    assert "not change it" in html
    assert "The consultation is complete" not in html
    assert save(as_(ben), visit).status_code == 403


def test_yes_no_and_not_asked_are_three_answers(as_, ana, visit):
    save(as_(ana), visit, q__migraine="yes", q__epilepsy="no", q__faints="")
    history = consultation_of(visit).history
    assert history["migraine"] is True
    assert history["epilepsy"] is False
    assert "faints" not in history


def test_a_sited_yes_keeps_where(as_, ana, visit):
    save(as_(ana), visit, q__sunburn="yes", at__sunburn=["nose", "forehead"])
    assert consultation_of(visit).history["sunburn"] == ("forehead", "nose")


def test_what_is_saved_stands_on_the_page_again(as_, ana, visit, page):
    save(
        as_(ana), visit, goal=["G06"], weight__G06="5", rating__G06="7",
        words__G06="I look cross", medicine=["warfarin"], systolic="128", diastolic="82",
        tongue=["tongue-pale"], life__sleep="five hours", herb=["1"], herb__formula__1="Ba Zhen",
        herb__prescriber__1="Dr Lin", herb__checked__1="no", talk__words="Spoke about it",
    )  # fmt: skip
    html = as_(ana).get(page).content.decode()
    for said in (
        "I look cross",
        "warfarin",
        "128",
        "five hours",
        "Ba Zhen",
        "Dr Lin",
        "Spoke about",
    ):
        assert said in html
    answers = answers_of(visit)
    assert answers["consultation"]["goals"] == {"G06": 5}
    assert answers["ratings"] == {"G06": 7}
    assert answers["herbs"][0]["checked"] == "no"


def test_none_is_said_and_differs_from_not_asked(as_, ana, visit):
    save(as_(ana), visit, no__medicines="on")
    told = consultation_of(visit)
    assert told.medicines == ()
    assert told.allergies is None


def test_a_procedure_without_its_date_is_kept_and_not_counted(as_, ana, visit, page):
    reply = save(as_(ana), visit, procedure=["7"], procedure__what__7="filler")
    assert "procedure-date-7" in reply.json()["faults"]
    assert consultation_of(visit).procedures is None
    assert 'value="filler" selected' in as_(ana).get(page).content.decode()


def test_a_procedure_after_the_visit_is_a_mistake(as_, ana, visit):
    reply = save(
        as_(ana), visit, procedure=["1"], procedure__what__1="filler",
        procedure__date__1="2026-12-24",
    )  # fmt: skip
    assert "after the visit" in reply.json()["faults"]["procedure-date-1"]


def test_a_finished_procedure_is_counted_with_its_place(as_, ana, visit):
    save(
        as_(ana), visit, procedure=["1"], procedure__what__1="filler",
        procedure__date__1="2026-10-20", procedure__at__1=["cheek"],
    )  # fmt: skip
    (done,) = consultation_of(visit).procedures
    assert (done.period, str(done.on), done.sites) == ("filler", "2026-10-20", ("cheek",))


def test_half_a_blood_pressure_is_kept_and_said(as_, ana, visit, page):
    reply = save(as_(ana), visit, systolic="128")
    assert "diastolic" in reply.json()["faults"]
    assert consultation_of(visit).blood_pressure is None
    assert 'value="128"' in as_(ana).get(page).content.decode()


@pytest.mark.parametrize("typed", [("82", "128"), ("9999", "80"), ("१२८", "82"), ("x", "y")])
def test_an_impossible_blood_pressure_is_never_screened(as_, ana, visit, typed):
    reply = save(as_(ana), visit, systolic=typed[0], diastolic=typed[1])
    assert reply.status_code == 200
    assert consultation_of(visit).blood_pressure is None


def test_a_request_cut_short_wipes_nothing(as_, ana, visit):
    save(as_(ana), visit, q__migraine="yes")
    url = reverse("consultation-save", args=[visit.pk])
    assert as_(ana).post(url, {"revision": "1"}).status_code == 400
    assert consultation_of(visit).history["migraine"] is True


def test_saving_the_same_again_makes_no_revision(as_, ana, visit):
    first = save(as_(ana), visit, q__migraine="yes").json()["revision"]
    again = save(as_(ana), visit, q__migraine="yes", revision=str(first)).json()["revision"]
    assert (first, again) == (1, 1)


def test_a_save_says_when_on_the_clinics_clock(as_, ana, visit):
    at = save(as_(ana), visit, q__migraine="yes").json()["at"]
    assert len(at) == 5
    assert at[2] == ":"


def test_a_stale_save_is_refused_and_shows_both_texts(as_, ana, pia, visit):
    save(as_(ana), visit, goal=["G06"], words__G06="as Ana heard it")
    reply = save(as_(pia), visit, goal=["G06"], words__G06="as Pia heard it")
    assert reply.status_code == 409
    assert reply.json()["revision"] == 1
    assert "as Ana heard it" in reply.json()["html"]
    assert "as Pia heard it" in reply.json()["html"]
    assert answers_of(visit)["words"]["G06"] == "as Ana heard it"


def test_after_a_stale_save_each_entry_is_chosen(as_, ana, pia, visit):
    save(as_(ana), visit, goal=["G06"], words__G06="Ana", q__migraine="yes", medicine=["aspirin"])
    reply = save(
        as_(pia), visit, goal=["G06", "G05.forehead"], words__G06="Pia", revision="1",
        merge="yes", theirs=["words/G06", "consultation/medicines"],
    )  # fmt: skip
    assert reply.status_code == 200
    answers = answers_of(visit)
    assert answers["words"]["G06"] == "Ana"
    assert answers["consultation"]["medicines"] == ["aspirin"]
    assert set(answers["consultation"]["goals"]) == {"G06", "G05.forehead"}
    assert "migraine" not in consultation_of(visit).history


def test_warfarin_is_screened_as_it_is_written_down(as_, ana, visit):
    panel = save(as_(ana), visit, medicine=["Warfarin 5 mg"]).json()["screening"]
    assert "Anticoagulants" in panel
    assert "Warfarin 5 mg" in panel


def test_what_matters_most_to_her_stands_first(as_, ana, visit, page):
    save(as_(ana), visit, goal=["G22", "G06"], weight__G22="5", weight__G06="2")
    html = as_(ana).get(page).content.decode()
    assert html.index('value="G22"') < html.index('value="G06"') < html.index('value="G01"')


def test_what_was_not_asked_leads_to_its_question(as_, ana, page):
    html = as_(ana).get(page).content.decode()
    assert 'href="#q-pacemaker"' in html
    assert 'href="#blood-pressure"' in html


def test_a_medicine_nobody_knows_is_said(as_, ana, visit):
    panel = save(as_(ana), visit, medicine=["grandmother's drops"]).json()["screening"]
    assert "ot recognised: grandmother&#x27;s drops" in panel


def test_what_she_says_is_never_markup(as_, ana, visit, page):
    evil = "<img src=x onerror=alert(1)>"
    reply = save(
        as_(ana), visit, goal=["G06"], words__G06=evil, medicine=[evil], allergy=[evil],
        fear=[evil], herb=["1"], herb__formula__1=evil, life__stress=evil, talk__words=evil,
    )  # fmt: skip
    assert evil not in reply.json()["screening"]
    assert evil not in as_(ana).get(page).content.decode()


def test_what_an_atlas_does_not_know_is_left_out(as_, ana, visit):
    reply = save(as_(ana), visit, goal=["G99"], complaint=["K99"], tongue=["nose"], fitzpatrick="9")
    assert reply.status_code == 200
    assert consultation_of(visit).goals == {}


def test_herbs_that_thin_the_blood_concern_a_patient_on_warfarin(as_, ana, visit):
    reply = save(
        as_(ana), visit, medicine=["warfarin"], herb=["1"], herb__formula__1="Dang-Gui and Gan Cao"
    )
    assert "Applies here" in reply.json()["herbs"]
    assert "Gan cao" in reply.json()["herbs"]


def test_worry_about_looks_asks_for_a_talk_and_refuses_nothing(as_, ana, visit):
    panel = save(as_(ana), visit, q__appearance_preoccupation="yes").json()["screening"]
    assert "A talk decides this" in panel
    assert blocked_by(visit) == ()
    save(as_(ana), visit, q__appearance_preoccupation="yes", talk__done="on", revision="1")
    assert screening_of(visit).exclusions.removed("stop", "face") is None


def test_the_referral_of_the_clinic_is_shown(as_, ana, page, clinic):
    clinic.referral = "Dr Osei, psychologist, Elm Street"
    clinic.save()
    assert "Dr Osei, psychologist" in as_(ana).get(page).content.decode()


def test_age_and_first_visit_are_worked_out(visit, later):
    assert consultation_of(visit).age == 52
    assert consultation_of(visit).first_visit
    visit.state = Visit.State.CLOSED
    visit.save()
    assert not consultation_of(later).first_visit


def test_a_later_visit_begins_as_a_copy_to_confirm(as_, ana, visit, later):
    save(
        as_(ana), visit, medicine=["warfarin"], q__migraine="yes", q__pregnant="no",
        q__feverish="no", systolic="128", diastolic="82", goal=["G06"], rating__G06="7",
    )  # fmt: skip
    told = consultation_of(later)
    assert told.medicines == ("warfarin",)
    assert told.history["migraine"] is True
    assert "pregnant" not in told.history
    assert "feverish" not in told.history
    assert told.blood_pressure is None
    assert answers_of(later)["carried_from"] == "2026-11-02"
    html = as_(ana).get(reverse("consultation", args=[later.pk])).content.decode()
    assert "From 2 November 2026" in html
    assert "last visit 7" in html


def test_carrying_forward_twice_is_carrying_once(ana, visit, later):
    Consultation.objects.create(visit=visit).revise(
        {"consultation": {"medicines": ["warfarin"]}}, expected=0, by=ana
    )
    once, twice = carry_forward(later, ana), carry_forward(later, ana)
    assert (once.pk, once.revision) == (twice.pk, twice.revision)
    assert consultation_of(later).medicines == ("warfarin",)


def test_a_carried_consultation_is_complete_once_each_section_is_confirmed(as_, ana, visit, later):
    save(as_(ana), visit, goal=["G06"])
    url = reverse("consultation-confirm", args=[later.pk])
    sections = [section.id for section in SECTIONS]
    some = {"goal": ["G06"], "carried_from": "2026-11-02"}
    save(as_(ana), later, **some, confirmed=sections[:3])
    as_(ana).post(url, {"revision": "1"})
    assert Consultation.objects.get(visit=later).confirmed_at is None
    save(as_(ana), later, **some, confirmed=sections, revision="1")
    as_(ana).post(url, {"revision": "2"})
    assert Consultation.objects.get(visit=later).confirmed_at is not None


def test_completing_stores_the_screening_and_a_change_opens_it_again(as_, ana, visit):
    save(as_(ana), visit, goal=["G06"], medicine=["warfarin"])
    reply = as_(ana).post(reverse("consultation-confirm", args=[visit.pk]), {"revision": "1"})
    assert reply.url == reverse("diagnosis", args=[visit.pk])
    stored = Screening.objects.get(visit=visit)
    assert "R02" in {finding["rule"] for finding in stored.findings}
    assert stored.atlas
    assert stored.consultation_revision == 1
    save(as_(ana), visit, goal=["G06"], revision="1")
    assert Consultation.objects.get(visit=visit).confirmed_at is None


def test_nothing_is_complete_without_a_goal_or_complaint(as_, ana, visit):
    save(as_(ana), visit, q__migraine="no")
    as_(ana).post(reverse("consultation-confirm", args=[visit.pk]), {"revision": "1"})
    assert Consultation.objects.get(visit=visit).confirmed_at is None


def test_a_stale_page_completes_nothing(as_, ana, visit):
    save(as_(ana), visit, goal=["G06"])
    as_(ana).post(reverse("consultation-confirm", args=[visit.pk]), {"revision": "0"})
    assert Consultation.objects.get(visit=visit).confirmed_at is None


def test_a_signed_visit_is_not_changed(as_, ana, visit, page):
    save(as_(ana), visit, goal=["G06"])
    Visit.objects.filter(pk=visit.pk).update(
        signed_at=datetime(2026, 11, 2, 12, tzinfo=UTC), state=Visit.State.SIGNED
    )
    reply = save(as_(ana), visit, goal=["G05"], revision="1")
    assert reply.status_code == 409
    assert reply.json()["signed"]
    assert "mend the record" in reply.json()["html"]
    assert "amend the record" in as_(ana).get(page).content.decode()


def test_each_save_is_audited_without_what_was_said(as_, ana, visit, dana):
    save(as_(ana), visit, medicine=["warfarin"])
    entry = Entry.objects.get(act="changed", kind="consultation")
    assert entry.patient == dana.pk
    assert entry.detail == "revision 1"


def test_three_questions_say_what_stood_before(as_, ana, visit):
    save(as_(ana), visit, medicine=["warfarin"])
    assert [one.id for one in three_questions(visit)] == ["news", "body", "last"]
    assert "warfarin" in three_questions(visit)[0].help


def test_the_check_before_the_needles_is_stored_too(ana, visit):
    stored = store_screening(visit, Screening.Moment.CHECK, ana)
    assert stored.moment == "check"
    assert "blood pressure" in stored.not_stated


def test_a_young_patient_is_stopped_by_her_date_of_birth(visit):
    visit.patient.born = visit.starts_at.date().replace(year=2010)
    visit.patient.save()
    assert [finding.rule for finding in blocked_by(visit)] == ["R36"]


def test_a_talk_counts_for_its_own_visit(as_, ana, visit, later):
    save(as_(ana), visit, q__appearance_preoccupation="yes", talk__done="on", talk__words="Letter")
    assert answers_of(later)["talk"] == {"done": False, "words": "Letter"}
    assert screening_of(later).exclusions.removed("stop", "face")


def test_a_stop_keeps_her_on_the_page_when_it_is_complete(as_, ana, visit):
    save(as_(ana), visit, goal=["G06"], q__pregnant="yes")
    url = reverse("consultation-confirm", args=[visit.pk])
    html = as_(ana).post(url, {"revision": "1"}, follow=True).content.decode()
    assert "What stops the plan is named under Screening" in html


def test_a_man_is_not_asked_about_pregnancy(as_, ana, visit, page):
    visit.patient.sex = "male"
    visit.patient.save()
    assert "Are you pregnant" not in as_(ana).get(page).content.decode()
    assert "pregnancy" not in screening_of(visit).not_stated


def test_an_event_that_has_passed_is_said_and_not_planned_for(as_, ana, visit):
    reply = save(as_(ana), visit, event_date="2026-10-31")
    assert "event_date" in reply.json()["faults"]
    assert consultation_of(visit).event_date is None


def test_the_record_reads_what_was_told_in_words(as_, ana, visit):
    save(
        as_(ana), visit, goal=["G06"], weight__G06="5", rating__G06="7", medicine=["warfarin"],
        q__sunburn="yes", at__sunburn=["nose"], no__procedures="on", herb=["1"],
        herb__formula__1="Ba Zhen", herb__batch__1="B12",
    )  # fmt: skip
    told = dict(summary_of(visit))
    assert told["Goals"] == ["Frown lines between the brows, weight 5 of 5, rated 7 of 10"]
    assert "warfarin" in told["Medicines and allergies"]
    assert "Sunburn: Nose" in told["Body and skin today"]
    assert told["Procedures"] == ["None"]
    assert told["Herbs"] == ["Ba Zhen, B12"]


def test_the_page_asks_the_database_little(as_, ana, visit, page, django_assert_max_num_queries):
    save(as_(ana), visit, goal=["G06"], medicine=["warfarin"])
    client = as_(ana)
    client.get(page)
    with django_assert_max_num_queries(26):
        client.get(page)
