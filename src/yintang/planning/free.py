"""A free local needle, at neither a point nor a line, with careful settings for where it lies."""

from yintang.atlas.model import Atlas
from yintang.errors import YintangError
from yintang.face.face_map import FaceMap, Side
from yintang.planning.edited import EditedNeedle, place_of
from yintang.planning.editing import nearest_points
from yintang.planning.needling import DELICATE
from yintang.planning.places import inside, regions_at

ORBIT = ("lid", "under-eye")
"""Regions within the bony rim of the eye socket."""
OVER_A_VESSEL = {
    "jaw": "the facial artery crosses the jaw in front of the masseter",
    "temple": "the superficial temporal artery runs through the temple",
    "nasolabial": "the facial artery runs beside the fold",
    "glabella": "the supratrochlear vessels run up between the brows",
}
"""Regions in which a free needle calls for care -> what lies there (textbook anatomy)."""

FLESHY = frozenset({"cheek", "nasolabial", "chin", "jaw"})
"""Where fat and muscle lie between skin and bone."""
DEPTH_MM, ANGLE_DEG = (2.0, 3.0), (15.0, 30.0)
"""Over thin skin and in fleshy regions: within the 1 to 3 mm of study E03 (`sources.toml`),
transverse to oblique. Yintang's own default."""
REACH_MM = (15.0, 25.0)
"""How far from a located point a free needle lies at most where no region holds it: beside the face
a little more than the widest search zone; above the brows as far as the mesh ends under the
hairline. Yintang's own default."""
ABOVE_THE_BROWS_MM = -25.0
"""Over this height (`v_mm`) a place is on the forehead."""
MIDLINE_MM = 2.0
"""Nearer to the midline a free needle belongs to neither side."""


def free_needle(x: float, y: float, face_map: FaceMap, atlas: Atlas) -> EditedNeedle:
    """A free local needle at a place given as fractions of the photograph.

    Raises
    ------
    YintangError
        If the place lies outside the photograph, off the face, or within the eye socket; with the
        reason.
    """
    pixel = (x * face_map.width, y * face_map.height)
    regions = regions_at(pixel, face_map)
    if why := _refused(x, y, regions, face_map):
        raise YintangError(f"no free needle here: {why}")
    _, _, u, v = place_of(face_map, *pixel)
    region = next(iter(regions), "")
    side = _side(u or 0.0)
    size = atlas.needles["delicate" if region in DELICATE else "face"]
    fleshy = region in FLESHY
    name = atlas.regions[region].name.lower() if region else _outside(v or 0.0)
    return EditedNeedle(
        key=f"local-{side}-{round(10 * (u or 0))}-{round(10 * (v or 0))}",
        side=side,
        area="face",
        x=x,
        y=y,
        u_mm=u,
        v_mm=v,
        diameter_mm=size.diameter_mm[1],
        length_mm=size.length_mm[1],
        depth_mm=DEPTH_MM[fleshy],
        angle_deg=ANGLE_DEG[fleshy],
        direction="away from the eye",
        technique="hold still",
        reason="Free local needle, chosen by the practitioner.",
        source=("DEFAULT", "E03"),
        strength="default",
        label=f"local, {name}",
        moved_by="practitioner",
    )


def _refused(x: float, y: float, regions: tuple[str, ...], face_map: FaceMap) -> str:
    """Why no free needle may be put at a place, or ""."""
    if not (0 <= x <= 1 and 0 <= y <= 1):
        return "this lies outside the photograph"
    pixel = (x * face_map.width, y * face_map.height)
    _, _, _, v = place_of(face_map, *pixel)
    near = nearest_points(face_map, x, y, 1)
    reach = REACH_MM[(v or 0.0) < ABOVE_THE_BROWS_MM]
    if not regions and not (near and near[0].mm <= reach):
        return "this is not on the face as it is mapped"
    return in_the_orbit(pixel, regions, face_map)


def in_the_orbit(pixel: tuple[float, float], regions: tuple[str, ...], face_map: FaceMap) -> str:
    """Why a place is within the eye socket, or ""."""
    eyes = [ring for name, _, ring in face_map.contours if name.endswith("-eye")]
    if any(inside(pixel, ring) for ring in eyes):
        return "this is the eye"
    if "lid" in regions:
        return "this is the upper eyelid, with the eyeball behind it"
    if "under-eye" in regions:
        return "this lies above the lower rim of the eye socket; stay on the bone below it"
    return ""


def _side(u_mm: float) -> Side:
    if abs(u_mm) < MIDLINE_MM:
        return "M"
    return "L" if u_mm > 0 else "R"


def _outside(v_mm: float) -> str:
    """A place that no region's outline holds: the mesh ends below the hairline."""
    return "upper forehead" if v_mm < 0 else "beside the mapped regions"
