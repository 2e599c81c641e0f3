"""The choice of needles as a mixed-integer programme, solved exactly.

Maximise, over the subsets of candidates that keep every limit,

    sum over chains of  w * C(s)  -  sum over chosen candidates of  cost

where a chain is a wish in one place (frown lines in the face, frown lines in the body), w its
weight, s the sum of what the chosen candidates add to it, and C the concave, piecewise linear
coverage whose k-th whole unit (k = 0, 1, ...) is worth ``DIMINISHING ** k``. Because C is concave,
one continuous level between 0 and 1 for each unit describes it exactly.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from yintang.planning.candidates import Candidate, Chain
from yintang.planning.problem import Problem

DIMINISHING = 0.75
"""What each further unit is worth beside the one before it. Yintang's own default."""

TIE = 1e-5
"""Added to the cost of each candidate times its place in the order, so that of equal plans always
the same one is chosen: above HiGHS' absolute gap of 1e-6, far below any cost with a meaning."""


def coverage(units: float) -> float:
    """C(s) of the module's text."""
    whole = int(units)
    ratio = DIMINISHING
    return (1 - ratio**whole) / (1 - ratio) + (units - whole) * ratio**whole


def value(problem: Problem, chosen: Iterable[int]) -> float:
    """The objective for a choice of candidates, without the tie-break."""
    units: dict[Chain, float] = {}
    cost = 0.0
    for i in sorted(chosen):
        cost += problem.candidates[i].cost
        for chain, share in problem.candidates[i].serves:
            units[chain] = units.get(chain, 0.0) + share
    return sum(problem.weights[wish] * coverage(s) for (wish, _), s in units.items()) - cost


def needles(candidate: Candidate) -> tuple[int, int, int]:
    """How many it puts into the face, the body and the whole."""
    n = len(candidate.spots)
    return (0, n, n) if candidate.place == "body" else (n, 0, n)


def best(problem: Problem) -> tuple[int, ...] | None:
    """Indices of the best choice, or None where no choice keeps every limit."""
    chains = sorted({chain for one in problem.candidates for chain, _ in one.serves})
    levels = [
        (row, problem.weights[chain[0]] * DIMINISHING**k)
        for row, chain in enumerate(chains)
        for k in range(_units(problem.candidates, chain))
    ]
    n = len(problem.candidates)
    if n == 0:
        low = (problem.counts.face[0], problem.counts.body[0], problem.counts.total[0])
        return () if max(low) <= 0 else None
    costs = np.array([one.cost for one in problem.candidates]) + TIE * np.arange(n)
    result = milp(
        np.concatenate([costs, [-worth for _, worth in levels]]),
        integrality=np.repeat([1, 0], [n, len(levels)]),
        bounds=Bounds(0, 1),
        constraints=[
            *_levels(problem.candidates, chains, [row for row, _ in levels]),
            *_limits(problem, len(levels)),
        ],
        options={"mip_rel_gap": 0.0},
    )
    if result.x is None or result.status != 0:
        return None
    return tuple(int(i) for i in np.flatnonzero(result.x[:n] > 0.5))


def shortfall(problem: Problem) -> tuple[int, int, int]:
    """How many needles the least unmet choice lacks in the face, the body and the whole.

    Each lower count gets a slack, and the sum of the slacks is made as small as can be.
    """
    low = np.array([problem.counts.face[0], problem.counts.body[0], problem.counts.total[0]])
    n = len(problem.candidates)
    if n == 0:
        return (int(low[0]), int(low[1]), int(low[2]))
    rows = np.hstack([_count_rows(problem.candidates), np.eye(3)])
    high = [problem.counts.face[1], problem.counts.body[1], problem.counts.total[1]]
    constraints = [
        LinearConstraint(rows, low, np.inf),
        LinearConstraint(_count_rows(problem.candidates, 3), -np.inf, high),
        *_apart(problem, 3),
        *_shared(problem, 3),
    ]
    # The tie-break makes the face short before the body, so that the message is always the same.
    result = milp(
        np.concatenate([np.zeros(n), [1.0, 1.001, 1.002]]),
        integrality=np.ones(n + 3, dtype=int),
        bounds=Bounds(0, np.concatenate([np.ones(n), np.full(3, np.inf)])),
        constraints=constraints,
        options={"mip_rel_gap": 0.0},
    )
    if result.x is None:
        raise RuntimeError(f"the relaxed programme was not solved: {result.message}")
    face, body, total = (round(float(slack)) for slack in result.x[n:])
    return face, body, total


def _units(candidates: Sequence[Candidate], chain: Chain) -> int:
    """How many levels a chain needs: what all its candidates add together, rounded up."""
    total = sum(share for one in candidates for served, share in one.serves if served == chain)
    return int(np.ceil(total - 1e-9))


def _levels(
    candidates: Sequence[Candidate], chains: Sequence[Chain], rows: Sequence[int]
) -> list[LinearConstraint]:
    """For each chain: the levels reached add up to what the chosen candidates bring."""
    if not chains:
        return []
    row_of = {chain: row for row, chain in enumerate(chains)}
    n = len(candidates)
    entries = [
        (row_of[chain], column, share)
        for column, one in enumerate(candidates)
        for chain, share in one.serves
    ] + [(row, n + k, -1.0) for k, row in enumerate(rows)]
    i, j, v = zip(*entries, strict=True)
    matrix = coo_array((v, (i, j)), shape=(len(chains), n + len(rows)))
    return [LinearConstraint(matrix.tocsr(), 0, 0)]


def _limits(problem: Problem, levels: int) -> list[LinearConstraint]:
    """The counts and the spacing, over the candidates' columns and then `levels` idle ones."""
    counts = problem.counts
    low, high = zip(counts.face, counts.body, counts.total, strict=True)
    return [
        LinearConstraint(_count_rows(problem.candidates, levels), low, high),
        *_apart(problem, levels),
        *_shared(problem, levels),
    ]


def _count_rows(candidates: Sequence[Candidate], idle: int = 0) -> NDArray[np.float64]:
    rows = np.zeros((3, len(candidates) + idle))
    rows[:, : len(candidates)] = np.array([needles(one) for one in candidates]).T
    return rows


def _apart(problem: Problem, idle: int) -> list[LinearConstraint]:
    """At most one of every group whose members all lie too near each other."""
    groups = cliques(problem.conflicts)
    if not groups:
        return []
    entries = [(row, column) for row, group in enumerate(groups) for column in group]
    i, j = zip(*entries, strict=True)
    shape = (len(groups), len(problem.candidates) + idle)
    matrix = coo_array((np.ones(len(entries)), (i, j)), shape=shape)
    return [LinearConstraint(matrix.tocsr(), -np.inf, 1)]


def _shared(problem: Problem, idle: int) -> list[LinearConstraint]:
    """The most needles on each line."""
    if not problem.shared:
        return []
    rows = np.zeros((len(problem.shared), len(problem.candidates) + idle))
    for row, limit in zip(rows, problem.shared, strict=True):
        row[list(limit.members)] = limit.use
    return [LinearConstraint(rows, -np.inf, [limit.most for limit in problem.shared])]


def cliques(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Groups of mutually conflicting candidates that together cover every pair.

    Greedy in a fixed order; larger groups than pairs make the programme's relaxation tighter.
    """
    waiting = {(min(pair), max(pair)) for pair in pairs}
    near: dict[int, set[int]] = {}
    for a, b in waiting:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    groups = []
    while waiting:
        a, b = min(waiting)
        group = [a, b]
        for other in sorted(near[a] & near[b]):
            if all(other in near[member] for member in group):
                group.append(other)
        groups.append(tuple(sorted(group)))
        waiting.difference_update(combinations(sorted(group), 2))
    return groups
