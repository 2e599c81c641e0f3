"""Plans, consents and taps for the tests of the session."""

import json
from datetime import UTC, datetime
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from yintang.clinic.accounts.models import User
from yintang.clinic.care.models import Plan, PlannedNeedle, Session, Visit
from yintang.clinic.care.sessions.begin import begin
from yintang.clinic.patients.models import Consent

NOW = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
PLACES = [
    ("GB14", "R", "face", 0.40, 0.35),
    ("GB14", "L", "face", 0.60, 0.35),
    ("ST2", "R", "face", 0.41, 0.52),
    ("ST2", "L", "face", 0.59, 0.52),
    ("CV24", "M", "face", 0.50, 0.72),
    ("GV20", "M", "scalp", None, None),
    ("LI4", "R", "body", None, None),
    ("LI4", "L", "body", None, None),
]


def planned(visit: Visit) -> Plan:
    """A confirmed plan of eight needles on the drawn face."""
    plan = Plan.objects.create(visit=visit, revision=1, confirmed_at=NOW, protocol="gentle")
    for n, (code, side, area, x, y) in enumerate(PLACES, start=1):
        PlannedNeedle.objects.create(
            plan=plan, key=f"{code}-{side}", n=n, code=code, side=side, area=area, x=x, y=y,
            diameter_mm=0.16, length_mm=15, depth_mm=3, angle_deg=15,
        )  # fmt: skip
    return plan


def consented(visit: Visit, by: User) -> Consent:
    return Consent.objects.create(
        patient=visit.patient, purpose="treatment", version="1", text=[], signed_name="Dana",
        signed_at=NOW, taken_by=by,
    )  # fmt: skip


def begun(visit: Visit, by: User) -> Session:
    planned(visit)
    return begin(visit, by)[0]


def tap(kind: str, /, **body: object) -> dict[str, object]:
    return {"id": str(uuid4()), "kind": kind, "body": body}


def needles(*kinds: str) -> list[dict[str, object]]:
    """Every planned needle in, or out, or both."""
    return [tap(kind, needle=f"{c}-{s}") for kind in kinds for c, s, *_ in PLACES]


def post(client: Client, visit: Visit, *events: dict[str, object]):
    url = reverse("session-events", args=[visit.pk])
    return client.post(url, json.dumps({"events": events}), content_type="application/json")
