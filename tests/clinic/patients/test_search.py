"""Finding a patient as somebody types."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yintang.clinic.patients.models import Patient, Word
from yintang.clinic.patients.search import find
from yintang.clinic.patients.words import fold, pairs_typed, words_typed


def add(clinic, given, family, **more):
    return Patient.objects.create(clinic=clinic, given_name=given, family_name=family, **more)


@pytest.fixture
def people(clinic):
    return {
        "soren": add(clinic, "Søren", "Ångström", born=date(1974, 5, 2)),
        "zoe": add(clinic, "Zoë", "O'Brien", phone="+44 7700 900123", email="zoe.b@example.org"),
        "wang": add(clinic, "小明", "王", known_as="Ming"),
        "ana": add(clinic, "Ana María", "García-López", phone="07700 900456"),
        "grace": add(clinic, "Grace", "Strauß", born=date(1981, 12, 25)),
    }


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("soren", "soren"),
        ("ANGS", "soren"),
        ("ångs sø", "soren"),
        ("1974", "soren"),
        ("2/5/1974", "soren"),
        ("02.05.1974", "soren"),
        ("1974-05-02", "soren"),
        ("197405", "soren"),
        ("obrien", "zoe"),
        ("o'brien zoe", "zoe"),
        ("O’Brien", "zoe"),
        ("brien", "zoe"),
        ("900123", "zoe"),
        ("0770 0900123", "zoe"),
        ("+44 7700 900123", "zoe"),
        ("zoe.b@example.org", "zoe"),
        ("王小明", "wang"),
        ("小明", "wang"),
        ("王", "wang"),
        ("ming", "wang"),
        ("garcia-lopez", "ana"),
        ("lop ana", "ana"),
        ("maria garc", "ana"),
        ("07700 900456", "ana"),
        ("7700900456", "ana"),
        ("strauss", "grace"),
        ("straus gra", "grace"),
    ],
)
def test_it_finds_by_any_beginning_of_any_word(clinic, people, typed, who):
    found, more = find(clinic, typed)
    assert [patient.pk for patient in found] == [people[who].pk]
    assert not more


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "'", "\\", "ñandu", "soren brien", "\x00"])
def test_what_fits_nobody_finds_nobody(clinic, people, typed):
    assert find(clinic, typed) == ([], False)


def test_a_percent_sign_is_no_wildcard(clinic, people):
    assert find(clinic, "so%n")[0] == []


def test_at_most_twenty_are_shown_and_it_says_that_there_are_more(clinic):
    for n in range(25):
        add(clinic, f"Ann{n:02}", "Moreno")
    found, more = find(clinic, "moren ann")
    assert len(found) == 20
    assert more


def test_a_name_changed_is_found_by_the_new_one_only(clinic, people):
    people["grace"].change({"family_name": "Weiß"}, expected=0)
    assert find(clinic, "strauss")[0] == []
    assert [p.pk for p in find(clinic, "weiss")[0]] == [people["grace"].pk]


def test_another_clinics_patients_are_not_found(other_clinic, people):
    assert find(other_clinic, "soren") == ([], False)


def test_the_words_of_a_record_are_written_once(dana):
    before = Word.objects.filter(patient=dana).count()
    dana.index_words()
    assert Word.objects.filter(patient=dana).count() == before


def test_folding_is_idempotent():
    for text in ("Ångström", "Straße", "İstanbul", "Đặng", "ŁÓDŹ", "王小明"):
        assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("typed", ["g ana", "ana g", "an ana mar", "lo ga a", "garcia l maria"])
def test_beginnings_of_several_words_find_her_in_any_order(clinic, people, typed):
    assert [patient.pk for patient in find(clinic, typed)[0]] == [people["ana"].pk]


def test_two_common_beginnings_that_one_patient_has_read_her_rows_only(clinic):
    for n in range(30):
        add(clinic, f"Zoe{n}", "Brown")
        add(clinic, f"Anna{n}", "Moreno")
    her = add(clinic, "Zoria", "Moquill", born=date(1931, 3, 4))
    assert [patient.pk for patient in find(clinic, "mo zo")[0]] == [her.pk]
    assert [patient.pk for patient in find(clinic, "zo moq 4.3.1931")[0]] == [her.pk]
    pair = pairs_typed(words_typed("zo mo"))[0].encode()
    assert Word.objects.filter(word__gte=pair, word__lt=pair + b"\xff").count() == 1


def test_typing_many_words_uses_eight_of_them():
    assert len(words_typed(" ".join("abcdefghijkl"))) == 8


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's own plan")
def test_a_prefix_is_a_range_of_the_index(clinic, people):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        find(clinic, "ang")
    statement = next(q["sql"] for q in captured.captured_queries if "patients_word" in q["sql"])
    assert ">=" in statement
    assert "LIKE" not in statement


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's own plan")
def test_a_further_word_is_looked_up_among_the_patients_own(clinic, people):
    with CaptureQueriesContext(connection) as captured:
        find(clinic, "lop ana")
    statement = next(q["sql"] for q in captured.captured_queries if "EXISTS" in q["sql"])
    with connection.cursor() as cursor:
        plan = [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}")]
    assert sum("her_words (patient_id=?" in line for line in plan) == 2


def test_it_works(as_, cleo, clinic, dana):
    page = as_(cleo).post(reverse("patient-search", args=[clinic.pk]), {"q": "mor"})
    assert "Moreno, Dana" in page.content.decode()
    assert "born 2 May 1974" in page.content.decode()


def test_htmx_gets_the_results_alone(as_, ana, clinic, dana):
    url = reverse("patient-search", args=[clinic.pk])
    page = as_(ana).post(url, {"q": "dana"}, headers={"HX-Request": "true"}).content.decode()
    assert "Moreno, Dana" in page
    assert "<html" not in page


def test_a_name_typed_never_stands_in_an_address(as_, ana, clinic):
    page = as_(ana).get(reverse("patients", args=[clinic.pk])).content.decode()
    assert 'method="post"' in page
    assert as_(ana).get(reverse("patient-search", args=[clinic.pk])).status_code == 405


def test_what_was_typed_is_escaped(as_, ana, clinic):
    url = reverse("patient-search", args=[clinic.pk])
    page = as_(ana).post(url, {"q": "<script>x</script>"}).content.decode()
    assert "<script>x" not in page


def test_an_empty_clinic_says_how_to_begin(as_, ana, clinic):
    page = as_(ana).get(reverse("patients", args=[clinic.pk])).content.decode()
    assert "Add the first patient" in page


def test_without_words_typed_those_seen_lately_are_shown(as_, ana, clinic, visit):
    visit.starts_at = visit.starts_at.replace(year=2020)
    visit.save()
    page = as_(ana).get(reverse("patients", args=[clinic.pk])).content.decode()
    assert "Seen lately" in page
    assert "Moreno, Dana" in page


@pytest.mark.parametrize(
    ("state", "said"),
    [("signed", "last visit 2 November 2026"), ("booked", "no visit yet"), ("missed", "no visit")],
)
def test_the_last_visit_is_one_she_came_to(as_, ana, clinic, dana, visit, state, said):
    visit.state = state
    visit.save()
    page = as_(ana).post(reverse("patient-search", args=[clinic.pk]), {"q": "dana"})
    assert said in page.content.decode()
