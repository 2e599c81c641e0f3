"""One photograph, seen: the face found and averaged over crops, laid on the metric raster.

What is worked out here once serves the gates, the card and every metric.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from yintang.face.frame import FaceFrame, face_frame
from yintang.face.gates import LEAST_EYES_PX, FaceError, choose_face, eyes_apart
from yintang.face.mesh import LEAST_PRESENCE, Mesh, detect_faces, jittered_meshes
from yintang.face.model import FaceModel, find_model
from yintang.face.photo import Photo
from yintang.face.reference import REFERENCE_IPD_MM
from yintang.outcomes import colour, texture
from yintang.outcomes.measurement import View
from yintang.outcomes.raster import Float, Mask, linear_raster
from yintang.outcomes.regions import bare

Array = NDArray[np.float64]

FRONT_YAW_DEG = 22.0
"""A head turned by less is photographed from the front; half of 45 degrees, as the mesh reads
it."""


@dataclass(frozen=True)
class Seen:
    """A face on a photograph.

    `crops` (8, 478, 3) are the meshes whose mean `mesh` is, in pixels; `faces` is how many the
    photograph shows; `light` (height, width, 3) is the raster, linear RGB of 0 to 1.
    """

    photo: Photo
    model: FaceModel
    faces: int
    mesh: Mesh
    crops: Array
    frame: FaceFrame
    view: View
    light: Float

    @property
    def mm_per_px(self) -> float:
        """Millimetres to a pixel of the photograph at an inter-pupillary distance of 63 mm."""
        return REFERENCE_IPD_MM / self.mesh.ipd

    @cached_property
    def luminance(self) -> Float:
        """CIE Y of the raster."""
        return colour.luminance(self.light)

    @cached_property
    def bare(self) -> Mask:
        """Pixels of the raster that show skin."""
        return bare(self.luminance, self.view)

    @cached_property
    def lightness(self) -> Float:
        """CIE L* of the raster."""
        return colour.lightness(self.luminance)

    @cached_property
    def skin_lightness(self) -> Float:
        """L* of the skin, smoothly continued where there is none."""
        return texture.skin_lightness(self.lightness, self.bare)


def see(photo: Photo, model: FaceModel | None = None) -> Seen:
    """Find the largest face of a photograph and lay it on the raster.

    Raises
    ------
    FaceError
        There is no face, or it is too small to be measured at all.
    """
    model = model or find_model()
    image = Image.fromarray(photo.pixels)
    found = detect_faces(image, model)
    face, _ = choose_face(found, None)
    mesh, crops = jittered_meshes(image, face, model)
    apart = eyes_apart(mesh.vertices)
    if mesh.presence < LEAST_PRESENCE:
        raise FaceError("no face could be made out clearly; give a sharp, well-lit photograph")
    frame = face_frame(mesh)
    view = view_of(frame.pose.yaw_deg)
    if view == "front" and apart < LEAST_EYES_PX:
        raise FaceError(
            f"the face is too small: {apart:.0f} pixels between the outer corners of the eyes, "
            f"{LEAST_EYES_PX} are the least; go closer"
        )
    light = linear_raster(photo.pixels, mesh.vertices, view)
    return Seen(photo, model, len(found), mesh, crops, frame, view, light)


def view_of(yaw_deg: float) -> View:
    """From where a head turned by so much, positive to the patient's left, is seen."""
    if abs(yaw_deg) < FRONT_YAW_DEG:
        return "front"
    return "right-45" if yaw_deg > 0 else "left-45"
