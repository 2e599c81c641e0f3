import json
import zipfile
from io import BytesIO

from django.urls import reverse

from yintang.clinic.audit.models import Entry


def taken(hers, dana):
    answer = hers.post(reverse("mine-take-along", args=[dana.pk]))
    return zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))


def test_everything_about_her_is_in_one_file(hers, dana, visit, consent, photo, ahead):
    file = taken(hers, dana)
    assert file.testzip() is None
    rows = json.loads(file.read("record.json"))["rows"]
    assert len(rows["care.Visit"]) == 2
    assert rows["patients.Consent"][0]["signed_name"] == "Dana Moreno"
    assert rows["patients.Patient"][0]["email"] == "dana@example.org"
    page = file.read("record.html").decode()
    pictures = [name for name in file.namelist() if name.startswith("photographs/")]
    assert len(pictures) == 1
    assert pictures[0] in page


def test_nothing_of_anybody_else_is_in_it(hers, dana, dana_again, visit):
    text = taken(hers, dana).read("record.json").decode()
    assert str(dana_again.pk) not in text


def test_no_secret_leaves_the_house(hers, dana, photo):
    text = taken(hers, dana).read("record.json").decode()
    assert photo.file not in text
    assert "sha256" not in text


def test_taking_it_along_is_written_down(hers, dana):
    taken(hers, dana)
    assert Entry.objects.filter(act="exported", patient=dana.pk).exists()
