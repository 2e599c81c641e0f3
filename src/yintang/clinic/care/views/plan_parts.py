"""What the plan's page asks while she works: each is JSON in, JSON out, and stores nothing."""

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.access import rw_visit_for, visit_for
from yintang.clinic.care.models import Visit
from yintang.clinic.care.plans.beginning import plan_of
from yintang.clinic.care.plans.page import checked_json, face_facts
from yintang.clinic.care.plans.reading import (
    body_of,
    face_in,
    fraction_in,
    handles_in,
    needle_in,
    needles_in,
    number_in,
    photo_in,
    settings_in,
    word_in,
)
from yintang.clinic.care.plans.room import (
    SIDES,
    carried,
    carried_from,
    face_of,
    from_row,
    last_plan,
    room_of,
)
from yintang.clinic.care.plans.zones import rested, rests_of
from yintang.clinic.photos.models import Photo
from yintang.errors import YintangError
from yintang.planning import (
    EditedNeedle,
    card,
    carry,
    difference,
    distinct,
    edited,
    free_needle,
    mirrored,
    moved_to,
    nearest_points,
    needle_for,
    put_back,
    zone_hint,
)

Asked = Callable[[HttpRequest, UUID], dict[str, Any]]


def answered(part: Asked) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """A view that answers JSON: what was asked for, or 400 with what was wrong in words."""

    @wraps(part)
    def view(request: HttpRequest, visit_id: UUID) -> HttpResponse:
        try:
            return JsonResponse(part(request, visit_id))
        except YintangError as fault:
            return JsonResponse({"say": str(fault)}, status=400)

    return view


@login_required
@require_POST
@answered
def plan_check(request: HttpRequest, visit_id: UUID) -> dict[str, Any]:
    """Counts, remarks, discomfort, numbers and hints for the needles sent."""
    visit = visit_for(request, visit_id, read="")
    body = body_of(request)
    face_map, needles = face_in(body, visit), needles_in(body)
    checked = room_of(visit, face_map).check(needles, *settings_in(body))
    return checked_json(checked, needles, face_map)


@login_required
@require_POST
@answered
def plan_card(request: HttpRequest, visit_id: UUID) -> dict[str, Any]:
    """Everything about one needle."""
    visit = visit_for(request, visit_id, read="")
    body = body_of(request)
    needle = needle_in(body)
    return {
        **card(needle, face_in(body, visit), atlas()),
        "serves_words": [_wish(id_) for id_ in needle.serves],
    }


def _wish(id_: str) -> str:
    known = atlas()
    for kind in (known.concerns, known.complaints, known.patterns):
        if id_ in kind:
            return str(kind[id_].name)
    return id_


@login_required
@require_POST
@answered
def plan_add(request: HttpRequest, visit_id: UUID) -> dict[str, Any]:
    """A needle at a point or a free one; or, for a place alone, the points that lie near it."""
    visit = rw_visit_for(request, visit_id)
    body = body_of(request)
    face_map, needles = face_in(body, visit), needles_in(body)
    if code := word_in(body, "code"):
        side = SIDES.get(word_in(body, "side"), "M")
        told = room_of(visit, face_map).consultation
        needle = needle_for(code, side, told, face_map, atlas())
        return _new(replace(needle, moved_by="practitioner"), needles)
    x, y = fraction_in(body, "x"), fraction_in(body, "y")
    if body.get("free") is True:
        return _new(free_needle(x, y, face_map, atlas()), needles)
    return {"near": [_offer(asdict(near)) for near in nearest_points(face_map, x, y)]}


def _new(needle: EditedNeedle, others: tuple[EditedNeedle, ...]) -> dict[str, Any]:
    return {"needle": distinct(needle, (one.key for one in others)).as_json()}


def _offer(near: dict[str, Any]) -> dict[str, Any]:
    point = atlas().points[near["code"]]
    return {**near, "pinyin": point.pinyin, "hanzi": point.hanzi}


@login_required
@require_POST
@answered
def plan_act(request: HttpRequest, visit_id: UUID) -> dict[str, Any]:
    """One needle moved, mirrored or put back; `needle` is None where it has no counterpart."""
    visit = rw_visit_for(request, visit_id)
    body = body_of(request)
    face_map, needle, act = face_in(body, visit), needle_in(body), word_in(body, "act")
    acted: EditedNeedle | None
    if act == "move":
        acted = moved_to(needle, fraction_in(body, "x"), fraction_in(body, "y"), face_map)
    elif act == "put-back":
        acted = put_back(needle, face_map)
    elif act == "mirror":
        acted = mirrored(needle, face_map, atlas())
    else:
        raise YintangError("expected act as move, put-back or mirror")
    hint = "" if acted is None else zone_hint(acted, face_map)
    return {"needle": None if acted is None else acted.as_json(), "hint": hint}


@login_required
@require_POST
@answered
def plan_suggest(request: HttpRequest, visit_id: UUID) -> dict[str, Any]:
    """What the planner would do now, and how it differs from the needles sent."""
    visit = rw_visit_for(request, visit_id)
    body = body_of(request)
    face_map, needles = face_in(body, visit), needles_in(body)
    made = room_of(visit, face_map).suggestion(word_in(body, "protocol"))
    suggested = rested(edited(made, face_map), rests_of(needles, face_map), face_map)
    return {
        "title": "Suggested now",
        "needles": [needle.as_json() for needle in suggested],
        "difference": difference(needles, suggested).as_json(),
        "retention_min": made.retention_min,
        "adjuncts": made.adjuncts,
        "notes": made.notes,
    }


@login_required
@require_POST
@answered
def plan_handle(request: HttpRequest, visit_id: UUID) -> dict[str, Any]:
    """The face with one handle elsewhere, and the needles that went with it."""
    visit = rw_visit_for(request, visit_id)
    body = body_of(request)
    photo, handles = photo_in(body, visit), handles_in(body)
    before = face_of(photo, handles)
    at = [fraction_in(body, "x"), fraction_in(body, "y")]
    key = f"{word_in(body, 'name')} {word_in(body, 'side')}"
    # A handle moved again counts from where the photograph was read, as the moves are kept.
    moved = {**handles, key: at}
    after = face_of(photo, moved)
    found = carry(needles_in(body), before, after)
    return {
        "handles": moved,
        "face": face_facts(after),
        "needles": [needle.as_json() for needle in found.needles],
        "not_visible": [asdict(one) for one in found.not_visible],
    }


@login_required
@require_POST
@answered
def plan_compare(request: HttpRequest, visit_id: UUID) -> dict[str, Any]:
    """Another plan of hers on this face, and what differs: last visit's, or an older revision."""
    visit = visit_for(request, visit_id, read="compared")
    body = body_of(request)
    face_map, needles = face_in(body, visit), needles_in(body)
    restored = None
    if body.get("against") == "last":
        other, title, settings = _last_visit(visit)
        found = carried(other, face_map) if other else None
    else:
        content, title = _revision(visit, number_in(body, "against"))
        settings = {name: content[name] for name in ("protocol", "retention_min", "adjuncts")}
        photo = _photo_of(visit, content["photo"])
        found = carried_from(content, photo, face_map)
        restored = _as_it_was(content, photo) if photo == photo_in(body, visit) else None
    if found is None:
        raise YintangError("There is no plan from an earlier visit to compare with.")
    return {
        "title": title,
        "settings": settings,
        "needles": [needle.as_json() for needle in found.needles],
        "not_visible": [asdict(one) for one in found.not_visible],
        "difference": difference(found.needles, needles).as_json(),
        "restored": restored,
    }


def _as_it_was(content: dict[str, Any], photo: Photo | None) -> dict[str, Any]:
    """A revision on the same photograph, with the handles as they were then."""
    return {
        "handles": content["handles"],
        "face": face_facts(face_of(photo, content["handles"])),
        "needles": [from_row(row).as_json() for row in content["needles"]],
    }


def _last_visit(visit: Visit) -> tuple[Any, str, dict[str, Any]]:
    other = last_plan(visit)
    if other is None:
        return None, "", {}
    on = other.visit.local_start
    settings = {
        "protocol": other.protocol,
        "retention_min": other.retention_min,
        "adjuncts": other.adjuncts,
    }
    return other, f"Plan of {on.day} {on:%B %Y}", settings


def _revision(visit: Visit, number: int) -> tuple[dict[str, Any], str]:
    kept = plan_of(visit).revisions().filter(number=number).select_related("by").first()
    if kept is None:
        raise YintangError("There is no such revision of this plan.")
    for row in kept.content["needles"]:
        from_row(row)
    at = kept.at.astimezone(visit.clinic.zone)
    return kept.content, f"Revision {kept.number}, {at.day} {at:%B, %H:%M}, {kept.by}"


def _photo_of(visit: Visit, photo_id: str | None) -> Photo | None:
    return visit.patient.photos.filter(pk=photo_id).first() if photo_id else None


@login_required
@require_GET
@answered
def plan_history(request: HttpRequest, visit_id: UUID) -> dict[str, Any]:
    """Every saved state, the newest first: who, when, how many needles."""
    visit = visit_for(request, visit_id, read="")
    zone = visit.clinic.zone
    return {
        "revisions": [
            {
                "number": kept.number,
                "at": f"{kept.at.astimezone(zone).day} {kept.at.astimezone(zone):%B, %H:%M}",
                "by": str(kept.by),
                "needles": len(kept.content["needles"]),
            }
            for kept in plan_of(visit).revisions().select_related("by")[:100]
        ]
    }
