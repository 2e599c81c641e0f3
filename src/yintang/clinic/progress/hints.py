"""What to change before the shutter is pressed: one frame of the camera, looked at and dropped.

The hints are rough, from one pass over a small picture; the gates judge the photograph itself.
"""

from dataclasses import dataclass
from threading import Semaphore

import cv2
import numpy as np
from django.core.cache import cache
from numpy.typing import NDArray
from PIL import Image

from yintang.clinic.accounts.models import User
from yintang.clinic.progress.sequence import Pose
from yintang.face import Photo as Picture
from yintang.face import read_photo
from yintang.face.frame import FaceFrame, face_frame
from yintang.face.mesh import LEAST_PRESENCE, LEFT_IRIS, RIGHT_IRIS, detect_faces, face_mesh
from yintang.face.model import find_model
from yintang.face.reference import REFERENCE_IPD_MM

MOST_BYTES = 300_000
MOST_PIXELS = 800 * 800
EVERY_S = 0.4
"""A user's frames are looked at no oftener."""
AT_ONCE = Semaphore(1)
"""One frame at a time: photographs that are being kept come first."""

TURNED = {"front": 0.0, "left-45": -45.0, "right-45": 45.0}
"""Yaw of each view, positive to the patient's left."""
TURN_TOLERANCE = {"front": 5.0, "left-45": 12.0, "right-45": 12.0}
"""From the front, the gate's 5 degrees; from the side the mesh reads turns up to a sixth short."""
PITCH_TOLERANCE, ROLL_TOLERANCE = 7.0, 3.0
EYES_SHARE = (0.17, 0.30)
"""Distance between the pupils in parts of the frame's shorter side: a whole face with some room."""
DISTANCE_TOLERANCE = 0.05
"""How far the distance may differ from that of the baseline: her gate's 5 %."""
LEAST_DETAIL = 0.02
"""Variance of the Laplacian over that of the light, on a face whose pupils are 40 pixels apart;
below it frames are smeared by movement or out of focus (Yintang's default)."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What to do, most important first; nothing to do where `ready`.

    Angles in degrees, `eyes` in parts of the frame's shorter side; None where no face is seen.
    """

    say: tuple[str, ...]
    ready: bool = False
    yaw: float | None = None
    pitch: float | None = None
    roll: float | None = None
    eyes: float | None = None


def may_look(user: User) -> bool:
    """Whether another frame of this user may be looked at already."""
    return bool(cache.add(f"hint:{user.pk}", 1, timeout=EVERY_S))


def hint(content: bytes, pose: Pose, baseline_eyes: float | None) -> Hint:
    """Look at one frame.

    Parameters
    ----------
    content : a small JPEG, at most `MOST_BYTES` and `MOST_PIXELS`.
    pose : what is to be photographed.
    baseline_eyes : on her baseline of this pose, the distance between the pupils in parts of the
        picture's shorter side.

    Raises
    ------
    PhotoError
        The frame cannot be read.
    """
    frame = read_photo(content, max_pixels=MOST_PIXELS, max_bytes=MOST_BYTES)
    if pose.view not in TURNED:
        return Hint(("No hints for this view: look whether it fills the frame.",), ready=True)
    face = _face(frame)
    if face is None:
        return Hint(("No face in the picture yet.",))
    eyes = face.px_per_mm * REFERENCE_IPD_MM / min(frame.width, frame.height)
    say = (
        *_turn(face.pose.yaw_deg, pose.view),
        *_tilt(face.pose.pitch_deg, face.pose.roll_deg),
        *_distance(eyes, baseline_eyes),
        *_blur(frame, face),
    )
    return Hint(
        say or ("Good. Hold still.",),
        not say,
        round(face.pose.yaw_deg, 1),
        round(face.pose.pitch_deg, 1),
        round(face.pose.roll_deg, 1),
        round(eyes, 3),
    )


def _face(frame: Picture) -> FaceFrame | None:
    image, model = Image.fromarray(frame.pixels), find_model()
    found = detect_faces(image, model)
    if not found:
        return None
    mesh = face_mesh(image, found[0], model)
    return face_frame(mesh) if mesh.presence >= LEAST_PRESENCE else None


def _turn(yaw: float, view: str) -> tuple[str, ...]:
    off = yaw - TURNED[view]
    if abs(off) <= TURN_TOLERANCE[view]:
        return ()
    much = "" if abs(off) > 15 else " a little"
    return (f"Turn the head{much} to the patient's {'right' if off > 0 else 'left'}.",)


def _tilt(pitch: float, roll: float) -> tuple[str, ...]:
    say = []
    if abs(pitch) > PITCH_TOLERANCE:
        say.append("Chin down a little." if pitch > 0 else "Chin up a little.")
    if abs(roll) > ROLL_TOLERANCE:
        say.append("Level the head or the camera.")
    return tuple(say)


def _distance(eyes: float, baseline: float | None) -> tuple[str, ...]:
    least, most = EYES_SHARE
    if baseline is not None:
        least, most = baseline * (1 - DISTANCE_TOLERANCE), baseline * (1 + DISTANCE_TOLERANCE)
    as_before = "" if baseline is None else ", as on the first photograph"
    if eyes < least:
        return (f"Come closer{as_before}.",)
    return (f"Go back a little{as_before}.",) if eyes > most else ()


def _blur(frame: Picture, face: FaceFrame) -> tuple[str, ...]:
    return ("Hold still: the picture is not sharp.",) if detail(frame, face) < LEAST_DETAIL else ()


def detail(frame: Picture, face: FaceFrame) -> float:
    """Variance of the Laplacian around the eyes over that of the light, at 40 pixels between the
    pupils; dimensionless."""
    apart = face.px_per_mm * REFERENCE_IPD_MM
    x, y = face.to_photo(face.vertices[[RIGHT_IRIS, LEFT_IRIS]]).mean(axis=0)
    left, top = max(0, int(x - apart)), max(0, int(y - apart / 2))
    part = frame.pixels[top : int(y + apart), left : int(x + apart)]
    if min(part.shape[:2]) < 8:
        return 0.0
    grey: NDArray[np.float32] = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.float32)
    scale = 40 / apart
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return float(cv2.Laplacian(small, cv2.CV_32F).var() / max(float(small.var()), 1.0))
