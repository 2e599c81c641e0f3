"""A calibration of the room: how much measures differ where nothing has changed.

About ten people who are not treated are photographed on two days, three shots each. What differs
between the shots of a day and between the days of a person is noise; what differs between people is
not. Skin-tone bands are kept apart, for they differ.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri

from yintang.errors import YintangError
from yintang.outcomes.measurement import Band, PhotoMeasures
from yintang.outcomes.noise import DEFAULTS, Noise

SCHEMA = "yintang/calibration/1"
LEAST_DAYS = 5
"""With fewer degrees of freedom between days the default knows more (Yintang's default)."""
ENOUGH_DAYS = 30
"""From so many degrees of freedom between days on, deviations are taken as they were found; below,
at the upper end of their 90 % range: with 10 that is 1.43 times as much, with 30 1.21."""

Nested = Mapping[str, Mapping[int, Sequence[float]]]
"""person -> day -> the shots' values."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """One photograph of a calibration: of whom (any word that tells people apart; it is not kept),
    on which of the days."""

    person: str
    day: int
    measures: PhotoMeasures


@dataclass(frozen=True, slots=True)
class Repeatability:
    """What a calibration found of one metric in one region and band.

    `sem` is the standard error of one photograph on one day, `icc` the intraclass correlation for
    absolute agreement, `sdc` the smallest detectable change between two single photographs, with
    its 90 % interval from `sdc_low` to `sdc_high`; all in the metric's unit, or shares where
    `relative`. `careful_shot` and `careful_day` are the deviations that verdicts use while days are
    few. `df` are the degrees of freedom of shots and days together (Satterthwaite 1946).
    """

    metric: str
    region: str
    band: Band
    people: int
    photos: int
    mean: float
    relative: bool
    s_shot: float
    s_day: float
    careful_shot: float
    careful_day: float
    df_shot: int
    df_day: int
    df: float
    sem: float
    icc: float | None
    sdc: float
    sdc_low: float
    sdc_high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A room's noise. `model_sha256` is the face model's; another model needs another one."""

    people: int
    photos: int
    model_sha256: str
    normalised: str
    found: tuple[Repeatability, ...]
    left_out: int = 0
    """Photographs that failed a gate for every metric or showed the face from the side."""
    by_key: dict[tuple[str, str, str], Repeatability] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Index what was found."""
        self.by_key.update({(r.metric, r.region, r.band): r for r in self.found})

    def noise(self, metric: str, region: str, band: Band) -> Noise | None:
        """The room's noise; None where too few photographs of that band were taken."""
        row = self.by_key.get((metric, region, band))
        if row is None or row.df_day < LEAST_DAYS:
            return None
        few = row.df_day < ENOUGH_DAYS
        return Noise(
            metric,
            region,
            band,
            row.careful_shot if few else row.s_shot,
            row.careful_day if few else row.s_day,
            row.relative,
            None if few else float(row.df_day),
            "calibrated",
        )

    @property
    def enough(self) -> bool:
        """Whether any band rests on so many days that its deviations are taken as they are."""
        return any(row.df_day >= ENOUGH_DAYS for row in self.found)

    def as_json(self) -> dict[str, Any]:
        """The calibration as `yintang/calibration/1`."""
        return {
            "schema": SCHEMA,
            "people": self.people,
            "photos": self.photos,
            "left_out": self.left_out,
            "model_sha256": self.model_sha256,
            "normalised": self.normalised,
            "found": [asdict(row) for row in self.found],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Calibration":
        """The calibration that `as_json` wrote.

        Raises
        ------
        YintangError
            If it is none, or of another schema.
        """
        if stored.get("schema") != SCHEMA:
            raise YintangError(f"not a calibration: expected the schema {SCHEMA}")
        try:
            return cls(
                people=msgspec.convert(stored["people"], int),
                photos=msgspec.convert(stored["photos"], int),
                left_out=msgspec.convert(stored["left_out"], int),
                model_sha256=msgspec.convert(stored["model_sha256"], str),
                normalised=msgspec.convert(stored["normalised"], str),
                found=msgspec.convert(stored["found"], tuple[Repeatability, ...]),
            )
        except (KeyError, msgspec.ValidationError) as fault:
            raise YintangError(f"not a calibration: {fault}") from None


def calibrate(repeats: Sequence[Repeat]) -> Calibration:
    """Estimate a room's noise from photographs of people in whom nothing has changed.

    Raises
    ------
    YintangError
        Nobody was photographed on two days, or the photographs were measured with different models
        or set right by a card in some only.
    """
    front = [r for r in repeats if r.measures.view == "front"]
    models = {r.measures.model.sha256 for r in front}
    cards = {r.measures.normalised for r in front}
    if len(models) > 1:
        raise YintangError("measured with different face models; measure all of them with one")
    if len(cards) > 1:
        raise YintangError("some photographs show the reference card and some do not; use one kind")
    days: dict[str, set[int]] = defaultdict(set)
    for repeat in front:
        days[repeat.person].add(repeat.day)
    if not any(len(found) > 1 for found in days.values()):
        raise YintangError("nobody was photographed on two days; days differ more than shots do")
    values = _nested(front)
    return Calibration(
        people=len(days),
        photos=len(front),
        model_sha256=models.pop(),
        normalised=cards.pop(),
        found=tuple(_rows(values)),
        left_out=len(repeats) - len(front),
    )


def _nested(repeats: Sequence[Repeat]) -> dict[tuple[str, str, Band], dict[str, Any]]:
    """(metric, region, band) -> person -> day -> values, without those that failed a gate. A person
    is of the band most of their photographs show."""
    bands: dict[str, list[Band]] = defaultdict(list)
    for repeat in repeats:
        bands[repeat.person].append(repeat.measures.ita_band)
    band = {who: max(sorted(set(seen)), key=seen.count) for who, seen in bands.items()}
    found: dict[tuple[str, str, Band], dict[str, Any]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for repeat in repeats:
        for value in repeat.measures.values:
            if not repeat.measures.failed(value.metric):
                key = (value.metric, value.region, band[repeat.person])
                found[key][repeat.person][repeat.day].append(value.value)
    return found


def _rows(values: Mapping[tuple[str, str, Band], Nested]) -> Iterator[Repeatability]:
    for (metric, region, band), nested in sorted(values.items()):
        if sum(len(days) - 1 for days in nested.values()) < 1:
            continue
        place = region.removesuffix("-R").removesuffix("-L")
        known = DEFAULTS.get(f"{metric}:{place}") or DEFAULTS.get(metric)
        relative = known is not None and known.relative
        yield repeatability(metric, region, band, nested, relative)


def repeatability(
    metric: str, region: str, band: Band, nested: Nested, relative: bool = False
) -> Repeatability:
    """Parts of variance of shots within days within people, by analysis of variance.

    The nested design is Snedecor and Cochran's (1989, chapter 13): the mean square of shots
    estimates s_shot^2, that of days within people s_shot^2 + m s_day^2, where m is the (weighted)
    number of shots a day. Degrees of freedom of their sum follow Satterthwaite (1946).

    Parameters
    ----------
    nested : person -> day -> values; at least one person with two days.
    relative : whether values are divided by their person's mean first.
    """
    people = [[np.asarray(day, float) for day in days.values()] for days in nested.values()]
    mean = float(np.mean([np.mean(np.concatenate(days)) for days in people]))
    scaled = people
    if relative:
        scaled = [
            [d / level for d in days]
            for days in people
            if (level := abs(float(np.concatenate(days).mean()))) > 0
        ]
    ms_shot, df_shot, ms_day, df_day, m = mean_squares(scaled)
    s_shot2 = ms_shot if df_shot else 0.0
    s_day2 = max(0.0, (ms_day - s_shot2) / m)
    total = s_day2 + s_shot2
    df = _satterthwaite(((1 / m, ms_day, df_day), (1 - 1 / m, s_shot2, df_shot)))
    sem = float(np.sqrt(total))
    low, high = (float(np.sqrt(df / chdtri(df, tail))) for tail in (0.05, 0.95))
    careful2 = s_shot2 * upper(df_shot) if df_shot else 0.0
    detectable = 1.96 * np.sqrt(2) * sem
    return Repeatability(
        metric=metric,
        region=region,
        band=band,
        people=len(people),
        photos=sum(len(day) for days in people for day in days),
        mean=mean,
        relative=relative,
        s_shot=float(np.sqrt(s_shot2)),
        s_day=float(np.sqrt(s_day2)),
        careful_shot=float(np.sqrt(careful2)),
        careful_day=float(np.sqrt(max(s_day2, (ms_day * upper(df_day) - s_shot2) / m))),
        df_shot=df_shot,
        df_day=df_day,
        df=df,
        sem=sem,
        icc=intraclass(people, (sem * (abs(mean) if relative else 1.0)) ** 2),
        sdc=float(detectable),
        sdc_low=float(detectable * low),
        sdc_high=float(detectable * high),
    )


def upper(df: int) -> float:
    """By how much a mean square is enlarged to its one-sided upper 90 % limit."""
    return float(df / chdtri(df, 0.90))


def mean_squares(
    people: Sequence[Sequence[NDArray[np.float64]]],
) -> tuple[float, int, float, int, float]:
    """Mean square and degrees of freedom of shots and of days within people, and m.

    For unequal numbers of shots m is the coefficient of s_day^2 in the expectation of the mean
    square of days: (N - sum over people of sum n_d^2 / n_p) / df (Searle and others 1992, 3.6).
    """
    shots = [day for days in people for day in days]
    total = sum(len(day) for day in shots)
    df_shot = total - len(shots)
    ss_shot = sum(float(((day - day.mean()) ** 2).sum()) for day in shots)
    df_day = len(shots) - len(people)
    ss_day, weight = 0.0, float(total)
    for days in people:
        every = np.concatenate(days)
        ss_day += sum(len(d) * float((d.mean() - every.mean()) ** 2) for d in days)
        weight -= sum(len(d) ** 2 for d in days) / len(every)
    return (
        ss_shot / df_shot if df_shot else 0.0,
        df_shot,
        ss_day / df_day,
        df_day,
        weight / df_day,
    )


def intraclass(people: Sequence[Sequence[NDArray[np.float64]]], within: float) -> float | None:
    """The part of the variance of single photographs that lies between people; None for one
    person. The variance between people's means is freed of what noise adds to it (Shrout and
    Fleiss 1979, ICC for absolute agreement of a single measurement)."""
    if len(people) < 2:
        return None
    means = [float(np.mean([d.mean() for d in days])) for days in people]
    share = float(np.mean([1 / len(days) for days in people]))
    between = max(0.0, float(np.var(means, ddof=1)) - within * share)
    return between / (between + within) if between + within > 0 else None


def _satterthwaite(parts: Sequence[tuple[float, float, int]]) -> float:
    """Degrees of freedom of a weighted sum of mean squares, each (weight, mean square, df)."""
    total = sum(w * ms for w, ms, _ in parts)
    spread = sum((w * ms) ** 2 / df for w, ms, df in parts if df)
    return float(total**2 / spread) if spread > 0 else float(max(df for *_, df in parts))
