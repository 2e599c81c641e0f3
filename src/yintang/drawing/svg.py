"""The few SVG elements the drawings are made of, as escaped strings."""

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from yintang.drawing.colours import LIGHT, Role

XY = tuple[float, float]
FONTS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', 'PingFang SC', "
    "'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)

HANZI_FONTS = (
    "'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', "
    "'Source Han Sans SC', 'WenQuanYi Micro Hei', sans-serif"
)
UNREADABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
HANZI = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def number(value: float) -> str:
    """A coordinate with at most two decimals and no trailing noughts."""
    return f"{round(value, 2) + 0:g}" if abs(value) < 1e4 else f"{round(value)}"


def element(name: str, *inside: str, **attributes: str | float | None) -> str:
    """One element. `inside` is markup already; attributes are escaped, `_` becomes `-`.

    An attribute of None is left out. A trailing underscore is dropped: `class_`.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}="
        + quoteattr(_readable(value) if isinstance(value, str) else number(value))
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def words(text: str) -> str:
    """Text made safe to stand between tags; characters XML cannot carry are dropped."""
    return escape(_readable(text))


def _readable(text: str) -> str:
    """Without the characters XML 1.0 cannot carry (section 2.2 of the recommendation)."""
    return UNREADABLE.sub("", text)


def mixed(text: str) -> str:
    """`words`, each run of hanzi with its own fonts, so that it does not change its neighbours'."""
    parts, end = [], 0
    for run in HANZI.finditer(text):
        parts.append(words(text[end : run.start()]))
        parts.append(element("tspan", words(run.group()), font_family=HANZI_FONTS))
        end = run.end()
    return "".join(parts) + words(text[end:])


def fill(role: Role) -> dict[str, str]:
    """Attributes that fill with a role's colour."""
    return {"fill": LIGHT[role], "class_": f"fill-{role}"}


def stroke(role: Role, width: float, **more: str | float) -> dict[str, str | float]:
    """Attributes that draw an outline in a role's colour, without filling it."""
    return {
        "fill": "none",
        "stroke": LIGHT[role],
        "stroke_width": width,
        "class_": f"stroke-{role}",
        **more,
    }


def smooth(points: Sequence[XY], closed: bool = False) -> str:
    """Path data of a Catmull-Rom curve through `points`, written as cubic Béziers.

    A cubic's inner handles lie a sixth of the neighbours' chord away (Catmull and Rom 1974).
    """
    if len(points) < 2:
        return ""
    last = len(points) - 1
    near = [points[i % len(points)] if closed else points[min(max(i, 0), last)]
            for i in range(-1, last + 3)]  # fmt: skip
    around = zip(near, near[1:], near[2:], near[3:], strict=False)
    path = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in list(around)[: last + closed]:
        handles = (bx + (cx - ax) / 6, by + (cy - ay) / 6, cx - (dx - bx) / 6, cy - (dy - by) / 6)
        path.append("C" + " ".join(number(v) for v in (*handles, cx, cy)))
    return "".join(path) + ("Z" if closed else "")


def picture(width: float, height: float, title: str, description: str, body: str) -> str:
    """The root element: accessible, scaling with its container, system fonts."""
    return element(
        "svg",
        element("title", words(title)) if title else "",
        element("desc", words(description)),
        body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=title,
        font_family=FONTS,
    )
