"""The only way to obtain a photograph; every reading is written down."""

from uuid import UUID

from django.http import Http404, HttpRequest

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import admit
from yintang.clinic.photos.models import Photo


def photo_for(
    request: HttpRequest, photo_id: UUID, right: str = "see notes", *, read: str = "read"
) -> Photo:
    """A photograph of a patient whose notes the requester may see.

    `read` names the act in the audit; "" for the small pictures of a page that was itself written
    down.
    """
    photo = Photo.objects.filter(pk=photo_id).select_related("patient__clinic").first()
    if photo is None:
        raise Http404
    clinic = photo.patient.clinic
    admit(request, clinic, right)
    if read:
        record(request, clinic, read, "photo", photo.pk, patient=photo.patient)
    return photo


def rw_photo_for(request: HttpRequest, photo_id: UUID) -> Photo:
    """A photograph that the requester may erase; the view writes the erasure down."""
    return photo_for(request, photo_id, "write notes", read="")
