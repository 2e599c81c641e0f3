import math
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from yintang.planning.candidates import Candidate
from yintang.planning.optimum import (
    DIMINISHING,
    TIE,
    best,
    cliques,
    coverage,
    needles,
    shortfall,
    value,
)
from yintang.planning.places import Spot
from yintang.planning.problem import Counts, Problem, Shared

WISHES = ("G02", "G06", "K02")


def candidate(i, place, paired, serves, cost):
    return Candidate(
        key=f"P{i:02}",
        area="face" if place == "face" else "body",
        regions=("cheek",),
        spots=(Spot("R"), Spot("L")) if paired else (Spot("M"),),
        serves=tuple(((wish, place), share) for wish, share in sorted(serves.items())),
        cost=cost,
        code=f"P{i:02}",
    )


CANDIDATES = st.lists(
    st.tuples(
        st.sampled_from(["face", "body"]),
        st.booleans(),
        st.dictionaries(
            st.sampled_from(WISHES), st.sampled_from([0.5, 0.6, 1.0]), min_size=1, max_size=3
        ),
        st.sampled_from([0.05, 0.1, 0.3, 0.7]),
    ),
    min_size=1,
    max_size=10,
)


@st.composite
def problems(draw):
    found = tuple(candidate(i, *parts) for i, parts in enumerate(draw(CANDIDATES)))
    pairs = list(combinations(range(len(found)), 2))
    conflicts = draw(st.lists(st.sampled_from(pairs), max_size=8, unique=True)) if pairs else []
    low_face, low_body = draw(st.integers(0, 6)), draw(st.integers(0, 6))
    return Problem(
        candidates=found,
        weights={wish: float(draw(st.integers(1, 5))) for wish in WISHES},
        conflicts=tuple(conflicts),
        counts=Counts(
            (low_face, low_face + draw(st.integers(0, 8))),
            (low_body, low_body + draw(st.integers(0, 8))),
            (0, draw(st.integers(4, 20))),
        ),
        shared=tuple(
            Shared(tuple(sorted(members)), (1,) * len(members), most)
            for members, most in draw(
                st.lists(
                    st.tuples(
                        st.sets(st.integers(0, len(found) - 1), min_size=1, max_size=4),
                        st.integers(0, 3),
                    ),
                    max_size=2,
                )
            )
        ),
    )


def feasible(problem, chosen):
    if any(a in chosen and b in chosen for a, b in problem.conflicts):
        return False
    for limit in problem.shared:
        used = zip(limit.members, limit.use, strict=True)
        if sum(use for i, use in used if i in chosen) > limit.most:
            return False
    sums = [sum(needles(problem.candidates[i])[k] for i in chosen) for k in range(3)]
    counts = problem.counts
    return all(
        low <= total <= high
        for total, (low, high) in zip(sums, (counts.face, counts.body, counts.total), strict=True)
    )


def judged(problem, chosen):
    return value(problem, chosen) - TIE * sum(chosen)


@settings(max_examples=80, deadline=None)
@given(problems())
def test_the_choice_equals_brute_force_over_all_subsets(problem):
    n = len(problem.candidates)
    allowed = [
        subset
        for size in range(n + 1)
        for subset in combinations(range(n), size)
        if feasible(problem, subset)
    ]
    chosen = best(problem)
    if not allowed:
        assert chosen is None
        assert sum(shortfall(problem)) > 0
        return
    assert feasible(problem, chosen)
    assert math.isclose(
        judged(problem, chosen), max(judged(problem, one) for one in allowed), abs_tol=3e-6
    )
    assert shortfall(problem) == (0, 0, 0)


def test_each_further_unit_of_coverage_is_worth_less():
    gains = [coverage(k + 1) - coverage(k) for k in range(6)]
    assert gains == sorted(gains, reverse=True)
    assert all(math.isclose(gain, DIMINISHING**k) for k, gain in enumerate(gains))
    assert math.isclose(coverage(2.5), 1 + DIMINISHING + 0.5 * DIMINISHING**2)


@given(st.sets(st.tuples(st.integers(0, 8), st.integers(9, 14)), max_size=20))
def test_groups_of_neighbours_cover_every_conflict_and_add_none(pairs):
    within = {pair for group in cliques(pairs) for pair in combinations(group, 2)}
    assert within == pairs


def test_three_mutual_neighbours_are_one_group():
    assert cliques([(0, 1), (1, 2), (0, 2)]) == [(0, 1, 2)]
