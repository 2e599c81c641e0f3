"""Where on you: from the bytes of a photograph to a map of every facial point, with uncertainty."""

from yintang.face.face_map import FaceMap
from yintang.face.frame_coordinates import from_frame, to_frame
from yintang.face.handles import movable, move_handle
from yintang.face.locate import locate
from yintang.face.photo import Photo, read_photo
from yintang.face.schematic import schematic_map

__all__ = [
    "FaceMap",
    "Photo",
    "from_frame",
    "locate",
    "movable",
    "move_handle",
    "read_photo",
    "schematic_map",
    "to_frame",
]
