"""The numbers behind a verdict: the change over a course, its error, and how surely it is one.

A measure follows its visits as y = a + b f + u + e. f is 0 at the baselines and grows with time to
1 at the last visit, so that b is the change over the course; u differs from day to day with
standard deviation s_day and remembers the days before, e from shot to shot with s_shot. All visits
are used at once, by generalised least squares (Aitken 1935): that finds a change far more often
than one photograph before and one after.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtr, ndtri, stdtr, stdtrit

Array = NDArray[np.float64]

WEEK = 7.0
MEMORY = 0.4
"""Correlation of what differs between days a week apart; it fades exponentially with the days
between (an AR(1) in continuous time). Twelve visits cannot tell it, so that the largest of the
range reckoned with, 0 to 0.4, is assumed: with less the test is only more careful."""
SCATTERED = 0.05
"""Where a scatter as large as the patient's own has less than this probability under the room's
noise, it replaces the room's noise, with its own degrees of freedom."""
LAST = 3
"""Visits that make up the end of a course."""
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Series:
    """One measure over the visits at which it could be taken, in the order of time.

    `f` (n,) is 0 at baselines and 1 at the last visit; `mean` (n,) each visit's mean over `shots`
    (n,); `within` is the sum of squares of shots about their visit's mean, on `within_df`.
    """

    day: Array
    f: Array
    mean: Array
    shots: Array
    within: float
    within_df: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """`start` is the level before, `change` what was added by the end of the course, `se` its
    standard error on `df` degrees of freedom (None: known noise). `ends` compares the last visits
    with the baselines without a line. `own_scatter` is whether the patient's own scatter was used
    because the room's noise is too small for it."""

    start: float
    change: float
    se: float
    df: float | None
    ends: float
    ends_se: float
    own_scatter: bool
    visit_se: Array

    @property
    def p(self) -> float:
        """Two-sided probability of a change this large where there is none."""
        return two_sided(self.change / self.se, self.df)

    def half(self, confidence: float) -> float:
        """Half the width of a confidence interval of the change."""
        return quantile(0.5 + confidence / 2, self.df) * self.se


def series(
    visits: Sequence[tuple[float, bool, Sequence[float]]],
) -> Series:
    """A series from (day, whether a baseline, values of the shots) in the order of time."""
    day = np.array([d for d, _, _ in visits], float)
    baseline = np.array([b for _, b, _ in visits])
    begin = day[baseline].max() if baseline.any() else day[0]
    passed = np.clip(day - begin, 0, None)
    values = [np.asarray(shots, float) for _, _, shots in visits]
    return Series(
        day,
        passed / passed[-1] if passed[-1] > 0 else passed,
        np.array([v.mean() for v in values]),
        np.array([float(len(v)) for v in values]),
        sum(float(((v - v.mean()) ** 2).sum()) for v in values),
        sum(len(v) - 1 for v in values),
    )


def estimate(
    given: Series, s_shot: float, s_day: float, df: float | None = None, memory: float = MEMORY
) -> Estimate:
    """The change over a course.

    Parameters
    ----------
    given : at least one visit with f = 0 and one with f > 0.
    s_shot, s_day : the noise, in the unit of the series, above 0.
    df : degrees of freedom it was estimated on; None where it is stated.
    memory : correlation of two days a week apart, 0 to below 1.
    """
    own = False
    if _too_large(given.within / s_shot**2, given.within_df):
        s_shot, df, own = float(np.sqrt(given.within / given.within_df)), given.within_df, True
    covariance = np.diag(s_shot**2 / given.shots) + s_day**2 * _memory(given.day, memory)
    scatter = _scatter(given, s_shot, s_day)
    scale, freedom = 1.0, len(given.day) - 2
    if _too_large(scatter, freedom):
        scale, df, own = scatter / freedom, freedom, True
    _, (start, change), spread = _line(given, covariance)
    ends = _ends(given.f)
    return Estimate(
        start=start,
        change=change,
        se=float(np.sqrt(spread[1, 1] * scale)),
        df=df,
        ends=float(ends @ given.mean),
        ends_se=float(np.sqrt(ends @ covariance @ ends * scale)),
        own_scatter=own,
        visit_se=np.sqrt(np.diag(covariance) * scale),
    )


def _line(given: Series, covariance: Array) -> tuple[Array, tuple[float, float], Array]:
    """Residuals (n,) of the line, its start and change, and their covariance (2, 2)."""
    design = np.column_stack([np.ones_like(given.f), given.f])
    inverse = np.linalg.inv(covariance)
    spread = np.linalg.inv(design.T @ inverse @ design)
    start, change = spread @ design.T @ inverse @ given.mean
    return given.mean - design @ (start, change), (float(start), float(change)), spread


def _scatter(given: Series, s_shot: float, s_day: float) -> float:
    """Sum of squares about the line in units of the noise, as if days remembered nothing: with
    memory they scatter less about their line, and the sum only falls."""
    variance = s_shot**2 / given.shots + s_day**2
    left, *_ = _line(given, np.diag(variance))
    return float((left**2 / variance).sum())


def _memory(day: Array, memory: float) -> Array:
    if memory <= 0:
        return np.eye(len(day))
    return np.asarray(memory ** (np.abs(day[:, None] - day) / WEEK))


def _too_large(squares: float, df: int) -> bool:
    return df > 0 and float(chdtrc(df, squares)) < SCATTERED


def _ends(f: Array) -> Array:
    """Weights that take the mean of the baselines from that of the last visits (n,)."""
    first = f == 0
    last = np.zeros(len(f), bool)
    last[np.flatnonzero(~first)[-LAST:]] = True
    return np.asarray(last / last.sum() - first / first.sum())


def two_sided(z: float, df: float | None) -> float:
    """Two-sided probability of `z`; with degrees of freedom by Student's distribution."""
    return float(2 * (ndtr(-abs(z)) if df is None else stdtr(df, -abs(z))))


def quantile(probability: float, df: float | None) -> float:
    """Quantile of the normal or of Student's distribution."""
    return float(ndtri(probability) if df is None else stdtrit(df, probability))


def holm(p: Sequence[float]) -> list[float]:
    """Probabilities adjusted for being several, in the order given (Holm 1979)."""
    adjusted, largest = [1.0] * len(p), 0.0
    for rank, i in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        largest = max(largest, min(1.0, p[i] * (len(p) - rank)))
        adjusted[i] = largest
    return adjusted
