"""A face map without a photograph: every point on the reference face."""

import numpy as np

from yintang.atlas.model import Atlas
from yintang.face.constructions import CONSTRUCTIONS, construct, mesh_handles
from yintang.face.face_map import FaceMap, Hairline, LocatedPoint, ModelFacts, Pose, Warned
from yintang.face.frame import FaceFrame
from yintang.face.hidden import hidden_points
from yintang.face.mesh import LEFT_IRIS, RIGHT_IRIS
from yintang.face.outlines import contours, laid_lines, laid_regions
from yintang.face.placing import frame_facts
from yintang.face.reference import REFERENCE_IPD_MM, reference_face

PX_PER_MM = 8.0
WIDTH, HEIGHT = 1600, 2000
EYES_AT = (800.0, 900.0)


def schematic_map(atlas: Atlas) -> FaceMap:
    """The average face, for a plan made before anyone was photographed. Its points show where to
    look, not where they lie on a person, so none is better than a search zone there."""
    pose = Pose(0.0, 0.0, 0.0)
    frame = FaceFrame(
        reference_face().vertices, np.eye(3), np.array([*EYES_AT, 0.0]), PX_PER_MM, pose
    )
    handles = mesh_handles(frame.vertices)
    flat = construct(frame.vertices, handles)
    rules = {c.code: c for c in CONSTRUCTIONS}
    seen = frame.to_photo(np.column_stack([list(flat.values()), np.zeros(len(flat))]))
    eyes = frame.to_photo(frame.vertices[[RIGHT_IRIS, LEFT_IRIS]])
    hair = frame.to_photo(np.array([[*handles["hairline", "M"], 0.0]]))[0]
    return FaceMap(
        photo=None,
        model=ModelFacts("reference face", ""),
        width=WIDTH,
        height=HEIGHT,
        eyes=((float(eyes[0, 0]), float(eyes[0, 1])), (float(eyes[1, 0]), float(eyes[1, 1]))),
        ipd_px=PX_PER_MM * REFERENCE_IPD_MM,
        mm_per_px=1 / PX_PER_MM,
        pose=pose,
        smile=0.0,
        hairline=Hairline(float(hair[0]), float(hair[1]), "prior"),
        warnings=(
            Warned("schematic", "a drawn face, not the patient's: find every point by palpation"),
        ),
        points=tuple(
            LocatedPoint(
                code, side, float(x), float(y), rules[code].radius_mm[1], rules[code].grade,
                f"{rules[code].basis}; on the average face",
            )
            for (code, side), (x, y) in zip(flat, seen, strict=True)
        ),
        not_visible=hidden_points(atlas),
        lines=laid_lines(frame, atlas),
        regions=laid_regions(frame, atlas),
        contours=contours(frame),
        frame=frame_facts(frame),
    )  # fmt: skip
