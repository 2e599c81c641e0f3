from datetime import date, timedelta

from django.urls import reverse

from clinic.care.session_cases import NOW, begun, consented, needles, tap
from yintang.atlas.wording import refused_words
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Consultation
from yintang.clinic.care.records.letters import summary_of
from yintang.clinic.care.sessions.ledger import append
from yintang.clinic.patients.consent_texts import text
from yintang.clinic.patients.consenting import take
from yintang.clinic.patients.models import Letter
from yintang.clinic.photos.withdrawing import withdraw

TODAY = date(2026, 11, 3)


def treated(visit, ana):
    consented(visit, ana)
    Consultation.objects.create(visit=visit, answers={"ratings": {"G06": 7}}, revision=1)
    session = begun(visit, ana)
    append(session, needles("in"), by=ana, now=NOW)
    bruise = tap("adverse", kind="facial-bruise", needle="ST2-R", severity=1)
    append(
        session, [*needles("out"), bruise, tap("close")], by=ana, now=NOW + timedelta(minutes=20)
    )


def test_it_says_what_was_done_how_she_rated_it_and_what_went_wrong(course, visit, ana):
    treated(visit, ana)
    body = summary_of(course, TODAY).body
    assert "1 of 10 planned visits took place on 2 November 2026" in body
    assert "8 thin needles" in body
    assert "7 at visit 1" in body
    assert "a bruise in the face, slight" in body


def test_it_makes_no_promise(course, visit, ana):
    treated(visit, ana)
    for reader in ("her", "doctor"):
        body = summary_of(course, TODAY, reader).body
        assert refused_words(body) == []
        assert "Nobody knows how long" in body


def test_before_the_first_session_it_says_so(course):
    assert "No session has been completed yet" in summary_of(course, TODAY).body


def test_it_works(as_, ben, course):
    page = as_(ben).get(reverse("course-letter", args=[course.pk])).content.decode()
    assert "Dear Dana," in page


def queue(client, course, to="her"):
    return client.post(reverse("letter-queue", args=[course.pk]), {"to": to})


def test_asking_twice_queues_it_once(as_, ana, course):
    client = as_(ana)
    queue(client, course)
    queue(client, course)
    assert Letter.objects.get().kind == "summary"


def sharing(dana, ana):
    words = text("sharing", dana.clinic, atlas())
    return take(dana, "sharing", words, ana, NOW, signed_name="Dana Moreno")


def test_nothing_goes_to_her_doctor_without_her_consent(as_, ana, dana, course):
    client = as_(ana)
    queue(client, course, "doctor")
    assert not Letter.objects.exists()
    sharing(dana, ana)
    queue(client, course, "doctor")
    assert Letter.objects.get().kind == "summary-doctor"


def test_withdrawing_takes_back_what_was_not_sent(as_, ana, dana, course):
    consent = sharing(dana, ana)
    queue(as_(ana), course, "doctor")
    queue(as_(ana), course, "her")
    assert withdraw(consent, "No more", to=ana, now=NOW)
    assert [letter.kind for letter in Letter.objects.all()] == ["summary"]
    consent.refresh_from_db()
    assert "1 waiting letter" in consent.effect


def test_it_rejects_get_and_checks_access(as_, ana, ben, eve, course):
    url = reverse("letter-queue", args=[course.pk])
    assert as_(ana).get(url).status_code == 405
    assert as_(ben).post(url).status_code == 403
    assert as_(eve).post(url).status_code == 404
