"""The front door."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yintang.clinic.clinics.access import clinic_for


def healthz(request: HttpRequest) -> HttpResponse:
    """Says "ready" once the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready", content_type="text/plain")


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Straight to the day of one's clinic; a choice where there are several."""
    return render(request, "clinics/home.html")


@login_required
def clinic(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """To be written."""
    return render(request, "stub.html", {"clinic": clinic_for(request, clinic_id)})
