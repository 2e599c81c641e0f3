"""Before and after: two photographs laid over each other, neither of them enhanced."""

from functools import cache
from importlib.resources import files
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import course_for
from yintang.clinic.care.models import Course
from yintang.clinic.photos.views import in_words
from yintang.clinic.progress.pairs import Chosen, NotLaid, choose, days_of, laid, whole_pair
from yintang.clinic.progress.results import results_of
from yintang.drawing.before_after import Pair


@login_required
@require_safe
def before_after(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Two days of a course; `?before=` and `?after=` name other visits than its first and last."""
    course = course_for(request, course_id)
    patient, days = course.patient, days_of(course)
    chosen = choose(days, request.GET.get("before", ""), request.GET.get("after", ""))
    pair, why = None, ""
    if chosen:
        record(request, patient.clinic, "read", "photos", course.pk, patient=patient)
        try:
            pair = _pair(course, chosen)
        except NotLaid as fault:
            why = in_words(fault)
    context = {
        "clinic": patient.clinic,
        "here": "patients",
        "patient": patient,
        "course": course,
        "days": days,
        "chosen": chosen,
        "pair": pair,
        # Of the drawing room, which escapes what it writes.
        "overlay": mark_safe(pair.overlay) if pair else "",
        "key": [(mark_safe(one.swatch), one.say) for one in pair.key] if pair else [],
        "why": why,
    }
    return render(request, "progress/before_after.html", context)


def _pair(course: Course, chosen: Chosen) -> Pair:
    """The verdicts speak for the whole course: other days are shown without marks."""
    if not chosen.whole:
        return laid(chosen.before, chosen.after)
    return whole_pair(chosen, results_of(course))


@login_required
@require_safe
def before_after_script(_: HttpRequest) -> HttpResponse:
    """The ways to compare, as in the printed report."""
    return HttpResponse(_part("before-after.js"), content_type="text/javascript")


@login_required
@require_safe
def before_after_style(_: HttpRequest) -> HttpResponse:
    """How the two lie over each other, as in the printed report."""
    return HttpResponse(_part("before-after.css.j2"), content_type="text/css")


@cache
def _part(name: str) -> str:
    return files("yintang.drawing").joinpath("templates", name).read_text("utf-8")
