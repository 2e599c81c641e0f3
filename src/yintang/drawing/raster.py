"""A drawing as pixels: SVG in, PNG out."""

import resvg_py

from yintang.drawing.svg import FONTS, HANZI_FONTS


def svg_to_png(svg: str, width: int = 1600) -> bytes:
    """Render `svg` at `width` pixels across, with the system's own fonts.

    Raises
    ------
    ValueError
        If `width` is not positive or the drawing cannot be rendered.
    """
    if width < 1:
        raise ValueError(f"a picture must be at least one pixel wide, not {width}")
    try:
        return resvg_py.svg_to_bytes(svg_string=_with_installed_fonts(svg), width=width)
    except ValueError as why:
        raise ValueError(f"this drawing cannot be turned into a PNG: {why}") from why


def _with_installed_fonts(svg: str) -> str:
    """Lead with fonts that hold hanzi: resvg sets a whole line in the fallback's face, else."""
    return svg.replace(FONTS, HANZI_FONTS)
