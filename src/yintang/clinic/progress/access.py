"""The only way to obtain a shot or a target; what is read is written down with visit or course."""

from uuid import UUID

from django.http import Http404, HttpRequest

from yintang.clinic.clinics.access import admit
from yintang.clinic.progress.models import CalibrationShot, Shot, Target


def rw_shot_for(request: HttpRequest, shot_id: UUID) -> Shot:
    """A shot on which the requester may decide; the view writes the decision down."""
    shot = (
        Shot.objects.filter(pk=shot_id)
        .select_related("visit__clinic", "visit__patient", "photo")
        .first()
    )
    if shot is None:
        raise Http404
    admit(request, shot.visit.clinic, "write notes")
    return shot


def rw_calibration_shot_for(request: HttpRequest, shot_id: UUID) -> CalibrationShot:
    """A shot of the calibration under way; the view writes down what is done to it."""
    shot = CalibrationShot.objects.filter(pk=shot_id).select_related("clinic").first()
    if shot is None:
        raise Http404
    admit(request, shot.clinic, "run the clinic")
    return shot


def rw_target_for(request: HttpRequest, target_id: UUID) -> Target:
    """A target that the requester may take back; the view writes it down."""
    target = Target.objects.filter(pk=target_id).select_related("course__patient__clinic").first()
    if target is None:
        raise Http404
    admit(request, target.course.patient.clinic, "write notes")
    return target
