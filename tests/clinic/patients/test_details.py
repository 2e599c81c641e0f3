"""Making a record and changing it."""

import uuid

import pytest
from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.patients.models import ChangedElsewhere, Patient

NEW = {"given_name": "Rosa", "family_name": "Nilsson", "born": "1980-03-04"}


@pytest.fixture
def new(clinic):
    return reverse("patient-new", args=[clinic.pk])


def fields(patient, **changed):
    values = {
        name: getattr(patient, name) or ""
        for name in (
            "given_name", "family_name", "known_as", "born", "sex", "phone", "email", "address",
            "emergency_contact", "doctor", "desk_note", "revision",
        )
    }  # fmt: skip
    return {**values, "revision": patient.revision, **changed}


def test_a_new_record_is_made_and_audited(as_, cleo, clinic, new):
    key = uuid.uuid4()
    response = as_(cleo).post(new, {**NEW, "key": key})
    assert response.url == reverse("patient", args=[key])
    assert Patient.objects.get(pk=key).clinic == clinic
    assert Entry.objects.filter(act="created", subject=key, by=cleo).count() == 1


def test_sending_the_form_twice_makes_one_record(as_, cleo, new):
    sent = {**NEW, "key": uuid.uuid4()}
    assert as_(cleo).post(new, sent).url == as_(cleo).post(new, sent).url
    assert Patient.objects.filter(family_name="Nilsson").count() == 1


@pytest.mark.parametrize(
    "same",
    [
        {"given_name": "Dana", "family_name": "Moreno", "born": "1974-05-02"},
        {"given_name": "dána", "family_name": "MORENO"},
        {"given_name": "Danka", "family_name": "Moreno-Ruiz", "born": "1974-05-02"},
        {"given_name": "D", "family_name": "Other", "email": "Dana@Example.org"},
        {"given_name": "Daniela", "family_name": "Other", "phone": "0044 (0)7700 900-555"},
        {"given_name": "Dana", "family_name": "Moreno", "born": "1974-02-05"},
    ],
)
def test_somebody_on_file_is_shown_before_a_second_record_is_made(as_, cleo, dana, new, same):
    dana.change({"phone": "07700 900555"}, expected=0)
    page = as_(cleo).post(new, {**same, "key": uuid.uuid4()})
    assert "Perhaps on file already" in page.content.decode()
    assert reverse("patient", args=[dana.pk]) in page.content.decode()
    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"given_name": "Dana", "family_name": "Moreno", "born": "1991-01-01"},
        {"given_name": "Nora", "family_name": "Moreno"},
        {"given_name": "Rosa", "family_name": "Nilsson", "born": "1974-05-02"},
    ],
)
def test_somebody_else_raises_no_question(as_, cleo, dana, new, other):
    assert as_(cleo).post(new, {**other, "key": uuid.uuid4()}).status_code == 302


def test_saving_all_the_same_is_one_more_click(as_, cleo, dana, new):
    sent = {"given_name": "Dana", "family_name": "Moreno", "key": uuid.uuid4()}
    assert as_(cleo).post(new, sent).status_code == 200
    assert as_(cleo).post(new, {**sent, "anyway": "on"}).status_code == 302
    assert Patient.objects.count() == 2


@pytest.mark.parametrize("born", ["2200-01-01", "1850-01-01", "yesterday"])
def test_a_birth_date_that_cannot_be_is_refused(as_, cleo, new, born):
    page = as_(cleo).post(new, {**NEW, "born": born, "key": uuid.uuid4()})
    assert page.status_code == 422
    assert Patient.objects.count() == 0


def test_a_record_is_changed_and_audited(as_, cleo, dana):
    url = reverse("patient-edit", args=[dana.pk])
    assert as_(cleo).post(url, fields(dana, phone="020 7946 0000")).status_code == 302
    dana.refresh_from_db()
    assert (dana.phone, dana.revision) == ("020 7946 0000", 1)
    assert Entry.objects.filter(act="changed", subject=dana.pk).count() == 1


def test_where_two_changed_it_both_texts_are_shown(as_, ana, cleo, dana):
    url = reverse("patient-edit", args=[dana.pk])
    opened = fields(dana)
    dana.change({"phone": "111 1111"}, expected=0)
    page = as_(cleo).post(url, {**opened, "phone": "222 2222"})
    assert page.status_code == 409
    assert "111 1111" in page.content.decode()
    assert "222 2222" in page.content.decode()
    dana.refresh_from_db()
    assert dana.phone == "111 1111"


def test_what_she_wrote_can_then_be_saved_over_it(as_, cleo, dana):
    url = reverse("patient-edit", args=[dana.pk])
    opened = fields(dana)
    dana.change({"phone": "111 1111"}, expected=0)
    page = as_(cleo).post(url, {**opened, "phone": "222 2222"})
    revision = page.context["form"]["revision"].value()
    as_(cleo).post(url, {**opened, "phone": "222 2222", "revision": revision})
    dana.refresh_from_db()
    assert dana.phone == "222 2222"


def test_the_same_change_twice_is_no_conflict(dana):
    dana.change({"phone": "111"}, expected=0)
    dana.change({"phone": "111"}, expected=0)
    dana.refresh_from_db()
    assert dana.revision == 1


def test_a_stale_change_is_refused(dana):
    dana.change({"phone": "111"}, expected=0)
    with pytest.raises(ChangedElsewhere):
        dana.change({"phone": "222"}, expected=0)


def test_opening_the_list_of_patients_is_written_down(as_, cleo, clinic):
    as_(cleo).get(reverse("patients", args=[clinic.pk]))
    assert Entry.objects.filter(clinic=clinic, by=cleo, act="read", kind="patients").count() == 1


def test_what_a_person_typed_is_escaped(as_, cleo, ana, dana):
    dana.change({"desk_note": "<img src=x onerror=alert(1)>"}, expected=0)
    page = as_(ana).get(reverse("patient", args=[dana.pk])).content.decode()
    assert "<img src=x" not in page


def test_it_checks_access(as_, ben, eve, dana, new):
    url = reverse("patient-edit", args=[dana.pk])
    assert as_(ben).get(url).status_code == 403
    assert as_(eve).post(url, fields(dana)).status_code == 404
    assert as_(ben).post(new, NEW).status_code == 403
