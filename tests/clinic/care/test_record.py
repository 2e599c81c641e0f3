import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from clinic.care.session_cases import NOW, begun, consented, needles, planned, tap
from yintang.clinic.audit.models import Entry
from yintang.clinic.care.models import Note, NotNow, PlannedNeedle, Session, Signed, Visit
from yintang.clinic.care.records.record import record_of, sha256_of
from yintang.clinic.care.sessions.ledger import append
from yintang.clinic.clinics.models import Membership
from yintang.clinic.photos.keeping import erase

ITEMS = ["1a", "1b", "1c", *(f"2{c}" for c in "abcdefg"), "3a", "3b", "4a", "4b", "5", "6a", "6b"]


@pytest.fixture
def closed(visit, ana) -> Session:
    """A session of eight needles, all in, all out, closed."""
    consented(visit, ana)
    session = begun(visit, ana)
    pack = tap(
        "pack", maker="Akari", diameter_mm=0.16, length_mm=15, lot="A-77", expiry="2028-01-31"
    )
    append(session, [pack, *needles("in")], by=ana, now=NOW)
    bruise = tap("adverse", kind="facial-bruise", needle="ST2-R", severity=1, words="<b>small</b>")
    done = [*needles("out"), bruise, tap("aftercare", how="printed"), tap("close")]
    append(session, done, by=ana, now=NOW + timedelta(minutes=20))
    session.refresh_from_db()
    assert session.closed_at
    return session


@pytest.fixture
def signed(visit, closed, ana) -> Visit:
    visit = Visit.objects.get(pk=visit.pk)
    assert visit.sign(ana, NOW + timedelta(minutes=40))
    visit.refresh_from_db()
    return visit


def page(client, visit) -> str:
    response = client.get(reverse("record", args=[visit.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_it_works_on_a_visit_where_nothing_happened_yet(as_, ben, visit):
    assert "Not signed" in page(as_(ben), visit)


def test_every_item_of_stricta_is_there_once_and_in_order(visit, closed):
    assert [one["item"] for one in record_of(visit)["stricta"]] == ITEMS


def test_what_the_visit_can_fill_is_filled(visit, closed, ana, clinic):
    Membership.objects.filter(user=ana).update(title="Lic. Ac.")
    said = {one["item"]: " ".join(one["says"]) for one in record_of(visit)["stricta"]}
    assert "8 in" in said["2a"]
    assert "ST2 both sides" in said["2b"]
    assert "CV24 midline" in said["2b"]
    assert "3 mm" in said["2c"]
    assert "20 minutes" in said["2f"]
    assert "Akari, 0.16 × 15 mm, lot A-77" in said["2g"]
    assert "Visit 1 of 10" in said["3a"]
    assert "every 7 days" in said["3b"]
    assert "Aftercare was printed" in said["4b"]
    assert "Ana, Lic. Ac., Willow Rooms." in said["5"]
    assert "Does not apply" in said["6a"]


def test_what_nobody_recorded_says_so(visit):
    items = {one["item"]: one for one in record_of(visit)["stricta"]}
    assert items["2g"]["says"] == ["Not recorded."]
    assert not items["2g"]["filled"]


def test_the_ledger_is_on_the_page_with_in_equal_to_out(as_, ana, visit, closed):
    shown = page(as_(ana), visit)
    assert "Every needle is accounted for" in shown
    counts = record_of(visit)["session"]["counts"]
    assert counts["in"] == counts["out"] == 8


def test_her_words_and_ours_are_escaped(as_, ana, visit, closed):
    shown = page(as_(ana), visit)
    assert "<b>small</b>" not in shown
    assert "&lt;b&gt;small&lt;/b&gt;" in shown


def test_the_needles_are_drawn_on_the_face(as_, ana, visit, closed):
    PlannedNeedle.objects.update(strength="textbook")
    assert "<svg" in page(as_(ana), visit).split('class="record-face"')[1][:200]


def test_signing_freezes_the_record_and_its_hash_is_stable(signed):
    again = Visit.objects.get(pk=signed.pk)
    assert again.state == Visit.State.SIGNED
    assert sha256_of(again.record) == again.record_sha256
    assert sha256_of(json.loads(json.dumps(again.record))) == again.record_sha256


def test_what_changes_afterwards_does_not_change_what_was_signed(as_, ana, signed, dana):
    dana.given_name = "Danielle"
    dana.save(update_fields=["given_name"])
    assert Visit.objects.get(pk=signed.pk).record["patient"]["name"] == "Dana Moreno"
    assert "<h2>Dana Moreno</h2>" in page(as_(ana), signed)


def test_an_altered_record_is_noticed(as_, ana, signed):
    signed.record["note"] = "something else"
    signed.save(update_fields=["record"])
    assert "is not the one that was signed" in page(as_(ana), signed)


def test_after_signing_the_documents_refuse(signed, ana):
    note = Note.objects.create(visit=signed)
    with pytest.raises(Signed):
        note.revise("later", expected=0, by=ana)


def test_an_open_session_cannot_be_signed(visit, ana):
    begun(visit, ana)
    with pytest.raises(NotNow, match="not closed"):
        Visit.objects.get(pk=visit.pk).sign(ana, NOW)


def test_a_visit_without_needles_is_signed_with_a_reason_only(visit, ana):
    with pytest.raises(NotNow, match="Write why"):
        visit.sign(ana, NOW)
    assert visit.sign(ana, NOW, without_needles="Talked only; she has a cold.")
    visit.refresh_from_db()
    assert visit.record["without_needles"] == "Talked only; she has a cold."


def test_a_reason_no_database_can_hold_is_no_reason(as_, ana, visit):
    url = reverse("visit-sign", args=[visit.pk])
    assert as_(ana).post(url, {"without_needles": "a\0b"}).status_code == 302
    visit.refresh_from_db()
    assert not visit.is_signed


def test_a_cancelled_visit_is_not_signed(visit, ana):
    visit.call_off()
    with pytest.raises(NotNow, match="nothing to sign"):
        visit.sign(ana, NOW, without_needles="She did not come.")


def test_signing_twice_is_signing_once(signed, ana, pia):
    before = signed.record_sha256
    assert not signed.sign(pia, NOW + timedelta(days=1))
    signed.refresh_from_db()
    assert (signed.record_sha256, signed.signed_by) == (before, ana)


def test_signing_on_the_page_is_audited_and_offers_the_next_visit(as_, pia, visit, closed):
    client = as_(pia)
    client.post(reverse("visit-sign", args=[visit.pk]))
    visit.refresh_from_db()
    assert visit.signed_by == pia
    assert Entry.objects.filter(act="signed", kind="visit", subject=visit.pk, by=pia).count() == 1
    shown = page(client, visit)
    assert "Next visit proposed" in shown
    assert "Monday 9 November 2026, 10:00" in shown


def test_signing_needs_rw_access_and_post(as_, ana, ben, cleo, eve, visit):
    url = reverse("visit-sign", args=[visit.pk])
    assert as_(ben).post(url).status_code == 403
    assert as_(cleo).post(url).status_code == 403
    assert as_(eve).post(url).status_code == 404
    assert as_(ana).get(url).status_code == 405


def test_an_amendment_stands_beneath_with_its_reason(as_, ana, signed):
    client = as_(ana)
    told = {"concerns": "note", "text": "The <i>left</i> side.", "reason": "Written wrongly"}
    client.post(reverse("visit-amend", args=[signed.pk]), told)
    shown = page(client, signed)
    assert "The &lt;i&gt;left&lt;/i&gt; side." in shown
    assert "Why: Written wrongly" in shown
    assert "Unchanged since" in shown
    assert Entry.objects.filter(act="amended", kind="visit").count() == 1


def test_an_amendment_needs_words_and_reason_and_a_signed_visit(as_, ana, visit, signed):
    url = reverse("visit-amend", args=[signed.pk])
    as_(ana).post(url, {"concerns": "note", "text": "x", "reason": ""})
    assert not signed.amendments.exists()
    other = Visit.objects.create(
        clinic=visit.clinic, patient=visit.patient, practitioner=ana,
        starts_at=datetime(2026, 11, 9, 10, 0, tzinfo=UTC),
    )  # fmt: skip
    with pytest.raises(NotNow):
        other.amend("note", "x", "y", ana)


def test_a_plan_on_an_erased_photograph_still_has_a_record(
    as_, ana, visit, photo, django_capture_on_commit_callbacks
):
    plan = planned(visit)
    plan.photo = photo
    plan.save(update_fields=["photo"])
    with django_capture_on_commit_callbacks(execute=True):
        erase(photo, ana, "on her wish")
    assert "ST2" in page(as_(ana), visit)


def test_a_needle_put_elsewhere_is_on_the_record(visit, ana):
    session = begun(visit, ana)
    body = {"needle": str(uuid4()), "zone": "cheek", "side": "L", "label": "near ST3"}
    append(session, [tap("elsewhere", **body)], by=ana, now=NOW)
    extra = [one for one in record_of(visit)["needles"] if not one["planned"]]
    assert [(one["name"], one["side"], one["status"]) for one in extra] == [("near ST3", "L", "in")]
