"""The only way to what a clinic sets up for its diary: services, rooms, hours and absences.

Whoever runs the clinic changes all of it; whoever treats there changes her own hours and absences.
"""

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest

from yintang.clinic.booking.models import Absence, Equipment, Room, Service
from yintang.clinic.clinics.access import RIGHTS, admit, may, signed_in
from yintang.clinic.clinics.models import Clinic, Membership

M = TypeVar("M", Service, Room, Equipment)


def service_to_change(request: HttpRequest, service_id: UUID) -> Service:
    """A service of a clinic that the requester runs."""
    return _run(request, Service.objects.filter(pk=service_id))


def room_to_change(request: HttpRequest, room_id: UUID) -> Room:
    """A room of a clinic that the requester runs."""
    return _run(request, Room.objects.filter(pk=room_id))


def equipment_to_change(request: HttpRequest, equipment_id: UUID) -> Equipment:
    """A piece of equipment of a clinic that the requester runs."""
    return _run(request, Equipment.objects.filter(pk=equipment_id))


def hours_to_change(request: HttpRequest, member_id: UUID) -> Membership:
    """Somebody who treats, whose hours the requester may change: her own, or anybody's as owner."""
    member = (
        Membership.objects.filter(pk=member_id, active=True, role__in=RIGHTS["write notes"])
        .select_related("clinic", "user")
        .first()
    )
    if member is None:
        raise Http404
    mine = admit(request, member.clinic, "write notes")
    if mine.user_id != member.user_id and not may(mine, "run the clinic"):
        raise PermissionDenied("Only the owner changes the hours of somebody else.")
    return member


def absence_to_change(request: HttpRequest, absence_id: UUID) -> Absence:
    """An absence that the requester may take back: her own, or any as owner."""
    absence = Absence.objects.filter(pk=absence_id).select_related("clinic").first()
    if absence is None:
        raise Http404
    mine = admit(request, absence.clinic, "write notes")
    if absence.practitioner_id != mine.user_id and not may(mine, "run the clinic"):
        raise PermissionDenied("Only the owner changes the absences of somebody else.")
    return absence


def whom_to_mark_away(request: HttpRequest, clinic: Clinic) -> tuple[list[Membership], bool]:
    """Whose absences the requester may enter here, and whether also those of rooms and of all."""
    mine = admit(request, clinic, "see patients")
    if may(mine, "run the clinic"):
        return practising(clinic), True
    return [one for one in practising(clinic) if one.user_id == signed_in(request).pk], False


def practising(clinic: Clinic) -> list[Membership]:
    """Those who treat in a clinic, by name."""
    members = Membership.objects.filter(
        clinic=clinic, active=True, role__in=RIGHTS["write notes"], user__is_active=True
    )
    return list(members.select_related("user").order_by("user__name", "pk"))


def _run(request: HttpRequest, rows: models.QuerySet[M]) -> M:
    found = rows.select_related("clinic").first()
    if found is None:
        raise Http404
    admit(request, found.clinic, "run the clinic")
    return found
