"""Photographs' measures with chosen values, as if photographs had been taken."""

from collections.abc import Mapping, Sequence

import numpy as np

from yintang.face.face_map import ModelFacts
from yintang.outcomes.change import Visit
from yintang.outcomes.measurement import Band, Gate, Measured, Normalised, PhotoMeasures

MODEL = ModelFacts("model", "0" * 64)
WEEKLY = (-7, 0, *range(7, 77, 7))
"""Two baselines a week apart, then ten weekly visits."""


def photo(
    values: Mapping[tuple[str, str], float],
    name: str = "",
    *,
    band: Band = "light",
    normalised: Normalised = "card",
    gates: tuple[Gate, ...] = (),
    model: ModelFacts = MODEL,
) -> PhotoMeasures:
    measured = tuple(Measured(m, r, "unit", float(v), 0.0) for (m, r), v in values.items())
    return PhotoMeasures(
        photo=name or str(hash(measured)),
        name=name,
        model=model,
        view="front",
        mm_per_px=0.2,
        ita_band=band,
        gates=gates,
        card=None,
        values=measured,
        normalised=normalised,
    )


def days_of_noise(
    rng: np.random.Generator, n: int, s_day: float, rho: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """n consecutive visits of an AR(1) process with standard deviation s_day (n,)."""
    found = rng.normal(0, s_day, n)
    for i in range(1, n):
        found[i] = rho * found[i - 1] + np.sqrt(1 - rho**2) * found[i]
    return found


def course(
    rng: np.random.Generator,
    levels: Mapping[tuple[str, str], tuple[float, float]],
    noise: Mapping[tuple[str, str], tuple[float, float]],
    *,
    days: Sequence[int] = WEEKLY,
    rho: float = 0.0,
    shots: int = 3,
    band: Band = "light",
) -> list[Visit]:
    """Visits of somebody in whom each measure goes from one level to another over the course, with
    noise (s_shot, s_day)."""
    passed = np.clip(np.array(days, float), 0, None) / days[-1]
    daily = {
        key: start + (end - start) * passed + days_of_noise(rng, len(days), noise[key][1], rho)
        for key, (start, end) in levels.items()
    }
    return [
        Visit(
            day,
            tuple(
                photo(
                    {k: daily[k][i] + rng.normal(0, noise[k][0]) for k in levels},
                    f"{day}-{shot}",
                    band=band,
                )
                for shot in range(shots)
            ),
            baseline=day <= 0,
        )
        for i, day in enumerate(days)
    ]
