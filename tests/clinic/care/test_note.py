from django.urls import reverse

from clinic.care.session_cases import NOW
from yintang.clinic.audit.models import Entry
from yintang.clinic.care.models import Note

JSON = {"headers": {"Accept": "application/json"}}


def save(client, visit, text, revision, **more):
    return client.post(
        reverse("note-save", args=[visit.pk]), {"text": text, "revision": revision}, **more
    )


def test_it_works(as_, pia, visit):
    answer = save(as_(pia), visit, "Slept well.\r\nNo pain.", 0, **JSON)
    assert answer.json() == {"revision": 1, "text": "Slept well.\nNo pain."}
    assert Entry.objects.filter(act="changed", kind="note", by=pia).count() == 1


def test_saving_the_same_text_again_makes_no_revision(as_, pia, visit):
    client = as_(pia)
    save(client, visit, "Same", 0, **JSON)
    assert save(client, visit, "Same", 0, **JSON).json()["revision"] == 1
    assert Note.objects.get().revisions().count() == 1


def test_a_stale_save_is_refused_with_both_texts(as_, ana, pia, visit):
    save(as_(ana), visit, "Ana's words", 0, **JSON)
    answer = save(as_(pia), visit, "Pia's words", 0, **JSON)
    assert answer.status_code == 409
    assert answer.json() == {"revision": 1, "text": "Ana's words", "by": "Ana"}
    page = save(as_(pia), visit, "Pia's words", 0)
    assert page.status_code == 409
    assert "Pia&#x27;s words" in page.content.decode()
    assert "Ana&#x27;s words" in page.content.decode()
    assert Note.objects.get().text == "Ana's words"


def test_choosing_mine_after_that_is_a_revision_on_top(as_, ana, pia, visit):
    save(as_(ana), visit, "Ana's words", 0, **JSON)
    assert save(as_(pia), visit, "Pia's words", 1, **JSON).json()["revision"] == 2


def test_a_signed_note_is_not_changed(as_, ana, visit):
    save(as_(ana), visit, "Before", 0, **JSON)
    visit.sign(ana, NOW, without_needles="Only talked.")
    answer = save(as_(ana), visit, "After", 1, **JSON)
    assert answer.status_code == 423
    assert "amendment" in answer.json()["say"]
    assert Note.objects.get().text == "Before"


def test_earlier_versions_can_be_read(as_, ben, pia, visit):
    save(as_(pia), visit, "First <b>draft</b>", 0, **JSON)
    save(as_(pia), visit, "Second", 1, **JSON)
    page = as_(ben).get(reverse("note", args=[visit.pk])).content.decode()
    assert "First &lt;b&gt;draft&lt;/b&gt;" in page


def test_it_rejects_get_and_checks_access(as_, ana, ben, eve, visit):
    assert as_(ana).get(reverse("note-save", args=[visit.pk])).status_code == 405
    assert save(as_(ben), visit, "x", 0).status_code == 403
    assert save(as_(eve), visit, "x", 0).status_code == 404
