"""The session, needle by needle."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yintang.clinic.care.access import visit_for


@login_required
def session(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """To be written."""
    visit = visit_for(request, visit_id)
    return render(request, "stub.html", {"visit": visit, "clinic": visit.clinic})
