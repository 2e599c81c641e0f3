"""The sample clinic's public listing: some credentials checked, one not, one that has run out.

Every number says that it is an example; the bodies are invented, since a real register has real
people on it.
"""

from datetime import date, datetime, timedelta

from yintang.clinic.clinics.models import Clinic, Role
from yintang.clinic.directory.models import Credential, Listing, Practitioner, Price

CHECKER = "Kim Oduya (example)"


def list_sample(clinic: Clinic, now: datetime) -> Listing:
    """Give the clinic a published listing with its owner and practitioners.

    Parameters
    ----------
    clinic : the sample clinic, with its members.
    now : an aware instant; dates of credentials are counted from it.
    """
    listing = Listing.of(clinic)
    prices = [
        Price(name="Consultation", low=40),
        Price(name="First treatment", low=110),
        Price(name="Treatment", low=85),
    ]
    listing.change(_details(), prices)
    for member in clinic.memberships.filter(role__in=[Role.OWNER, Role.PRACTITIONER]):
        her = Practitioner.of(member)
        first = member.role == Role.OWNER
        her.change({
            "about": "I begin with your health and what you want to change, then we plan.",
            "languages": ["en", "pt"] if first else ["en", "sv"],
            "years": 14 if first else 4,
            "years_facial": 9 if first else 1,
            "concerns": ["G01", "G02", "G06"] if first else ["G01", "G02"],
        })  # fmt: skip
        her.agree(now)
        if not her.credentials.exists():
            (_of_ana if first else _of_pia)(her, now.date())
    _of_the_rooms(listing, now.date())
    listing.publish(now)
    listing.refresh_from_db()
    return listing


def _details() -> dict[str, object]:
    return {
        "about": "A quiet practice for acupuncture. We ask about your health before we touch a "
        "needle, and tell you what is known and what is not.",
        "street": "3 Willow Court, Lowford",
        "town": "Bristol",
        "region": "England",
        "postcode": "BS6 0AA",
        "lat": 51.4655,
        "lon": -2.5953,
        "exact": True,
        "phone": "01632 960 117",
        "website": "https://willow-rooms.example",
        "opening_hours": "Mo-Sa 09:00-19:00; PH off",
        "hours_words": "",
        "currency": "GBP",
        "languages": ["en", "pt", "sv"],
        "wheelchair": "limited",
        "access": ["step-free", "assistance-dogs", "quiet"],
        "access_words": "The door to the toilet is 70 cm wide.",
        "consultation": True,
        "consultation_minutes": 30,
        "concerns": ["G01", "G02", "G06"],
    }


def _of_ana(her: Practitioner, today: date) -> None:
    registration = _told(her, "registration", "Example Register of Acupuncturists", "EXAMPLE-0417",
                         expires_on=today + timedelta(days=200))  # fmt: skip
    _checked(registration, today - timedelta(days=20), "https://register.example/0417")
    insurance = _told(her, "insurance", "Example Mutual", "EXAMPLE-P-88",
                      expires_on=today + timedelta(days=120), covers_face=True)  # fmt: skip
    _checked(insurance, today - timedelta(days=20), "certificate seen")
    training = _told(her, "facial training", "Example School", "", name="Facial acupuncture",
                     hours=60, dated=date(today.year - 9, 5, 14))  # fmt: skip
    _checked(training, today - timedelta(days=20), "certificate seen")
    _told(her, "infection control", "Example Awards", "EXAMPLE-IC-3")


def _of_pia(her: Practitioner, today: date) -> None:
    registration = _told(her, "registration", "Example Register of Acupuncturists", "EXAMPLE-0902",
                         expires_on=today - timedelta(days=12))  # fmt: skip
    _checked(registration, today - timedelta(days=300), "https://register.example/0902")
    _told(her, "insurance", "Example Mutual", "EXAMPLE-P-91", covers_face=None)


def _of_the_rooms(listing: Listing, today: date) -> None:
    if not listing.credentials.filter(practitioner=None).exists():
        premises = Credential.objects.create(
            listing=listing,
            kind="premises licence",
            body="Example City Council",
            number="EXAMPLE-7",
        )
        _checked(premises, today - timedelta(days=40), "https://council.example/register")


def _told(her: Practitioner, kind: str, body: str, number: str, **other: object) -> Credential:
    credential = Credential(
        listing=her.listing, practitioner=her, kind=kind, body=body, number=number
    )
    for name, value in other.items():
        setattr(credential, name, value)
    credential.save(force_insert=True)
    return credential


def _checked(credential: Credential, on: date, source: str) -> None:
    credential.verify(
        CHECKER, on, source, status="current", conditions="",
        expires_on=credential.expires_on, covers_face=credential.covers_face,
    )  # fmt: skip
