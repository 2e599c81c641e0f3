"""The cast: Ana owns the clinic, Ben reads, Cleo is the front desk, Dana a patient, Eve a stranger.

Pia is a practitioner of Ana's clinic who owns nothing.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from clinic.tables import django_db_setup  # noqa: F401 - a fixture
from yintang.clinic.accounts.models import User
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.append_only import guard, unguard
from yintang.clinic.booking.models import Absence, Appointment, Equipment, Room, Rules, Service
from yintang.clinic.booking.slots import slot_at
from yintang.clinic.booking.taking import book, hold
from yintang.clinic.calendars import feeds
from yintang.clinic.care.models import Course, Visit
from yintang.clinic.clinics.models import Clinic, Membership, Role
from yintang.clinic.directory.models import Credential, Listing, Practitioner
from yintang.clinic.packages.entering import pay, sell
from yintang.clinic.packages.models import Credit, Invoice, Money, Package
from yintang.clinic.patients.consent_texts import text
from yintang.clinic.patients.consenting import take
from yintang.clinic.patients.merging import merge
from yintang.clinic.patients.models import Consent, Letter, Merge, Patient
from yintang.clinic.photos.keeping import Developed, develop, file_away
from yintang.clinic.photos.models import Photo
from yintang.clinic.portal.models import EntryLink, Release, RightsRequest
from yintang.clinic.progress.models import CalibrationShot, Shot, Target
from yintang.clinic.waiting.models import Offer, Wait, hash_of
from yintang.face.face_map import ModelFacts
from yintang.outcomes import PhotoMeasures

OFFER_TOKEN = "of-an-offer-to-dana"

APPEND_ONLY = ("audit_entry", "packages_credit", "packages_money", "packages_invoice")


@pytest.fixture(autouse=True)
def _everything_here_may_use_the_database(db: None) -> None:
    """Every test of the clinic meets the real database."""


@pytest.fixture(autouse=True)
def _the_audit_can_be_emptied_after_a_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that commit are followed by emptying every table, which the audit's triggers refuse."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not commits and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("db")
    guard(connection, *APPEND_ONLY)
    yield
    unguard(connection, *APPEND_ONLY)


@pytest.fixture(autouse=True)
def photos_dir(settings, tmp_path: Path) -> Path:
    settings.PHOTOS_DIR = tmp_path / "photos"
    return settings.PHOTOS_DIR


@pytest.fixture
def clinic() -> Clinic:
    return Clinic.objects.create(name="Willow Rooms", time_zone="Europe/London")


@pytest.fixture
def other_clinic() -> Clinic:
    return Clinic.objects.create(name="Harbour Practice", time_zone="Europe/Dublin")


def member(name: str, clinic: Clinic, role: Role) -> User:
    user = User.objects.create_user(f"{name.lower()}@example.org", "correct horse", name=name)
    Membership.objects.create(clinic=clinic, user=user, role=role)
    return user


@pytest.fixture
def ana(clinic: Clinic) -> User:
    return member("Ana", clinic, Role.OWNER)


@pytest.fixture
def pia(clinic: Clinic) -> User:
    return member("Pia", clinic, Role.PRACTITIONER)


@pytest.fixture
def pias_membership(pia: User) -> Membership:
    return pia.memberships.get()


@pytest.fixture
def ben(clinic: Clinic) -> User:
    return member("Ben", clinic, Role.READ_ONLY)


@pytest.fixture
def cleo(clinic: Clinic) -> User:
    return member("Cleo", clinic, Role.FRONT_DESK)


@pytest.fixture
def eve(other_clinic: Clinic) -> User:
    return member("Eve", other_clinic, Role.OWNER)


@pytest.fixture
def dana_user() -> User:
    return User.objects.create_user("dana@example.org", "correct horse", name="Dana")


@pytest.fixture
def dana(clinic: Clinic, dana_user: User) -> Patient:
    return Patient.objects.create(
        clinic=clinic,
        user=dana_user,
        given_name="Dana",
        family_name="Moreno",
        born=date(1974, 5, 2),
        sex="female",
        email="dana@example.org",
    )


@pytest.fixture
def dana_again(clinic: Clinic) -> Patient:
    """A second record of Dana's, made at the telephone."""
    return Patient.objects.create(
        clinic=clinic, given_name="Dana", family_name="Moreno", phone="020 7946 0958"
    )


@pytest.fixture
def merged(dana: Patient, dana_again: Patient, ana: User) -> Merge:
    return merge(dana, dana_again, ana)


@pytest.fixture
def course(dana: Patient, ana: User) -> Course:
    return Course.objects.create(
        patient=dana,
        practitioner=ana,
        concerns=["G06"],
        protocol="gentle",
        sessions=10,
        interval_days=7,
        started_on=date(2026, 11, 2),
    )


@pytest.fixture
def visit(dana: Patient, ana: User, course: Course) -> Visit:
    return Visit.objects.create(
        clinic=dana.clinic,
        patient=dana,
        practitioner=ana,
        course=course,
        starts_at=datetime(2026, 11, 2, 10, 0, tzinfo=UTC),
    )


@pytest.fixture
def purpose() -> str:
    return "photographs"


@pytest.fixture
def consent(dana: Patient, ana: User) -> Consent:
    """Dana's signed consent to photographs."""
    words = text("photographs", dana.clinic, atlas())
    now = datetime(2026, 11, 2, 9, 50, tzinfo=UTC)
    return take(
        dana,
        "photographs",
        words,
        ana,
        now,
        signed_name="Dana Moreno",
        signature=[[[0.1, 0.5], [0.5, 0.2], [0.9, 0.6]]],
    )


@pytest.fixture
def photo(dana: Patient, ana: User, consent: Consent) -> Photo:
    """A photograph of Dana that shows no face."""
    return file_away(dana, faceless(), ana, timezone.now())


@cache
def faceless() -> Developed:
    """Searched for a face once for all tests, which takes a while."""
    picture = BytesIO()
    Image.new("RGB", (64, 80), (170, 140, 120)).save(picture, "JPEG")
    return develop(picture.getvalue())


@pytest.fixture
def shot(photo: Photo, visit: Visit) -> Shot:
    """The photograph as a shot of Dana's visit that failed its checks."""
    return Shot.objects.create(
        visit=visit, photo=photo, pose="front", number=1, trouble="No face found."
    )


@pytest.fixture
def calibration_shot(clinic: Clinic) -> CalibrationShot:
    """A shot of somebody untreated, of the calibration under way."""
    found = PhotoMeasures(
        "a", "", ModelFacts("model", "a" * 64), "front", 0.2, "light", (), None, ()
    )
    return CalibrationShot.objects.create(clinic=clinic, person=1, day=1, content=found.as_json())


@pytest.fixture
def target(course: Course, ana: User) -> Target:
    return Target.objects.create(
        course=course,
        concern="G06",
        metric="lines-medium",
        region="glabella",
        declared_at=datetime(2026, 11, 2, 10, 30, tzinfo=UTC),
        declared_by=ana,
    )


@pytest.fixture
def room(clinic: Clinic) -> Room:
    return Room.objects.create(clinic=clinic, name="Room 1")


@pytest.fixture
def equipment(clinic: Clinic) -> Equipment:
    return Equipment.objects.create(clinic=clinic, name="Heat lamp")


@pytest.fixture
def service(clinic: Clinic) -> Service:
    """A treatment: half an hour with the practitioner, a rest, twenty minutes with her."""
    phases = [
        {"minutes": 30, "practitioner": True},
        {"minutes": 25, "practitioner": False},
        {"minutes": 20, "practitioner": True},
    ]
    return Service.objects.create(
        clinic=clinic, name="Treatment", kind=Service.Kind.TREATMENT, phases=phases
    )


@pytest.fixture
def appointment(service: Service, room: Room, dana: Patient, pia: User) -> Appointment:
    """Dana with Pia, on Tuesday 1 December 2026 at ten."""
    now = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    slot = slot_at(service, pia, date(2026, 12, 1), time(10), now=now)
    return book(slot, dana, made_by=pia, now=now)


@pytest.fixture
def absence(clinic: Clinic, pia: User) -> Absence:
    day = date(2199, 12, 24)
    return Absence.objects.create(clinic=clinic, practitioner=pia, first_day=day, last_day=day)


@pytest.fixture
def listing(clinic: Clinic) -> Listing:
    """The clinic's public entry, published."""
    found = Listing.of(clinic)
    found.change(
        {
            "about": "A quiet practice.", "street": "14 Willow Row", "town": "Bristol",
            "region": "England", "postcode": "BS6 0AA", "lat": 51.4655, "lon": -2.5953,
            "exact": True, "phone": "0117 496 0123",
        },
        [],
    )  # fmt: skip
    found.publish(datetime(2026, 11, 1, 9, 0, tzinfo=UTC))
    found.refresh_from_db()
    return found


@pytest.fixture
def entry(listing: Listing, pias_membership: Membership) -> Practitioner:
    """Pia in the directory, as she agreed."""
    found = Practitioner.of(pias_membership)
    found.agree(datetime(2026, 11, 1, 9, 0, tzinfo=UTC))
    found.refresh_from_db()
    return found


@pytest.fixture
def clinic_slug(listing: Listing) -> str:
    return listing.slug


@pytest.fixture
def practitioner_slug(entry: Practitioner) -> str:
    return entry.slug


@pytest.fixture
def credential(listing: Listing) -> Credential:
    """The clinic's own premises licence, which nobody has checked."""
    return Credential.objects.create(
        listing=listing, kind="premises licence", body="Example City Council", number="EXAMPLE-7"
    )


@pytest.fixture
def confirmation(dana: Patient) -> Letter:
    """A letter to Dana that waits to be sent."""
    return Letter.objects.create(
        patient=dana, kind="booked", subject="Your appointment", body="On Monday.", once="booked:1"
    )


@pytest.fixture
def handed_over() -> str:
    return "handed-over"


@pytest.fixture
def anas_secret(ana: User, clinic: Clinic) -> str:
    """Of the address under which Ana's calendar reads her appointments."""
    _, secret = feeds.make(ana, datetime.now(UTC), practitioner=ana, clinic=clinic)
    return secret


@pytest.fixture
def package(clinic: Clinic) -> Package:
    """Ten treatments for the price of nine."""
    return Package.objects.create(
        clinic=clinic, name="10 treatments for the price of 9", credits=10, price=Decimal("765.00")
    )


@pytest.fixture
def invoice(dana: Patient, package: Package, cleo: User) -> Invoice:
    """Cleo sold Dana the package."""
    return sell(dana, package, by=cleo, now=datetime(2026, 11, 2, 9, 30, tzinfo=UTC))


@pytest.fixture
def credit(invoice: Invoice) -> Credit:
    return invoice.credits.get()


@pytest.fixture
def payment(dana: Patient, cleo: User) -> Money:
    """Dana paid a part of it."""
    now = datetime(2026, 11, 2, 9, 35, tzinfo=UTC)
    return pay(dana, Decimal("400.00"), "card", by=cleo, now=now)


@pytest.fixture
def as_() -> Callable[[User], Client]:
    """A browser in which the user is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def section() -> str:
    """Of the questions before a visit."""
    return "history"


@pytest.fixture
def released(course: Course, ana: User) -> Release:
    """Dana may see what her course changed, with her photographs."""
    return Release.give(course, ana, datetime(2026, 11, 20, 12, tzinfo=UTC), photographs=True)


@pytest.fixture
def released_photo(shot: Shot, released: Release) -> Photo:
    return shot.photo


@pytest.fixture
def rights_request(dana: Patient) -> RightsRequest:
    """Dana wants something put right."""
    return RightsRequest.objects.create(
        patient=dana,
        kind="correction",
        words="I was born in 1975.",
        at=datetime(2026, 11, 20, 12, tzinfo=UTC),
    )


@pytest.fixture
def online_clinic(clinic: Clinic) -> Clinic:
    """Ana's clinic, where anybody may book."""
    Rules.objects.create(clinic=clinic, online=True)
    return clinic


@pytest.fixture
def online_consultation(online_clinic: Clinic, ana: User) -> Service:
    """Half an hour with whoever treats there."""
    return Service.objects.create(
        clinic=online_clinic,
        name="First consultation",
        kind=Service.Kind.CONSULTATION,
        phases=[{"minutes": 30, "practitioner": True}],
    )


@pytest.fixture
def entry_token(dana: Patient) -> str:
    """Of a link by which Dana signs in."""
    return EntryLink.make(dana, datetime.now(UTC))


@pytest.fixture
def wait(dana: Patient, service: Service) -> Wait:
    """Dana waits for a treatment, on any day of the coming years."""
    return Wait.objects.create(
        patient=dana,
        service=service,
        first_day=date(2026, 11, 1),
        last_day=date(2199, 12, 31),
        since=datetime(2026, 11, 20, 12, tzinfo=UTC),
    )


@pytest.fixture
def waiting_offer(wait: Wait, service: Service, pia: User) -> Offer:
    """A time with Pia that is kept for Dana."""
    now = datetime.now(UTC)
    slot = slot_at(service, pia, date(2198, 6, 3), time(10), now=now)
    held = hold(slot, held_by=OFFER_TOKEN, now=now, patient=wait.patient)
    until = datetime(2198, 6, 3, 7, tzinfo=UTC)
    Appointment.objects.filter(pk=held.pk).update(held_until=until)
    return Offer.objects.create(
        wait=wait, appointment=held, token_sha256=hash_of(OFFER_TOKEN), made_at=now, until=until
    )


@pytest.fixture
def offer_token(waiting_offer: Offer) -> str:
    """Of the link to it."""
    return OFFER_TOKEN
