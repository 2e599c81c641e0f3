"""The public pages on what is known, and the check of what a clinic means to publish."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.clinics.access import clinic_for
from yintang.clinic.evidence.forms import WordsToPublish
from yintang.clinic.evidence.marking import marked
from yintang.clinic.evidence.telling import chapters, rates, reports, sources
from yintang.clinic.evidence.topics import TOPICS


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """What the pages tell, in a line each."""
    return render(request, "evidence/contents.html", {"at": "known", "topics": TOPICS})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One page on what is known; `slug` comes from the table of addresses."""
    place = [one.slug for one in TOPICS].index(slug)
    context = {
        "at": "known",
        "topics": TOPICS,
        "topic": TOPICS[place],
        "number": place + 1,
        "following": TOPICS[place + 1] if place + 1 < len(TOPICS) else None,
        "chapters": chapters(atlas(), slug),
    }
    if slug == "risks":
        context |= {"rates": rates(atlas()), "reports": reports(atlas())}
    if slug == "sources":
        context["sources"] = sources(atlas())
    return render(request, f"evidence/{slug}.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Marks what may not be published, says why, and proposes words. Nothing is kept."""
    clinic = clinic_for(request, clinic_id)
    form = WordsToPublish(request.POST or None, initial={"country": clinic.jurisdiction})
    context = {"clinic": clinic, "here": "clinic", "form": form}
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        context["found"] = marked(told["words"], told["country"], told["licences"])
    partial = "HX-Request" in request.headers
    page = "evidence/wording_found.html" if partial else "evidence/wording.html"
    return render(request, page, context)
