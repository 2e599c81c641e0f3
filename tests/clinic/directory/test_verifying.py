"""Checking credentials: by people whom the operator lets, never by the clinic itself."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from yintang.clinic.audit.models import Entry
from yintang.clinic.clinics.models import Membership, Role
from yintang.clinic.directory.models import Verifier

TODAY = timezone.now().date()
FOUND = {
    "source": "https://register.example/0902", "checked_on": TODAY.isoformat(),
    "status": "current", "conditions": "", "expires_on": "2100-06-30", "covers_face": "unknown",
}  # fmt: skip


def command(name, *told):
    out = StringIO()
    call_command(name, *told, stdout=out)
    return out.getvalue()


def test_kim_writes_down_what_she_found(as_, kim, registration):
    client = as_(kim)
    assert "EXAMPLE-0902" in client.get("/verify/").content.decode()
    client.post(f"/credentials/{registration.pk}/verify/", FOUND)
    registration.refresh_from_db()
    assert registration.good(TODAY)
    assert (registration.checked_by, registration.checked_on) == ("Kim Oduya", TODAY)
    assert "Nothing waits" in client.get("/verify/").content.decode()
    assert Entry.objects.get(act="verified").subject == registration.pk


def test_a_check_holds_a_year_even_if_the_register_names_a_later_day(as_, kim, registration):
    as_(kim).post(f"/credentials/{registration.pk}/verify/", FOUND)
    registration.refresh_from_db()
    assert registration.holds_until == TODAY + timedelta(days=365)
    assert registration.standing(TODAY + timedelta(days=366)) == "check is old"


def test_a_course_once_passed_stays_passed(registration):
    registration.kind = "facial training"
    registration.save()
    told = {"status": "current", "conditions": "", "expires_on": None, "covers_face": None}
    registration.verify("Kim", date(2020, 1, 1), "certificate seen", **told)
    registration.refresh_from_db()
    assert registration.good(date(2060, 1, 1))


def test_nobody_verifies_for_the_clinic_she_works_at(as_, kim, registration, clinic):
    Membership.objects.create(clinic=clinic, user=kim, role=Role.READ_ONLY)
    assert as_(kim).post(f"/credentials/{registration.pk}/verify/", FOUND).status_code == 403
    assert "EXAMPLE-0902" not in as_(kim).get("/verify/").content.decode()
    registration.refresh_from_db()
    assert registration.checked_on is None


@pytest.mark.parametrize("who", ["ana", "pia", "eve"])
def test_an_owner_is_no_verifier(as_, request, who, registration):
    user = request.getfixturevalue(who)
    assert as_(user).get("/verify/").status_code == 404
    assert as_(user).post(f"/credentials/{registration.pk}/verify/", FOUND).status_code == 404


def test_not_found_leaves_it_unverified(as_, kim, registration):
    as_(kim).post(f"/credentials/{registration.pk}/verify/", FOUND)
    as_(kim).post(f"/credentials/{registration.pk}/verify/", {"act": "not found"})
    registration.refresh_from_db()
    assert registration.standing(TODAY) == "unverified"


def test_no_check_lies_in_the_future(as_, kim, registration):
    told = FOUND | {"checked_on": str(TODAY + timedelta(days=3))}
    answer = as_(kim).post(f"/credentials/{registration.pk}/verify/", told)
    assert "has not come yet" in answer.content.decode()


def test_the_operator_lets_somebody_verify(ben):
    command("verifier", "ben@example.org", "--name", "Ben Okafor")
    assert Verifier.objects.get().name == "Ben Okafor"
    command("verifier", "ben@example.org", "--remove")
    assert not Verifier.objects.exists()
    with pytest.raises(CommandError, match="no account"):
        command("verifier", "nobody@example.org")


def test_the_operator_verifies_from_the_terminal(registration):
    assert f"{registration.pk}" in command("verify_credential")
    told = ["--by", "Kim", "--source", "https://register.example", "--expires", "2100-06-30"]
    assert "verified" in command("verify_credential", str(registration.pk), *told)
    assert command("verify_credential") == ""
    assert "unverified" in command("verify_credential", str(registration.pk), "--undo")
    with pytest.raises(CommandError, match="--by"):
        command("verify_credential", str(registration.pk))
