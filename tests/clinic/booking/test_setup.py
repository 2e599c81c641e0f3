"""What a clinic sets up before it can be booked."""

import pytest
from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.booking.models import Equipment, Room, Rules, Service


@pytest.fixture
def url(clinic):
    return reverse("booking-setup", args=[clinic.pk])


def begin(client, clinic):
    return client.post(reverse("booking-begin", args=[clinic.pk]))


def test_an_empty_diary_says_what_is_missing_and_offers_the_usual(as_, ana, clinic, url):
    page = as_(ana).get(url).content.decode()
    assert "No hours are entered" in page
    assert "Set up the usual" in page


def test_the_desk_sees_it_and_is_offered_nothing_to_change(as_, cleo, clinic, url):
    page = as_(cleo).get(url).content.decode()
    assert "No service yet" in page
    assert "Set up the usual" not in page
    assert "Add a service" not in page


def test_one_click_gives_a_room_four_services_and_hours(as_, ana, clinic, url):
    client = as_(ana)
    assert begin(client, clinic).status_code == 302
    lengths = {one.name: one.minutes for one in clinic.services.all()}
    assert lengths == {"Consultation": 30, "Treatment": 75, "Review": 45, "Maintenance": 60}
    assert [room.name for room in clinic.rooms.all()] == ["Room 1"]
    assert sorted(clinic.booking_hours.values_list("weekday", flat=True)) == [0, 1, 2, 3, 4]
    page = client.get(url).content.decode()
    assert "Monday to Friday" in page
    assert "09:00–17:00" in page
    assert "Still to be set up" not in page


def test_a_second_click_changes_nothing(as_, ana, clinic):
    client = as_(ana)
    begin(client, clinic)
    Room.objects.update(name="The blue room")
    begin(client, clinic)
    assert [room.name for room in clinic.rooms.all()] == ["The blue room"]
    assert clinic.services.count() == 4
    assert clinic.booking_hours.count() == 5


def test_prices_are_in_the_money_of_the_country(as_, eve, other_clinic):
    other_clinic.jurisdiction = "IE"
    other_clinic.save()
    begin(as_(eve), other_clinic)
    assert Rules.objects.get(clinic=other_clinic).currency == "EUR"


def test_it_is_audited(as_, ana, clinic):
    begin(as_(ana), clinic)
    assert Entry.objects.filter(clinic=clinic, act="changed", kind="diary").exists()


def test_a_room_is_added_once(as_, ana, clinic):
    client, url = as_(ana), reverse("room-add", args=[clinic.pk])
    client.post(url, {"name": "Garden room"})
    client.post(url, {"name": "garden room"})
    client.post(url, {"name": ""})
    assert [room.name for room in Room.objects.all()] == ["Garden room"]


def test_a_room_out_of_use_says_so(as_, ana, room, url):
    client = as_(ana)
    client.post(reverse("room", args=[room.pk]), {"name": "Room 1"})
    room.refresh_from_db()
    assert not room.active
    assert "not in use" in client.get(url).content.decode()


def test_two_pieces_do_not_bear_one_name(as_, ana, clinic, equipment):
    other = Equipment.objects.create(clinic=clinic, name="Lamp 2")
    told = {"name": "heat lamp", "active": "on"}
    answer = as_(ana).post(reverse("equipment", args=[other.pk]), told)
    assert answer.status_code == 422
    assert "Give it another" in answer.content.decode()


def test_rules_stay_within_what_makes_sense(as_, ana, clinic):
    client, url = as_(ana), reverse("booking-rules", args=[clinic.pk])
    told = {
        "step_minutes": "15", "lead_minutes": "120", "furthest_days": "180", "hold_minutes": "10",
        "notice_hours": "48", "late_words": "Half the fee.", "currency": "GBP", "online": "on",
    }  # fmt: skip
    assert client.post(url, told | {"hold_minutes": "0"}).status_code == 422
    assert client.post(url, told).status_code == 302
    rules = Rules.objects.get(clinic=clinic)
    assert (rules.notice_hours, rules.online, rules.late_words) == (48, True, "Half the fee.")


def test_services_of_another_clinic_are_not_shown(as_, ana, other_clinic, url):
    Service.objects.create(clinic=other_clinic, name="Harbour special", kind="review")
    assert "Harbour special" not in as_(ana).get(url).content.decode()
