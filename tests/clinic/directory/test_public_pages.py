"""What a stranger reads: search, a clinic, a practitioner, the checklist, the site's map."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from yintang.clinic.booking.models import Rules, Service
from yintang.clinic.directory.models import Credential, Listing, Practitioner


@pytest.fixture
def stranger() -> Client:
    return Client()


def verify(credential, **other):
    today = timezone.now().date()
    told = {
        "status": "current", "conditions": "", "expires_on": credential.expires_on,
        "covers_face": None, **other,
    }  # fmt: skip
    credential.verify("Kim Oduya", today, "https://register.example/0902", **told)


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def linked(answer):
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode(), re.S
    )
    return json.loads(found[1])


def test_a_stranger_without_scripts_finds_pia_by_town(stranger, entry):
    answer = stranger.get("/find/", {"place": "Bristol"})
    assert "1 practitioner near Bristol, England, UK" in text(answer)
    assert "/find/willow-rooms/pia/" in answer.content.decode()
    assert "Nothing verified" in text(answer)


def test_the_page_says_how_it_is_ordered_and_that_nobody_pays(stranger, entry):
    said = text(stranger.get("/find/", {"place": "Bristol"}))
    assert "How this list is ordered" in said
    assert "Nobody can pay to come first" in said
    assert "GeoNames" in said


def test_the_empty_page_says_how_to_begin(stranger):
    assert "Where shall we look?" in text(stranger.get("/find/"))
    assert "No town called “Xyzzy”" in text(stranger.get("/find/", {"place": "Xyzzy"}))


def test_a_name_of_several_towns_asks_which(stranger):
    assert "Or did you mean" in text(stranger.get("/find/", {"place": "Perth"}))


@pytest.mark.parametrize(
    "query",
    ["near=91,0", "near=x", "page=0", "page=²", "within=9e9", "order=money", "concern=G99",
     "verified=x&also=y", "place=%00", "near=51.46,-2.60&page=99"],
)  # fmt: skip
def test_nonsense_in_the_address_does_no_harm(stranger, entry, query):
    assert stranger.get(f"/find/?{query}").status_code == 200


def test_where_she_is_comes_from_coordinates(stranger, entry):
    assert "near you" in text(stranger.get("/find/", {"near": "51.46,-2.60"}))


def test_of_the_nearest_the_soonest_free_comes_first(stranger, entry, other_clinic, eve):
    listing = Listing.of(other_clinic)
    listing.change(
        {"about": "Near.", "street": "1 Row", "town": "Bristol", "phone": "1", "lat": 51.4546,
         "lon": -2.5879},
        [],
    )  # fmt: skip
    listing.publish(timezone.now())
    Practitioner.of(eve.memberships.get()).agree(timezone.now())
    Rules.objects.create(clinic=entry.clinic, online=True)
    Service.objects.create(
        clinic=entry.clinic, name="Consultation", kind=Service.Kind.CONSULTATION, online=True,
        phases=[{"minutes": 30, "practitioner": True}],
    )  # fmt: skip
    near, soon = (
        text(stranger.get("/find/", {"place": "Bristol", "order": order}))
        for order in ("near", "soon")
    )
    assert near.index("Harbour Practice") < near.index("Willow Rooms")
    assert soon.index("Willow Rooms") < soon.index("Harbour Practice")
    assert "next free" in soon
    assert "Book a consultation" in text(stranger.get("/find/willow-rooms/pia/"))


def test_nobody_is_sent_to_book_where_nothing_can_be_booked(stranger, entry):
    assert "Book a consultation" not in text(stranger.get("/find/willow-rooms/pia/"))


def test_verified_only_leaves_out_whom_nobody_checked(stranger, entry, registration):
    asked = {"place": "Bristol", "verified": "registration"}
    assert "Nobody near" in text(stranger.get("/find/", asked))
    verify(registration)
    assert "1 practitioner near" in text(stranger.get("/find/", asked))


def test_a_credential_is_unverified_until_checked_and_says_so(stranger, registration):
    url = "/find/willow-rooms/pia/"
    assert "by nobody yet; this is what the practice says" in text(stranger.get(url))
    assert "hasCredential" not in linked(stranger.get(url))
    verify(registration)
    said = text(stranger.get(url))
    assert "Verified" in said
    assert "EXAMPLE-0902" in said
    assert "by Kim Oduya on" in said
    assert "https://register.example/0902" in stranger.get(url).content.decode()
    told = linked(stranger.get(url))["hasCredential"][0]
    assert told["recognizedBy"]["name"] == "Example Register"
    assert told["expires"] == "2100-06-30"


def test_expiry_turns_a_credential_back_by_itself(stranger, registration):
    verify(registration, expires_on=timezone.now().date() - timedelta(days=2))
    answer = stranger.get("/find/willow-rooms/pia/")
    assert "Unverified: its date has passed" in text(answer)
    assert "hasCredential" not in linked(answer)


def test_a_suspended_registration_is_shown_as_such(stranger, registration):
    verify(registration, status="suspended")
    said = text(stranger.get("/find/willow-rooms/pia/"))
    assert "Checked: not in force" in said
    assert "Suspended" in said


def test_an_insurance_counts_only_if_it_names_the_face(stranger, entry):
    held = Credential.objects.create(
        listing=entry.listing, practitioner=entry, kind="insurance", body="Example Mutual"
    )
    verify(held, covers_face=False)
    assert "Checked: does not name the face" in text(stranger.get("/find/willow-rooms/pia/"))


def test_years_are_labelled_self_reported(stranger, entry):
    entry.change({"years": 4})
    assert "4 years, self-reported" in text(stranger.get("/find/willow-rooms/pia/"))


def test_the_clinic_is_there_for_machines_too(stranger, entry, listing):
    listing.change({"opening_hours": "Mo-Fr 09:00-18:00"}, [])
    told = linked(stranger.get("/find/willow-rooms/"))
    assert told["@type"] == "MedicalBusiness"
    assert told["geo"] == {"@type": "GeoCoordinates", "latitude": 51.4655, "longitude": -2.5953}
    assert len(told["openingHoursSpecification"]) == 5
    assert told["employee"][0]["name"] == "Pia"
    assert "aggregateRating" not in json.dumps(told)
    feature = stranger.get("/find/willow-rooms/geojson/").json()
    assert feature["geometry"]["coordinates"] == [-2.5953, 51.4655]
    assert feature["properties"]["healthcare:speciality"] == "acupuncture"


def test_no_text_ends_the_script_it_stands_in(stranger, entry, listing):
    listing.change({"about": "</script><script>alert(1)</script>"}, [])
    page = stranger.get("/find/willow-rooms/").content.decode()
    assert "<script>alert" not in page
    assert linked(stranger.get("/find/willow-rooms/"))["description"].startswith("</script>")


@pytest.mark.parametrize("path", ["/find/willow-rooms/pia/", "/find/willow-rooms/"])
def test_what_is_not_published_is_not_there(stranger, entry, listing, path):
    assert stranger.get(path).status_code == 200
    listing.withdraw()
    assert stranger.get(path).status_code == 404


def test_who_withdraws_her_consent_is_gone_at_once(stranger, entry):
    entry.withdraw()
    assert stranger.get("/find/willow-rooms/pia/").status_code == 404
    assert "Pia" not in text(stranger.get("/find/willow-rooms/"))


def test_the_map_of_the_site_holds_what_is_public_and_nothing_else(stranger, entry, listing):
    told = stranger.get("/sitemap.xml").content.decode()
    assert "http://testserver/find/willow-rooms/pia/" in told
    assert "/clinics/" not in told
    entry.withdraw()
    assert "/pia/" not in stranger.get("/sitemap.xml").content.decode()


def test_search_engines_are_kept_to_the_public_pages(stranger):
    told = stranger.get("/robots.txt").content.decode()
    assert "Disallow: /\n" in told
    assert "Sitemap: http://testserver/sitemap.xml" in told


def test_names_of_places_are_offered_while_she_types(stranger):
    assert (
        "Bristol, England, UK" in stranger.get("/find/places/", {"place": "bris"}).content.decode()
    )


def test_the_checklist_puts_registration_first(stranger):
    said = text(stranger.get("/find/checklist/"))
    assert said.index("Registered or licensed") < said.index("Training for the face")


def test_no_page_loads_anything_from_elsewhere_or_leaves_a_cookie(stranger, entry):
    for path in ("/find/?place=Bristol", "/find/willow-rooms/", "/find/willow-rooms/pia/"):
        page = stranger.get(path).content.decode()
        assert not stranger.cookies
        assert not re.search(r'(?:src|srcset|action)="(?:https?:)?//', page)
        assert not re.search(r'<link[^>]+href="https?://', page)


@pytest.mark.parametrize(
    "path", ["/find/", "/find/checklist/", "/find/willow-rooms/", "/sitemap.xml", "/robots.txt"]
)
def test_it_rejects_post(stranger, entry, path):
    assert stranger.post(path).status_code == 405
