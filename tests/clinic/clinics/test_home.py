"""The front door leads everybody to where she belongs."""

from django.test import Client

from yintang.clinic.clinics.models import Membership, Role


def test_it_leads_a_member_to_her_clinics_day(as_, ana, clinic):
    assert as_(ana).get("/")["Location"] == f"/clinics/{clinic.pk}/today/"


def test_it_leads_a_patient_to_her_own_record(as_, dana, dana_user):
    assert as_(dana_user).get("/")["Location"] == f"/mine/{dana.pk}/"


def test_a_member_of_two_clinics_chooses(as_, ana, clinic, other_clinic):
    Membership.objects.create(clinic=other_clinic, user=ana, role=Role.READ_ONLY)
    page = as_(ana).get("/").content.decode()
    assert clinic.name in page
    assert other_clinic.name in page


def test_a_former_member_is_told_that_there_is_nothing(as_, pia, pias_membership):
    pias_membership.change(Role.PRACTITIONER, "", active=False)
    assert "Nothing to open yet" in as_(pia).get("/").content.decode()


def test_a_stranger_finds_what_is_public_and_the_ways_in(ana):
    answer = Client().get("/")
    page = answer.content.decode()
    for way in ("/what-is-known/", "/find/", "/enter/", "/account/login/"):
        assert f'href="{way}"' in page
    assert not answer.cookies


def test_the_sign_in_page_leads_to_what_is_public(ana):
    page = Client().get("/account/login/").content.decode()
    for way in ("/", "/what-is-known/", "/find/", "/enter/"):
        assert f'href="{way}"' in page


def test_the_very_first_visitor_is_welcomed():
    assert Client().get("/")["Location"] == "/welcome/"


def test_it_is_healthy():
    assert Client().get("/healthz").content == b"ready"
