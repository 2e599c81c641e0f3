"""What a photograph must show before points are placed on it, and what its reader is told.

A gate either refuses, with what to do about it, or warns. Thresholds are Yintang's own defaults,
set on openly licensed portraits, neutral and smiling.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from yintang.errors import YintangError
from yintang.face.face_map import LocatedPoint, Warned
from yintang.face.frame import FaceFrame
from yintang.face.mesh import (
    LEAST_PRESENCE,
    LEFT_OUTER_CANTHUS,
    RIGHT_OUTER_CANTHUS,
    Detection,
    Mesh,
)
from yintang.face.refine import Canvas, photo_to_canvas, tone_at

Array = NDArray[np.float64]

LEAST_EYES_PX = 40
"""Distance between the outer corners of the eyes below which points cannot be told apart."""
WARN_EYES_PX = 120
"""Below it a pixel is more than 0.7 mm of the face, and its texture is lost."""
MOST_YAW_DEG, MOST_PITCH_DEG = 25.0, 22.0
WARN_YAW_DEG, WARN_PITCH_DEG = 10.0, 12.0
LYING_DEG = 60.0
"""A head tilted by more is more likely a photograph lying on its side."""
CUT_SHARE = 0.03
"""Share of the mesh that may lie outside the photograph: an ear or the crown, not a cheek."""
CHIN_MARGIN_IPD = 0.015
"""Least distance from chin to edge: where the chin is cut, the mesh lays one on the edge."""
CLOSED_LID_GAP = 0.12
"""Lid gap over eye width; open eyes have 0.2 to 0.4 (Soukupova and Cech 2016)."""
WARN_SMILE = 0.75
COVERED_LIGHT = 0.45
"""Light around the eyes over light on the cheeks; sunglasses darken both lids and rims."""

HAIR = -0.6
"""Logarithm of the light at a point over that of the skin, below which hair or shadow covers it."""
BARE = ("GB14", "GB1", "SI18", "ST4", "GV26", "CV24", "JIACHENGJIANG")
SIDES = {"R": "right", "L": "left", "M": ""}

EYES = (((159, 145), (33, 133)), ((386, 374), (263, 362)))
AROUND_EYES = (230, 229, 450, 449, 52, 282)
CHIN = 152
CROSS_PX = np.array([[0, 0], [-2, 0], [2, 0], [0, -2], [0, 2]])
CHEEKS = (50, 280, 205, 425)

SMILE_WEIGHTS = (5.30, 24.79, 40.43)
SMILE_BIAS = -16.44


class FaceError(YintangError):
    """A photograph on which points cannot be placed, and what to do about it."""


def choose_face(found: Sequence[Detection], wanted: int | None) -> tuple[Detection, list[Warned]]:
    """The face asked for (1 is the largest), else the largest, with a warning if there are several.

    Raises
    ------
    FaceError
        There is no face, or no such face.
    """
    if not found:
        raise FaceError(
            "no face found; give an upright, well-lit photograph of one face from the front"
        )
    if wanted is not None:
        if not 1 <= wanted <= len(found):
            raise FaceError(f"there is no face {wanted}: the photograph shows {len(found)}")
        return found[wanted - 1], []
    if len(found) == 1:
        return found[0], []
    say = f"{len(found)} faces; the largest was taken, choose another with --face 2"
    return found[0], [Warned("several-faces", say)]


def check_face(mesh: Mesh, frame: FaceFrame, image: Image.Image) -> None:
    """Refuse what cannot be measured: no real face, too small, cut, turned away, eyes covered.

    Raises
    ------
    FaceError
    """
    vertices = mesh.vertices
    if mesh.presence < LEAST_PRESENCE:
        raise FaceError("no face could be made out clearly; give a sharp photograph from the front")
    if (apart := eyes_apart(vertices)) < LEAST_EYES_PX:
        raise FaceError(
            f"the face is too small: {apart:.0f} pixels between the outer corners of the eyes, "
            f"{LEAST_EYES_PX} are the least, {WARN_EYES_PX} are wanted; go closer or give the "
            "full-size photograph"
        )
    if abs(frame.pose.yaw_deg) > MOST_YAW_DEG:
        raise FaceError(
            f"the head is turned {abs(frame.pose.yaw_deg):.0f} degrees to the side; points are "
            "placed on a face seen from the front"
        )
    if abs(frame.pose.pitch_deg) > MOST_PITCH_DEG:
        way = "up" if frame.pose.pitch_deg > 0 else "down"
        raise FaceError(
            f"the head looks {abs(frame.pose.pitch_deg):.0f} degrees {way}; points are placed on "
            "a face seen from the front"
        )
    outside = (vertices[:, :2] < 0) | (vertices[:, :2] > image.size)
    chin_x, chin_y = vertices[CHIN, :2]
    margin = min(chin_x, chin_y, image.width - chin_x, image.height - chin_y) / mesh.ipd
    if outside.any(axis=1).mean() > CUT_SHARE or margin < CHIN_MARGIN_IPD:
        raise FaceError("the face is cut by the edge of the photograph; show all of it")
    if _eye_light(image, vertices) < COVERED_LIGHT:
        raise FaceError("the eyes seem covered; take off glasses and give another photograph")


def eyes_apart(vertices: Array) -> float:
    """Distance between the outer corners of the eyes, in the unit of `vertices`."""
    return float(np.linalg.norm((vertices[LEFT_OUTER_CANTHUS] - vertices[RIGHT_OUTER_CANTHUS])[:2]))


def warnings_for(frame: FaceFrame, smiling: float) -> list[Warned]:
    """What the reader should know about size, pose and expression."""
    found = []
    apart = eyes_apart(frame.vertices) * frame.px_per_mm
    if apart < WARN_EYES_PX:
        say = (
            f"the face is small: {apart:.0f} pixels between the outer corners of the eyes, "
            f"{WARN_EYES_PX} are wanted; points are less sure"
        )
        found.append(Warned("small-face", say))
    yaw, pitch = frame.pose.yaw_deg, frame.pose.pitch_deg
    if abs(yaw) > WARN_YAW_DEG or abs(pitch) > WARN_PITCH_DEG:
        say = (
            f"the head is turned (yaw {yaw:.0f}, pitch {pitch:.0f} degrees); "
            "points on the far side are less sure"
        )
        found.append(Warned("turned", say))
    if abs(frame.pose.roll_deg) > LYING_DEG:
        say = (
            "the photograph lies on its side or upside down; the points are right, turn the picture"
        )
        found.append(Warned("lying", say))
    if eye_opening(frame.vertices) < CLOSED_LID_GAP:
        say = "the eyes look closed; the pupils, and all that lies below them, are less sure"
        found.append(Warned("eyes-closed", say))
    if smiling > WARN_SMILE:
        say = "a smile moves the points around nose and mouth by up to 12 mm; photograph at rest"
        found.append(Warned("smile", say))
    return found


def hair_over(picture: Canvas, frame: FaceFrame, points: Sequence[LocatedPoint]) -> list[Warned]:
    """A warning naming the points on bare skin that something darker lies over."""
    bare = [p for p in points if p.code in BARE]
    if not bare:
        return []
    tone = tone_at(picture, photo_to_canvas(np.array([[p.x, p.y] for p in bare]), frame))
    names = [
        f"{p.code} {SIDES[p.side]}".strip() for p, t in zip(bare, tone, strict=True) if t < HAIR
    ]
    if not names:
        return []
    say = f"hair or shadow lies over {', '.join(names)}; part the hair and look again"
    return [Warned("hair", say)]


def eye_opening(vertices: Array) -> float:
    """Lid gap over eye width, mean of both eyes."""
    return float(
        np.mean(
            [
                np.linalg.norm((vertices[a] - vertices[b])[:2])
                / np.linalg.norm((vertices[c] - vertices[d])[:2])
                for (a, b), (c, d) in EYES
            ]
        )
    )


def smile_features(vertices: Array) -> Array:
    """(3,) in inter-pupillary distances, `vertices` (478, 3) in the frame: width of the mouth, how
    high its corners stand over the middle of the lips, and how far they lie behind it."""
    corners, middle = (vertices[61] + vertices[291]) / 2, (vertices[0] + vertices[17]) / 2
    width = np.linalg.norm((vertices[291] - vertices[61])[:2])
    ipd = np.linalg.norm((vertices[473] - vertices[468])[:2])
    lift, depth = middle[1] - corners[1], corners[2] - middle[2]
    features: Array = np.array([width, lift, depth]) / ipd
    return features


def smile(vertices: Array) -> float:
    """0 neutral to 1 broad smile: a logistic regression on `smile_features`, fitted by
    `benchmarks/smile.py` on portraits of the same people neutral and smiling."""
    score = float(smile_features(vertices) @ SMILE_WEIGHTS) + SMILE_BIAS
    return float(1 / (1 + np.exp(-score)))


def _eye_light(image: Image.Image, vertices: Array) -> float:
    """Median light around the eyes over that on the cheeks."""

    def light(places: Sequence[int]) -> float:
        around = (vertices[list(places), None, :2] + CROSS_PX).reshape(-1, 2).astype(int)
        inside = np.clip(around, 0, np.array(image.size) - 1).tolist()
        pixels = np.array([image.getpixel((x, y)) for x, y in inside], float)
        return float(np.median(pixels.mean(axis=1)))

    return (light(AROUND_EYES) + 1) / (light(CHEEKS) + 1)
