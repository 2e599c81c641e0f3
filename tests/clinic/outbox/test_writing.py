"""Letters that other parts of the clinic ask for."""

from datetime import UTC, date, datetime, time

import pytest

from clinic.appointments import agreed, cancelled
from yintang.atlas.wording import refused_words
from yintang.clinic.booking.slots import Slot
from yintang.clinic.outbox.due import write_due
from yintang.clinic.outbox.kinds import KINDS
from yintang.clinic.outbox.models import Preferences
from yintang.clinic.outbox.sending import send_round
from yintang.clinic.outbox.writing import post
from yintang.clinic.patients.models import Letter

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def called_off(dana, ana):
    return cancelled(agreed(dana, ana, date(2026, 11, 24), time(10, 30)), NOW, by="clinic")


def proposal(patient, appointment):
    slot = Slot(
        service=appointment.service, practitioner=appointment.practitioner, room=None,
        equipment=None, day=date(2026, 11, 25), at=time(9, 15), fold=0, zone="Europe/London",
        starts_at=datetime(2026, 11, 25, 9, 15, tzinfo=UTC),
    )  # fmt: skip
    return post(patient, "proposal", {"slots": [slot]}, once="p:1", about=appointment)


def test_a_proposal_names_what_falls_out_and_what_is_free(dana, called_off):
    body = proposal(dana, called_off).body
    assert "Tuesday 24 November 2026 at 10:30 cannot take place" in body
    assert "- Wednesday 25 November 2026 at 09:15" in body


def test_who_got_a_proposal_gets_no_cancellation_beside_it(dana, called_off):
    proposal(dana, called_off)
    assert write_due(NOW) == 0


def test_without_e_mail_a_proposal_is_the_desks_to_tell(dana, called_off, post_office):
    dana.email = ""
    dana.save()
    letter = proposal(dana, called_off)
    send_round(NOW)
    letter.refresh_from_db()
    assert letter.state == "desk"


def test_an_offer_says_until_when_it_is_kept(dana):
    told = {"when": "Monday 9 November 2026 at 10:30", "until": "12:00 today", "link": "https://x"}
    body = post(dana, "offer", told, once="o:1").body
    assert "kept for you until 12:00 today" in body
    assert "https://x" in body


def test_who_wants_no_offers_gets_none(dana):
    Preferences.objects.create(patient=dana, offers=False, at=NOW)
    assert post(dana, "offer", {"when": "soon"}, once="o:1") is None


def test_a_clinics_name_is_written_as_it_is(dana):
    dana.clinic.name = "Willow & Sons <London>"
    dana.clinic.save()
    assert "Willow & Sons <London>" in post(dana, "offer", {"when": "soon"}, once="o:1").body


def test_subject_lines_name_neither_clinic_nor_treatment():
    said = " ".join(kind.subject for kind in KINDS.values()).lower()
    for word in ("acupuncture", "needle", "treatment", "clinic", "course", "aftercare"):
        assert word not in said


def test_no_letter_promises_anything(dana, called_off):
    proposal(dana, called_off)
    post(dana, "offer", {"when": "soon"}, once="o:1")
    post(dana, "sign-in", {"link": "https://x"}, once="s:1")
    for letter in Letter.objects.all():
        assert refused_words(letter.body) == []
