"""A face map: every point, line and region placed on one face, each point with its uncertainty.

Coordinates are pixels of the upright photograph, origin top left, x to the right, y down. `side` is
always the patient's: "R" is on the left of an unmirrored picture.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import msgspec

from yintang.errors import YintangError

Side = Literal["L", "R", "M"]
Grade = Literal["A", "B", "C"]
XY = tuple[float, float]
SCHEMA = "yintang/face-map/1"


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """Size in pixels and SHA-256 of the file as it was given."""

    width: int
    height: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """The landmark model in use: its name and the SHA-256 of its file or files."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Pose:
    """Head pose in degrees: yaw positive to the patient's left, pitch positive looking up, roll
    positive when the head tilts clockwise in the picture."""

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


@dataclass(frozen=True, slots=True)
class Hairline:
    """The middle of the hairline and where it came from."""

    x: float
    y: float
    source: Literal["given", "photo", "prior"]


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about the photograph that the reader should know."""

    code: str
    say: str


@dataclass(frozen=True, slots=True)
class LocatedPoint:
    """One point on one side. `radius_mm` holds the point with 95 % confidence.

    Grade A is determined by landmarks, B needs a scale or the hairline, C cannot be determined from
    a photograph: it is a search zone, to be palpated.
    """

    code: str
    side: Side
    x: float
    y: float
    radius_mm: float
    grade: Grade
    basis: str


@dataclass(frozen=True, slots=True)
class LocatedHandle:
    """An anatomical position that rules hang on, whether the photograph was read there, and whether
    someone put it where it is."""

    name: str
    side: Side
    x: float
    y: float
    read: bool
    marked: bool = False


@dataclass(frozen=True, slots=True)
class NotVisible:
    """A facial point that a frontal photograph cannot show, and why."""

    code: str
    side: Side
    why: str


@dataclass(frozen=True, slots=True)
class LocatedLine:
    """A line of the atlas laid on this face, from its first vertex to its last."""

    line: str
    side: Side
    xy: tuple[XY, ...]


@dataclass(frozen=True, slots=True)
class LocatedRegion:
    """A region of the atlas as a closed polygon on this face."""

    region: str
    side: Side
    xy: tuple[XY, ...]


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """The frame of the face, as much of it as places points again without photograph and model.

    See `yintang.face.frame.FaceFrame`; lengths are millimetres at an inter-pupillary distance of 63
    mm.
    """

    rotation: tuple[float, ...]
    """(3, 3), row after row."""
    origin: tuple[float, float, float]
    px_per_mm: float
    vertices: tuple[int, ...]
    """Hundredths of a millimetre: x, y and z of each of the 478 vertices in turn."""
    handles: tuple[XY, ...]
    """Where each of the map's `handles` lies in the frame, in their order."""
    variants: tuple[tuple[str, str], ...] = ()
    """The alternative locations chosen, by code."""


@dataclass(frozen=True, slots=True)
class FaceMap:
    """What `locate` returns. `photo` is None for the schematic reference face."""

    photo: PhotoFacts | None
    model: ModelFacts
    width: int
    height: int
    eyes: tuple[XY, XY]
    """Centres of the right and the left iris."""
    ipd_px: float
    mm_per_px: float
    pose: Pose
    smile: float
    """0 neutral to 1 broad smile."""
    hairline: Hairline
    warnings: tuple[Warned, ...]
    points: tuple[LocatedPoint, ...]
    not_visible: tuple[NotVisible, ...]
    handles: tuple[LocatedHandle, ...] = ()
    lines: tuple[LocatedLine, ...] = ()
    regions: tuple[LocatedRegion, ...] = ()
    contours: tuple[tuple[str, bool, tuple[XY, ...]], ...] = ()
    """Outlines for a drawing without a photograph: name, closed, polyline."""
    frame: FrameFacts | None = None
    """None for a map made by an earlier version or by hand."""

    def point(self, code: str, side: Side) -> LocatedPoint | None:
        """The located point, or None."""
        return next((p for p in self.points if p.code == code and p.side == side), None)

    @property
    def ipd_mm(self) -> float:
        """The inter-pupillary distance that sets the scale."""
        return self.ipd_px * self.mm_per_px

    def as_json(self) -> dict[str, Any]:
        """The map as `yintang/face-map/1`."""
        return {
            "schema": SCHEMA,
            "photo": None if self.photo is None else asdict(self.photo),
            "model": asdict(self.model),
            "ipd_px": self.ipd_px,
            "mm_per_px": self.mm_per_px,
            "pose": asdict(self.pose),
            "expression": {"smile": self.smile},
            "hairline": asdict(self.hairline),
            "warnings": [asdict(w) for w in self.warnings],
            "points": [asdict(p) for p in self.points],
            "not_visible": [asdict(n) for n in self.not_visible],
            "handles": [asdict(h) for h in self.handles],
            "lines": [asdict(line) for line in self.lines],
        }

    def stored(self) -> dict[str, Any]:
        """The whole map for `from_json`: `as_json` and what a plan's reader has no use for."""
        return {
            **self.as_json(),
            "width": self.width,
            "height": self.height,
            "eyes": self.eyes,
            "regions": [asdict(region) for region in self.regions],
            "contours": self.contours,
            "frame": None if self.frame is None else asdict(self.frame),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "FaceMap":
        """The map that `stored` wrote, before or after it went through JSON.

        Raises
        ------
        YintangError
            If it is not a face map, or the smaller one of `as_json`, or of another schema.
        """
        if stored.get("schema") != SCHEMA:
            raise YintangError(f"not a face map: expected the schema {SCHEMA}")
        fields = {key: value for key, value in stored.items() if key != "schema"}
        try:
            fields["smile"] = fields.pop("expression")["smile"]
            return msgspec.convert(fields, cls)
        except (KeyError, TypeError):
            raise YintangError("not a stored face map: expression is missing") from None
        except msgspec.ValidationError as fault:
            raise YintangError(f"not a stored face map: {fault}") from None
