"""The clinic's own pages: writing the listing, publishing it, what is missing."""

from decimal import Decimal

import pytest

from yintang.clinic.audit.models import Entry
from yintang.clinic.directory.models import Credential, Listing

TOLD = {
    "about": "A quiet practice in the old town.",
    "street": "14 Willow Row", "town": "Bristol", "region": "England", "postcode": "BS6 0AA",
    "lat": "", "lon": "", "phone": "0117 496 0123", "website": "",
    "opening_hours": "Mo-Fr 09:00-18:00", "hours_words": "", "currency": "gbp",
    "languages": ["en", "pl"], "concerns": ["G06"], "access": ["step-free"], "wheelchair": "yes",
    "consultation": "on", "consultation_minutes": "30", "access_words": "",
    "prices_typed": "First consultation: 45\nOne treatment: 70-95",
    "reviews_typed": "https://reviews.example/willow",
}  # fmt: skip


@pytest.fixture
def page(as_, ana, clinic):
    client = as_(ana)

    def edit(**other):
        return client.post(f"/clinics/{clinic.pk}/listing/edit/", TOLD | other)

    return edit


def reasons(answer):
    assert answer.status_code == 200
    return " ".join(r for rows in answer.context["form"].errors.values() for r in rows)


def test_a_clinic_writes_its_listing_and_publishes_it(as_, ana, clinic, page):
    client = as_(ana)
    assert page().status_code == 302
    listing = Listing.objects.get(clinic=clinic)
    assert not listing.published
    assert listing.languages == ["en", "pl"]
    assert [str(price) for price in listing.prices.all()] == ["45 GBP", "70–95 GBP"]
    client.post(f"/clinics/{clinic.pk}/listing/publish/")
    assert client.get("/find/willow-rooms/").status_code == 200
    acts = Entry.objects.filter(clinic=clinic, kind="listing").values_list("act", flat=True)
    assert list(acts) == ["changed", "published"]


def test_a_town_without_coordinates_stands_at_the_middle_of_the_town(page, clinic):
    page()
    listing = Listing.objects.get(clinic=clinic)
    assert not listing.exact
    assert (listing.lat, listing.lon) == pytest.approx((51.455, -2.597), abs=0.02)
    page(lat="51.4655", lon="-2.5953")
    listing.refresh_from_db()
    assert listing.exact


@pytest.mark.parametrize(
    ("field", "text", "word"),
    [
        ("about", "We cure wrinkles.", "cure"),
        ("about", "Facial rejuvenation at its best.", "rejuvenation"),
        ("access_words", "Painless for everybody.", "Painless"),
        ("prices_typed", "Natural face lift: 90", "face lift"),
    ],
)
def test_words_that_promise_are_refused_with_the_reason(page, clinic, field, text, word):
    said = reasons(page(**{field: text}))
    assert word.lower() in said.lower()
    assert not Listing.objects.filter(clinic=clinic, about=text).exists()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"opening_hours": "Mon to Fri"}, "write the days as"),
        ({"prices_typed": "dear"}, "write what it is"),
        ({"prices_typed": "One: 90-70"}, "lower price comes first"),
        ({"reviews_typed": "very nice"}, "is no address"),
        ({"reviews_typed": "javascript:alert(1)"}, "is no address"),
        ({"lat": "51.4"}, "belong together"),
        ({"lat": "99", "lon": "0"}, "between -90 and 90"),
        ({"town": "Xyzzyville"}, "not in our list"),
        ({"region": "Somerset"}, "not one of the available"),
        ({"currency": "pounds"}, "at most 3"),
        ({"concerns": ["G99"]}, "not one of the available"),
    ],
)
def test_what_cannot_be_shown_is_refused(page, told, why):
    assert why in reasons(page(**told))


def test_nothing_is_published_that_a_stranger_could_not_use(as_, ana, clinic):
    client = as_(ana)
    answer = client.post(f"/clinics/{clinic.pk}/listing/publish/", follow=True)
    assert "Before it can be published it needs" in answer.content.decode()
    assert not Listing.objects.get(clinic=clinic).published


def test_withdrawing_takes_it_out_of_sight(as_, ana, clinic, entry):
    as_(ana).post(f"/clinics/{clinic.pk}/listing/publish/", {"act": "withdraw"})
    assert as_(ana).get("/find/willow-rooms/").status_code == 404
    assert not entry.terms.exists()


def test_the_owner_sees_who_has_not_agreed_and_what_is_missing(as_, ana, clinic, entry):
    entry.withdraw()
    page = as_(ana).get(f"/clinics/{clinic.pk}/listing/").content.decode()
    assert "Has not agreed to be shown" in page
    assert "Registration: missing" in page
    assert "healthcare:speciality=acupuncture" in page


def test_the_owner_cannot_agree_for_her(as_, ana, entry, clinic):
    entry.withdraw()
    as_(ana).post(f"/clinics/{clinic.pk}/entry/consent/")
    entry.refresh_from_db()
    assert entry.consented_at is None


def test_a_premises_licence_begins_unverified(as_, ana, clinic, listing):
    told = {"kind": "premises licence", "body": "Example City Council", "number": "EXAMPLE-7"}
    as_(ana).post(f"/clinics/{clinic.pk}/listing/credential/", told)
    held = Credential.objects.get(listing=listing)
    assert (held.practitioner, held.checked_on, held.holds_until) == (None, None, None)


def test_a_clinic_holds_no_registration_of_its_own(as_, ana, clinic, listing):
    told = {"kind": "registration", "body": "Example Register"}
    as_(ana).post(f"/clinics/{clinic.pk}/listing/credential/", told)
    assert not listing.credentials.exists()


def test_prices_are_exact_and_replaced_whole(page, clinic):
    page(prices_typed="One: 70,50")
    page(prices_typed="One: 71.5")
    assert [p.low for p in Listing.objects.get(clinic=clinic).prices.all()] == [Decimal("71.5")]


def test_two_clinics_of_one_name_have_addresses_of_their_own(clinic, other_clinic):
    other_clinic.name = clinic.name
    other_clinic.save()
    slugs = {Listing.of(one).slug for one in (clinic, other_clinic)}
    assert slugs == {"willow-rooms", "willow-rooms-2"}


@pytest.mark.parametrize("name", ["Checklist", "Places", "印堂"])
def test_no_clinic_takes_an_address_that_the_directory_needs(clinic, name):
    clinic.name = name
    assert Listing.of(clinic).slug not in {"", "checklist", "places"}
