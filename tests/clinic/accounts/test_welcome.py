"""The first run: a clinic, its owner, and a code that only the right person can read."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from yintang.clinic.accounts.models import User
from yintang.clinic.accounts.welcome import code_for_the_first_run
from yintang.clinic.audit.models import Entry
from yintang.clinic.clinics.models import Clinic, Role

TOLD = {
    "name": "Willow Rooms", "time_zone": "Europe/Dublin", "jurisdiction": "IE",
    "owner": "Ana Duarte", "owner_email": "Ana@Example.org", "password": "willow rooms in may",
    "again": "willow rooms in may",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    cache.clear()


def test_it_works():
    client = Client()
    answer = client.post("/welcome/", {**TOLD, "code": code_for_the_first_run()}, follow=True)
    clinic = Clinic.objects.get()
    member = clinic.memberships.get()
    assert (clinic.time_zone, clinic.jurisdiction) == ("Europe/Dublin", "IE")
    assert (member.role, member.user.email) == (Role.OWNER, "ana@example.org")
    assert answer.wsgi_request.user == member.user
    assert Entry.objects.filter(clinic=clinic).count() >= 2


@pytest.mark.parametrize(
    ("country", "number"), [("UK", "999"), ("IE", "112"), ("US", "911"), ("AU", "000")]
)
def test_the_number_to_ring_in_an_emergency_is_the_countrys(country, number):
    told = {**TOLD, "jurisdiction": country, "code": code_for_the_first_run()}
    Client().post("/welcome/", told)
    assert Clinic.objects.get().emergency == number


def test_the_code_may_be_typed_in_any_spacing():
    code = code_for_the_first_run().lower().replace("-", " ")
    assert Client().post("/welcome/", {**TOLD, "code": code}).status_code == 302


def test_without_the_code_nobody_takes_the_clinic():
    code_for_the_first_run()
    answer = Client().post("/welcome/", {**TOLD, "code": "AAAA-AAAA-AAAA"})
    assert "This is not the code" in answer.content.decode()
    assert not User.objects.exists()


def test_guessing_is_slowed_down():
    answers = [Client().post("/welcome/", {"code": "AAAA"}).status_code for _ in range(12)]
    assert answers[-1] == 429


def test_the_code_opens_the_door_once(tmp_path: Path):
    code = code_for_the_first_run()
    assert (tmp_path / "first-run-code").stat().st_mode & 0o077 == 0
    Client().post("/welcome/", {**TOLD, "code": code})
    assert not (tmp_path / "first-run-code").exists()
    again = {**TOLD, "code": code, "owner_email": "eve@example.org"}
    assert Client().post("/welcome/", again).status_code == 302
    assert User.objects.count() == 1


def test_a_code_used_up_meanwhile_saves_nothing(tmp_path: Path, monkeypatch):
    code_for_the_first_run()
    monkeypatch.setattr("yintang.clinic.accounts.forms.is_the_code", lambda typed: True)
    (tmp_path / "first-run-code").unlink()
    answer = Client().post("/welcome/", {**TOLD, "code": "used"})
    assert answer.status_code == 302
    assert not User.objects.exists()
    assert not Clinic.objects.exists()


def test_a_weak_password_is_refused():
    weak = {**TOLD, "code": code_for_the_first_run(), "password": "password12", "again": "other"}
    answer = Client().post("/welcome/", weak)
    assert "The two passwords differ" in answer.content.decode()
    answer = Client().post("/welcome/", {**weak, "again": "password12"})
    assert "too common" in answer.content.decode()


def test_once_somebody_is_here_it_leads_home(ana):
    assert Client().get("/welcome/")["Location"] == "/"
    assert code_for_the_first_run() is None
