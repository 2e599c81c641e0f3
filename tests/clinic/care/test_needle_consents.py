"""A needle left in on purpose has a consent of its own: signed, kept once, printable."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from clinic.care.session_cases import begun, needles, post, tap
from yintang.clinic.audit.models import Entry
from yintang.clinic.care.models import NeedleConsent

INK = json.dumps([[[0.1, 0.5], [0.6, 0.4], [0.9, 0.6]]])


@pytest.fixture
def tablet(ana, as_):
    return as_(ana)


def signing(**given):
    return {
        "id": str(uuid4()),
        "needle": "ST2-R",
        "called": "ST2 right",
        "agreed": "A press needle at ST2",
        "until": "Thursday, by Pia",
        "signed_name": "Dana Field",
        "signature": INK,
        **given,
    }


def sign(tablet, visit, **given):
    return tablet.post(reverse("needle-consent-sign", args=[visit.pk]), signing(**given))


def test_it_works(tablet, visit, ana):
    session = begun(visit, ana)
    assert sign(tablet, visit).status_code == 200
    kept = NeedleConsent.objects.get(session=session)
    assert (kept.called, kept.taken_by, len(kept.signature)) == ("ST2 right", ana, 1)
    printed = tablet.get(reverse("needle-consents", args=[visit.pk])).content.decode()
    assert "A press needle at ST2" in printed
    assert "Thursday, by Pia" in printed
    assert 'aria-label="Signature: Dana Field"' in printed


def test_it_rejects_get(tablet, visit):
    assert tablet.get(reverse("needle-consent-sign", args=[visit.pk])).status_code == 405


def test_sent_twice_it_is_kept_once(tablet, visit, ana):
    begun(visit, ana)
    one = str(uuid4())
    assert [sign(tablet, visit, id=one).status_code for _ in range(2)] == [200, 200]
    assert NeedleConsent.objects.count() == 1
    assert Entry.objects.filter(act="signed", kind="needle consent").count() == 1


def test_without_ink_the_typed_name_must_be_declared_the_signature(tablet, visit, ana):
    begun(visit, ana)
    refused = sign(tablet, visit, signature="")
    assert refused.status_code == 400
    assert "Sign in the field" in refused.json()["say"]
    assert sign(tablet, visit, signature="", typed="on").status_code == 200


def test_what_she_agreed_to_its_end_and_her_name_are_asked_for(tablet, visit, ana):
    begun(visit, ana)
    for missing in ("agreed", "until", "signed_name"):
        assert sign(tablet, visit, **{missing: " "}).status_code == 400
    assert not NeedleConsent.objects.exists()


def test_there_is_none_before_a_session(tablet, visit):
    assert sign(tablet, visit).status_code == 409
    assert (
        "No such consent"
        in tablet.get(reverse("needle-consents", args=[visit.pk])).content.decode()
    )


def test_the_needle_counts_as_left_in_and_the_summary_leads_to_the_consent(tablet, visit, ana):
    begun(visit, ana)
    sign(tablet, visit)
    kept = tap("retain", needle="ST2-R", consent="Agreed. Signed: Dana Field.", until="Thursday")
    others = [one for one in needles("out") if one["body"]["needle"] != "ST2-R"]
    answer = post(tablet, visit, *needles("in"), kept, *others, tap("close")).json()
    counts = answer["state"]["session"]["counts"]
    assert (counts["in"], counts["out"], counts["retained"]) == (8, 7, 1)
    page = tablet.get(reverse("session", args=[visit.pk])).content.decode()
    assert reverse("needle-consents", args=[visit.pk]) in page
