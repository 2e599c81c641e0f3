"""Two records of one person made one, and two again."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.care.models import Course, Visit
from yintang.clinic.patients.merging import NotMerged, merge, unmerge
from yintang.clinic.patients.models import Letter, Patient
from yintang.clinic.patients.search import find


def visit_of(patient, by, hour=9):
    return Visit.objects.create(
        clinic=patient.clinic,
        patient=patient,
        practitioner=by,
        starts_at=datetime(2026, 10, 1, hour, tzinfo=UTC),
    )


def state(patient):
    patient.refresh_from_db()
    return {
        field.attname: getattr(patient, field.attname)
        for field in Patient._meta.concrete_fields
        if field.attname != "revision"
    } | {
        "visits": set(patient.visits.values_list("pk", flat=True)),
        "courses": set(patient.courses.values_list("pk", flat=True)),
        "letters": set(patient.letters.values_list("pk", flat=True)),
        "consents": set(patient.consents.values_list("pk", flat=True)),
        "photos": set(patient.photos.values_list("pk", flat=True)),
        "words": {bytes(word.word) for word in patient.words.all()},
    }


@pytest.fixture
def both(dana, dana_again, ana, consent, photo):
    """Two records, each with things of its own."""
    for patient in (dana, dana_again):
        visit_of(patient, ana)
        Letter.objects.create(
            patient=patient, kind="aftercare", subject="After", body="…", by=ana, once=patient.pk
        )
    Course.objects.create(
        patient=dana_again, practitioner=ana, protocol="gentle", sessions=6, interval_days=7,
        started_on=datetime(2026, 10, 1, tzinfo=UTC).date(),
    )  # fmt: skip
    return dana, dana_again


def test_everything_stands_in_the_kept_record(both, ana):
    kept, retired = both
    merge(retired, kept, ana)  # the one made at the telephone is kept
    kept, retired = retired, kept
    assert kept.visits.count() == 2
    assert kept.letters.count() == 2
    assert kept.courses.count() == 1
    assert kept.consents.count() == 1
    assert kept.photos.count() == 1
    assert retired.visits.count() == 0


def test_what_is_empty_is_filled_and_what_stands_stays(both, ana):
    kept, retired = both
    merge(kept, retired, ana)
    kept.refresh_from_db()
    assert kept.phone == retired.phone
    assert kept.email == "dana@example.org"


def test_undoing_a_merge_brings_back_both_records_as_they_were(both, ana):
    before = [state(patient) for patient in both]
    unmerge(merge(*both, ana))
    assert [state(patient) for patient in both] == before


def test_what_was_added_since_stays_with_the_kept_record(both, ana):
    kept, retired = both
    done = merge(kept, retired, ana)
    added = visit_of(kept, ana, hour=15)
    unmerge(done)
    assert set(retired.visits.values_list("pk", flat=True)).isdisjoint({added.pk})
    assert added in kept.visits.all()
    assert retired.visits.count() == 1


def test_a_field_changed_since_the_merge_stays_as_it_is(both, ana):
    kept, retired = both
    done = merge(kept, retired, ana)
    kept.refresh_from_db()
    kept.change({"phone": "999 9999"}, expected=kept.revision)
    unmerge(done)
    kept.refresh_from_db()
    assert kept.phone == "999 9999"


def test_the_retired_record_is_not_found_and_its_address_leads_to_the_kept(as_, both, ana, clinic):
    kept, retired = both
    merge(kept, retired, ana)
    assert [patient.pk for patient in find(clinic, "moreno")[0]] == [kept.pk]
    assert find(clinic, "7946")[0][0].pk == kept.pk
    response = as_(ana).get(reverse("patient", args=[retired.pk]))
    assert response.url == reverse("patient", args=[kept.pk])


def test_nothing_more_is_written_to_the_retired_record(as_, both, ana):
    kept, retired = both
    merge(kept, retired, ana)
    for name in ("patient-edit", "visit-book", "patient-merge"):
        assert as_(ana).get(reverse(name, args=[retired.pk])).status_code == 403


def test_merges_can_follow_one_another_and_are_undone_in_turn(both, ana, clinic):
    first, second = both
    third = Patient.objects.create(clinic=clinic, given_name="D.", family_name="Moreno")
    before = [state(patient) for patient in (first, second, third)]
    one = merge(second, first, ana)
    two = merge(third, second, ana)
    with pytest.raises(NotMerged, match="merged later"):
        unmerge(one)
    unmerge(two)
    unmerge(one)
    assert [state(patient) for patient in (first, second, third)] == before


def test_a_merge_is_not_undone_twice(both, ana):
    done = merge(*both, ana)
    unmerge(done)
    with pytest.raises(NotMerged, match="undone already"):
        unmerge(done)


def test_a_record_is_not_merged_with_itself_nor_with_another_clinics(dana, ana, other_clinic):
    stranger = Patient.objects.create(clinic=other_clinic, given_name="Dana", family_name="Moreno")
    for other in (dana, stranger):
        with pytest.raises(NotMerged):
            merge(dana, other, ana)


def test_it_works_from_the_search_to_the_undoing(as_, pia, dana, dana_again):
    client = as_(pia)
    choose = client.get(reverse("patient-merge", args=[dana.pk])).content.decode()
    side_by_side = reverse("patient-merge-with", args=[dana.pk, dana_again.pk])
    assert side_by_side in choose
    assert "020 7946 0958" in client.get(side_by_side).content.decode()
    response = client.post(side_by_side, {"keep": str(dana_again.pk)})
    assert response.url == reverse("patient", args=[dana_again.pk])
    done = dana_again.merges.get()
    assert "Undo the merge" in client.get(response.url).content.decode()
    client.post(reverse("patient-unmerge", args=[done.pk]))
    dana.refresh_from_db()
    assert dana.merged_into is None
    acts = set(Entry.objects.filter(patient=dana_again.pk).values_list("act", flat=True))
    assert {"merged", "unmerged"} <= acts


def test_nothing_moves_before_one_is_chosen(as_, pia, dana, dana_again):
    page = as_(pia).post(
        reverse("patient-merge-with", args=[dana.pk, dana_again.pk]), {"keep": "x"}
    )
    assert page.status_code == 200
    dana.refresh_from_db()
    assert dana.merged_into is None


def test_it_checks_access(as_, cleo, ben, eve, dana, dana_again):
    url = reverse("patient-merge-with", args=[dana.pk, dana_again.pk])
    assert as_(cleo).post(url, {"keep": str(dana.pk)}).status_code == 403
    assert as_(ben).get(url).status_code == 403
    assert as_(eve).get(url).status_code == 404


def test_another_clinics_record_cannot_be_drawn_in(as_, ana, other_clinic, dana):
    stranger = Patient.objects.create(clinic=other_clinic, given_name="Dana", family_name="Moreno")
    url = reverse("patient-merge-with", args=[dana.pk, stranger.pk])
    assert as_(ana).post(url, {"keep": str(dana.pk)}).status_code == 404
