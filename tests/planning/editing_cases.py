"""A plan on the drawn face, to be edited."""

from dataclasses import replace
from datetime import date

import numpy as np

from yintang.atlas import load_atlas
from yintang.face import FaceMap, schematic_map
from yintang.face.constructions import construct, mesh_handles
from yintang.face.face_map import LocatedPoint
from yintang.face.frame import FaceFrame, head_rotation
from yintang.face.outlines import contours, laid_lines, laid_regions
from yintang.face.placing import frame_facts
from yintang.face.reference import reference_face
from yintang.planning import Consultation, edited, make_plan, screen

ATLAS = load_atlas()
TODAY = date(2026, 11, 21)
GOALS = {"G06": 5, "G05.crows-feet": 3, "G11.jowl": 4}
DRAWN = schematic_map(ATLAS)


def told(**more) -> Consultation:
    return Consultation(
        **{"goals": GOALS, "complaints": ("K01",), "first_visit": False, "protocol": "full", **more}
    )


def planned(consultation=None, face: FaceMap = DRAWN):
    """Plan and its needles to be edited."""
    plan = make_plan(consultation or told(), face, ATLAS, TODAY)
    return plan, edited(plan, face)


def screened(consultation=None):
    return screen(consultation or told(), ATLAS, TODAY)


def turned(yaw: float, pitch: float, roll: float, px_per_mm: float = 6.0) -> FaceMap:
    """The drawn face photographed again: another size, the head held otherwise."""
    turn = head_rotation(*np.radians([yaw, pitch, roll]))
    frame = FaceFrame(
        reference_face().vertices, turn, np.array([700.0, 800, 0]), px_per_mm, DRAWN.pose
    )

    flat = construct(frame.vertices, mesh_handles(frame.vertices))
    at = np.array(list(flat.values()))
    seen = frame.to_photo(np.column_stack([at, frame.depth(at)])).tolist()
    eyes = frame.to_photo(frame.vertices[[468, 473]]).tolist()
    was = {(p.code, p.side): p for p in DRAWN.points}
    return replace(
        DRAWN, width=1400, height=1800, frame=frame_facts(frame), mm_per_px=1 / px_per_mm,
        ipd_px=63 * px_per_mm, eyes=(tuple(eyes[0]), tuple(eyes[1])),
        points=tuple(
            LocatedPoint(*key, x, y, was[key].radius_mm, was[key].grade, was[key].basis)
            for key, (x, y) in zip(flat, seen, strict=True)
        ),
        lines=laid_lines(frame, ATLAS), regions=laid_regions(frame, ATLAS),
        contours=contours(frame),
    )  # fmt: skip
