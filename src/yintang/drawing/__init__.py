"""What the other rooms know, drawn: the face map, the body figure, the plan's sheet."""

from yintang.drawing.face_map import draw_face_map
from yintang.drawing.figure import draw_figure, figure_place, nearest_on_figure
from yintang.drawing.raster import svg_to_png
from yintang.drawing.sheets import map_page, plan_pdf, plan_sheet

__all__ = [
    "draw_face_map",
    "draw_figure",
    "figure_place",
    "map_page",
    "nearest_on_figure",
    "plan_pdf",
    "plan_sheet",
    "svg_to_png",
]
