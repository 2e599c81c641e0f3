import io

import pytest
from PIL import Image

from yintang.drawing.face_map import draw_face_map
from yintang.drawing.raster import svg_to_png

from . import example


def test_a_png_opens_at_the_width_asked_for(atlas, pixels):
    png = svg_to_png(draw_face_map(example.face_map(), atlas, pixels), width=620)
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.format == "PNG"
        assert picture.width == 620


def test_the_photograph_is_in_the_png(atlas, pixels):
    with_, without = (
        Image.open(io.BytesIO(svg_to_png(draw_face_map(example.face_map(), atlas, p), 620)))
        for p in (pixels, None)
    )
    middle = (310, 220)
    assert with_.convert("RGB").getpixel(middle) != without.convert("RGB").getpixel(middle)


def test_what_is_not_a_drawing_is_refused():
    with pytest.raises(ValueError, match="cannot be turned into a PNG"):
        svg_to_png("not a drawing")


def test_a_picture_without_width_is_refused(atlas):
    with pytest.raises(ValueError, match="at least one pixel"):
        svg_to_png(draw_face_map(example.face_map(), atlas), width=0)
