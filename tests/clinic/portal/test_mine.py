from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from yintang.clinic.audit.models import Entry
from yintang.clinic.care.models import Visit
from yintang.clinic.patients.models import Letter


def test_it_works(hers, dana, ahead):
    page = hers.get(reverse("mine", args=[dana.pk])).content.decode()
    assert "Hello Dana" in page
    assert f"{ahead.local_start:%H:%M}" in page
    assert "How to come prepared" in page
    assert "Questions before your visit" in page


def test_it_says_where_to_begin_when_nothing_is_booked(hers, dana):
    assert "Nothing is booked" in hers.get(reverse("mine", args=[dana.pk])).content.decode()


def test_opening_it_is_written_down(hers, dana, dana_user):
    hers.get(reverse("mine", args=[dana.pk]))
    row = Entry.objects.latest("number")
    assert (row.act, row.kind, row.by) == ("read", "own record", dana_user)


def test_the_map_is_a_link_and_nothing_is_fetched_from_it(hers, dana, clinic, ahead):
    clinic.address = "3 Willow Street\nYork"
    clinic.save()
    answer = hers.get(reverse("mine", args=[dana.pk]))
    page = answer.content.decode()
    assert 'rel="noreferrer noopener external"' in page
    assert page.count("openstreetmap.org/search") == 1
    assert "openstreetmap" not in answer.headers["Content-Security-Policy"]


def test_the_signs_of_an_emergency_stand_first_in_her_aftercare(hers, dana, clinic):
    page = hers.get(reverse("mine-aftercare", args=[dana.pk])).content.decode()
    assert page.index(f"Ring {clinic.emergency}") < page.index("everybody is told") + 4000
    assert page.index('class="emergency"') < page.index('id="keep-1"')


def test_she_sees_who_looked_at_her_record(hers, dana, as_, ana):
    as_(ana).get(reverse("patient", args=[dana.pk]))
    page = hers.get(reverse("mine-looked", args=[dana.pk])).content.decode()
    assert "Ana" in page
    assert "opened the record" in page


def test_her_record_leads_to_everything(hers, dana):
    page = hers.get(reverse("mine-papers", args=[dana.pk])).content.decode()
    for name in ("mine-ask", "mine-looked", "mine-contact", "mine-take-along"):
        assert reverse(name, args=[dana.pk]) in page


def test_her_page_takes_as_many_queries_for_twelve_visits_as_for_three(hers, dana, ana, course):
    url = reverse("mine", args=[dana.pk])

    def taken(number):
        for n in range(number):
            Visit.book(dana, ana, timezone.now() + timedelta(days=3 + 7 * n, hours=number))
        hers.get(url)
        with CaptureQueriesContext(connection) as captured:
            hers.get(url)
        return len(captured)

    few = taken(3)
    assert taken(9) <= few


def test_it_is_nobody_elses(as_, ana, eve, dana):
    url = reverse("mine", args=[dana.pk])
    assert as_(ana).get(url).status_code == 404
    assert as_(eve).get(url).status_code == 404


def test_it_shows_what_she_agreed_to(hers, dana, consent):
    page = hers.get(reverse("mine", args=[dana.pk])).content.decode()
    assert "Photographs for the record" in page
    assert "Agreed on 2 November 2026" in page


def test_letters_to_her_can_be_read_whole(hers, dana, ana):
    Letter.objects.create(
        patient=dana, kind="aftercare", subject="After your visit", body="Rest.", by=ana, once="x"
    )
    page = hers.get(reverse("mine-papers", args=[dana.pk])).content.decode()
    assert "After your visit" in page
    assert "Rest." in page


def test_a_link_for_signing_in_is_no_letter_to_keep(hers, dana):
    Letter.objects.create(patient=dana, kind="sign-in", subject="A link", body="/enter/", once="y")
    assert "/enter/" not in hers.get(reverse("mine-papers", args=[dana.pk])).content.decode()
