"""A plan: what screening says, which patterns the signs suggest, the prescription and the course.

Everything here is a suggestion with its reasons; the practitioner confirms. `Plan.as_json` writes
`yintang/plan/1`.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from yintang.atlas.model import Action, Area, Strength
from yintang.face.face_map import FaceMap, Side

SCHEMA = "yintang/plan/1"


@dataclass(frozen=True, slots=True)
class Finding:
    """A safety rule that fired."""

    rule: str
    name: str
    action: Action
    because: str
    """What in the consultation made it fire, in words: "warfarin", "blood pressure 172/104"."""
    say: str
    source: tuple[str, ...]
    until: date | None = None
    until_event: str = ""
    """What must have happened first, where no date can be given."""
    refer_to: str = ""


@dataclass(frozen=True, slots=True)
class PatternSuggestion:
    """A pattern, how well it fits (0 to 1) and the signs that speak for and against it."""

    id: str
    code: str
    """ICD-11 TM1 code, several joined by " + "."""
    name: str
    score: float
    for_: tuple[str, ...]
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Needle:
    """One needle: where, how, and why. Exactly one of `code`, `line` and `label` is set."""

    n: int
    area: Area
    side: Side
    x: float | None
    y: float | None
    """Pixels of the face map; None for what the photograph does not show."""
    diameter_mm: float
    length_mm: float
    depth_mm: float
    angle_deg: float
    direction: str
    technique: str
    serves: tuple[str, ...]
    """Ids of concerns, complaints and patterns."""
    reason: str
    source: tuple[str, ...]
    strength: Strength
    code: str | None = None
    line: str | None = None
    position: float | None = None
    """For a line needle: 0 at the line's beginning, 1 at its end."""
    heading: tuple[float, float] | None = None
    """For a line needle: unit vector in the picture in which it points."""
    label: str = ""
    """What a free needle is called, one at neither a point nor a line: "local, cheek"."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate that is not in the prescription, and why."""

    code: str
    side: Side
    why: str


@dataclass(frozen=True, slots=True)
class Prescription:
    """The needles of one session. Face counts what lies on face, scalp and neck."""

    protocol: str
    face_count: int
    body_count: int
    retention_min: int
    needles: tuple[Needle, ...]
    left_out: tuple[LeftOut, ...]
    adjuncts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What the practitioner should know about the whole: a count above 70, a cap that applied."""


@dataclass(frozen=True, slots=True)
class CourseSession:
    """A dated visit."""

    n: int
    date: date
    kind: Literal["first", "session", "review", "last"]


@dataclass(frozen=True, slots=True)
class PhotographDate:
    """When to photograph, and what for."""

    date: date
    what: str


@dataclass(frozen=True, slots=True)
class Maintenance:
    """What follows the course: visits every so many weeks from a date, or a break."""

    from_date: date
    every_weeks: tuple[int, int]
    say: str


@dataclass(frozen=True, slots=True)
class Course:
    """The dates of a course. `reviews` are numbers of visits."""

    sessions: tuple[CourseSession, ...]
    reviews: tuple[int, ...]
    photographs: tuple[PhotographDate, ...]
    maintenance: Maintenance
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole plan. `prescription` is None where screening stops the needles."""

    atlas: str
    concerns: tuple[str, ...]
    """Ids of the concerns and complaints asked for, most wanted first."""
    findings: tuple[Finding, ...]
    not_stated: tuple[str, ...]
    patterns: tuple[PatternSuggestion, ...]
    confirmed_patterns: tuple[str, ...]
    prescription: Prescription | None
    course: Course | None
    face_map: FaceMap

    @property
    def needles(self) -> tuple[Needle, ...]:
        """Every needle; none where screening stops them."""
        return () if self.prescription is None else self.prescription.needles

    def as_json(self) -> dict[str, Any]:
        """The plan as `yintang/plan/1`; dates are ISO 8601, lengths millimetres, angles degrees."""
        return {
            "schema": SCHEMA,
            "atlas": self.atlas,
            "concerns": list(self.concerns),
            "findings": [_plain(asdict(finding)) for finding in self.findings],
            "not_stated": list(self.not_stated),
            "patterns": [_pattern(suggestion) for suggestion in self.patterns],
            "confirmed_patterns": list(self.confirmed_patterns),
            "prescription": None if self.prescription is None else _prescription(self.prescription),
            "course": None if self.course is None else _course(self.course),
            "face_map": self.face_map.as_json(),
        }


def _plain(value: Any) -> Any:
    """Tuples as lists and dates as ISO text, all the way down."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _pattern(suggestion: PatternSuggestion) -> dict[str, Any]:
    written = _plain(asdict(suggestion))
    written["for"] = written.pop("for_")
    return {key: written[key] for key in ("id", "code", "name", "score", "for", "against")}


def _prescription(prescription: Prescription) -> dict[str, Any]:
    written: dict[str, Any] = _plain(asdict(prescription))
    written["needles"] = [_needle(needle) for needle in prescription.needles]
    return written


def _needle(needle: Needle) -> dict[str, Any]:
    """A needle with the key "code", the keys of a place on a line, or "label"; never two."""
    written = _plain(asdict(needle))
    where = {key: written.pop(key) for key in ("code", "line", "position", "heading", "label")}
    used = ("label",) if needle.label else ("line", "position", "heading")
    kept = {key: where[key] for key in (("code",) if needle.code is not None else used)}
    return {"n": written.pop("n"), **kept, **written}


def _course(course: Course) -> dict[str, Any]:
    written: dict[str, Any] = _plain(asdict(course))
    return written
