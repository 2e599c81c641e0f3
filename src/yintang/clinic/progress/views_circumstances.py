"""Writing down what else may have moved a measurement that day."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import rw_visit_for
from yintang.clinic.care.models import Signed, Stale, Visit
from yintang.clinic.care.steps import steps_of
from yintang.clinic.clinics.access import signed_in
from yintang.clinic.locking import locked
from yintang.clinic.progress.answers import in_words
from yintang.clinic.progress.circumstances import CircumstancesForm
from yintang.clinic.progress.models import Circumstances


@login_required
@require_POST
def circumstances_save(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Save the answers if nobody saved others in the meantime; both are shown otherwise."""
    visit = rw_visit_for(request, visit_id)
    form = CircumstancesForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, form, 422)
    try:
        _save(request, visit, form)
    except Signed:
        messages.error(request, "This visit is signed. Add an amendment on its record.")
    except Stale as stale:
        # The form is offered again on the newer revision, so that saving it is a choice.
        again = CircumstancesForm({**request.POST.dict(), "revision": stale.current.revision})
        again.is_valid()
        return _page(request, visit, again, 409, list(in_words(stale.current.content())))
    else:
        messages.success(request, "Saved.")
    return redirect("capture", visit.pk)


def _save(request: HttpRequest, visit: Visit, form: CircumstancesForm) -> None:
    # Held, so that it is not signed between the look and the write.
    with locked(visit):
        standing, _ = Circumstances.objects.get_or_create(visit=visit)
        before, expected = standing.revision, form.cleaned_data["revision"]
        saved = standing.revise(form.answers(), expected=expected, by=signed_in(request))
        if saved.revision != before:
            record(
                *(request, visit.clinic, "changed", "circumstances", saved.pk),
                patient=visit.patient,
            )


def _page(
    request: HttpRequest,
    visit: Visit,
    form: CircumstancesForm,
    status: int,
    theirs: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    context = {
        "visit": visit,
        "clinic": visit.clinic,
        "here": "patients",
        "steps": steps_of(visit),
        "step": "capture",
        "circumstances": form,
        "theirs": theirs,
        "may_write": True,
    }
    return render(request, "progress/circumstances_again.html", context, status=status)
