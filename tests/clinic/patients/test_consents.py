import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.models import Entry
from yintang.clinic.patients.consent_texts import text
from yintang.clinic.patients.consenting import in_force, latest, take
from yintang.clinic.patients.models import Consent
from yintang.clinic.patients.signature import read_signature, signature_svg

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
STROKES = [[[0.1, 0.5], [0.4, 0.2], [0.7, 0.8]]]


def answer(client, dana, purpose="treatment", **told):
    words = text(purpose, dana.clinic, atlas())
    data = {
        "version": words.version,
        "answer": "yes",
        "signed_name": "Dana Moreno",
        "signature": json.dumps(STROKES),
        **told,
    }
    return client.post(reverse("consent-sign", args=[dana.pk, purpose]), data)


def test_it_works(as_, pia, dana):
    assert answer(as_(pia), dana).status_code == 302
    consent = Consent.objects.get()
    assert consent.in_force
    assert consent.taken_by == pia
    assert consent.signature == STROKES
    assert consent.text == text("treatment", dana.clinic, atlas()).as_json()
    assert Entry.objects.filter(act="signed", kind="consent", subject=consent.pk).exists()


def test_each_purpose_stands_on_its_own(as_, pia, dana):
    answer(as_(pia), dana, "photographs")
    assert in_force(dana, "photographs")
    assert not in_force(dana, "teaching")
    page = as_(pia).get(reverse("consents", args=[dana.pk])).content.decode()
    assert page.count("Not asked yet") == 4
    assert page.count("Given on") == 1


def test_a_yes_without_a_signature_is_refused(as_, pia, dana):
    response = answer(as_(pia), dana, signature="")
    assert response.status_code == 422
    assert "Sign in the field" in response.content.decode()
    assert not Consent.objects.exists()


def test_a_dot_is_no_signature(as_, pia, dana):
    dot = json.dumps([[[0.5, 0.5], [0.5, 0.51]]])
    assert answer(as_(pia), dana, signature=dot).status_code == 422


def test_by_keyboard_the_typed_name_can_be_the_signature(as_, pia, dana):
    assert answer(as_(pia), dana, signature="", typed="on").status_code == 302
    consent = Consent.objects.get()
    assert consent.signature == []
    assert not consent.by_word_of_mouth
    page = as_(pia).get(reverse("consent", args=[consent.pk])).content.decode()
    assert "declared to be the signature" in page


def test_a_no_is_written_down_too(as_, pia, dana):
    answer(as_(pia), dana, answer="no", signature="", signed_name="")
    consent = Consent.objects.get()
    assert not consent.given
    assert not consent.in_force
    page = as_(pia).get(reverse("consents", args=[dana.pk])).content.decode()
    assert "Declined on" in page


def test_a_new_answer_takes_the_place_of_the_old(as_, pia, dana):
    answer(as_(pia), dana)
    answer(as_(pia), dana, answer="no")
    assert Consent.objects.filter(replaced_by=None).count() == 1
    assert in_force(dana, "treatment") is None


def test_a_text_that_changed_while_she_read_is_read_again(as_, pia, dana):
    response = answer(as_(pia), dana, version="treatment 0, older")
    assert response.status_code == 422
    assert "Read it again" in response.content.decode()
    assert not Consent.objects.exists()


def test_a_text_that_changed_since_is_asked_again(as_, pia, dana, clinic):
    answer(as_(pia), dana)
    clinic.name = "Willow and Reed"
    clinic.save(update_fields=["name"])
    page = as_(pia).get(reverse("consents", args=[dana.pk])).content.decode()
    assert "The text has changed since" in page


def test_what_she_signed_stays_as_it_was_read(as_, pia, dana, clinic):
    answer(as_(pia), dana)
    clinic.name = "Willow and Reed"
    clinic.save(update_fields=["name"])
    page = as_(pia).get(reverse("consent", args=[Consent.objects.get().pk])).content.decode()
    assert "body at Willow Rooms." in page


def test_her_name_is_escaped_beside_the_signature(as_, pia, dana):
    answer(as_(pia), dana, signed_name='"><script>alert(1)</script>')
    page = as_(pia).get(reverse("consent", args=[Consent.objects.get().pk])).content.decode()
    assert "<script>alert" not in page
    assert "<polyline" in page


def test_an_unknown_purpose_is_not_there(as_, pia, dana):
    assert as_(pia).get(reverse("consent-sign", args=[dana.pk, "anything"])).status_code == 404


def test_from_a_visit_it_leads_back(as_, pia, dana, visit):
    words = text("photographs", dana.clinic, atlas())
    url = f"{reverse('consent-sign', args=[dana.pk, 'photographs'])}?visit={visit.pk}"
    data = {"version": words.version, "answer": "yes", "signed_name": "D", "typed": "on"}
    expected = f"{reverse('photo-add', args=[dana.pk])}?visit={visit.pk}"
    assert as_(pia).post(url, data)["Location"] == expected


@pytest.mark.parametrize(
    "written",
    [
        "[[[2, 0]]]", "[[[-0.1, 0]]]", '[[["a", 0]]]', "[[[true, 0]]]", "{}", "[[0.1, 0.2]]", "[",
        "[[[NaN, 0.5]]]", json.dumps([[[0.5, 0.5]] * 7000]),
    ],
)  # fmt: skip
def test_what_is_no_signature_is_refused(written):
    with pytest.raises(ValueError, match=r"(?i)expect|too many"):
        read_signature(written)


def test_a_stored_signature_is_drawn_as_numbers_only():
    with pytest.raises(ValueError, match="could not convert"):
        signature_svg([[['"/><script>', 0.5]]], "Dana")


def test_withdrawing_is_written_in_her_words_and_shown(as_, pia, dana):
    answer(as_(pia), dana)
    consent = Consent.objects.get()
    url = reverse("consent-withdraw", args=[consent.pk])
    as_(pia).post(url, {"words": "I do <b>not</b> want it"})
    consent.refresh_from_db()
    assert not consent.in_force
    assert consent.withdrawn_to == pia
    assert consent.effect.startswith("No session begins and no needle is placed until there is")
    page = as_(pia).get(reverse("consent", args=[consent.pk])).content.decode()
    assert "I do &lt;b&gt;not&lt;/b&gt; want it" in page
    assert Entry.objects.filter(act="withdrew", kind="consent", subject=consent.pk).count() == 1


def test_withdrawing_photographs_keeps_them_or_erases_them_as_she_wishes(
    as_, pia, photo, consent, django_capture_on_commit_callbacks
):
    url = reverse("consent-withdraw", args=[consent.pk])
    with django_capture_on_commit_callbacks(execute=True):
        as_(pia).post(url, {"words": "No more", "existing": "erase"})
    photo.refresh_from_db()
    consent.refresh_from_db()
    assert photo.erased_at
    assert not photo.path.exists()
    assert consent.effect.startswith("No new photographs. 1 erased as wished")


def test_withdrawing_photographs_leaves_them_in_the_record_otherwise(as_, pia, photo, consent):
    url = reverse("consent-withdraw", args=[consent.pk])
    as_(pia).post(url, {"words": "No more", "existing": "keep"})
    photo.refresh_from_db()
    assert photo.erased_at is None
    assert in_force(photo.patient, "photographs") is None


def test_withdrawing_twice_changes_nothing(as_, pia, consent):
    url = reverse("consent-withdraw", args=[consent.pk])
    as_(pia).post(url, {"words": "First"})
    as_(pia).post(url, {"words": "Second"})
    consent.refresh_from_db()
    assert consent.withdrawn_words == "First"


def test_after_withdrawal_she_can_consent_again(as_, pia, dana, consent):
    consent.withdraw("No", to=pia, now=NOW)
    words = text("photographs", dana.clinic, atlas())
    again = take(dana, "photographs", words, pia, NOW + timedelta(days=1), signed_name="Dana")
    assert latest(dana, "photographs") == again
    assert in_force(dana, "photographs") == again


def test_it_checks_access(as_, ben, cleo, eve, dana, consent):
    sign = reverse("consent-sign", args=[dana.pk, "treatment"])
    withdraw = reverse("consent-withdraw", args=[consent.pk])
    for client, status in ((as_(ben), 403), (as_(cleo), 403), (as_(eve), 404)):
        assert client.post(sign, {}).status_code == status
        assert client.post(withdraw, {"words": "x"}).status_code == status
    assert as_(ben).get(reverse("consent", args=[consent.pk])).status_code == 200


def test_it_rejects_get(as_, pia, consent):
    assert as_(pia).get(reverse("consent-withdraw", args=[consent.pk])).status_code == 405
