"""Labels in a column beside a picture, with leaders that never cross.

The ports where leaders leave the column are spread so that lines of text do not overlap; which
anchor gets which port is the assignment of least total length. Two crossing leaders could always be
exchanged for two shorter ones, so the shortest assignment has none (the argument of boundary
labelling: Bekos, Kaufmann, Symvonis and Wolff 2007, doi 10.1016/j.comgeo.2006.05.003).
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from yintang.drawing.svg import XY


def spread(wanted: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Heights nearest to `wanted` (ascending) in least squares, at least `gap` apart.

    All lie between `top` and `bottom`. Pool-adjacent-violators on `wanted[i] - i * gap`.

    Raises
    ------
    ValueError
        If so many cannot stand between `top` and `bottom`.
    """
    room = bottom - top - (len(wanted) - 1) * gap
    if wanted and room < -1e-9:
        raise ValueError(f"{len(wanted)} labels {gap} apart do not fit between {top} and {bottom}")
    pools: list[tuple[float, int]] = []
    for i, height in enumerate(wanted):
        mean, count = height - i * gap, 1
        while pools and pools[-1][0] > mean:
            above, members = pools.pop()
            mean = (mean * count + above * members) / (count + members)
            count += members
        pools.append((mean, count))
    level = [mean for mean, count in pools for _ in range(count)]
    return [min(max(z, top), top + max(room, 0)) + i * gap for i, z in enumerate(level)]


def ports(
    anchors: Sequence[XY], column: float, gap: float, top: float, bottom: float
) -> list[float]:
    """The height at x = `column` at which each anchor's leader arrives, in the anchors' order.

    Straight leaders from anchors on one side of the column neither cross nor touch.
    """
    if not anchors:
        return []
    places = np.array(spread(sorted(y for _, y in anchors), gap, top, bottom))
    xy = np.array(anchors, dtype=float)
    length = np.hypot(xy[:, :1] - column, xy[:, 1:] - places[None, :])
    _, chosen = linear_sum_assignment(length)
    return [float(places[j]) for j in chosen]
