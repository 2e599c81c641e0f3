"""What the tests of the plan share: her photograph, her wishes, and speaking JSON."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from yintang.clinic.accounts.models import User
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Consultation, Visit
from yintang.clinic.patients.models import Patient
from yintang.clinic.photos.models import Photo
from yintang.face import locate, read_photo

WISHES = {"goals": {"G06": 4, "G05": 3}}


@pytest.fixture(scope="session")
def portrait_bytes(large_portrait: Image.Image) -> bytes:
    file = io.BytesIO()
    large_portrait.save(file, "JPEG", quality=90)
    return file.getvalue()


@pytest.fixture(scope="session")
def stored_map(portrait_bytes: bytes) -> dict[str, Any]:
    stored = locate(read_photo(portrait_bytes), atlas()).stored()
    return json.loads(json.dumps(stored))


def photographed(
    patient: Patient, by: User, stored_map: dict[str, Any], day: int = 2, name: str = "a.jpg"
) -> Photo:
    return Photo.objects.create(
        patient=patient,
        taken_at=datetime(2026, 11, day, 9, 0, tzinfo=UTC),
        added_by=by,
        file=name,
        sha256="0" * 64,
        width=stored_map["width"],
        height=stored_map["height"],
        face_map=stored_map,
    )


@pytest.fixture
def photo(dana: Patient, ana: User, stored_map: dict[str, Any]) -> Photo:
    return photographed(dana, ana, stored_map)


def wishing(visit: Visit, by: User, **told: Any) -> Consultation:
    answers = {"consultation": {**WISHES, **told}}
    return Consultation.objects.create(visit=visit).revise(answers, expected=0, by=by)


@pytest.fixture
def wishes(visit: Visit, ana: User) -> Consultation:
    return wishing(visit, ana)


def at(part: str, visit: Visit) -> str:
    return reverse(part, args=[visit.pk])


def sent(client: Client, part: str, visit: Visit, body: dict[str, Any]) -> HttpResponse:
    return client.post(at(part, visit), json.dumps(body), content_type="application/json")


def facts_of(client: Client, visit: Visit) -> dict[str, Any]:
    """What the page hands its script."""
    return client.get(at("plan", visit)).context["facts"]
