"""Adding, showing and erasing photographs."""

from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import admit, may, signed_in
from yintang.clinic.patients.access import patient_for
from yintang.clinic.patients.consenting import in_force
from yintang.clinic.patients.models import Consent, Patient
from yintang.clinic.photos.access import photo_for, rw_photo_for
from yintang.clinic.photos.forms import EraseForm, PhotoForm
from yintang.clinic.photos.keeping import Erased, bytes_of, develop, erase, file_away
from yintang.clinic.photos.models import Photo
from yintang.errors import YintangError

WIDTHS = {"480": 480, "1024": 1024, "1600": 1600}
"""Smaller pictures that a page may ask for."""


@login_required
@require_safe
def patient_photos(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Her photographs by day, the newest first."""
    patient = patient_for(request, patient_id, "see notes")
    photos = Photo.objects.filter(patient=patient).defer("face_map").select_related("erased_by")
    days = groupby(
        photos.order_by("-taken_at", "view"),
        lambda one: one.taken_at.astimezone(patient.clinic.zone).date(),
    )
    context = {
        "patient": patient,
        "clinic": patient.clinic,
        "here": "patients",
        "days": [(day, list(ones)) for day, ones in days],
        "consent": in_force(patient, Consent.Purpose.PHOTOGRAPHS),
        "may_write": may(admit(request, patient.clinic, "see notes"), "write notes"),
    }
    return render(request, "photos/patient_photos.html", context)


@login_required
def photo_add(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Upload a photograph or take one; without her consent, the way to it."""
    patient = patient_for(request, patient_id, "write notes", read="")
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PhotoForm(*posted)
    context = {"patient": patient, "clinic": patient.clinic, "here": "patients", "form": form}
    if in_force(patient, Consent.Purpose.PHOTOGRAPHS) is None:
        return render(request, "photos/consent_first.html", context)
    if form.is_valid():
        try:
            added = _add(request, patient, form)
        except YintangError as fault:
            form.add_error("photo", in_words(fault))
        else:
            _tell(request, added)
            return onward(request, patient)
    status = 422 if form.is_bound else 200
    return render(request, "photos/add.html", context, status=status)


def _add(request: HttpRequest, patient: Patient, form: PhotoForm) -> Photo:
    developed = develop(form.cleaned_data["photo"].read(), form.cleaned_data["view"])
    with transaction.atomic():
        added = file_away(patient, developed, signed_in(request), timezone.now())
        record(request, patient.clinic, "created", "photo", added.pk, patient=patient)
    return added


def _tell(request: HttpRequest, added: Photo) -> None:
    """What became of a photograph; words about the picture, none about health."""
    if added.trouble and added.view == Photo.View.FRONT:
        messages.warning(request, f"Kept, but points cannot be placed on it. {added.trouble}")
    else:
        messages.success(request, "The photograph is kept.")


def in_words(fault: YintangError) -> str:
    """A room's error as a sentence of the page."""
    words = str(fault)
    return f"{words[:1].upper()}{words[1:]}."


def onward(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Back to the plan she was photographed for, or to her photographs."""
    try:
        return redirect("plan", UUID(request.GET["visit"]))
    except (KeyError, ValueError):
        return redirect("patient-photos", patient.pk)


@login_required
@require_safe
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """The picture itself; `?width=` 480, 1024 or 1600 for a smaller one."""
    return as_picture(photo_for(request, photo_id), WIDTHS.get(request.GET.get("width", "")))


@login_required
@require_safe
def photo_small(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """480 pixels wide, for lists; the list was written down in the audit."""
    return as_picture(photo_for(request, photo_id, read=""), 480)


def as_picture(found: Photo, width: int | None) -> HttpResponse:
    """The picture as an answer that no cache keeps and no browser takes for anything else."""
    try:
        content = bytes_of(found, width)
    except Erased:
        return HttpResponse("This photograph was erased.", status=410, content_type="text/plain")
    return HttpResponse(
        content,
        content_type="image/jpeg",
        headers={
            "Cache-Control": "no-store, private",
            "Content-Disposition": "inline",
            "Content-Security-Policy": "default-src 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )


@login_required
@require_POST
def photo_erase(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Erase a photograph for a reason; its row and what was planned on it stay."""
    found = rw_photo_for(request, photo_id)
    form = EraseForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why it is erased. The reason stays in the record.")
        return redirect("patient-photos", found.patient_id)
    with transaction.atomic():
        erase(found, signed_in(request), form.cleaned_data["because"])
        record(request, found.patient.clinic, "erased", "photo", found.pk, patient=found.patient)
    messages.success(request, "The photograph is erased.")
    return redirect("patient-photos", found.patient_id)
