"""Handles put elsewhere, without the photograph and without the model."""

import json
import time

import numpy as np
import pytest
from PIL import Image

from yintang.atlas.model import Atlas
from yintang.errors import YintangError
from yintang.face import FaceMap, movable, move_handle, schematic_map


def apart_mm(a: FaceMap, b: FaceMap) -> dict[tuple[str, str], float]:
    return {
        (p.code, p.side): float(np.hypot(p.x - q.x, p.y - q.y)) * a.mm_per_px
        for p in a.points
        if (q := b.point(p.code, p.side)) is not None
    }


def test_a_moved_hairline_gives_what_a_marked_one_gives(
    face_map: FaceMap, everything: Atlas, place, large_portrait: Image.Image
) -> None:
    mark = (face_map.hairline.x + 6, face_map.hairline.y - 25)
    moved = move_handle(face_map, everything, "hairline", "M", mark)
    marked = place(large_portrait, hairline=mark)
    assert max(apart_mm(moved, marked).values()) < 0.02
    assert [p.radius_mm for p in moved.points] == [p.radius_mm for p in marked.points]
    assert [p.basis for p in moved.points] == [p.basis for p in marked.points]
    assert moved.hairline.source == marked.hairline.source == "given"
    assert (moved.hairline.x, moved.hairline.y) == pytest.approx(mark, abs=0.5)
    assert [(h.name, h.side, h.read, h.marked) for h in moved.handles] == [
        (h.name, h.side, h.read, h.marked) for h in marked.handles
    ]


def test_the_hairline_moves_what_hangs_on_it_and_nothing_else(
    face_map: FaceMap, everything: Atlas
) -> None:
    mark = (face_map.hairline.x, face_map.hairline.y - 40)
    moved = apart_mm(face_map, move_handle(face_map, everything, "hairline", "M", mark))
    assert moved["GV24", "M"] > 8
    assert moved["GB14", "R"] > 2
    assert moved["LI20", "R"] < 0.02


def test_an_ear_marked_by_hand_moves_its_points_and_says_so(
    face_map: FaceMap, everything: Atlas
) -> None:
    ear = next(h for h in face_map.handles if (h.name, h.side) == ("ear_middle", "L"))
    mark = (ear.x + 12, ear.y + 9)
    after = move_handle(face_map, everything, "ear_middle", "L", mark)
    moved = apart_mm(face_map, after)
    assert moved["SI19", "L"] == pytest.approx(15 * face_map.mm_per_px, rel=0.3)
    assert moved["SI19", "R"] < 0.02
    assert after.point("SI19", "L").basis.endswith("as marked")
    assert after.point("SI19", "L").radius_mm <= face_map.point("SI19", "L").radius_mm
    assert next(h for h in after.handles if h.marked).name == "ear_middle"


def test_moves_compose_in_any_order_and_survive_storing(
    face_map: FaceMap, everything: Atlas
) -> None:
    hair = ("hairline", "M", (face_map.hairline.x, face_map.hairline.y - 20))
    ear = next(h for h in face_map.handles if (h.name, h.side) == ("ear_top", "R"))
    top = ("ear_top", "R", (ear.x - 5, ear.y + 10))
    one = move_handle(move_handle(face_map, everything, *hair), everything, *top)
    stored = FaceMap.from_json(
        json.loads(json.dumps(move_handle(face_map, everything, *top).stored()))
    )
    other = move_handle(stored, everything, *hair)
    assert max(apart_mm(one, other).values()) < 0.01
    assert {h.name for h in one.handles if h.marked} == {"hairline", "ear_top"}


def test_moving_a_handle_takes_milliseconds(face_map: FaceMap, everything: Atlas) -> None:
    mark = (face_map.hairline.x, face_map.hairline.y - 20)
    move_handle(face_map, everything, "hairline", "M", mark)
    began = time.perf_counter()
    move_handle(face_map, everything, "hairline", "M", mark)
    assert time.perf_counter() - began < 0.1


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (("hairline", "M", (-5, 20)), "outside the photograph"),
        (("hairline", "M", (700, 600)), "below the brows"),
        (("ear_top", "R", (1500, 1500)), "from where the face's mesh puts it"),
        (("elbow", "R", (700, 600)), "no handle 'elbow' on side R; there are"),
        (("hairline", "L", (700, 600)), "no handle 'hairline' on side L"),
    ],
)
def test_a_mark_that_makes_no_sense_is_refused(
    face_map: FaceMap, everything: Atlas, mark, said
) -> None:
    with pytest.raises(YintangError, match=said):
        move_handle(face_map, everything, *mark)


def test_a_drawn_face_has_no_handles_to_move(everything: Atlas) -> None:
    drawn = schematic_map(everything)
    assert movable(drawn) == ()
    with pytest.raises(YintangError, match="no handles to move"):
        move_handle(drawn, everything, "hairline", "M", (800, 300))
