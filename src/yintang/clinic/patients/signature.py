"""A signature as strokes: read from the page, and drawn again."""

import json
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Stroke = list[list[float]]
MAX_STROKES, MAX_POINTS = 200, 6000
SHORTEST = 0.15
"""Length of ink, in widths of the field, below which it is a slip and no signature."""
RATIO = 3
"""The field is three times as wide as it is high; strokes are fractions of each."""


def read_signature(text: str) -> list[Stroke]:
    """Strokes from their JSON: lists of [x, y], each from 0 to 1; an empty text has none.

    Raises
    ------
    ValueError
        If it is something else, or too much of it.
    """
    if not text.strip():
        return []
    strokes = json.loads(text)
    if not isinstance(strokes, list) or len(strokes) > MAX_STROKES:
        raise ValueError("expected a list of strokes")
    read = [_stroke(stroke) for stroke in strokes]
    if sum(map(len, read)) > MAX_POINTS:
        raise ValueError("too many points")
    return read


def _stroke(stroke: object) -> Stroke:
    if not isinstance(stroke, list):
        raise ValueError("expected a list of points")
    return [_point(point) for point in stroke]


def _point(point: object) -> list[float]:
    if not isinstance(point, list) or len(point) != 2:
        raise ValueError("expected x and y")
    if not all(type(value) in (int, float) and 0 <= value <= 1 for value in point):
        raise ValueError("expected fractions from 0 to 1")
    return [round(float(value), 4) for value in point]


def ink(strokes: Iterable[Sequence[Sequence[float]]]) -> float:
    """How long the strokes are together, in widths of the field."""
    return sum(
        math.hypot(b[0] - a[0], (b[1] - a[1]) / RATIO)
        for stroke in strokes
        for a, b in pairwise(stroke)
    )


def signature_svg(strokes: Iterable[Sequence[Sequence[float]]], name: str) -> SafeString:
    """The signature as SVG, labelled with the name beside it; empty where nothing was drawn."""
    lines = [
        (" ".join(f"{300 * float(x):.1f},{100 * float(y):.1f}" for x, y in stroke),)
        for stroke in strokes
        if stroke
    ]
    if not lines:
        return SafeString("")
    drawn = format_html_join("", '<polyline points="{}"/>', lines)
    return format_html(
        '<svg class="signature" viewBox="0 0 300 100" role="img" aria-label="Signature: {}" '
        'fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" '
        'stroke-linejoin="round">{}</svg>',
        name,
        drawn,
    )
