"""Who looked at a patient's record."""

from django.urls import reverse

from yintang.clinic.audit.chain import record
from yintang.clinic.patients.merging import merge


def test_it_lists_who_opened_the_record_and_in_what_role(as_, ana, ben, dana):
    as_(ben).get(reverse("patient", args=[dana.pk]))
    page = as_(ana).get(reverse("patient-log", args=[dana.pk])).content.decode()
    assert "Ben" in page
    assert "read only" in page
    assert "opened the record" in page


def test_looking_at_the_list_is_written_down_too(as_, ana, dana):
    url = reverse("patient-log", args=[dana.pk])
    as_(ana).get(url)
    assert "looked at the log of" in as_(ana).get(url).content.decode()


def test_it_checks_access(as_, cleo, eve, dana):
    url = reverse("patient-log", args=[dana.pk])
    assert as_(cleo).get(url).status_code == 403
    assert as_(eve).get(url).status_code == 404


def test_it_shows_a_hundred_rows_a_page(as_, ana, dana):
    for _ in range(101):
        record(None, dana.clinic, "read", "patient", dana.pk, patient=dana)
    client, url = as_(ana), reverse("patient-log", args=[dana.pk])
    assert client.get(url).content.decode().count("The system") == 99
    assert client.get(f"{url}?page=2").content.decode().count("The system") >= 1


def test_nonsense_for_a_page_is_the_first_page(as_, ana, dana):
    url = reverse("patient-log", args=[dana.pk])
    assert as_(ana).get(f"{url}?page=-3").status_code == 200


def test_what_was_done_to_a_merged_record_belongs_to_the_kept_one(as_, ana, dana, dana_again):
    record(None, dana.clinic, "exported", "patient", dana_again.pk, patient=dana_again)
    merge(dana, dana_again, ana)
    page = as_(ana).get(reverse("patient-log", args=[dana.pk])).content.decode()
    assert "exported the record" in page
