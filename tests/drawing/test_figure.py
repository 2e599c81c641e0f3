import re
from dataclasses import replace
from xml.etree import ElementTree

from yintang.atlas import load_atlas
from yintang.drawing.figure import draw_figure, missing, positions

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
