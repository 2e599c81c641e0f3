from django.urls import reverse

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.patients.consent_texts import text
from yintang.clinic.patients.consenting import in_force
from yintang.clinic.portal.models import RightsRequest


def sign(hers, dana, purpose="treatment", **more):
    version = text(purpose, dana.clinic, atlas()).version
    told = {"version": version, "answer": "yes", "signed_name": "Dana Moreno", "typed": "on"}
    return hers.post(reverse("mine-consent", args=[dana.pk, purpose]), told | more)


def test_she_reads_and_signs_at_home(hers, dana, dana_user):
    assert sign(hers, dana).status_code == 302
    assert in_force(dana, "treatment").taken_by == dana_user


def test_a_text_that_changed_meanwhile_is_read_again(hers, dana):
    assert sign(hers, dana, version="another").status_code == 422
    assert in_force(dana, "treatment") is None


def test_she_withdraws_by_herself(hers, dana):
    sign(hers, dana)
    hers.post(reverse("mine-consent-withdraw", args=[dana.pk, "treatment"]), {"words": "No more."})
    assert in_force(dana, "treatment") is None
    assert dana.consents.get().withdrawn_words == "No more."


def test_photographs_are_erased_by_the_clinic_and_not_by_a_click(hers, dana, photo):
    url = reverse("mine-consent-withdraw", args=[dana.pk, "photographs"])
    hers.post(url, {"existing": "erase"})
    photo.refresh_from_db()
    assert photo.erased_at is None
    assert RightsRequest.objects.get().kind == "deletion"
