"""The photographs of a visit in order: what each shows, and how many shots are taken of it.

The same few views, taken the same way each time, are what makes visits comparable; each clinic
chooses which, how many shots, and in which order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yintang.clinic.clinics.models import Clinic

INVENTED = "Yintang invented series"
"""The software that a file names whose photograph shows nobody, as in the sample clinic."""
MOST_SHOTS = 5
USUAL_SHOTS = 3
"""Shots of a view: their mean differs less from day to day than one shot does."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Something to photograph. `view` and `expression` are those of `photos.Photo`; `ask` is what
    the patient is asked to do. Only what is `measured` enters a series."""

    id: str
    name: str
    view: str
    expression: str
    ask: str
    measured: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A pose of a clinic's sequence."""

    pose: Pose
    shots: int
    may_skip: bool


CALM = "Face calm, mouth closed, eyes open."
POSES: dict[str, Pose] = {
    pose.id: pose
    for pose in (
        Pose("front", "Front, at rest", "front", "neutral", f"Look into the camera. {CALM}"),
        Pose(
            "left-45",
            "45°, left cheek",
            "left-45",
            "neutral",
            f"Turn halfway to the right, so that the left cheek faces the camera. {CALM}",
        ),
        Pose(
            "right-45",
            "45°, right cheek",
            "right-45",
            "neutral",
            f"Turn halfway to the left, so that the right cheek faces the camera. {CALM}",
        ),
        Pose(
            "left",
            "Left profile",
            "left",
            "neutral",
            f"Turn fully to the right: the left ear faces the camera. {CALM}",
            measured=False,
        ),
        Pose(
            "right",
            "Right profile",
            "right",
            "neutral",
            f"Turn fully to the left: the right ear faces the camera. {CALM}",
            measured=False,
        ),
        Pose(
            "eyes-closed",
            "Eyes closed",
            "front",
            "eyes-closed",
            "Look straight ahead, then let the eyes fall shut.",
        ),
        Pose("brows-up", "Brows up", "front", "brows-up", "Raise the brows as high as they go."),
        Pose("frown", "Frown", "front", "frown", "Draw the brows together as hard as they go."),
        Pose("smile", "Smile", "front", "smile", "Smile broadly, teeth together."),
        Pose(
            "neck",
            "Neck",
            "neck",
            "neutral",
            "Look straight ahead, chin level, shoulders down; the neck down to the collar bones.",
            measured=False,
        ),
        Pose(
            "close-up",
            "Close-up",
            "close-up",
            "neutral",
            "The one place that matters most to the patient, as close as the camera is sharp.",
            measured=False,
        ),
    )
}
"""Every pose there is, in the usual order."""
USUAL = ("front", "left-45", "right-45", "left", "right")
"""The poses of a clinic that has chosen none."""
USUALLY_SKIPPED = frozenset({"left", "right"})


def asked_of(clinic: Clinic) -> tuple[Asked, ...]:
    """The clinic's sequence, in order; the usual one where it has chosen none."""
    chosen = getattr(clinic, "sequence", None)
    return read(chosen.poses) if chosen else usual()


def usual() -> tuple[Asked, ...]:
    """The five usual views, three shots each; the profiles may be skipped."""
    return tuple(Asked(POSES[id_], USUAL_SHOTS, id_ in USUALLY_SKIPPED) for id_ in USUAL)


def read(stored: Iterable[Mapping[str, Any]]) -> tuple[Asked, ...]:
    """What `as_json` wrote; a pose that is no longer known is left out."""
    return tuple(
        Asked(POSES[one["pose"]], one["shots"], one["may_skip"])
        for one in stored
        if one["pose"] in POSES
    )


def as_json(asked: Iterable[Asked]) -> list[dict[str, Any]]:
    """A sequence as it is stored."""
    return [{"pose": one.pose.id, "shots": one.shots, "may_skip": one.may_skip} for one in asked]
