"""Beginning a session: what must be so first, and freezing the plan's needles for the ledger."""

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from yintang import treatment
from yintang.clinic.accounts.models import User
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.consultations import consulting
from yintang.clinic.care.models import Plan, PlannedNeedle, Session, Visit
from yintang.clinic.care.plans.room import face_of
from yintang.clinic.care.plans.zones import zone_of
from yintang.clinic.locking import locked
from yintang.clinic.patients import consenting
from yintang.clinic.patients.models import Consent
from yintang.drawing import figure_place
from yintang.face.face_map import FaceMap
from yintang.face.schematic import schematic_map
from yintang.planning.cards import hazards_of

ABOVE, BELOW, BESIDE = 1.65, 2.15, 1.85
"""What the page shows of the photograph around the middle of the eyes, in distances between the
pupils: as the face map of the plan, and a little more."""

MARGIN = 0.2
"""Kept around the outermost needle, in distances between the pupils."""


@dataclass(frozen=True, slots=True)
class Block:
    """Why a session cannot begin yet, and where to see to it. `url` is the name of an address."""

    say: str
    url: str
    link: str


@cache
def drawn_face() -> FaceMap:
    """The average face, for a plan without a photograph."""
    return schematic_map(atlas())


def blocks(visit: Visit) -> tuple[Block, ...]:
    """What has to be seen to before the needles, in the order in which to do it."""
    if visit.state in {Visit.State.CANCELLED, Visit.State.MISSED} or visit.is_signed:
        say = f"This visit is recorded as {visit.get_state_display().lower()}."
        return (Block(say, "visit", "Go to the visit"),)
    found = list(screening_stops(visit))
    if not treatment_consent(visit):
        say = "There is no consent to treatment in force."
        found.append(Block(say, "consents", "Ask for consent"))
    plan = Plan.objects.filter(visit=visit).first()
    if plan is None or plan.confirmed_at is None:
        say = "The plan of needles is not confirmed."
        found.append(Block(say, "plan", "Go to the plan"))
    elif not plan.needles.exists():
        found.append(Block("The plan holds no needles.", "plan", "Go to the plan"))
    return tuple(found)


def screening_stops(visit: Visit) -> tuple[Block, ...]:
    """What screening says must not be needled, unless an owner has decided otherwise.

    A stop of the face alone does not stand in the way of a plan for the body alone.
    """
    planned = PlannedNeedle.objects.filter(plan__visit=visit)
    body_alone = planned.filter(area="body").exists() and not planned.exclude(area="body").exists()
    return tuple(
        Block(
            f"{found.name} ({found.because}): {found.say}", "consultation", "Go to the consultation"
        )
        for found in consulting.stopping(visit, face=not body_alone)
    )


def treatment_consent(visit: Visit) -> Consent | None:
    """Her consent to treatment, if it is in force."""
    return consenting.in_force(visit.patient, Consent.Purpose.TREATMENT)


def begin(visit: Visit, by: User) -> tuple[Session, bool]:
    """The visit's session, and whether it was begun just now. Its needles are those of the plan.

    Raises
    ------
    LookupError
        Where the visit has no plan; `blocks` says so before.
    """
    with locked(visit) as row:
        existing = Session.objects.filter(visit=row).first()
        if existing is not None:
            return existing, False
        plan = Plan.objects.select_related("photo").filter(visit=row).first()
        if plan is None:
            raise LookupError("a session needs a plan")
        needles = list(plan.needles.order_by("n"))
        face_map = face_map_of(plan)
        session = Session.objects.create(
            visit=row,
            plan_revision=plan.revision,
            retention_min=plan.retention_min,
            expected=[frozen(one, face_map) for one in numbered(needles)],
            ground=ground_of(plan, needles, face_map),
        )
        row.state = Visit.State.UNDER_WAY
        row.save(update_fields=["state"])
    return session, True


def face_map_of(plan: Plan) -> FaceMap:
    """Of the plan's photograph, its handles as moved; the average face where there is none."""
    if plan.photo is None or plan.photo.face_map is None:
        return drawn_face()
    return face_of(plan.photo, plan.handles)


def numbered(needles: list[PlannedNeedle]) -> list[tuple[PlannedNeedle, str]]:
    """Each needle with its label: several of one name and side are counted, "Crow's feet 2"."""
    names = [(name_of(one), one.side) for one in needles]
    seen: dict[tuple[str, str], int] = {}
    said = []
    for needle, name in zip(needles, names, strict=True):
        seen[name] = seen.get(name, 0) + 1
        said.append((needle, f"{name[0]} {seen[name]}" if names.count(name) > 1 else name[0]))
    return said


def name_of(needle: PlannedNeedle) -> str:
    """Its code, the name of its line, or its own label."""
    line = atlas().lines.get(needle.line)
    return needle.code or (line.name if line else needle.line) or needle.label


def frozen(numbered_needle: tuple[PlannedNeedle, str], face_map: FaceMap) -> dict[str, Any]:
    """What the ledger expects of a needle, and what the page shows of it."""
    needle, label = numbered_needle
    expected = treatment.Expected(
        *(needle.key, label, _side(needle), zone_of(needle, face_map), needle.area),
        retention_min=needle.retention_min,
    )
    figure = figure_place(needle.code, _side(needle)) if needle.area == "body" else None
    return {
        **asdict(expected),
        "n": needle.n,
        "place": None if needle.x is None else [needle.x, needle.y],
        "figure": None if figure is None else [figure.x, figure.y],
        "card": _card(needle),
    }


def _side(needle: PlannedNeedle) -> Any:
    return needle.side


def _card(needle: PlannedNeedle) -> dict[str, Any]:
    point = atlas().points.get(needle.code)
    return {
        "pinyin": point.pinyin if point else "",
        "hanzi": point.hanzi if point else "",
        "needle": f"{needle.diameter_mm:g} × {needle.length_mm:g} mm",
        "depth": f"{needle.depth_mm:g} mm deep, {needle.angle_deg:g}°",
        "direction": needle.direction,
        "technique": needle.technique,
        "hazards": list(hazards_of(needle.code or needle.line, atlas())),
        "diameter_mm": needle.diameter_mm,
        "length_mm": needle.length_mm,
    }


def ground_of(plan: Plan, needles: list[PlannedNeedle], face_map: FaceMap) -> dict[str, Any]:
    """The photograph, its size in pixels and the part of it that the page shows: x, y, w, h."""
    width, height = face_map.width, face_map.height
    places = [(n.x * width, n.y * height) for n in needles if n.x is not None and n.y is not None]
    (rx, ry), (lx, ly) = face_map.eyes
    x, y, unit = (rx + lx) / 2, (ry + ly) / 2, face_map.ipd_px
    left = min([x - BESIDE * unit, *(px - MARGIN * unit for px, _ in places)])
    right = max([x + BESIDE * unit, *(px + MARGIN * unit for px, _ in places)])
    top = min([y - ABOVE * unit, *(py - MARGIN * unit for _, py in places)])
    bottom = max([y + BELOW * unit, *(py + MARGIN * unit for _, py in places)])
    photographed = plan.photo is not None and plan.photo.face_map is not None
    return {
        "photo": str(plan.photo_id) if photographed else None,
        "size": [width, height],
        "unit": unit,
        "shown": [round(v, 1) for v in (left, top, right - left, bottom - top)],
    }
