"""A STOP blocks; only the owner may go on, for that rule and cause, with her reason."""

import pytest
from django.urls import reverse

from clinic.care.test_consultation import save
from yintang.clinic.audit.models import Entry
from yintang.clinic.care.consultations.consulting import blocked_by, screening_of
from yintang.clinic.care.models import Override

REASON = "Spoke with the haematologist, letter on file"


@pytest.fixture
def stopped(as_, ana, visit):
    """A visit whose patient has haemophilia."""
    save(as_(ana), visit, goal=["G06"], q__haemophilia="yes")
    return visit


def decide(client, visit, reason=REASON, rule="R01", because="clotting disorder"):
    sent = {"rule": rule, "because": because, "reason": reason}
    return client.post(reverse("override-add", args=[visit.pk]), sent, follow=True)


def test_a_stop_blocks(stopped):
    assert [finding.rule for finding in blocked_by(stopped)] == ["R01"]
    assert screening_of(stopped).exclusions.removed("stop", "face")


def test_pregnancy_stops_the_face(as_, ana, visit):
    panel = save(as_(ana), visit, q__pregnant="yes").json()["screening"]
    assert "This stops the plan" in panel
    assert [finding.rule for finding in blocked_by(visit)] == ["R04"]


def test_the_owner_goes_on_with_her_reason(as_, ana, stopped):
    html = decide(as_(ana), stopped).content.decode()
    assert blocked_by(stopped) == ()
    assert screening_of(stopped).exclusions.removed("stop", "face") is None
    assert REASON in html
    assert "Overridden" in html


def test_what_the_rule_takes_away_besides_goes_on_holding(as_, ana, stopped):
    decide(as_(ana), stopped)
    assert screening_of(stopped).exclusions.removed("adjunct", "facial-cupping")


def test_a_practitioner_cannot_and_is_told_whom_to_ask(as_, pia, stopped):
    page = as_(pia).get(reverse("consultation", args=[stopped.pk])).content.decode()
    assert "owner decides otherwise. Ask the owner." in page
    assert "Override as the owner" not in page
    assert decide(as_(pia), stopped).status_code == 403
    assert blocked_by(stopped)


def test_the_reason_is_a_sentence(as_, ana, stopped):
    html = decide(as_(ana), stopped, reason="   it is fine   ").content.decode()
    assert "at least 15 characters" in html
    assert blocked_by(stopped)


def test_another_rule_or_cause_is_not_decided_by_it(as_, ana, stopped):
    decide(as_(ana), stopped)
    save(as_(ana), stopped, goal=["G06"], q__haemophilia="yes", q__pregnant="yes", revision="1")
    assert [finding.rule for finding in blocked_by(stopped)] == ["R04"]


def test_a_changed_cause_blocks_again(as_, ana, visit):
    save(as_(ana), visit, systolic="190", diastolic="100")
    decide(as_(ana), visit, rule="R19", because="blood pressure 190/100")
    assert blocked_by(visit) == ()
    save(as_(ana), visit, systolic="230", diastolic="130", revision="1")
    assert [finding.rule for finding in blocked_by(visit)] == ["R19"]


def test_only_a_stop_that_stands_is_overridden(as_, ana, stopped):
    decide(as_(ana), stopped, rule="R28", because="first visit")
    decide(as_(ana), stopped, rule="R01", because="something else")
    assert not Override.objects.exists()


def test_a_double_click_decides_once(as_, ana, stopped):
    decide(as_(ana), stopped)
    decide(as_(ana), stopped)
    assert Override.objects.count() == 1


def test_a_withdrawn_override_blocks_again(as_, ana, pia, stopped):
    decide(as_(ana), stopped)
    made = Override.objects.get()
    as_(pia).post(reverse("override-withdraw", args=[stopped.pk]), {"override": str(made.pk)})
    assert [finding.rule for finding in blocked_by(stopped)] == ["R01"]
    made.refresh_from_db()
    assert made.withdrawn_at is not None


def test_an_override_of_another_visit_is_not_found(as_, ana, stopped):
    reply = as_(ana).post(
        reverse("override-withdraw", args=[stopped.pk]), {"override": "nonsense"}, follow=True
    )
    assert "no such override" in reply.content.decode()


def test_the_audit_names_the_rule_and_nothing_clinical(as_, ana, stopped):
    decide(as_(ana), stopped)
    entry = Entry.objects.get(act="overrode")
    assert entry.detail == "R01"


def test_the_reason_is_never_markup(as_, ana, stopped):
    html = decide(as_(ana), stopped, reason="<script>alert('no no')</script>").content.decode()
    assert "<script>alert(" not in html
