"""The reference card as a sheet to print: two halves to cut out, and how to use them.

The sheet is A4 in millimetres; what is on it also fits US Letter.
"""

import numpy as np

from yintang.drawing.sheets import plan_pdf
from yintang.drawing.svg import FONTS, element, number, words
from yintang.outcomes import card_design as design

SHEET_MM = (210.0, 297.0)
LEFT_MM, TOP_MM = 20.0, 24.0

TEXT_MM, LINE_MM = 3.3, 5.2
RULER_MM = 100

PRINTING = (
    "Print at 100 %, without fitting to the page, on matt white paper or card, with the",
    "printer's photo enhancement switched off. The ruler below must measure 100 mm.",
    "Cut along the outer lines and glue the halves onto stiff card: side by side as one strip,",
    "or apart. Use the same print at every visit; keep it dark and dry, and print a new one",
    "after a year. Never compare photographs taken with two different prints.",
)
USING = (
    "Hold the strip under the chin, or one half on each side of the face: in the plane of the",
    "face, facing the camera, in the light that falls on the face. Fingers hold the rim only.",
    "All eight black markers must be seen, and no glare.",
)
MEASURING = (
    "Without measuring, the card makes photographs of one clinic comparable with each other.",
    "To know colours as such, read all twelve patches of the first half with a colorimeter",
    "(CIELAB, D50, 2 degrees) into a file with the columns patch, L, a, b, and check it with",
    "yintang card --patches FILE. Patches are named, row after row from the upper left:",
)


def draw_card() -> str:
    """The sheet as SVG, in true size."""
    halves = "".join(
        element("g", _half(half), transform=f"translate({number(x)} {number(TOP_MM)})")
        for half in (0, 1)
        for x in (LEFT_MM + half * design.HALF_MM[0],)
    )
    width, height = SHEET_MM
    return element(
        "svg",
        element("title", words("Yintang reference card")),
        element("rect", width=width, height=height, fill="#ffffff"),
        _line("Yintang reference card", LEFT_MM, TOP_MM - 7, 5.0, "600"),
        halves,
        _instructions(TOP_MM + design.HALF_MM[1] + 12),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=f"{number(width)}mm",
        height=f"{number(height)}mm",
        font_family=FONTS,
    )


def card_pdf() -> bytes:
    """The sheet as PDF, in true size.

    Raises
    ------
    YintangError
        If WeasyPrint, an optional extra, is not installed.
    """
    width, height = SHEET_MM
    size = f"{number(width)}mm {number(height)}mm"
    style = f"@page {{ size: {size}; margin: 0 }} body {{ margin: 0 }} svg {{ display: block }}"
    return plan_pdf(
        '<!doctype html><html lang="en"><head><title>Yintang reference card</title>'
        f"<style>{style}</style></head><body>{draw_card()}</body></html>"
    )


def _half(half: int) -> str:
    """One half, its upper left at the origin."""
    width, height = design.HALF_MM
    name = f"Yintang, half {half + 1} of 2"
    return "".join(
        [
            element(
                "rect", width=width, height=height, fill="#ffffff", stroke="#999999",
                stroke_width=0.1,
            ),
            *(_marker(n, *mm[0]) for n, mm in design.marker_corners(half).items()),
            *(
                _patch(patch, *box[0])
                for patch, box in zip(design.PATCHES, design.patch_corners(half), strict=True)
            ),
            element(
                "text", words(name), font_size=2.0, fill="#000000", text_anchor="middle",
                transform=f"translate(9.2 {number(height / 2)}) rotate(-90)",
            ),
        ]
    )  # fmt: skip


def _marker(marker: int, x: float, y: float) -> str:
    """One path for all black squares, so that no seam shows between them."""
    side = design.MARKER_MM / design.CELLS
    squares = "".join(
        f"M{number(x + column * side)} {number(y + row * side)}"
        f"h{number(side)}v{number(side)}h{number(-side)}z"
        for row, column in np.argwhere(design.marker_cells(marker))
    )
    return element("path", d=squares, fill="#000000")


def _patch(patch: design.Patch, x: float, y: float) -> str:
    width, height = design.PATCH_MM
    colour = "#" + "".join(f"{code:02x}" for code in patch.codes)
    return element("rect", x=x, y=y, width=width, height=height, fill=colour)


def _instructions(y: float) -> str:
    rows = [
        "   ".join(patch.name for patch in design.PATCHES[start : start + design.COLUMNS])
        for start in range(0, len(design.PATCHES), design.COLUMNS)
    ]
    parts = []
    for heading, lines in (
        ("Printing", PRINTING),
        ("Using", USING),
        ("Measuring the patches", [*MEASURING, *rows]),
    ):
        parts.append(_line(heading, LEFT_MM, y, 4.0, "600"))
        for line in lines:
            y += LINE_MM
            parts.append(_line(line, LEFT_MM, y))
        y += 2 * LINE_MM
    return "".join(parts) + _ruler(y)


def _ruler(y: float) -> str:
    ticks = "".join(
        f"M{number(LEFT_MM + mm)} {number(y)}v{4 if mm % 50 == 0 else 2}"
        for mm in range(0, RULER_MM + 1, 10)
    )
    path = f"M{number(LEFT_MM)} {number(y)}h{RULER_MM}{ticks}"
    drawn = element("path", d=path, fill="none", stroke="#000000", stroke_width=0.2)
    return drawn + _line("100 mm", LEFT_MM + RULER_MM + 3, y + 3)


def _line(text: str, x: float, y: float, size: float = TEXT_MM, weight: str = "400") -> str:
    return element(
        "text", words(text), x=x, y=y, font_size=size, font_weight=weight, fill="#000000"
    )
