"""Dana at her own page, with a visit ahead of her."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.care.models import Course, Visit
from yintang.clinic.patients.models import Patient


@pytest.fixture
def hers(as_: Callable[[User], Client], dana: Patient, dana_user: User) -> Client:
    return as_(dana_user)


@pytest.fixture
def ahead(dana: Patient, ana: User) -> Visit:
    """Dana's visit in three days, outside any course."""
    return Visit.book(dana, ana, timezone.now() + timedelta(days=3))


@pytest.fixture
def ahead_in_course(dana: Patient, ana: User, course: Course) -> Visit:
    return Visit.book(dana, ana, timezone.now() + timedelta(days=3))
