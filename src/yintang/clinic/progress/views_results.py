"""What a course changed: the verdicts, the two reports, and everything measured to take away."""

import csv
import io
import json
from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from yintang.atlas.model import Atlas
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import course_for
from yintang.clinic.care.models import Course
from yintang.clinic.clinics.access import rights_in
from yintang.clinic.clinics.templatetags.words import day
from yintang.clinic.progress.pairs import pair_of
from yintang.clinic.progress.rating import tally
from yintang.clinic.progress.results import (
    MEASUREMENTS,
    Results,
    beside,
    clearest,
    measurements,
    results_of,
    table,
)
from yintang.drawing.before_after import Pair
from yintang.drawing.change_report import patient_report, record_report, verdict_mark
from yintang.drawing.charts import VERDICT_WORDS, draw_chart, draw_overview
from yintang.outcomes.change import Change, Changes
from yintang.outcomes.dictionary import DICTIONARY, rows
from yintang.outcomes.wording import NO_CAUSE


class Report(Protocol):
    """A page about a course's changes."""

    def __call__(
        self, changes: Changes, atlas: Atlas, pair: Pair | None = None, *, when: str = ""
    ) -> str:
        """One HTML page, complete in itself."""


@login_required
@require_safe
def progress(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """What became of a course's targets, with everything that stands beside it."""
    course = course_for(request, course_id)
    clinic, results = course.patient.clinic, results_of(course)
    changes = results.changes
    context = {
        "clinic": clinic,
        "here": "patients",
        "patient": course.patient,
        "course": course,
        "results": results,
        "changes": changes,
        "declared": [_shown(one) for one in changes.targets] if changes else [],
        "others": [_shown(one) for one in changes.exploratory] if changes else [],
        "overview": _overview(changes) if changes else "",
        "no_cause": NO_CAUSE,
        "remarks": _remarks(changes) if changes else [],
        "beside": beside(course),
        "blind": tally(course),
        "dictionary": MEASUREMENTS,
        "may": rights_in(request, clinic),
    }
    return render(request, "progress/progress.html", context)


def _shown(change: Change) -> dict[str, Any]:
    has_chart = change.numbers is not None and not change.exploratory
    return {
        "change": change,
        "word": VERDICT_WORDS[change.verdict],
        "mark": _drawn(verdict_mark(change.verdict)),
        "chart": _drawn(draw_chart(change)) if has_chart else "",
    }


def _remarks(changes: Changes) -> list[str]:
    """What threatens the verdicts, but for what the page says at its head."""
    return [say for say in changes.remarks if not say.startswith("Not calibrated")]


def _overview(changes: Changes) -> SafeString | str:
    shown = clearest(changes.exploratory)
    return _drawn(draw_overview(shown)) if shown else ""


def _drawn(svg: str) -> SafeString:
    """A drawing of the drawing room, which escapes what it writes."""
    return mark_safe(svg)


@login_required
@require_safe
def progress_report(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The page for the patient, to print."""
    return _report(request, course_id, partial(patient_report, live=False))


@login_required
@require_safe
def progress_record(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Every number behind the verdicts, to print."""
    return _report(request, course_id, record_report)


def _report(request: HttpRequest, course_id: UUID, draw: Report) -> HttpResponse:
    """A report with the first and the last day, where the patient consents to photographs."""
    course, results = _course(request, course_id, "printed", "change")
    if results.changes is None:
        return _nothing(request, course, results)
    pair, patient = pair_of(course, results), course.patient
    if pair:
        record(request, patient.clinic, "printed", "photos", course.pk, patient=patient)
    when = _when(course, results)
    return HttpResponse(draw(results.changes, atlas(), pair, when=when))


@login_required
@require_safe
def progress_verdicts(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The verdicts with their numbers as CSV."""
    course, results = _course(request, course_id, "exported", "measurements")
    if results.changes is None:
        return _nothing(request, course, results)
    found = results.changes
    return _csv("course-verdicts", rows((*found.targets, *found.exploratory)))


@login_required
@require_safe
def progress_measurements(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Every measured value as CSV."""
    _, results = _course(request, course_id, "exported", "measurements")
    return _csv("course-measurements", table(measurements(results.series)))


@login_required
@require_safe
def progress_json(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Verdicts and measurements as JSON, with what each key means."""
    _, results = _course(request, course_id, "exported", "measurements")
    content = {
        "schema": "yintang/course-change/1",
        "change": results.changes.as_json() if results.changes else None,
        "why_not": results.why,
        "method": results.series.method,
        "measurements": measurements(results.series),
        "dictionary": {"change": DICTIONARY, "measurements": MEASUREMENTS},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return _attached("course-change.json", text, "application/json")


def _course(request: HttpRequest, course_id: UUID, act: str, kind: str) -> tuple[Course, Results]:
    course = course_for(request, course_id)
    record(request, course.patient.clinic, act, kind, course.pk, patient=course.patient)
    return course, results_of(course)


def _nothing(request: HttpRequest, course: Course, results: Results) -> HttpResponse:
    messages.warning(request, results.why)
    return redirect("progress", course.pk)


def _when(course: Course, results: Results) -> str:
    invented = "; the photographs are invented" if results.series.is_invented else ""
    return f"{course.patient}, course since {day(course.started_on)}{invented}"


def _csv(name: str, lines: Sequence[Sequence[Any]]) -> HttpResponse:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return _attached(f"{name}.csv", out.getvalue(), "text/csv; charset=utf-8")


def _attached(name: str, content: str, kind: str) -> HttpResponse:
    """A file to keep; nothing in its name tells whose it is."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
