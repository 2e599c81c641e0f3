from django.urls import reverse

from yintang.clinic.audit.models import Entry


def decide(client, shot, keep="yes", **more):
    return client.post(reverse("shot-decide", args=[shot.pk]), {"keep": keep}, **more)


def test_it_works(as_, pia, shot):
    assert decide(as_(pia), shot).status_code == 302
    shot.refresh_from_db()
    assert shot.kept
    assert shot.is_good
    assert not shot.passed
    assert Entry.objects.filter(act="changed", kind="shot", subject=shot.pk, by=pia).exists()


def test_it_can_be_taken_back(as_, pia, shot):
    shot.decide(keep=True)
    decide(as_(pia), shot, "no")
    shot.refresh_from_db()
    assert not shot.is_good


def test_a_live_page_gets_the_list_anew(as_, pia, shot):
    shown = decide(as_(pia), shot, headers={"HX-Request": "true"}).content.decode()
    assert "kept, marked" in shown
    assert "<html" not in shown


def test_a_shot_that_passed_needs_no_decision(as_, pia, shot):
    shot.passed = True
    shot.save()
    decide(as_(pia), shot)
    shot.refresh_from_db()
    assert not shot.kept


def test_a_signed_visit_keeps_what_was_decided(as_, pia, shot):
    visit = shot.visit
    visit.signed_at, visit.signed_by = visit.starts_at, pia
    visit.save()
    decide(as_(pia), shot)
    shot.refresh_from_db()
    assert not shot.kept
