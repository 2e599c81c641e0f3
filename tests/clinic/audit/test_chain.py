"""The chain: rows only ever added, and every break of it found."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from yintang.clinic.audit.append_only import unguard
from yintang.clinic.audit.chain import broken, record
from yintang.clinic.audit.models import Chain, Entry


@pytest.fixture
def chain(clinic, dana):
    for act in ("created", "read", "changed", "read"):
        record(None, clinic, act, "patient", dana.pk, patient=dana)
    return clinic


@pytest.fixture
def unguarded(chain):
    """Somebody who owns the database took the triggers down."""
    unguard(connection)
    return chain


def verified() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def test_an_untouched_chain_is_intact(chain):
    assert "4 rows, intact" in verified()


def test_a_clinic_without_rows_is_intact(clinic):
    assert "0 rows, intact" in verified()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_or_remove_a_row(chain, change):
    rows = Entry.objects.filter(clinic=chain, number=2)
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        rows.update(act="nothing") if change == "update" else rows.delete()
    assert "4 rows, intact" in verified()


def test_an_altered_row_is_named(unguarded):
    Entry.objects.filter(clinic=unguarded, number=2).update(by=None, act="printed")
    assert list(broken(unguarded)) == ["row 2 was altered"]
    with pytest.raises(CommandError, match="1 break"):
        verified()


def test_an_altered_row_with_a_new_hash_breaks_the_next(unguarded):
    row = Entry.objects.get(clinic=unguarded, number=2)
    row.at -= timedelta(days=1)
    row.hash = row.computed_hash()
    row.save()
    assert list(broken(unguarded)) == ["row 3 does not follow the row before it"]


def test_a_removed_row_is_named(unguarded):
    Entry.objects.filter(clinic=unguarded, number=2).delete()
    assert "row 2 is missing; row 3 stands in its place" in list(broken(unguarded))


def test_a_row_removed_at_the_end_is_missed(unguarded):
    Entry.objects.filter(clinic=unguarded, number=4).delete()
    assert list(broken(unguarded)) == ["the chain ends at row 3; 4 rows were written"]


def test_every_row_removed_is_missed(unguarded):
    Entry.objects.filter(clinic=unguarded).delete()
    assert list(broken(unguarded)) == ["the chain ends at row 0; 4 rows were written"]


def test_a_row_put_at_the_end_past_the_chain_is_named(chain):
    last = Entry.objects.get(clinic=chain, number=4)
    forged = Entry(
        clinic=chain, number=5, at=last.at, act="read", kind="patient", previous=last.hash
    )
    forged.hash = forged.computed_hash()
    forged.save(force_insert=True)
    assert list(broken(chain)) == ["the chain ends at row 5; 4 rows were written"]


def test_a_row_put_in_between_breaks_the_chain(unguarded):
    Entry.objects.filter(clinic=unguarded, number=4).update(number=5)
    row = Entry.objects.get(clinic=unguarded, number=3)
    forged = Entry(
        clinic=unguarded, number=4, at=row.at, act="read", kind="patient", previous=row.hash
    )
    forged.hash = forged.computed_hash()
    forged.save(force_insert=True)
    found = list(broken(unguarded))
    assert "row 5 does not follow the row before it" in found


def test_the_chains_of_two_clinics_are_apart(chain, other_clinic):
    record(None, other_clinic, "read", "patient")
    assert Chain.objects.get(clinic=other_clinic).length == 1
    assert "1 row, intact" in verified()


def test_a_change_undone_leaves_no_row(chain):
    with transaction.atomic():
        record(None, chain, "changed", "patient")
        transaction.set_rollback(True)
    assert Entry.objects.filter(clinic=chain).count() == 4
    assert "4 rows, intact" in verified()
