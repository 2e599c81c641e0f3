import re
from dataclasses import replace
from itertools import combinations, pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from yintang.drawing.colours import DARK, LIGHT
from yintang.drawing.face_map import draw_face_map
from yintang.drawing.marks import runs
from yintang.drawing.photograph import muted

from . import example
from .test_labels import crosses

SVG = "{http://www.w3.org/2000/svg}"


def marks(svg: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(svg)
    return [g for g in root.iter(f"{SVG}g") if "mark" in g.get("class", "").split()]


@pytest.mark.parametrize("photographed", [True, False])
@pytest.mark.parametrize("standalone", [True, False])
def test_every_needle_on_the_photograph_is_drawn_once(atlas, pixels, photographed, standalone):
    needles = example.plan(many=True).prescription.needles
    svg = draw_face_map(
        example.face_map(),
        atlas,
        pixels if photographed else None,
        needles=needles,
        standalone=standalone,
    )
    drawn = sorted(int(m.get("data-needle")) for m in marks(svg))
    assert drawn == [n.n for n in needles if n.x is not None]


def test_every_located_point_is_drawn_once_without_needles(atlas):
    face_map = example.face_map()
    drawn = [m.get("data-point") for m in marks(draw_face_map(face_map, atlas))]
    assert sorted(drawn) == sorted(f"{p.code} {p.side}" for p in face_map.points)


def test_a_point_that_must_be_palpated_has_a_dashed_zone_and_no_dot(atlas):
    face_map = example.face_map()
    palpated = {f"{p.code} {p.side}" for p in face_map.points if p.grade == "C"}
    for mark in marks(draw_face_map(face_map, atlas)):
        if mark.get("data-point") in palpated:
            circles = list(mark.iter(f"{SVG}circle"))
            assert not any(c.get("fill") == LIGHT["vermilion"] for c in circles)
            assert any(c.get("stroke-dasharray") for c in circles)


def test_a_danger_point_is_a_square_and_never_a_dot(atlas):
    dangerous = [
        m for m in marks(draw_face_map(example.face_map(), atlas)) if "danger" in m.get("class")
    ]
    assert [m.get("data-point") for m in dangerous] == ["BL1 R", "BL1 L"]
    for mark in dangerous:
        assert list(mark.iter(f"{SVG}path"))
        fills = {c.get("fill") for c in mark.iter(f"{SVG}circle")}
        assert LIGHT["vermilion"] not in fills


def test_a_pair_has_one_label(atlas):
    svg = draw_face_map(example.face_map(), atlas)
    labels = ElementTree.fromstring(svg).iter(f"{SVG}text")
    names = ["".join(t.itertext()) for t in labels if t.get("class") == "label"]
    assert len(names) == len(set(names)) == len(example.FACE)


def test_leaders_on_a_whole_face_never_cross(atlas):
    svg = draw_face_map(example.face_map(), atlas)
    paths = re.findall(r'd="M([\d.]+) ([\d.]+)H([\d.]+)L([\d.]+) ([\d.]+)"', svg)
    assert len(paths) == len(example.FACE)
    leaders = [((float(e), float(b)), (float(x), float(y))) for _, b, e, x, y in paths]
    assert not any(crosses(*one, *other) for one, other in combinations(leaders, 2))


def test_labels_of_a_column_do_not_overlap(atlas):
    texts = ElementTree.fromstring(draw_face_map(example.face_map(), atlas)).iter(f"{SVG}text")
    columns: dict[str, list[float]] = {}
    for text in texts:
        if text.get("class") == "label":
            columns.setdefault(text.get("text-anchor"), []).append(float(text.get("y")))
    assert set(columns) == {"start", "end"}
    for heights in columns.values():
        assert all(b - a >= 17 for a, b in pairwise(sorted(heights)))


def test_more_than_thirty_needles_are_numbered_on_the_face(atlas):
    needles = example.plan(many=True).prescription.needles
    svg = draw_face_map(example.face_map(), atlas, needles=needles)
    assert 'class="numbers"' in svg
    assert "L" not in re.sub(r'd="M[^"]*H', "", svg) or not re.search(r'd="M[\d.]+ [\d.]+H', svg)


def test_few_needles_are_labelled_beside_the_face(atlas):
    svg = draw_face_map(example.face_map(), atlas, needles=example.plan().prescription.needles)
    assert 'class="numbers"' not in svg
    assert "Nasolabial fold" in svg


def test_a_map_names_itself_for_those_who_cannot_see_it(atlas):
    root = ElementTree.fromstring(draw_face_map(example.face_map(), atlas, title="Face of today"))
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Face of today"
    assert "LI20" in root.find(f"{SVG}desc").text


def test_hostile_names_are_only_text(atlas):
    evil = '"><script>alert(1)</script>\x00&'
    point = replace(atlas.points["LI20"], pinyin=evil, hanzi=evil)
    hostile = replace(atlas, points={**atlas.points, "LI20": point})
    svg = draw_face_map(example.face_map(), hostile, title=evil)
    ElementTree.fromstring(svg)
    assert "<script" not in svg


def test_a_face_cut_by_the_edge_of_the_photograph_is_still_drawn(atlas, pixels):
    cut = pixels[60:220, 150:260]
    face_map = example.face_map()
    moved = replace(face_map, eyes=tuple((x - 150, y - 60) for x, y in face_map.eyes), points=())
    ElementTree.fromstring(draw_face_map(moved, atlas, np.ascontiguousarray(cut)))


def test_a_muted_photograph_keeps_order_of_light_and_loses_colour():
    grey = np.arange(256, dtype=np.uint8)
    assert (np.diff(muted(np.dstack([grey[None]] * 3))[0, :, 0].astype(int)) >= 0).all()
    red = muted(np.array([[[255, 0, 0]]], dtype=np.uint8))[0, 0].astype(int)
    assert 0 < red[0] - red[1] < 0.5 * 255


def test_runs_of_numbers_are_joined():
    assert runs([3, 1, 2, 7, 8, 11]) == "1–3, 7, 8, 11"


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""

    def luminance(colour: str) -> float:
        rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_text_is_readable(colours):
    for page in ("porcelain", "paper"):
        assert _contrast(colours["ink"], colours[page]) >= 7
        assert _contrast(colours["stone"], colours[page]) >= 4.5
    assert _contrast(colours["amber"], colours["amber-wash"]) >= 4.5
    assert _contrast(colours["alarm"], colours["alarm-wash"]) >= 4.5
