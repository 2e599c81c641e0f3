"""Judging targets together: which photographs can be used, which noise applies, the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yintang.outcomes import trend
from yintang.outcomes.calibration import Calibration
from yintang.outcomes.change_record import Change, Numbers, Target, Verdict, Visit, VisitValue
from yintang.outcomes.measurement import Band
from yintang.outcomes.noise import Noise, default_noise, sdc
from yintang.outcomes.wording import sentence


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A target with what was found of it; `why` says why there is no estimate."""

    target: Target
    points: tuple[VisitValue, ...]
    noise: Noise | None
    level: float
    estimate: trend.Estimate | None
    why: str


def judge_family(
    visits: tuple[Visit, ...],
    targets: Sequence[Target],
    room: Calibration | None,
    memory: float,
    exploratory: bool,
) -> tuple[Change, ...]:
    """Judge targets together."""
    weighed = [_weigh(visits, target, room, memory) for target in targets]
    p = [1.0 if w.estimate is None else w.estimate.p for w in weighed]
    return tuple(
        _judged(w, adjusted, exploratory)
        for w, adjusted in zip(weighed, trend.holm(p), strict=True)
    )


def _weigh(
    visits: tuple[Visit, ...], target: Target, room: Calibration | None, memory: float
) -> _Weighed:
    usable = [_usable(visit, target) for visit in visits]
    points = tuple(
        VisitValue(
            v.day,
            v.baseline,
            sum(u) / len(u) if u else None,
            None,
            len(u),
            _of_view(v, target) - len(u),
        )
        for v, u in zip(visits, usable, strict=True)
    )
    taken = [(v.day, v.baseline, u) for v, u in zip(visits, usable, strict=True) if u]
    why = _why_not(visits, target, taken)
    if why:
        return _Weighed(target, points, None, 0.0, None, why)
    found = trend.series(taken)
    level = float(found.mean.mean())
    noise = noise_of(visits, target, room)
    shot, day = noise.at(level)
    own = _sampling_error(visits, target)
    estimate = trend.estimate(found, max(shot, own), day, noise.df, memory)
    errors = iter(estimate.visit_se)
    points = tuple(p if p.value is None else replace(p, se=float(next(errors))) for p in points)
    return _Weighed(target, points, noise, level, estimate, "")


def _of_view(visit: Visit, target: Target) -> int:
    return sum(shot.view == target.view for shot in visit.shots)


def _usable(visit: Visit, target: Target) -> list[float]:
    """The target's values on the shots of its view that passed what bears on it."""
    return [
        found.value
        for shot in visit.shots
        if shot.view == target.view
        and not shot.failed(target.metric.id)
        and (found := shot.value(target.metric.id, target.region)) is not None
    ]


def _sampling_error(visits: tuple[Visit, ...], target: Target) -> float:
    """Root mean square of the single photographs' standard errors."""
    found = [
        value.se**2
        for visit in visits
        for shot in visit.shots
        if (value := shot.value(target.metric.id, target.region)) is not None
    ]
    return float((sum(found) / len(found)) ** 0.5)


def _why_not(
    visits: tuple[Visit, ...],
    target: Target,
    taken: Sequence[tuple[float, bool, Sequence[float]]],
) -> str:
    """Why nothing can be said, or "" where something can."""
    days = [day for day, baseline, _ in taken if baseline]
    begin = max((visit.day for visit in visits if visit.baseline), default=0.0)
    for missing, named, there in (
        (not days, "before", [v for v in visits if v.baseline]),
        (
            not any(day > begin for day, _, _ in taken),
            "after",
            [v for v in visits if v.day > begin],
        ),
    ):
        if missing:
            return f"no photograph from {named} could be used for it{_failed(there, target)}"
    cards = {s.normalised == "card" for v in visits for s in v.shots if s.view == target.view}
    if target.metric.needs_card and len(cards) > 1:
        return "colours were set right by a reference card on some photographs only"
    return ""


def _failed(visits: Sequence[Visit], target: Target) -> str:
    """The checks that kept photographs from being used, in brackets."""
    gates = (
        gate.gate for v in visits for shot in v.shots for gate in shot.failed(target.metric.id)
    )
    named = ", ".join(dict.fromkeys(gates))
    return f" ({named})" if named else ""


def noise_of(visits: Sequence[Visit], target: Target, room: Calibration | None) -> Noise:
    """The noise by which a target is judged: the room's, or the default for its skin tone."""
    shots = [shot for visit in visits for shot in visit.shots if shot.view == target.view]
    bands: list[Band] = [shot.ita_band for shot in shots]
    band = max(sorted(set(bands)), key=bands.count)
    card = all(shot.normalised == "card" for shot in shots)
    if room is not None and (room.normalised == "card") == card:
        found = room.noise(target.metric.id, target.region, band)
        if found is not None:
            return found
    return default_noise(target.metric.id, target.region, band, card)


def _judged(weighed: _Weighed, p_adjusted: float, exploratory: bool) -> Change:
    metric, found = weighed.target.metric, weighed.estimate
    verdict: Verdict = "cannot_tell"
    numbers, why = None, weighed.why
    if found is not None and weighed.noise is not None:
        worthwhile = weighed.target.worthwhile or sdc(weighed.noise, level=weighed.level)
        numbers = _numbers(found, p_adjusted, worthwhile)
        verdict, why = _verdict(numbers, metric.better)
    return Change(
        metric=metric.id,
        name=metric.name,
        region=weighed.target.region,
        place=weighed.target.place,
        unit=metric.unit,
        better=metric.better,
        strength=metric.strength,
        exploratory=exploratory,
        numbers=numbers,
        verdict=verdict,
        say=sentence(metric, weighed.target.place, verdict, numbers, why),
        calibrated=weighed.noise is not None and weighed.noise.source == "calibrated",
        own_scatter=found is not None and found.own_scatter,
        visits=weighed.points,
    )


def _numbers(found: trend.Estimate, p_adjusted: float, worthwhile: float) -> Numbers:
    half = found.half(0.95)
    return Numbers(
        before=found.start,
        after=found.start + found.change,
        change=found.change,
        se=found.se,
        sdc=half,
        low=found.change - half,
        high=found.change + half,
        p=found.p,
        p_adjusted=p_adjusted,
        ends=found.ends,
        ends_se=found.ends_se,
        bound=abs(found.change) + found.half(0.90),
        worthwhile=worthwhile,
    )


def _verdict(found: Numbers, better: str) -> tuple[Verdict, str]:
    """The verdict, and what stands against a surer one.

    No change is two one-sided tests at 5 % (Schuirmann 1987): the 90 % interval of the change lies
    within the smallest change worth having.
    """
    if found.p_adjusted < trend.ALPHA:
        if found.ends * found.change <= 0:
            return "cannot_tell", "it went one way and then the other"
        if better == "none":
            return "cannot_tell", "which way would be better is not said"
        rose = found.change > 0
        return ("improved" if rose == (better == "higher") else "worse"), ""
    if found.bound <= found.worthwhile:
        return "no_change", ""
    if found.p < trend.ALPHA:
        return "cannot_tell", "among several things looked at, one such change comes by chance"
    return "cannot_tell", ""
