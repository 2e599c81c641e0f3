"""The note of a visit: autosaved to the server, each save a revision."""

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import rw_visit_for, visit_for
from yintang.clinic.care.models import Note, Signed, Stale, Visit
from yintang.clinic.care.steps import steps_of
from yintang.clinic.clinics.access import admit, may, signed_in

LONGEST = 50_000
"""Characters of a note: some twenty pages."""


class NoteForm(forms.Form):
    """The text, and the revision it was written on."""

    text = forms.CharField(required=False, max_length=LONGEST, strip=False)
    revision = forms.IntegerField(min_value=0)


def note_of(visit: Visit) -> Note:
    """The visit's note; not yet saved where nothing was written."""
    return Note.objects.filter(visit=visit).first() or Note(visit=visit)


@login_required
@require_safe
def note(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The note to write, with its earlier versions."""
    visit = visit_for(request, visit_id)
    written = note_of(visit)
    context = {
        "visit": visit,
        "clinic": visit.clinic,
        "here": "patients",
        "steps": steps_of(visit),
        "step": "record",
        "note": written,
        "revisions": written.revisions().select_related("by")[:30],
        "may_write": may(admit(request, visit.clinic, "see notes"), "write notes"),
    }
    return render(request, "care/note.html", context)


@login_required
@require_POST
def note_save(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Save the text if it still stands as it was opened; 409 with both texts otherwise.

    Answers JSON to the page's script and a page to a form sent without one.
    """
    visit = rw_visit_for(request, visit_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"say": "The note could not be read. Reload the page."}, status=422)
    by_script = request.headers.get("Accept", "").startswith("application/json")
    try:
        saved = _save(request, visit, form.cleaned_data["text"], form.cleaned_data["revision"])
    except Signed:
        say = "This visit is signed. Add an amendment on its record."
        return JsonResponse({"say": say}, status=423)
    except Stale as stale:
        return _both(request, visit, form.cleaned_data["text"], stale, by_script)
    if by_script:
        return JsonResponse({"revision": saved.revision, "text": saved.text})
    return redirect("record", visit.pk)


def _save(request: HttpRequest, visit: Visit, text: str, revision: int) -> Note:
    with transaction.atomic():
        standing, _ = Note.objects.get_or_create(visit=visit)
        before = standing.revision
        saved = standing.revise(
            text.replace("\r\n", "\n"), expected=revision, by=signed_in(request)
        )
        if saved.revision != before:
            record(request, visit.clinic, "changed", "note", saved.pk, patient=visit.patient)
    return saved


def _both(
    request: HttpRequest, visit: Visit, mine: str, stale: Stale, by_script: bool
) -> HttpResponse:
    """What stands there and what was being saved, to choose or to join by hand."""
    theirs = stale.current
    latest = theirs.revisions().select_related("by").first()
    if by_script:
        told = {"revision": theirs.revision, "text": theirs.content()}
        return JsonResponse(told | {"by": str(latest.by) if latest else ""}, status=409)
    context = {
        "visit": visit,
        "clinic": visit.clinic,
        "here": "patients",
        "steps": steps_of(visit),
        "step": "record",
        "note": theirs,
        "mine": mine,
        "latest": latest,
        "may_write": True,
    }
    return render(request, "care/note.html", context, status=409)
