"""A measure over the visits of a course, and many measures beside each other.

Each visit is a mark with its error bar; the hatched band is what photographs cannot tell from the
time before. Marks differ by shape and the band by hatching, so that a grey print says the same.
"""

from collections.abc import Callable, Sequence
from math import ceil, floor, log10

from yintang.drawing.colours import Role
from yintang.drawing.svg import XY, element, fill, number, picture, stroke, words
from yintang.outcomes.change_record import Change, Numbers, Verdict, VisitValue
from yintang.outcomes.wording import figures

Down = Callable[[float], float]
"""From a value to its height on the picture."""

WIDTH, HEIGHT = 720.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 76.0, 24.0, 20.0, 52.0
BETWEEN = 1.96
"""Error bars span 95 %."""
TICKS = 4
HATCH = "url(#undetectable)"
ROW = 40.0
NAME_WIDTH = 280.0
OUTERMOST = 3.0
"""Times the smallest detectable change that the overview shows to either side."""
VERDICT_WORDS: dict[Verdict, str] = {
    "improved": "better",
    "worse": "worse",
    "no_change": "no change",
    "cannot_tell": "cannot be told",
}


def draw_chart(change: Change, labels: Sequence[str] = ()) -> str:
    """One target over its visits, as SVG; a course without numbers has its visits marked as left
    out.

    `labels` are words for the visits below their marks; without them it is days from the last
    baseline, counted in weeks.
    """
    across = _across(change.visits)
    low, high = _range(change)

    def down(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)

    named = f"{change.name}, {change.place}"
    body = _hatching() + _axes(change, (low, high), down, across, labels)
    if change.numbers is not None:
        body += _band(change.numbers, down, across[0], low, high)
        body += _line(change, down, across)
    for x, visit in zip(across, change.visits, strict=True):
        body += _visit(x, visit, down)
    return picture(WIDTH, HEIGHT, named, change.say, body)


def _across(visits: Sequence[VisitValue]) -> list[float]:
    first, last = visits[0].day, visits[-1].day
    width = WIDTH - LEFT - RIGHT - 48
    return [LEFT + 24 + width * (v.day - first) / ((last - first) or 1) for v in visits]


def _range(change: Change) -> tuple[float, float]:
    """From below the lowest to above the highest thing drawn."""
    drawn = [
        v.value + sign * BETWEEN * v.se
        for v in change.visits
        if v.value is not None and v.se is not None
        for sign in (-1, 1)
    ]
    if change.numbers is not None:
        sdc = change.numbers.sdc
        drawn += [change.numbers.before - 1.1 * sdc, change.numbers.before + 1.1 * sdc]
        drawn.append(change.numbers.after)
    drawn += [v.value for v in change.visits if v.value is not None and v.se is None]
    if not drawn:
        return 0.0, 1.0
    margin = 0.06 * (max(drawn) - min(drawn)) or 1.0
    return min(drawn) - margin, max(drawn) + margin


def _hatching() -> str:
    stripe = element("path", d="M0 6L6 0", **stroke("stone", 0.8, stroke_opacity=0.5))
    size = 6.0
    pattern = element(
        "pattern", stripe, id="undetectable", width=size, height=size, patternUnits="userSpaceOnUse"
    )
    return element("defs", pattern)


def _axes(
    change: Change,
    span: tuple[float, float],
    down: Down,
    across: Sequence[float],
    labels: Sequence[str],
) -> str:
    low, high = span
    step = _step((high - low) / TICKS)
    body = ""
    for n in range(ceil(low / step), floor(high / step) + 1):
        y = down(n * step)
        body += element("path", d=f"M{LEFT} {number(y)}H{WIDTH - RIGHT}", **stroke("line", 1))
        body += _text((LEFT - 10, y + 4.5), figures(n * step, step * 10), anchor="end")
    body += _text((8, TOP - 5), change.unit)
    bottom = HEIGHT - BOTTOM
    body += element("path", d=f"M{LEFT} {number(bottom)}H{WIDTH - RIGHT}", **stroke("stone", 1))
    free = -1e9
    for x, text in _said(change.visits, across, labels):
        if x - free > 8 * len(text) + 4:
            body += _text((x, bottom + 20), text, anchor="middle")
            free = x
    if not labels:
        body += _text((WIDTH - RIGHT, HEIGHT - 8), "weeks of treatment", anchor="end")
    return body


def _said(
    visits: Sequence[VisitValue], across: Sequence[float], labels: Sequence[str]
) -> list[tuple[float, str]]:
    """What stands below the axis, and where: one word for all baselines, then the weeks."""
    if labels:
        return list(zip(across, labels, strict=True))
    before = [x for x, v in zip(across, visits, strict=True) if v.baseline]
    begin = max((v.day for v in visits if v.baseline), default=visits[0].day)
    weeks = [
        (x, f"{(v.day - begin) / 7:.0f}")
        for x, v in zip(across, visits, strict=True)
        if not v.baseline
    ]
    return [(sum(before) / len(before), "before"), *weeks] if before else weeks


def _step(rough: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten that is not smaller."""
    power = 10.0 ** floor(log10(rough))
    return float(next(n * power for n in (1, 2, 5, 10) if n * power >= rough * 0.999))


def _band(numbers: Numbers, down: Down, left: float, low: float, high: float) -> str:
    """What cannot be told from the time before, and the level then."""
    top = down(min(high, numbers.before + numbers.sdc))
    bottom = down(max(low, numbers.before - numbers.sdc))
    x = left - 24
    width = WIDTH - RIGHT - x
    level = number(down(numbers.before))
    path = f"M{number(x)} {level}h{number(width)}"
    return element(
        "rect", x=x, y=top, width=width, height=bottom - top, rx=4.0, fill=HATCH
    ) + element("path", d=path, **stroke("stone", 1, stroke_dasharray="2 4"))


def _line(change: Change, down: Down, across: Sequence[float]) -> str:
    """The line that was judged: level at the baselines, then the change spread over the days."""
    if change.numbers is None:
        return ""
    used = [(x, v) for x, v in zip(across, change.visits, strict=True) if v.value is not None]
    begin = max(x for x, v in used if v.baseline)
    before, after = number(down(change.numbers.before)), number(down(change.numbers.after))
    path = f"M{number(used[0][0])} {before}H{number(begin)}L{number(used[-1][0])} {after}"
    return element("path", d=path, **stroke("jade", 2.5, stroke_linejoin="round"))


def _visit(x: float, visit: VisitValue, down: Down) -> str:
    """A disc with its error bar; open before treatment; a cross on the axis where nothing could be
    used."""
    if visit.value is None:
        y = HEIGHT - BOTTOM - 10
        cross = f"M{number(x - 5)} {number(y - 5)}l10 10m0 -10l-10 10"
        return element("path", element("title", "could not be used"), d=cross, **stroke("ink", 1.8))
    y, reach = down(visit.value), BETWEEN * (visit.se or 0.0)
    ends = down(visit.value + reach), down(visit.value - reach)
    bar = "".join(f"M{number(x - 4)} {number(end)}h8" for end in ends)
    bar += f"M{number(x)} {number(ends[0])}V{number(ends[1])}"
    look = fill("paper") if visit.baseline else fill("ink")
    ring = element("circle", cx=x, cy=y, r=5.0, **stroke("ink", 1.8))
    return (
        element("path", d=bar, **stroke("ink", 1.2))
        + element("circle", cx=x, cy=y, r=5.0, **look)
        + ring
    )


def draw_overview(changes: Sequence[Change]) -> str:
    """Changes of many measures side by side, each divided by what could be detected of it.

    To the right is better. Between the dotted lines lies what photographs cannot tell.
    """
    shown = [c for c in changes if c.numbers is not None]
    height = TOP + ROW * len(shown) + BOTTOM
    scale = (WIDTH - NAME_WIDTH - RIGHT) / (2 * OUTERMOST)
    middle = NAME_WIDTH + OUTERMOST * scale
    bottom = height - BOTTOM
    body = _hatching() + element(
        "rect", x=middle - scale, y=TOP, width=2 * scale, height=bottom - TOP, fill=HATCH
    )
    body += element("path", d=f"M{number(middle)} {TOP}V{number(bottom)}", **stroke("stone", 1))
    for n, change in enumerate(shown):
        body += _row(change, TOP + ROW * (n + 0.5), middle, scale)
    for at, text in ((-2, "worse"), (0, "cannot be told apart"), (2, "better")):
        body += _text((middle + at * scale, bottom + 20), text, anchor="middle")
    told = "; ".join(f"{c.name}, {c.place}: {VERDICT_WORDS[c.verdict]}" for c in shown)
    return picture(WIDTH, height, "Changes beside each other", told, body)


def _row(change: Change, y: float, middle: float, scale: float) -> str:
    found = change.numbers
    if found is None:
        return ""
    way = 1 if change.better == "higher" else -1
    centre, half = way * found.change / found.sdc, 1.0
    x = middle + scale * max(-OUTERMOST, min(OUTERMOST, centre))
    left, right = (
        middle + scale * max(-OUTERMOST, min(OUTERMOST, centre + sign * half)) for sign in (-1, 1)
    )
    sure = change.verdict in {"improved", "worse"}
    mark = element("circle", cx=x, cy=y, r=5.5, **(fill("ink") if sure else fill("paper")))
    return (
        _text((8, y - 2), change.name, role="ink")
        + _text((8, y + 14), change.place)
        + element("path", d=f"M{number(left)} {number(y)}H{number(right)}", **stroke("ink", 1.4))
        + mark
        + element("circle", cx=x, cy=y, r=5.5, **stroke("ink", 1.8))
    )


def _text(at: XY, text: str, *, anchor: str = "start", role: Role = "stone") -> str:
    return element(
        "text",
        words(text),
        x=at[0],
        y=at[1],
        font_size=13.0,
        text_anchor=anchor,
        **fill(role),
    )
