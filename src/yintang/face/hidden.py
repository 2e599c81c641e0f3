"""Points of face, scalp and neck that a frontal photograph cannot show, each with the reason."""

from functools import cache

from yintang.atlas.model import Atlas, Point
from yintang.face.constructions import CONSTRUCTIONS
from yintang.face.face_map import NotVisible, Side

REASONS = {
    "GV28": "inside the upper lip",
    "TE17": "behind the ear lobe",
    "TE18": "behind the ear",
    "TE19": "behind the ear",
    "TE20": "above the tip of the ear, under the hair",
    "SI17": "behind the angle of the jaw",
    "CV23": "under the chin",
    "QIANZHENG": "before the ear lobe, where the cheek turns out of sight",
}
BY_AREA = {
    "scalp": "under the hair",
    "neck": "on the neck, below the mesh of the face",
    "face": "where the mesh of the face does not reach",
}
BEHIND = "at the back of the head"


@cache
def hidden_points(atlas: Atlas) -> tuple[NotVisible, ...]:
    """Every such point of the atlas, on both sides where it is paired."""
    placed = {construction.code for construction in CONSTRUCTIONS}
    return tuple(
        NotVisible(point.id, side, why)
        for point in atlas.points.values()
        if point.id not in placed and (why := _why(point))
        for side in _sides(point)
    )


def _why(point: Point) -> str:
    """The reason, or "" for a point that is not on the head or neck."""
    if point.id in REASONS:
        return REASONS[point.id]
    if point.needling is None or point.needling.area == "body":
        return ""
    return BEHIND if point.needling.region.startswith("back") else BY_AREA[point.needling.area]


def _sides(point: Point) -> tuple[Side, ...]:
    return ("M",) if point.midline else ("R", "L")
