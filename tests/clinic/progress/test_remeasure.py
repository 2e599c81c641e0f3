from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from yintang.clinic.audit.models import Entry
from yintang.clinic.progress.measuring import METHOD
from yintang.clinic.progress.models import Measures, Shot
from yintang.clinic.progress.sequence import POSES
from yintang.clinic.progress.shots import file_shot, prepare


def remeasure(*words):
    out, err = StringIO(), StringIO()
    call_command("remeasure", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def kept(visit, consent, ana, portrait) -> Shot:
    """The astronaut, measured."""
    prepared = prepare(portrait, POSES["front"], None)
    return file_shot(visit, POSES["front"], prepared, ana, visit.starts_at)


def test_the_same_picture_measured_again_gives_the_same_numbers(kept):
    before = Measures.objects.get().read()
    Measures.objects.all().delete()
    assert "1 photographs measured, 0 not" in remeasure("--all")[0]
    assert Measures.objects.get().read() == before
    assert Entry.objects.filter(act="measured", subject=kept.photo_id, by=None).exists()


def test_earlier_measures_stay_beside_the_new_ones(kept):
    Measures.objects.update(method="yintang 0.0.1", model_sha256="0" * 64)
    remeasure("--all")
    assert set(Measures.objects.values_list("method", flat=True)) == {METHOD, "yintang 0.0.1"}


def test_what_is_measured_already_is_passed_over(kept):
    assert remeasure("--all")[0] == "0 photographs to measure\n"


def test_a_dry_run_measures_nothing(kept):
    Measures.objects.all().delete()
    assert remeasure("--all", "--dry-run")[0] == "1 photographs to measure\n"
    assert not Measures.objects.exists()


def test_one_patient_can_be_named(kept, dana, dana_again):
    Measures.objects.all().delete()
    assert remeasure("--patient", str(dana_again.pk), "--dry-run")[0].startswith("0 ")
    assert remeasure("--patient", str(dana.pk), "--dry-run")[0].startswith("1 ")


def test_an_unknown_patient_is_told():
    with pytest.raises(CommandError, match="no such patient"):
        remeasure("--patient", "00000000-0000-4000-8000-000000000000")


def test_a_bad_photograph_is_told_at_the_end_and_stops_nothing(shot, kept):
    Measures.objects.all().delete()
    out, err = remeasure("--all")
    assert "1 photographs measured, 1 not" in out
    assert str(shot.photo_id) in err
    assert "Moreno" not in out + err


def test_whose_photographs_has_to_be_said():
    with pytest.raises(CommandError):
        remeasure()
