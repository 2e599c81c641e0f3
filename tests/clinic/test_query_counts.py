"""A page takes no more queries than it did, and no more for many rows than for few.

To add a page, name it in `PAGES` with the fixture its address needs, and run
`RENEW_QUERY_COUNTS=1 pytest tests/clinic/test_query_counts.py`.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinic.query_counts import counts  # noqa: F401 - a fixture
from yintang.clinic.care.models import Session, Visit
from yintang.clinic.patients.models import Patient

PAGES = {
    "today": "clinic",
    "patients": "clinic",
    "patient": "dana",
    "patient-edit": "dana",
    "patient-log": "dana",
    "visit-book": "dana",
    "visit": "visit",
    "course": "course",
    "consultation": "visit",
    "diagnosis": "visit",
    "plan": "visit",
    "session": "visit",
    "record": "visit",
    "consents": "dana",
    "patient-photos": "dana",
    "capture": "visit",
    "targets": "course",
    "progress": "course",
    "before-after": "course",
    "rate": "clinic",
    "calibration": "clinic",
    "clinic-sequence": "clinic",
    "clinic": "clinic",
    "week": "clinic",
    "week-print": "clinic",
    "week-book": "clinic",
    "appointment": "appointment",
    "appointment-move": "appointment",
    "booking-setup": "clinic",
    "service": "service",
    "absences": "clinic",
    "outbox": "clinic",
    "letter": "confirmation",
    "patient-letters": "dana",
    "calendar": "clinic",
    "packages": "clinic",
    "takings": "clinic",
    "patient-account": "dana",
    "invoice": "invoice",
    "receipt": "payment",
    "waiting-list": "clinic",
    "waiting-add": "dana",
    "wait": "wait",
}
"""Name of the address -> fixture of its object. Read by Ana."""


def fill(clinic, by, patients):
    """Patients with a visit and a session today each."""
    now = timezone.now()
    for n in range(patients):
        her = Patient.objects.create(clinic=clinic, given_name="Mora", family_name=f"Test{n}")
        visit, _ = Visit.start_now(her, by, now + timedelta(seconds=n))
        Session.objects.create(
            visit=visit, plan_revision=1, retention_min=20, phase="close", unaccounted=1
        )


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_takes_no_more_queries_than_its_baseline(
    name,
    request,
    as_,
    ana,
    clinic,
    dana,
    visit,
    counts,  # noqa: F811 - the fixture
):
    thing = request.getfixturevalue(PAGES[name])
    client, url = as_(ana), reverse(name, args=[thing.pk])
    client.get(url)  # what is read once a process
    with counts(name):
        assert client.get(url).status_code == 200


def taken(client, method, url, sent=None):
    with CaptureQueriesContext(connection) as captured:
        getattr(client, method)(url, sent)
    return len(captured)


def test_the_day_takes_as_many_queries_for_twenty_visits_as_for_two(as_, ana, clinic):
    client, url = as_(ana), reverse("today", args=[clinic.pk])
    fill(clinic, ana, 2)
    client.get(url)
    few = taken(client, "get", url)
    fill(clinic, ana, 18)
    assert taken(client, "get", url) == few


def test_the_search_takes_as_many_queries_for_thirty_found_as_for_two(as_, ana, clinic):
    client, url = as_(ana), reverse("patient-search", args=[clinic.pk])
    fill(clinic, ana, 2)
    client.post(url, {"q": "mora"})
    few = taken(client, "post", url, {"q": "mora"})
    fill(clinic, ana, 28)
    assert taken(client, "post", url, {"q": "mora"}) == few


def test_a_patients_page_takes_as_many_queries_for_forty_visits_as_for_four(as_, ana, dana):
    client, url = as_(ana), reverse("patient", args=[dana.pk])

    def visits(number, first):
        for n in range(number):
            Visit.book(dana, ana, timezone.now() - timedelta(days=first + n)).call_off()

    visits(4, 1)
    client.get(url)
    few = taken(client, "get", url)
    visits(36, 10)
    assert taken(client, "get", url) == few
