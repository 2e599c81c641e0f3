"""Putting an anatomical handle elsewhere: the hairline, the front of the ear, the end of a brow.

Every point whose rule hangs on the handle moves with it, by the same rules and radii as in
`locate`, from the frame that the map keeps: neither the photograph nor the model is needed.
"""

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from yintang.atlas.model import Atlas
from yintang.errors import YintangError
from yintang.face.constructions import HANDLES, mesh_handles
from yintang.face.face_map import XY, FaceMap, Hairline, Side
from yintang.face.frame import FaceFrame
from yintang.face.frame_coordinates import restored
from yintang.face.hidden import hidden_points
from yintang.face.placing import (
    Handles,
    Key,
    frame_facts,
    given_hairline,
    given_place,
    located_handles,
    on_skin,
    placed_points,
)

FARTHEST_MM = 30.0
"""From where the mesh alone puts a handle; what lies farther is taken for a slip of the hand.
Yintang's own default, twice the widest search zone of a point that hangs on one."""

HAIRLINE_WARNING = "hairline-prior"


def move_handle(face_map: FaceMap, atlas: Atlas, name: str, side: Side, xy: XY) -> FaceMap:
    """The map with one handle put at a pixel, and with everything that depends on it.

    Parameters
    ----------
    face_map : as from `locate`, or from `FaceMap.from_json`; moves compose.
    atlas : whose points are accounted for.
    name, side : one of `face_map.handles`.
    xy : pixels of the upright photograph.

    Raises
    ------
    YintangError
        If there is no such handle, the map keeps no frame, or the place makes no sense: outside
        the photograph, a hairline below the brows, another handle more than `FARTHEST_MM` from
        where the mesh puts it.
    """
    if face_map.frame is None or not face_map.handles:
        raise YintangError(
            "this map has no handles to move; place the points on a photograph first"
        )
    key = (name, side)
    if key not in {(handle.name, handle.side) for handle in face_map.handles}:
        names = ", ".join(dict.fromkeys(handle.name for handle in face_map.handles))
        raise YintangError(f"no handle {name!r} on side {side}; there are {names}")
    frame = restored(face_map.frame)
    size = (face_map.width, face_map.height)
    at = _held(face_map)
    if name == "hairline":
        at[key] = given_hairline(frame, xy, size)
    else:
        at[key] = _given_handle(frame, key, xy, size)
    marked = {(h.name, h.side) for h in face_map.handles if h.marked}
    read = frozenset((h.name, h.side) for h in face_map.handles if h.read)
    source: Literal["given", "photo", "prior"] = (
        "given" if name == "hairline" else face_map.hairline.source
    )
    return _replaced(
        face_map, atlas, frame, Handles(at, read, source, (), frozenset({*marked, key}))
    )


def _held(face_map: FaceMap) -> dict[Key, NDArray[np.float64]]:
    kept = () if face_map.frame is None else face_map.frame.handles
    return {
        (handle.name, handle.side): np.array(at)
        for handle, at in zip(face_map.handles, kept, strict=True)
    }


def _given_handle(frame: FaceFrame, key: Key, xy: XY, size: tuple[int, int]) -> NDArray[np.float64]:
    called = key[0].replace("_", " ")
    place = given_place(frame, called, xy, size)
    usual = mesh_handles(frame.vertices)[key]
    if (apart := float(np.hypot(*(place - usual)))) > FARTHEST_MM:
        raise YintangError(
            f"the {called} {xy[0]:g},{xy[1]:g} lies {apart:.0f} mm from where the face's mesh puts "
            f"it; within {FARTHEST_MM:g} mm is plausible"
        )
    return place


def _replaced(face_map: FaceMap, atlas: Atlas, frame: FaceFrame, handles: Handles) -> FaceMap:
    """The map with these handles; whatever does not hang on a handle stays as it is."""
    assert face_map.frame is not None  # the caller has looked
    variants = dict(face_map.frame.variants)
    size = (face_map.width, face_map.height)
    points, beyond = placed_points(frame, handles, variants, face_map.ipd_mm, size)
    hair = frame.to_photo(on_skin(frame, handles.at["hairline", "M"][None]))[0]
    given = handles.hairline == "given"
    return replace(
        face_map,
        hairline=Hairline(float(hair[0]), float(hair[1]), handles.hairline),
        warnings=tuple(
            warned
            for warned in face_map.warnings
            if not (given and warned.code == HAIRLINE_WARNING)
        ),
        points=points,
        not_visible=(*beyond, *hidden_points(atlas)),
        handles=located_handles(frame, handles),
        frame=replace(face_map.frame, handles=frame_facts(frame, handles).handles),
    )


def movable(face_map: FaceMap) -> tuple[tuple[str, Side], ...]:
    """Name and side of every handle that can be put elsewhere on this map."""
    if face_map.frame is None:
        return ()
    return tuple((h.name, h.side) for h in face_map.handles if h.name in HANDLES)
