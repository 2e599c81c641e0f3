"""The page on which two photographs are rated without knowing which came first."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import clinic_for, signed_in
from yintang.clinic.progress import rating
from yintang.clinic.progress.models import Shot
from yintang.clinic.progress.pairs import NotLaid, laid
from yintang.drawing.before_after import Pair

TRIES = 3
"""Pairs that are tried before the page gives up on pictures that cannot be laid over each other."""


class RatingForm(forms.Form):
    """An answer, and what it is about."""

    left = forms.UUIDField()
    right = forms.UUIDField()
    better = forms.ChoiceField(choices=[("left", ""), ("right", ""), ("same", "")])


@dataclass(frozen=True, slots=True)
class Asked:
    """A pair with its sides drawn by lot, laid over each other."""

    ends: rating.Ends
    left: Shot
    right: Shot
    pair: Pair


@login_required
@require_safe
def rate(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """The next pair for whoever is signed in."""
    clinic = clinic_for(request, clinic_id, "write notes")
    pairs = rating.open_pairs(clinic, signed_in(request))
    asked = _asked(pairs)
    if asked:
        course = asked.ends.course
        record(request, clinic, "read", "photos", course.pk, patient=course.patient)
    goals = asked.ends.course.concerns if asked else []
    known = atlas().concerns
    context = {
        "clinic": clinic,
        "here": "clinic",
        "asked": asked,
        "goals": [known[id_].name for id_ in goals if id_ in known],
        "left_over": len(pairs),
    }
    return render(request, "progress/rate.html", context)


def _asked(pairs: list[rating.Ends]) -> Asked | None:
    for ends in pairs[:TRIES]:
        left, right = ends.sides()
        try:
            return Asked(ends, left, right, laid(left, right))
        except NotLaid:
            continue
    return None


@login_required
@require_POST
def rate_answer(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Keep an answer, once a person and pair."""
    clinic = clinic_for(request, clinic_id, "write notes")
    form = RatingForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the three answers.")
        return redirect("rate", clinic.pk)
    by, left = signed_in(request), str(form.cleaned_data["left"])
    ends = rating.asked(rating.open_pairs(clinic, by), left, str(form.cleaned_data["right"]))
    with transaction.atomic():
        kept = ends and rating.answer(ends, left, form.cleaned_data["better"], by, timezone.now())
        if kept:
            patient = kept.course.patient
            record(request, clinic, "created", "rating", kept.pk, patient=patient)
    if not kept:
        messages.warning(request, "That pair was rated already, or is no longer shown.")
    return redirect("rate", clinic.pk)
