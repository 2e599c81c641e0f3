"""Where on you: from the bytes of a photograph to a map of every facial point, with uncertainty."""

from yintang.face.face_map import FaceMap
from yintang.face.locate import locate
from yintang.face.photo import Photo, read_photo
from yintang.face.schematic import schematic_map

__all__ = ["FaceMap", "Photo", "locate", "read_photo", "schematic_map"]
