"""What there is to visit in the house: whom, and every page by its address.

`what_there_is` gives `{"sign_ins": {first name: e-mail}, "password": …, "visits": {state: key},
"pages": [{"name", "path", "as"}]}`. Every address of the URLconf that answers with a page is there,
so that a new page is looked at without anybody remembering to list it.
"""

from typing import Any

from clinic.test_access import OURS, RULES
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from yintang.clinic.care.models import Override, Visit
from yintang.clinic.clinics.models import Clinic, Membership
from yintang.clinic.directory.models import Listing
from yintang.clinic.directory.sample import list_sample
from yintang.clinic.packages.models import Money
from yintang.clinic.patients.models import Consent, Letter, Merge, Patient
from yintang.clinic.photos.models import Photo
from yintang.clinic.sample import Sample
from yintang.clinic.sample.people import everybody
from yintang.clinic.waiting.models import Wait

NOT_PAGES = {
    "healthz", "here", "photo", "photo-small", "session-state", "plan-history", "home", "welcome",
    "progress-verdicts", "progress-measurements", "progress-json", "before-after-script",
    "before-after-style", "feed",
    "mine-photo", "takings-csv", "mine-visit-ics", "book-ics", "book-done", "entry", "offer",
    "public-geojson", "robots", "sitemap", "place-names", "to-verify", "credential-verify",
}  # fmt: skip
"""Addresses that answer with data or a picture, lead elsewhere, or are there for the first run."""
SEEN_IN = {
    "removal": ("patient", "session"),
    "arrived": ("patient", "visit", "consultation", "diagnosis", "plan", "session", "record"),
    "consultation": ("visit", "consultation", "diagnosis", "plan", "session"),
    "closed": ("patient", "visit", "session", "record"),
    "signed": (
        "patient",
        "visit",
        "consultation",
        "diagnosis",
        "plan",
        "session",
        "record",
        "note",
    ),
    "missed": ("visit",),
    "ready": ("visit", "session"),
    "overridden": ("patient", "consultation", "record"),
}
"""Pages that look otherwise in another state than at rest."""
ACCOUNT = (
    "account_change_password", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn",
    "mfa_add_webauthn", "usersessions_list", "account_reauthenticate",
)  # fmt: skip
ENTRANCE = ("home", "account_login", "account_reset_password", "account_reset_password_done")


def what_there_is(sample: Sample) -> dict[str, Any]:
    visits = visits_by_state()
    mails = [email for _, email, _ in sample.sign_ins]
    return {
        "sign_ins": {mail.split("@")[0]: mail for mail in mails},
        "password": sample.sign_ins[0][2],
        "visits": {state: str(visit.pk) for state, visit in visits.items()},
        "patients": {state: str(visit.patient_id) for state, visit in visits.items()},
        "clinic": str(sample.clinic.pk),
        "own page": reverse("mine", args=[of_dana()["patient_id"]]),
        "pages": list(pages(sample, visits)),
    }


def visits_by_state() -> dict[str, Visit]:
    """A visit in every state of the day, and one whose screening was overridden."""
    found = {}
    for person in everybody().patients:
        if person.today:
            who = Patient.objects.get(
                given_name=person.given, family_name=person.family, merged_into=None
            )
            state = {"soon": "ready", "later": "ready again"}.get(person.today, person.today)
            found[state] = who.visits.exclude(state="booked").latest("starts_at")
    found["overridden"] = Override.objects.latest("at").visit
    return found


def pages(sample: Sample, visits: dict[str, Visit]) -> list[dict[str, str]]:
    every = [page(name, as_, values(sample, visits)) for name, as_ in readable()]
    for state, names in SEEN_IN.items():
        of = {"visit_id": visits[state].pk, "patient_id": visits[state].patient_id}
        every += [page(name, "ana", of, state) for name in names]
    every += [page(name, "ana", {}) for name in ACCOUNT]
    every += [page(name, "", {}) for name in ENTRANCE]
    clinic = {"clinic_id": sample.clinic.pk}
    every.append(page("today", "cleo", clinic, "for Cleo"))
    resting = {"visit_id": visits["resting"].pk, "patient_id": visits["resting"].patient_id}
    every.append(page("patient", "cleo", resting, "for Cleo"))
    every.append(page("session", "ben", resting, "for Ben"))
    return every


def readable() -> list[tuple[str, str]]:
    """Every address of ours that shows a page, and who reads it."""
    return [
        (name, "dana" if right == "the patient" else "ana")
        for name, (method, right) in sorted(RULES.items())
        if method == "GET" and name not in NOT_PAGES
    ]


def values(sample: Sample, visits: dict[str, Visit]) -> dict[str, Any]:
    visit, merge = visits["resting"], Merge.objects.latest("at")
    return {
        "clinic_id": sample.clinic.pk,
        "visit_id": visit.pk,
        "patient_id": visit.patient_id,
        "other_id": visits["arrived"].patient_id,
        "course_id": visit.course_id,
        "consent_id": Consent.objects.filter(patient=visit.patient_id)[0].pk,
        "purpose": "sharing",
        "photo_id": Photo.objects.filter(patient=visit.patient_id)[0].pk,
        "merge_id": merge.pk,
        "letter_id": Letter.objects.latest("created_at").pk,
        "public_id": sample.clinic.pk,
        "appointment_id": sample.clinic.appointments.filter(visit__state="booked")
        .earliest("starts_at")
        .pk,
        "service_id": sample.clinic.services.get(name="Treatment").pk,
        "room_id": sample.clinic.rooms.earliest("name").pk,
        "equipment_id": sample.clinic.equipment.earliest("name").pk,
        "absence_id": sample.clinic.absences.earliest("first_day").pk,
        "online_id": sample.clinic.services.get(kind="consultation").pk,
        "section": "goals",
        "wait_id": Wait.objects.filter(ended="").latest("since").pk,
        **of_the_books(sample.clinic),
        "member_id": Membership.objects.get(user__email="pia@example.org").pk,
        **of_the_directory(sample.clinic),
    }


def of_the_books(clinic: Clinic) -> dict[str, Any]:
    """A package, an invoice that is not paid in full, and a receipt."""
    return {
        "package_id": clinic.packages.earliest("name").pk,
        "invoice_id": clinic.invoices.get(number=3).pk,
        "payment_id": Money.objects.get(clinic=clinic, receipt=3).pk,
    }


def of_the_directory(clinic: Clinic) -> dict[str, Any]:
    """The clinic as the public finds it; listed now if the sample did not."""
    now = timezone.now()
    listing = Listing.objects.filter(clinic=clinic).first() or list_sample(clinic, now)
    return {
        "clinic_slug": listing.slug,
        "practitioner_slug": listing.practitioners.earliest("name").slug,
        "credential_id": listing.credentials.filter(practitioner=None)[0].pk,
    }


def of_dana() -> dict[str, Any]:
    """What hangs on the record of the patient who signs in."""
    dana = Patient.objects.get(user__email="dana@example.org")
    coming = dana.visits.filter(state="booked").order_by("starts_at").first()
    assert coming is not None
    paid = Money.objects.filter(account__patient=dana)
    return {
        "patient_id": dana.pk, "visit_id": coming.pk, "course_id": coming.course_id,
        "own_invoice_id": paid.filter(kind="charge")[0].invoice_id,
        "own_payment_id": paid.filter(kind="payment")[0].pk,
    }  # fmt: skip


def page(name: str, reader: str, told: dict[str, Any], state: str = "") -> dict[str, str]:
    wanted = {key: value for key, value in told.items() if key in OURS.get(name, {})}
    if reader == "dana":
        wanted |= {key: one for key, one in of_dana().items() if key in OURS.get(name, {})}
    try:
        path = reverse(name, kwargs=wanted)
    except NoReverseMatch as missing:
        raise AssertionError(f"{name}: give its keywords a value in browser.pages") from missing
    return {"name": f"{name}, {state}" if state else name, "path": path, "as": reader}
