"""Beside a real server: makes sessions to tap in, and says what became of them.

Run by `tablets.Place` as a program of its own, on the server's folder: `make N` prints as JSON the
cookie of somebody signed in and the visits of N sessions that have begun; `check`, given
{visit: [ids acknowledged]} on its input, prints every fault.
"""

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.chain import broken
from yintang.clinic.care.models import Session, Visit
from yintang.clinic.care.sessions.ledger import state_of
from yintang.clinic.clinics.models import Clinic, Membership, Role
from yintang.clinic.patients.models import Patient

NEEDLES = 20


def make(number: int) -> dict[str, Any]:
    """A clinic with Ana in it, and sessions of hers that have begun, each with `NEEDLES`."""
    clinic = Clinic.objects.create(name="Willow Rooms", time_zone="Europe/London")
    ana = User.objects.create_user("ana@example.org", "correct horse battery", name="Ana")
    Membership.objects.create(clinic=clinic, user=ana, role=Role.OWNER)
    patient = Patient.objects.create(clinic=clinic, given_name="Dana", family_name="Moreno")
    client = Client()
    client.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    now = timezone.now()
    visits = [begun(patient, ana, now + timedelta(seconds=n)) for n in range(number)]
    return {"cookie": client.cookies["sessionid"].value, "visits": visits}


def begun(patient: Patient, by: User, at: datetime) -> str:
    visit = Visit.objects.create(
        clinic=patient.clinic, patient=patient, practitioner=by, starts_at=at, arrived_at=at,
        state=Visit.State.UNDER_WAY,
    )  # fmt: skip
    Session.objects.create(visit=visit, plan_revision=1, retention_min=20, expected=expected())
    return str(visit.pk)


def expected() -> list[dict[str, Any]]:
    zones = ("forehead", "eyes", "cheek", "mouth")
    return [
        {
            "key": f"N{n}", "label": f"Local {n}", "side": "M", "zone": zones[n % len(zones)],
            "area": "face", "retention_min": 20, "n": n, "place": [0.4, 0.02 * n + 0.3],
            "figure": None, "card": {},
        }
        for n in range(NEEDLES)
    ]  # fmt: skip


def faults(acknowledged: dict[str, list[str]]) -> Iterator[str]:
    """What was lost, what is there twice or unasked, and whether the audit still holds."""
    for visit, ids in acknowledged.items():
        session = Session.objects.get(visit_id=visit)
        rows = list(session.events.order_by("number"))
        held = [str(row.pk) for row in rows]
        if lost := set(ids) - set(held):
            yield f"{len(lost)} acknowledged taps are lost"
        if unasked := set(held) - set(ids):
            yield f"{len(unasked)} taps are there that nobody was told of"
        if len(held) != len(set(held)) or [r.number for r in rows] != list(range(1, len(rows) + 1)):
            yield "taps are there twice, or their numbers have gaps"
        placed = sum(zone.went_in for zone in state_of(session).zones.values())
        sent = sum(row.kind == "in" for row in rows)
        if session.length != len(rows) or placed != sent:
            yield f"the session says {session.length} taps and {placed} needles in, not {sent}"
    for clinic in Clinic.objects.all():
        yield from broken(clinic)


def intact() -> Iterator[str]:
    """What SQLite says of its own file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            said = cursor.execute("PRAGMA integrity_check").fetchall()
            if said != [("ok",)]:
                yield f"integrity_check: {said[0][0]}"


def main(what: str, number: str = "0") -> None:
    if what == "make":
        print(json.dumps(make(int(number))))
    else:
        print(json.dumps([*intact(), *faults(json.load(sys.stdin))]))
