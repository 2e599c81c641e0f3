from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.progress.answers import in_words
from yintang.clinic.progress.circumstances import of
from yintang.clinic.progress.models import Circumstances

TOLD = {
    "sun": "some",
    "make_up": "removed",
    "products": "a retinol cream",
    "weight_kg": "61.5",
    "gais_patient": "3",
}


def save(client, visit, revision=0, **told):
    return client.post(
        reverse("circumstances-save", args=[visit.pk]), {"revision": revision, **told}
    )


def test_it_works(as_, pia, visit):
    assert save(as_(pia), visit, **TOLD).status_code == 302
    assert of(visit) == {
        "sun": "some",
        "make_up": "removed",
        "products": "a retinol cream",
        "weight_kg": 61.5,
        "gais_patient": 3,
    }
    entry = Entry.objects.get(kind="circumstances", act="changed")
    assert entry.detail == ""


def test_every_answer_can_be_read_back_in_words():
    told = dict(in_words({"sun": "much", "weight_kg": 61.5, "gais_practitioner": 1}))
    assert told["Weight"] == "61.5 kg"
    assert "Very much improved" in told.values()


def test_every_question_may_stay_open(as_, pia, visit):
    assert save(as_(pia), visit).status_code == 302
    assert of(visit) == {}


def test_answers_of_two_people_are_both_shown(as_, pia, ana, visit):
    save(as_(pia), visit, sun="some")
    answer = save(as_(ana), visit, sun="much")
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Somebody saved other answers" in shown
    assert "Some" in shown
    assert of(visit) == {"sun": "some"}
    assert save(as_(ana), visit, revision=1, sun="much").status_code == 302
    assert of(visit) == {"sun": "much"}
    assert Circumstances.objects.get().revisions().count() == 2


def test_a_wrong_number_is_kept_in_the_form_and_explained(as_, pia, visit):
    answer = save(as_(pia), visit, cycle_day="1000", products="a cream")
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "1 to 99" in shown
    assert "a cream" in shown


def test_a_signed_visit_stays_as_it_is(as_, pia, visit):
    visit.signed_at, visit.signed_by = visit.starts_at, pia
    visit.save()
    save(as_(pia), visit, sun="some")
    assert of(visit) == {}
