"""Two public projects' formulas for the ten testable points, on the same mesh as ours.

Vertex numbers and factors are theirs (e88060 and bisai on GitHub, read in 2026); `rule` coordinates
are the upright mm of `labelled_faces`. Where a project follows another reading of a point than the
textbook's, it is measured against the textbook's all the same.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from yintang.face.mesh import LEFT_IRIS, RIGHT_IRIS
from yintang.face.reference import reference_face

Array = NDArray[np.float64]
IPD_MM = 63.0
Rules = Mapping[str, Callable[[Callable[[int], Array], float, float], Array]]
"""Point -> rule of (vertex, pupil's x, distance of the outer canthi), the patient's right side."""


def _up(mm: float) -> Array:
    return np.array([0.0, -mm])


def _between(a: Array, b: Array, t: float) -> Array:
    return a + t * (b - a)


BISAI: Rules = {
    "EX-HN3": lambda v, px, sc: v(9),
    "EX-HN4": lambda v, px, sc: np.array([px, v(65)[1]]),
    "GB14": lambda v, px, sc: np.array([px, v(65)[1] - 0.243 * IPD_MM]),
    "BL1": lambda v, px, sc: v(133),
    "BL2": lambda v, px, sc: v(55) + _up(0.083 * IPD_MM),
    "TE23": lambda v, px, sc: v(70),
    "ST3": lambda v, px, sc: np.array([px, v(129)[1]]),
    "LI20": lambda v, px, sc: v(129),
    "GV26": lambda v, px, sc: _between(v(2), v(0), 1 / 3),
    "CV24": lambda v, px, sc: v(18),
}
E88060: Rules = {
    "EX-HN3": lambda v, px, sc: _between(v(107), v(336), 0.5),
    "EX-HN4": lambda v, px, sc: v(105),
    "GB14": lambda v, px, sc: v(105) + _up(0.22 * sc),
    "BL1": lambda v, px, sc: v(133) + _up(0.15 * float(np.linalg.norm(v(33) - v(133)))),
    "BL2": lambda v, px, sc: _between(v(107), v(133), 0.15),
    "TE23": lambda v, px, sc: v(70),
    "ST3": lambda v, px, sc: np.array([px, v(2)[1]]),
    "LI20": lambda v, px, sc: np.array([v(129)[0], v(2)[1]]),
    "GV26": lambda v, px, sc: _between(v(2), v(0), 0.4),
    "CV24": lambda v, px, sc: v(17) - _up(0.15 * sc),
}
PEERS = {"bisai": BISAI, "e88060": E88060}
MIDLINE = ("EX-HN3", "GV26", "CV24")


def peer_points(vertices: Array, rules: Rules) -> dict[tuple[str, str], Array]:
    """Each point (2,) by code and side, in the pixels of `vertices` (478, 3)."""
    right, left = vertices[RIGHT_IRIS, :2], vertices[LEFT_IRIS, :2]
    scale = float(np.linalg.norm(left - right)) / IPD_MM
    across = (left - right) / np.linalg.norm(left - right)
    axes = np.array([across, [-across[1], across[0]]])
    middle = (left + right) / 2
    flat = (vertices[:, :2] - middle) @ axes.T / scale
    mirror = reference_face().mirror
    found: dict[tuple[str, str], Array] = {}
    for code, rule in rules.items():
        for side in ("M",) if code in MIDLINE else ("R", "L"):
            seen = flat[mirror] if side == "L" else flat
            wide = float(np.linalg.norm(seen[33] - seen[263]))
            place = rule(lambda i, seen=seen: seen[i], float(seen[RIGHT_IRIS][0]), wide)
            found[code, side] = place @ axes * scale + middle
    return found
