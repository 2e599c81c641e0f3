"""The reference face: the average of openly licensed portraits, in millimetres.

Made by `benchmarks/reference_face.py`. It is what pose is measured against, what says which vertex
lies opposite which, and what is drawn where there is no photograph.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

REFERENCE_IPD_MM = 63.0
"""Mean adult inter-pupillary distance, men and women (Dodgson 2004, Proc SPIE 5291:36)."""


@dataclass(frozen=True, slots=True)
class ReferenceFace:
    """`vertices` (478, 3) mm at an inter-pupillary distance of 63 mm, origin between the irises, x
    to the patient's left, y down, z away from the camera; `mirror` (478,) the vertex on the other
    side; `triangles` (n, 3) over the face as the camera sees it."""

    vertices: NDArray[np.float64]
    mirror: NDArray[np.intp]
    triangles: NDArray[np.intp]


@cache
def reference_face() -> ReferenceFace:
    """The reference face that comes with the package."""
    with files("yintang.face").joinpath("weights/reference.npz").open("rb") as stream:
        stored = np.load(stream)
        return ReferenceFace(
            vertices=stored["vertices"].astype(np.float64),
            mirror=stored["mirror"].astype(np.intp),
            triangles=stored["triangles"].astype(np.intp),
        )
