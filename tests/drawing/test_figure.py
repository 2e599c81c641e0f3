import re
from dataclasses import replace
from xml.etree import ElementTree

from yintang.atlas import load_atlas
from yintang.atlas.model import Atlas
from yintang.drawing.figure import (
    draw_figure,
    figure_place,
    missing,
    nearest_on_figure,
    positions,
)
from yintang.face.face_map import Side

from . import example


def test_every_point_off_the_face_that_may_be_needled_has_its_place():
    atlas = load_atlas()
    needled = {p.id for p in atlas.points.values() if p.needling and p.needling.area != "face"}
    assert needled - set(positions()) == set()


def test_every_place_belongs_to_a_point_of_the_atlas():
    assert set(positions()) - set(load_atlas().points) == set()


def test_midline_points_lie_on_the_midline_and_all_places_on_the_body():
    atlas = load_atlas()
    for code, (_, out, down) in positions().items():
        assert 0 <= out <= 0.22, code
        assert 0 <= down <= 1, code
        assert (out == 0) == atlas.points[code].midline, code


def test_the_right_hand_is_on_the_left_of_the_front_and_on_the_right_of_the_back(atlas):
    needle = next(n for n in example.needles() if n.code == "PC6" and n.side == "R")
    front, back = (draw_figure([replace(needle, code=code)], atlas) for code in ("PC6", "LI4"))
    assert _x(front) < 408
    assert _x(back) > 712


def _x(svg: str) -> float:
    mark = re.search(r'<g data-needle="\d+">(.*?)</g>', svg).group(1)
    return float(re.search(r'cx="([\d.]+)"', mark).group(1))


def test_every_needle_with_a_place_is_drawn_once(atlas):
    body = [n for n in example.needles() if n.x is None]
    root = ElementTree.fromstring(draw_figure(body, atlas))
    drawn = [int(g.get("data-needle")) for g in root.iter() if g.get("data-needle")]
    assert sorted(drawn) == [n.n for n in body]


def test_a_needle_without_a_place_is_told_and_not_drawn(atlas):
    stray = replace(example.needles()[-1], code="XX1")
    assert missing([stray]) == [stray]
    assert "XX1" not in draw_figure([stray], atlas)


def test_a_tap_on_the_figure_finds_the_point_that_is_drawn_there(everything: Atlas) -> None:
    for code, side in (("ST36", "R"), ("LI4", "L"), ("CV12", "M"), ("BL23", "L")):
        place = figure_place(code, side)
        assert place is not None
        assert 0 < place.x < 1
        assert 0 < place.y < 1
        near = nearest_on_figure(place.x, place.y, everything)
        assert (near[0].code, near[0].side) == (code, side)
        assert len(near) == 4


def test_the_patients_right_is_on_the_left_of_the_front_and_the_right_of_the_back() -> None:
    def x(code: str, side: Side) -> float:
        place = figure_place(code, side)
        assert place is not None
        return place.x

    assert x("ST36", "R") < x("ST36", "L")
    assert x("BL23", "R") > x("BL23", "L")
    assert figure_place("ST99", "R") is None


def test_only_points_the_atlas_can_needle_are_offered(everything: Atlas) -> None:
    offered = nearest_on_figure(0.4, 0.5, everything, n=1000)
    assert all(everything.points[place.code].needling for place in offered)
    assert all((place.side == "M") == everything.points[place.code].midline for place in offered)
