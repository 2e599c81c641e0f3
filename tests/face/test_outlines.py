"""Lines, regions and outlines are laid on the face, both sides alike."""

import numpy as np
import pytest
from shapes import bent, mesh_of, mirrored, turned

from yintang.atlas.model import Atlas
from yintang.face import FaceMap
from yintang.face.frame import face_frame
from yintang.face.outlines import CONTOURS, contours, laid_lines, laid_regions
from yintang.face.reference import reference_face

OTHER = {"R": "L", "L": "R", "M": "M"}


def test_every_line_and_region_of_the_atlas_is_laid_on_its_sides(
    face_map: FaceMap, everything: Atlas
) -> None:
    for line in everything.lines.values():
        sides = [laid.side for laid in face_map.lines if laid.line == line.id]
        assert sides == (["R", "L"] if line.paired else ["M"]), line.id
    for region in everything.regions.values():
        sides = [laid.side for laid in face_map.regions if laid.region == region.id]
        expected = (["R", "L"] if region.paired else ["M"]) if region.ring else []
        assert sides == expected, region.id


def test_a_line_has_a_place_for_every_vertex_of_the_atlas(
    face_map: FaceMap, everything: Atlas
) -> None:
    for laid in face_map.lines:
        assert len(laid.xy) == len(everything.lines[laid.line].vertices)


def test_right_lies_right_of_left(face_map: FaceMap) -> None:
    for every in (
        [(laid.line, laid.side, laid.xy) for laid in face_map.lines],
        [(laid.region, laid.side, laid.xy) for laid in face_map.regions],
    ):
        middle = {(name, side): np.mean(xy, axis=0)[0] for name, side, xy in every}
        for name, side in middle:
            if side == "R":
                assert middle[name, "R"] < middle[name, "L"], name


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_mirrored_face_has_mirrored_lines(everything: Atlas, seed: int) -> None:
    # Roll and yaw mirror, too; the picture's middle is the mirror.
    one = laid_lines(face_frame(mesh_of(bent(seed), turned(8, 5, 6))), everything)
    mirror = mirrored(bent(seed))
    other = laid_lines(face_frame(mesh_of(mirror, turned(-8, 5, -6))), everything)
    found = {(laid.line, laid.side): np.array(laid.xy) for laid in other}
    for laid in one:
        if laid.side != "M":
            back = [1000, 0] + found[laid.line, OTHER[laid.side]] * [-1, 1]
            assert np.allclose(back, laid.xy, atol=1e-6), laid.line


def test_regions_and_outlines_are_closed_shapes_with_an_area(everything: Atlas) -> None:
    frame = face_frame(mesh_of(reference_face().vertices))
    for shape in [r.xy for r in laid_regions(frame, everything)] + [
        xy for _, closed, xy in contours(frame) if closed
    ]:
        x, y = np.array(shape).T
        area = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2 / frame.px_per_mm**2
        assert area > 20  # square millimetres


def test_eyes_and_brows_are_outlined_on_both_sides() -> None:
    frame = face_frame(mesh_of(reference_face().vertices))
    names = [name for name, _, _ in contours(frame)]
    assert {"right-eye", "left-eye", "right-brow", "left-brow"} < set(names)
    assert len(names) == len(set(names)) == len(CONTOURS) + 2


def test_the_face_oval_holds_every_point_of_the_mesh_that_faces_us() -> None:
    frame = face_frame(mesh_of(reference_face().vertices))
    oval = np.array(next(xy for name, _, xy in contours(frame) if name == "face-oval"))
    seen = frame.to_photo(frame.vertices)
    low, high = oval.min(axis=0) - 2, oval.max(axis=0) + 2
    assert ((seen >= low) & (seen <= high)).all()
