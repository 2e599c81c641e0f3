"""A course as months on a wall calendar: visits, reviews, photographs.

Each kind of day differs by shape as well as by colour: a visit is a filled disc, a review a disc in
a ring, a photograph a square in the corner.
"""

import calendar
from collections.abc import Iterator
from datetime import date

from yintang.drawing.colours import LIGHT
from yintang.drawing.rows import MONTHS, said
from yintang.drawing.svg import XY, element, fill, picture, stroke, words
from yintang.planning.plan import Course

CELL, TOP = 32.0, 46.0
MOST = 12
"""Months drawn; what lies beyond is in the list of dates."""


def draw_months(course: Course) -> list[str]:
    """One SVG for each month in which something of the course happens."""
    visits = {s.date: s.n for s in course.sessions}
    photographs = {p.date: p.what for p in course.photographs}
    reviews = {s.date for s in course.sessions if s.n in course.reviews}
    months = sorted({(d.year, d.month) for d in (*visits, *photographs)})
    return [_month(y, m, visits, photographs, reviews) for y, m in months[:MOST]]


def _month(
    year: int, month: int, visits: dict[date, int], photographs: dict[date, str], reviews: set[date]
) -> str:
    name = f"{MONTHS[month - 1]} {year}"
    body = element(
        "text", words(name), x=4.0, y=16.0, font_size=14.0, font_weight="700", **fill("ink")
    )
    for column, letter in enumerate("MTWTFSS"):
        x = CELL * (column + 0.5)
        body += element(
            "text", letter, x=x, y=37.0, font_size=11.0, text_anchor="middle", **fill("stone")
        )
    for day, row, column in _days(year, month):
        x, y = CELL * (column + 0.5), TOP + CELL * (row + 0.5)
        body += _day(day, (x, y), visits.get(day), day in reviews, day in photographs)
    happens = [
        f"visit {n} on {said(d)}" for d, n in visits.items() if (d.year, d.month) == (year, month)
    ]
    happens += [
        f"photographs ({w}) on {said(d)}"
        for d, w in photographs.items()
        if (d.year, d.month) == (year, month)
    ]
    return picture(7 * CELL, TOP + 6 * CELL, name, "; ".join(happens), body)


def _days(year: int, month: int) -> Iterator[tuple[date, int, int]]:
    for row, week in enumerate(calendar.monthcalendar(year, month)):
        for column, day in enumerate(week):
            if day:
                yield date(year, month, day), row, column


def _day(day: date, at: XY, visit: int | None, review: bool, photographed: bool) -> str:
    x, y = at
    shape, colour = "", fill("stone")
    if visit is not None:
        shape = element("circle", cx=x, cy=y, r=10.5, **fill("ink"))
        colour = {"fill": LIGHT["paper"], "class_": "fill-paper"}
    if review:
        shape += element("circle", cx=x, cy=y, r=13.2, **stroke("jade", 1.8))
    if photographed:
        shape += camera(x + 10, y - 11)
    weight = "700" if visit is not None else "400"
    text = element(
        "text",
        str(day.day),
        x=x,
        y=y + 4.3,
        font_size=12.0,
        font_weight=weight,
        text_anchor="middle",
        **colour,
    )
    return shape + text


def camera(x: float, y: float) -> str:
    """A small camera, for a day on which photographs are taken."""
    box = element("rect", x=x - 6, y=y - 3.5, width=12.0, height=9.0, rx=2.0, **fill("jade"))
    hump = element("rect", x=x - 2.6, y=y - 5.6, width=5.2, height=3.4, rx=1.0, **fill("jade"))
    return box + hump + element("circle", cx=x, cy=y + 1, r=2.3, **fill("paper"))
