"""The pattern: suggested with signs for and against, confirmed by the practitioner."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.care.test_consultation import save
from yintang.clinic.care.consultations.consulting import consultation_of
from yintang.clinic.care.models import Diagnosis, Visit


@pytest.fixture
def page(visit):
    return reverse("diagnosis", args=[visit.pk])


def decide(client, visit, **fields):
    sent = {"revision": "0", **fields}
    return client.post(reverse("diagnosis-save", args=[visit.pk]), sent)


def test_it_works_before_any_sign_is_known(as_, ana, page):
    html = as_(ana).get(page).content.decode()
    assert "These are suggestions from a table, not a diagnosis" in html
    assert "No signs yet" in html


def test_it_shows_signs_for_and_against_with_the_code(as_, ana, visit, page):
    save(
        as_(ana), visit, signs=["pale-face", "tired"], tongue=["tongue-pale"], pulse=["pulse-full"]
    )
    html = as_(ana).get(page).content.decode()
    assert "Qi deficiency" in html
    assert "ICD-11 SE90" in html
    assert "Pale tongue" in html
    assert "Against:" in html


def test_a_confirmed_pattern_reaches_the_plan(as_, ana, visit):
    save(as_(ana), visit, signs=["tired"], tongue=["tongue-pale"])
    reply = decide(as_(ana), visit, patterns=["qi-deficiency", "blood-deficiency"])
    assert reply.url == reverse("plan", args=[visit.pk])
    visit = Visit.objects.get(pk=visit.pk)
    assert consultation_of(visit).confirmed_patterns == ("qi-deficiency", "blood-deficiency")
    assert Diagnosis.objects.get(visit=visit).suggested[0]["score"] > 0


def test_own_words_need_their_reason(as_, ana, visit):
    reply = decide(as_(ana), visit, own_words="Shen disturbed by late shifts")
    assert reply.status_code == 400
    assert "Shen disturbed by late shifts" in reply.content.decode()
    assert not Diagnosis.objects.filter(revision__gt=0).exists()
    decide(as_(ana), visit, own_words="Shen disturbed", reason="Restless eyes, broken sleep")
    assert Diagnosis.objects.get(visit=visit).own_words == "Shen disturbed"


def test_nothing_is_not_a_diagnosis(as_, ana, visit):
    assert decide(as_(ana), visit).status_code == 400


def test_an_unknown_pattern_is_refused(as_, ana, visit):
    assert decide(as_(ana), visit, patterns=["lunar-qi"]).status_code == 400


def test_a_stale_decision_shows_both(as_, ana, pia, visit):
    decide(as_(ana), visit, patterns=["blood-stasis"])
    reply = decide(as_(pia), visit, patterns=["blood-heat"], reason="Red and hot")
    html = reply.content.decode()
    assert reply.status_code == 409
    assert "Blood stasis" in html
    assert "Red and hot" in html
    assert Diagnosis.objects.get(visit=visit).patterns == ["blood-stasis"]
    assert 'name="revision" value="1"' in html


def test_last_time_is_one_click(as_, ana, visit):
    decide(as_(ana), visit, patterns=["blood-stasis"], reason="Purple tongue")
    later = Visit.objects.create(
        clinic=visit.clinic, patient=visit.patient, practitioner=ana,
        starts_at=visit.starts_at + timedelta(days=7),
    )  # fmt: skip
    html = as_(ana).get(reverse("diagnosis", args=[later.pk])).content.decode()
    assert "As last time" in html
    decide(as_(ana), later, patterns=["blood-stasis"], reason="Purple tongue")
    assert Diagnosis.objects.get(visit=later).patterns == ["blood-stasis"]


def test_a_signed_visit_is_not_decided_anew(as_, ana, visit):
    Visit.objects.filter(pk=visit.pk).update(signed_at=visit.starts_at)
    reply = decide(as_(ana), visit, patterns=["blood-stasis"])
    assert reply.url == reverse("record", args=[visit.pk])
    assert Diagnosis.objects.get(visit=visit).revision == 0


def test_own_words_are_never_markup(as_, ana, visit, page):
    evil = "<b onmouseover=alert(1)>x</b>"
    decide(as_(ana), visit, own_words=evil, reason=evil)
    assert evil not in as_(ana).get(page).content.decode()


def test_a_reader_may_read_and_not_decide(as_, ben, visit, page):
    assert as_(ben).get(page).status_code == 200
    assert decide(as_(ben), visit, patterns=["blood-stasis"]).status_code == 403


def test_it_refuses_to_be_read_where_it_saves(as_, ana, visit):
    assert as_(ana).get(reverse("diagnosis-save", args=[visit.pk])).status_code == 405
