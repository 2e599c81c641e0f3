"""The sample clinic: believable, whole, and every page of it opens."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.chain import broken
from yintang.clinic.audit.models import Entry
from yintang.clinic.care.consultations import consulting
from yintang.clinic.care.models import (
    Amendment,
    Consultation,
    Course,
    Override,
    Plan,
    Session,
    SessionEvent,
    Visit,
)
from yintang.clinic.care.plans.beginning import what_stops
from yintang.clinic.care.records.record import record_of, sha256_of
from yintang.clinic.care.sessions.ledger import state_of
from yintang.clinic.patients.models import Consent, Letter, Merge, Patient
from yintang.clinic.photos.models import Photo
from yintang.clinic.progress.models import Shot
from yintang.clinic.progress.results import results_of
from yintang.clinic.progress.sequence import INVENTED
from yintang.clinic.sample import PASSWORD, Sample, fill
from yintang.clinic.sample.people import everybody
from yintang.treatment import close_blocks, unaccounted

NOW = datetime(2026, 11, 19, 14, 7, 30, tzinfo=UTC)
"""A Thursday afternoon."""


@pytest.fixture(scope="module")
def filled(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Sample, Path]]:
    """The clinic, filled once for all these tests and rolled back after them."""
    photos = tmp_path_factory.mktemp("photos")
    before, django_settings.PHOTOS_DIR = django_settings.PHOTOS_DIR, photos
    with django_db_blocker.unblock(), transaction.atomic():
        yield fill(NOW), photos
        transaction.set_rollback(True)
    django_settings.PHOTOS_DIR = before


@pytest.fixture
def sample(filled: tuple[Sample, Path], photos_dir: Path, settings) -> Sample:
    settings.PHOTOS_DIR = filled[1]
    return filled[0]


@pytest.fixture
def at_the_desk(sample: Sample, as_: Callable[[User], Client]) -> Client:
    """Ana's browser."""
    return as_(User.objects.get(email="ana@example.org"))


def called(name: str) -> Patient:
    given, _, family = name.partition(" ")
    return Patient.objects.get(given_name=given, family_name=family, merged_into=None)


def todays(name: str) -> Visit:
    day = NOW.replace(hour=0, minute=0, second=0)
    return called(name).visits.get(starts_at__gte=day, starts_at__lt=day + timedelta(days=1))


def test_everybody_of_the_file_has_a_record(sample):
    assert Patient.objects.filter(merged_into=None).count() == len(everybody().patients) == 40


def test_ages_and_sexes_are_those_of_a_clinic(sample):
    ages = [patient.age(NOW.date()) for patient in Patient.objects.all()]
    assert min(ages) >= 24
    assert max(ages) <= 78
    assert Patient.objects.filter(sex="male").count() >= 5


def test_nobody_can_be_written_to_or_rung_by_mistake(sample):
    for patient in Patient.objects.filter(merged_into=None):
        assert patient.email.endswith("@example.org")
        assert patient.phone.startswith("07700 900")


def test_everybody_signs_in_with_the_password_that_is_printed(sample):
    assert [role for role, _, _ in sample.sign_ins] == [
        "Owner", "Practitioner", "Front desk", "Read only", "Patient",
    ]  # fmt: skip
    for _, email, password in sample.sign_ins:
        assert User.objects.get(email=email).check_password(password)
        assert password == PASSWORD
    assert called("Dana Moreno").user.email == "dana@example.org"


def test_visits_stand_in_every_state(sample):
    states = Counter(Visit.objects.values_list("state", flat=True))
    assert states.keys() >= {"booked", "arrived", "under_way", "closed", "signed", "missed"}
    assert states["signed"] > 60


def test_courses_run_go_on_in_maintenance_and_end(sample):
    assert set(Course.objects.values_list("state", flat=True)) == set(Course.State.values)
    signed = Visit.objects.filter(state="signed", course__state="running", session__isnull=False)
    numbers = set(signed.values_list("number", flat=True))
    assert numbers == set(range(1, 10))


def test_somebody_was_never_seen_and_somebody_only_consulted(sample):
    unseen = Patient.objects.exclude(visits__state__in=["signed", "under_way", "arrived"])
    assert unseen.filter(merged_into=None).count() >= 3
    only_told = Visit.objects.filter(state="signed", session=None, consultation__isnull=False)
    assert only_told.count() >= 6


def test_somebody_waits_after_toxin_and_somebody_is_stopped(sample):
    def actions(name: str) -> set[str]:
        visit = called(name).visits.get(state="signed")
        return {finding.action for finding in consulting.screening_of(visit).findings}

    assert "DEFER" in actions("Lucía Fernández")
    assert "STOP" in actions("Priya Nair")
    assert "STOP" in actions("Rosalind Achebe")


def test_the_owner_overrode_one_stop_and_said_why(sample):
    for override in Override.objects.all():
        assert override.by.email == "ana@example.org"
        assert len(override.reason) > 30
        assert not consulting.blocked_by(override.visit)
    assert Override.objects.exists()


def test_no_session_was_begun_against_a_stop_or_without_consent(sample):
    for session in Session.objects.select_related("visit__patient__clinic", "visit__plan"):
        visit = session.visit
        assert what_stops(visit, visit.plan) == [], visit.patient
        assert visit.patient.consents.filter(
            purpose="treatment", given=True, signed_at__lt=session.started_at
        ).exists()


def test_a_warfarin_patient_has_no_needle_near_the_eye(sample):
    plans = Plan.objects.filter(visit__patient=called("Hanna Kowalczyk"))
    codes = set(plans.values_list("needles__code", flat=True))
    assert len(codes) > 5
    assert not codes & {"BL1", "ST1", "EX-HN7"}


def test_every_ledger_adds_up_but_the_one_that_is_meant_not_to(sample):
    open_, missing = [], {}
    for session in Session.objects.select_related("visit__patient"):
        state = state_of(session)
        if state.closed_at is None:
            open_.append(str(session.visit.patient))
        else:
            assert close_blocks(state) == ()
            assert state.discrepancies == ()
        if session.phase == "close" and unaccounted(state):
            missing[str(session.visit.patient)] = session.unaccounted
    assert sorted(open_) == ["Eleanor Whitlock", "Farid Haddad"]
    assert missing == {"Farid Haddad": 1}


def test_the_one_who_rests_has_minutes_left_and_her_needles_in(sample):
    session = todays("Eleanor Whitlock").session
    assert session.phase == "rest"
    assert NOW + timedelta(minutes=5) < session.rest_ends_at < NOW + timedelta(minutes=25)
    assert session.unaccounted == len(session.expected) > 20


def test_her_needles_stand_on_the_one_photograph(sample):
    photo = Photo.objects.get(shot=None)
    assert photo.path.exists()
    assert photo.face_map is not None, photo.trouble
    assert str(photo.patient) == "Eleanor Whitlock"
    assert todays("Eleanor Whitlock").session.ground["photo"] == str(photo.pk)


def test_a_course_in_photographs_is_judged_by_what_was_measured_on_them(sample, at_the_desk):
    course = Course.objects.get(patient=called("Camille Durand"))
    changes = results_of(course).changes
    assert changes is not None
    verdicts = {change.metric: change.verdict for change in changes.targets}
    assert verdicts["lines-medium"] == "improved"
    assert set(verdicts.values()) != {"improved"}
    assert not any("one day was photographed before" in say for say in changes.remarks)
    page = at_the_desk.get(reverse("progress", args=[course.pk])).content.decode()
    assert "These photographs are invented" in page


def test_nobodys_photographs_are_told_apart_from_a_patients(sample):
    invented = Shot.objects.filter(visit__patient=called("Camille Durand"))
    assert {shot.photo.file_facts.software for shot in invented} == {INVENTED}
    assert invented.count() == 15
    assert all(shot.passed for shot in invented)


def test_nothing_happened_after_now(sample):
    assert SessionEvent.objects.filter(received_at__gt=NOW).count() == 0
    assert Entry.objects.filter(at__gt=NOW).count() == 0
    assert Visit.objects.filter(signed_at__gt=NOW).count() == 0
    assert Consultation.objects.filter(confirmed_at__gt=NOW).count() == 0
    assert Patient.objects.filter(created_at__gt=NOW).count() == 0


def test_what_is_booked_lies_ahead_and_not_on_a_sunday(sample):
    for visit in Visit.objects.filter(state="booked"):
        assert visit.starts_at > NOW
        assert visit.local_start.weekday() != 6


def test_a_signed_record_keeps_its_hash(sample):
    for visit in Visit.objects.filter(state="signed")[:10]:
        assert visit.record_sha256 == sha256_of(visit.record)
        assert visit.signed_by_id == visit.practitioner_id


def test_a_record_tells_the_hours_of_its_day(sample):
    visit = called("Dana Moreno").visits.filter(state="signed").first()
    record = record_of(visit)
    days = {one["at"][:10] for one in record["screened"]}
    assert days == {str(visit.local_start.date())}


def test_the_rest_of_a_clinics_life_is_there(sample):
    assert Merge.objects.get().retired.given_name == "Hannah"
    assert Consent.objects.filter(withdrawn_at__isnull=False, purpose="publicity").exists()
    assert Consent.objects.filter(given=False).exists()
    assert Amendment.objects.exists()
    assert Letter.objects.filter(sent_at=None).exists()
    kinds = {event.body["kind"] for event in SessionEvent.objects.filter(kind="adverse")}
    assert {"facial-bruise", "autonomic"} <= kinds
    assert SessionEvent.objects.filter(kind="emergency").exists()
    assert SessionEvent.objects.filter(kind="found").exists()


def test_the_audit_is_intact_and_in_order(sample):
    assert list(broken(sample.clinic)) == []
    times = list(Entry.objects.order_by("number").values_list("at", flat=True))
    assert times == sorted(times)
    signed = Entry.objects.filter(act="signed", kind="visit").count()
    assert signed == Visit.objects.filter(state="signed").count()


STORIES = (
    "Dana Moreno", "Eleanor Whitlock", "Farid Haddad", "Meiling Zhao", "Aoife Brennan",
    "Ingrid Solberg", "Yasmin Rahman", "Callum Reid", "Hanna Kowalczyk", "Priya Nair",
    "Margaret Tansley", "Beatriz Carvalho", "Amara Diallo", "Camille Durand", "Helga Brandt",
    "Isobel Grant", "Marisol Quispe", "Wei 陈",
)  # fmt: skip
"""One person for every kind of story."""


@pytest.mark.parametrize("name", ["patient", "consents", "patient-photos", "patient-log"])
def test_the_pages_of_every_kind_of_patient_open(name, at_the_desk):
    for patient in map(called, STORIES):
        answer = at_the_desk.get(reverse(name, args=[patient.pk]))
        assert answer.status_code == 200, patient
        assert patient.family_name in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["visit", "consultation", "diagnosis", "plan", "session", "record", "note"]
)
def test_the_pages_of_every_kind_of_visit_open(name, at_the_desk):
    for patient in map(called, STORIES):
        visit = patient.visits.filter(starts_at__lt=NOW).order_by("-starts_at").first()
        visit = visit or patient.visits.first()
        if visit is not None:
            answer = at_the_desk.get(reverse(name, args=[visit.pk]))
            assert answer.status_code == 200, (patient, visit.state)


def test_the_pages_of_the_day_open(at_the_desk, sample):
    answer = at_the_desk.get(
        reverse("today", args=[sample.clinic.pk]), {"day": NOW.date().isoformat()}
    )
    assert answer.status_code == 200
    assert at_the_desk.get(reverse("clinic", args=[sample.clinic.pk])).status_code == 200
    for name in ("Whitlock", "Haddad", "Solberg", "Rahman"):
        assert name in answer.content.decode()


def test_every_course_opens(at_the_desk):
    for course in Course.objects.all():
        assert at_the_desk.get(reverse("course", args=[course.pk])).status_code == 200


def test_the_photograph_is_served(at_the_desk):
    photo = Photo.objects.get(shot=None)
    answer = at_the_desk.get(reverse("photo", args=[photo.pk]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"


def test_dana_sees_her_own_page(sample, as_):
    dana = called("Dana Moreno")
    answer = as_(dana.user).get(reverse("mine", args=[dana.pk]))
    assert answer.status_code == 200
