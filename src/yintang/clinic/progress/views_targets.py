"""What a course is judged by: declaring targets and taking them back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import course_for
from yintang.clinic.care.models import Course
from yintang.clinic.clinics.access import rights_in, signed_in
from yintang.clinic.photos.views import in_words
from yintang.clinic.progress import targets as rules
from yintang.clinic.progress.access import rw_target_for
from yintang.clinic.progress.models import Target
from yintang.outcomes.change import MOST_TARGETS


@login_required
@require_safe
def targets(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The targets of a course, and what else of her goals can be measured."""
    course = course_for(request, course_id)
    clinic = course.patient.clinic
    standing = [*rules.declared(course), *rules.exploratory(course)]
    lock, declared = rules.lock_of(course), [one for one in standing if not one.exploratory]
    context = {
        "clinic": clinic,
        "here": "patients",
        "patient": course.patient,
        "course": course,
        "declared": [_shown(one) for one in declared],
        "exploratory": [_shown(one) for one in standing if one.exploratory],
        "lock": lock,
        "left": MOST_TARGETS - len(declared),
        "baselines": rules.baseline_days(course),
        "offered": rules.offers_for(course, atlas()),
        "can_add": lock is not None or len(declared) < MOST_TARGETS,
        "may": rights_in(request, clinic),
    }
    return render(request, "progress/targets.html", context)


def _shown(target: Target) -> dict[str, object]:
    known = atlas()
    concern = known.concerns.get(target.concern)
    return {
        "target": target,
        "metric": known.metrics.get(target.metric),
        "place": rules.place_of(target.region, known),
        "concern": concern.name if concern else "",
    }


@login_required
@require_POST
def target_declare(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Declare one more target."""
    course = course_for(request, course_id, "write notes")
    try:
        with transaction.atomic():
            made = rules.declare(
                course, request.POST.get("offer", ""), signed_in(request), timezone.now()
            )
            _record(request, course, "created", made)
    except rules.Refused as fault:
        messages.error(request, in_words(fault))
    return redirect("targets", course.pk)


@login_required
@require_POST
def target_withdraw(request: HttpRequest, target_id: UUID) -> HttpResponse:
    """Take a target back while that is still open; it stays in the record."""
    target = rw_target_for(request, target_id)
    try:
        with transaction.atomic():
            if rules.withdraw(target, signed_in(request), timezone.now()) == "done":
                _record(request, target.course, "withdrawn", target)
    except rules.Refused as fault:
        messages.error(request, in_words(fault))
    return redirect("targets", target.course_id)


def _record(request: HttpRequest, course: Course, act: str, target: Target) -> None:
    record(request, course.patient.clinic, act, "target", target.pk, patient=course.patient)
