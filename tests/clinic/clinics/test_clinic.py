"""The clinic's page, and what its owner says about it."""

from yintang.clinic.audit.models import Entry

DETAILS = {
    "name": "Willow Rooms", "address": "3 Mill Lane", "hours": "Mondays", "emergency": "999",
    "time_zone": "Europe/London", "jurisdiction": "UK",
}  # fmt: skip


def test_it_works(as_, ana, pia, ben, clinic):
    page = as_(ana).get(f"/clinics/{clinic.pk}/").content.decode()
    for word in ("Ana", "Pia", "Ben", "Owner", "Read only", "Invite somebody"):
        assert word in page


def test_staff_see_it_without_what_only_the_owner_may_do(as_, ana, cleo, clinic):
    page = as_(cleo).get(f"/clinics/{clinic.pk}/").content.decode()
    assert "Ana" in page
    assert "Invite somebody" not in page
    assert "ana@example.org" not in page


def test_the_owner_edits_and_the_log_names_the_fields(as_, ana, clinic):
    as_(ana).post(f"/clinics/{clinic.pk}/edit/", DETAILS)
    clinic.refresh_from_db()
    assert (clinic.hours, clinic.emergency) == ("Mondays", "999")
    entry = Entry.objects.filter(clinic=clinic, act="changed", kind="clinic").get()
    assert entry.detail == "address, hours, emergency"


def test_a_zone_that_does_not_exist_is_refused(as_, ana, clinic):
    answer = as_(ana).post(f"/clinics/{clinic.pk}/edit/", {**DETAILS, "time_zone": "Mars/Base"})
    assert answer.status_code == 200
    clinic.refresh_from_db()
    assert clinic.time_zone == "Europe/London"


def test_nobody_else_edits(as_, pia, eve, clinic):
    assert as_(pia).post(f"/clinics/{clinic.pk}/edit/", DETAILS).status_code == 403
    assert as_(eve).post(f"/clinics/{clinic.pk}/edit/", DETAILS).status_code == 404
