"""Between the rows of a plan and the planning room: whose face, whose consultation, which needles.

Everything the plan's pages ask of `yintang.face` and `yintang.planning` passes through here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import msgspec

from yintang.atlas.model import Atlas, Protocol
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.consultations.consulting import consultation_of, day_of, screening_of
from yintang.clinic.care.models import Plan, PlannedNeedle, Visit
from yintang.clinic.photos.models import Photo
from yintang.errors import YintangError
from yintang.face import FaceMap, from_frame, move_handle, schematic_map, to_frame
from yintang.face.face_map import Side
from yintang.planning import (
    Carried,
    Checked,
    Consultation,
    EditedNeedle,
    Remark,
    Screening,
    carry,
    check_needles,
    edited,
    prescribe,
    renumbered,
)
from yintang.planning.exclusions import Exclusions
from yintang.planning.plan import Prescription

USUAL_PROTOCOL = "gentle"
"""As `planning.making`: what is taken where none was chosen."""
LONGEST_MM = 80.0
"""As the atlas bounds depths."""
LONGEST_RETENTION_MIN = 60
"""Minutes; twice what any protocol of the atlas asks. Yintang's own default."""
SIDES: Mapping[str, Side] = {"R": "R", "L": "L", "M": "M"}


@cache
def drawn_face() -> FaceMap:
    """The schematic face, for a visit without a photograph."""
    return schematic_map(atlas())


def face_of(photo: Photo | None, handles: Mapping[str, Iterable[float]]) -> FaceMap:
    """The face map of a photograph with its handles where the practitioner put them.

    `handles` maps "name side" to fractions of the photograph. The schematic face stands in for a
    photograph that was erased or could not be measured.

    Raises
    ------
    YintangError
        If a handle is unknown or lies where it cannot.
    """
    if photo is None or photo.face_map is None:
        return drawn_face()
    face_map = FaceMap.from_json(photo.face_map)
    for key, (x, y) in handles.items():
        name, _, side = key.partition(" ")
        at = (x * face_map.width, y * face_map.height)
        face_map = move_handle(face_map, atlas(), name, SIDES.get(side, "M"), at)
    return face_map


def latest_photo(visit: Visit) -> Photo | None:
    """Her newest photograph from the front on which a face was measured."""
    return (
        visit.patient.photos.filter(
            view=Photo.View.FRONT, face_map__isnull=False, erased_at__isnull=True
        )
        .order_by("-taken_at", "-added_at")
        .first()
    )


def as_row(needle: EditedNeedle) -> dict[str, Any]:
    """A needle as the fields of a `PlannedNeedle`: nothing is "" there, not None."""
    row = needle.as_json()
    return {**row, **{name: row[name] or "" for name in ("code", "line", "label")}}


def from_row(row: Mapping[str, Any]) -> EditedNeedle:
    """The needle of a row, or of a revision.

    Raises
    ------
    YintangError
        If it is not one.
    """
    return EditedNeedle.from_json(
        {**row, **{name: row.get(name) or None for name in ("code", "line", "label")}}
    )


def needles_of(plan: Plan) -> tuple[EditedNeedle, ...]:
    """The needles as they were last saved."""
    return tuple(from_row(needle.content()) for needle in plan.needles.order_by("n"))


def fit_for_storage(needles: Iterable[EditedNeedle], face_map: FaceMap) -> tuple[EditedNeedle, ...]:
    """Needles as they are kept: numbered, and their millimetres read anew from their fractions.

    Raises
    ------
    YintangError
        If two share a key, a point is unknown, or a text is longer than is kept.
    """
    needles = tuple(needles)
    if len({needle.key for needle in needles}) != len(needles):
        raise YintangError("two needles have the same key; reload the page")
    for needle in needles:
        _check_row(needle)
    return renumbered((_placed(needle, face_map) for needle in needles), atlas())


def _placed(needle: EditedNeedle, face_map: FaceMap) -> EditedNeedle:
    if needle.x is None or needle.y is None:
        return needle
    u, v = to_frame(face_map, needle.x * face_map.width, needle.y * face_map.height)
    return replace(needle, u_mm=round(u, 3), v_mm=round(v, 3))


def _check_row(needle: EditedNeedle) -> None:
    if needle.code is not None and needle.code not in atlas().points:
        raise YintangError("a needle names a point that the atlas does not know")
    if needle.line is not None and needle.line not in atlas().lines:
        raise YintangError("a needle names a line that the atlas does not know")
    if (needle.retention_min or 0) > LONGEST_RETENTION_MIN:
        raise YintangError(f"needles rest at most {LONGEST_RETENTION_MIN} minutes")
    if max(needle.depth_mm, needle.length_mm, needle.diameter_mm) > LONGEST_MM:
        raise YintangError(f"a needle is at most {LONGEST_MM:g} mm long and deep")
    for field in PlannedNeedle._meta.concrete_fields:
        longest, value = getattr(field, "max_length", None), getattr(needle, field.name, None)
        if longest and isinstance(value, str) and len(value) > longest:
            raise YintangError(f"{field.name} is longer than {longest} characters; shorten it")


@dataclass(frozen=True, slots=True)
class Room:
    """What a plan is checked against: the consultation, its screening, her face, the day."""

    consultation: Consultation
    screening: Screening
    exclusions: Exclusions
    face_map: FaceMap
    day: date
    atlas: Atlas

    def check(
        self,
        needles: Iterable[EditedNeedle],
        protocol: str,
        retention_min: int = 0,
        adjuncts: Iterable[str] = (),
    ) -> Checked:
        """What stands against these needles, their rest and what is to follow it."""
        checked = check_needles(
            needles,
            self.consultation,
            self.screening,
            self.face_map,
            self.atlas,
            protocol=protocol_called(protocol),
            exclusions=self.exclusions,
        )
        stops = (*self._on_rest(retention_min), *self._on_adjuncts(adjuncts))
        return replace(checked, remarks=(*stops, *checked.remarks))

    def _on_rest(self, minutes: int) -> Iterator[Remark]:
        cap = self.exclusions.cap("retention_min")
        if cap is not None and minutes > cap.value:
            say = f"{minutes} minutes of rest; at most {cap.value:g} ({cap.rule}: {cap.because})."
            yield Remark("stop", None, say, cap.rule, self.atlas.rules[cap.rule].source)

    def _on_adjuncts(self, adjuncts: Iterable[str]) -> Iterator[Remark]:
        for id_ in adjuncts:
            removal = self.exclusions.removed("adjunct", id_)
            if removal is not None:
                say = f"{self.atlas.adjuncts[id_].name}: {removal.why()}."
                source = self.atlas.rules[removal.rule].source
                yield Remark("stop", None, say, removal.rule, source)

    def suggestion(self, protocol: str) -> Prescription:
        """The planner's own needles for the day of the visit.

        Raises
        ------
        YintangError
            If nothing is asked for, screening leaves nothing to needle for, or the protocol cannot
            be met.
        """
        told = self.consultation
        if not told.wanted() and not told.confirmed_patterns:
            raise YintangError(
                "Nothing is wished for yet. Choose at least one goal or complaint in the "
                "consultation, or add needles by hand."
            )
        for_the_body = told.complaints or told.confirmed_patterns
        if self._stopped("face") and (self._stopped("body") or not for_the_body):
            raise YintangError("Screening stops the needles; there is nothing to suggest.")
        return prescribe(
            told,
            self.face_map,
            self.atlas,
            self.screening,
            protocol_called(protocol),
            exclusions=self.exclusions,
            must_fill=protocol not in {"", USUAL_PROTOCOL},
        )

    def _stopped(self, place: str) -> bool:
        return self.exclusions.removed("stop", place) is not None


def room_of(visit: Visit, face_map: FaceMap) -> Room:
    """Everything a plan of this visit is checked against, as the consultation stands now."""
    day = day_of(visit)
    screening = screening_of(visit, day)
    return Room(
        consultation_of(visit), screening, screening.exclusions.on(day), face_map, day, atlas()
    )


def protocol_called(name: str) -> Protocol:
    """A protocol by its id; the usual one for any other word."""
    return atlas().protocols.get(name) or atlas().protocols[USUAL_PROTOCOL]


def settings_of(plan: Plan) -> tuple[str, int, tuple[str, ...]]:
    """Protocol, minutes of rest and adjuncts, as `Room.check` takes them."""
    return plan.protocol, plan.retention_min, tuple(plan.adjuncts)


def last_plan(visit: Visit) -> Plan | None:
    """The newest plan with needles from an earlier visit of hers."""
    return (
        Plan.objects.filter(
            visit__patient=visit.patient,
            visit__starts_at__lt=visit.starts_at,
            needles__isnull=False,
        )
        .exclude(visit=visit)
        .select_related("photo", "visit")
        .order_by("-visit__starts_at")
        .distinct()
        .first()
    )


def carried(plan: Plan, after: FaceMap) -> Carried:
    """An earlier plan's needles on another map of her face."""
    return carry(needles_of(plan), face_of(plan.photo, plan.handles), after)


def carried_from(content: Mapping[str, Any], photo: Photo | None, after: FaceMap) -> Carried:
    """The needles of a revision on another map of her face."""
    before = face_of(photo, content["handles"])
    return carry((from_row(row) for row in content["needles"]), before, after)


def seen_on(needles: Iterable[EditedNeedle], face_map: FaceMap) -> tuple[EditedNeedle, ...]:
    """Needles drawn by their millimetres alone, where their own photograph is no more."""
    return tuple(_seen(needle, face_map) for needle in needles)


def _seen(needle: EditedNeedle, face_map: FaceMap) -> EditedNeedle:
    if needle.u_mm is None or needle.v_mm is None:
        return needle
    x, y = from_frame(face_map, needle.u_mm, needle.v_mm)
    inside = 0 <= x <= face_map.width and 0 <= y <= face_map.height
    return replace(
        needle,
        x=x / face_map.width if inside else None,
        y=y / face_map.height if inside else None,
    )


@dataclass(frozen=True, slots=True)
class Start:
    """Where a new plan begins, and how it came to be, in words."""

    needles: tuple[EditedNeedle, ...]
    protocol: str
    retention_min: int
    adjuncts: tuple[str, ...]
    say: str
    suggestion: dict[str, Any] | None = None


def beginning(room: Room, before: Plan | None) -> Start:
    """Last visit's needles on this photograph where there are any, else what the planner suggests.

    Raises
    ------
    YintangError
        If there is no earlier plan and nothing to suggest.
    """
    if before is not None:
        found = carried(before, room.face_map)
        hidden = len(found.not_visible)
        on = f"; {hidden} not visible here" if hidden else ""
        say = (
            f"Last visit’s plan, carried over: {len(found.needles) - hidden} of "
            f"{len(found.needles)} needles{on}."
        )
        return Start(
            found.needles, before.protocol, before.retention_min, tuple(before.adjuncts), say
        )
    made = room.suggestion(room.consultation.protocol or "")
    return Start(
        edited(made, room.face_map),
        made.protocol,
        made.retention_min,
        made.adjuncts,
        f"Suggested from the consultation: {len(made.needles)} needles.",
        msgspec.to_builtins(made),
    )
