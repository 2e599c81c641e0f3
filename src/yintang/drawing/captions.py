"""The line of text at the end of a leader: name in bold, then the rest and the needles' numbers."""

from yintang.drawing.marks import Group
from yintang.drawing.svg import XY, element, fill, mixed, words

SIZE, SMALLEST = 17.0, 0.7
MOST_NUMBERS = 18
LONGEST = 38
"""Characters of a name that are printed; the table has it whole."""


def label(group: Group, at: XY, side: float, letters: int) -> str:
    """A group's label, reading outwards from `at`: to the right for `side` 1, to the left for -1.

    Where it is longer than `letters` it is set smaller, to no less than 0.7 of its size.
    """
    name, detail = shortened(group.name), shortened(group.detail)
    numbers = group.numbers
    if len(numbers) > MOST_NUMBERS:  # the face and the table have each of them
        numbers = f"{len(group.marks)} needles"
    bold = element("tspan", mixed(name), font_weight="700", **fill("ink"))
    quiet = element("tspan", mixed(f" {detail}"), **fill("stone")) if detail else ""
    count = ""
    if numbers:
        gap = "\u2002"
        shown = gap + numbers if side > 0 else numbers + gap
        count = element("tspan", words(shown), font_size="80%", **fill("stone"))
    long = 1.15 * len(name) + len(detail) + 0.7 * len(numbers)
    return element(
        "text",
        bold + quiet + count if side > 0 else count + bold + quiet,
        x=at[0],
        y=at[1],
        font_size=SIZE * min(1.0, max(letters / max(long, 1.0), SMALLEST)),
        text_anchor="start" if side > 0 else "end",
        class_="label",
    )


def shortened(text: str, most: int = LONGEST) -> str:
    """`text`, or its beginning and an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
