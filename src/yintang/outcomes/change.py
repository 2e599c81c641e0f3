"""Whether something changed: improved, worse, no change larger than so much, or it cannot be told.

At most three targets are declared before the course. They are judged together, so that the chance
of calling any of them changed where none is stays at 5 %. Whatever else was measured is exploratory
and judged apart. No verdict says why something changed.
"""

from collections.abc import Sequence
from dataclasses import replace

from yintang.errors import YintangError
from yintang.outcomes.calibration import Calibration
from yintang.outcomes.change_record import Change, Changes, Target, Visit, target, undeclared
from yintang.outcomes.judging import judge_family
from yintang.outcomes.measurement import PhotoMeasures
from yintang.outcomes.trend import MEMORY
from yintang.outcomes.wording import remarks

__all__ = [
    "Change",
    "Changes",
    "Target",
    "Visit",
    "compare",
    "judge_course",
    "target",
    "undeclared",
]

MOST_TARGETS = 3
LEAST_VISITS = 2


def compare(
    before: Sequence[PhotoMeasures],
    after: Sequence[PhotoMeasures],
    targets: Sequence[Target],
    noise: Calibration | None = None,
    exploratory: Sequence[Target] = (),
) -> Changes:
    """Judge photographs of one day after against those of one day before.

    Raises
    ------
    YintangError
        As `judge_course`; or no photograph is given before or after.
    """
    if not before or not after:
        raise YintangError("a comparison needs photographs before and photographs after")
    visits = (Visit(0, tuple(before), baseline=True), Visit(1, tuple(after)))
    return judge_course(visits, targets, noise, exploratory, memory=0.0)


def judge_course(
    visits: Sequence[Visit],
    targets: Sequence[Target],
    noise: Calibration | None = None,
    exploratory: Sequence[Target] = (),
    memory: float = MEMORY,
) -> Changes:
    """Judge a course by the line through all its visits and by its ends.

    Parameters
    ----------
    visits : all of them; the first counts as the baseline where none is marked as one.
    targets : declared before the course, at most three; adjusted for their number (Holm 1979).
    noise : the room's calibration; defaults stand in for what it does not hold.
    exploratory : whatever else is to be looked at, adjusted among itself.
    memory : correlation of what differs between two days a week apart.

    Raises
    ------
    YintangError
        Fewer than two visits, more than three targets, or photographs measured with two models.
    """
    ordered = _ordered(visits)
    if len(targets) > MOST_TARGETS:
        raise YintangError(f"declare at most {MOST_TARGETS} targets; the rest is exploratory")
    photos = tuple(shot for visit in ordered for shot in visit.shots)
    models = {shot.model for shot in photos}
    if len(models) > 1:
        raise YintangError(
            "these photographs were measured with different face models; measure all with one"
        )
    model = models.pop()
    fits = noise is not None and noise.model_sha256 == model.sha256
    room = noise if fits else None
    declared = judge_family(ordered, targets, room, memory, False)
    others = judge_family(ordered, exploratory, room, memory, True)
    calibrated = all(c.calibrated for c in declared or others)
    return Changes(
        targets=declared,
        exploratory=others,
        photos=photos,
        model=model,
        calibrated=calibrated,
        remarks=remarks(
            calibrated=calibrated,
            other_model=noise is not None and not fits,
            baselines=sum(v.baseline for v in ordered),
            visits=len(ordered),
            shots=[len(v.shots) for v in ordered],
            failed=_failed(photos, targets or exploratory),
            repeated=len(photos) - len({p.photo for p in photos}),
            targets=len(targets),
        ),
    )


def _failed(photos: Sequence[PhotoMeasures], targets: Sequence[Target]) -> int:
    """How many photographs failed a check that bears on one of the targets."""
    return sum(
        any(one.view == photo.view and photo.failed(one.metric.id, one.region) for one in targets)
        for photo in photos
    )


def _ordered(visits: Sequence[Visit]) -> tuple[Visit, ...]:
    """By day, each photograph once a visit, with a baseline."""
    if len(visits) < LEAST_VISITS:
        raise YintangError("a change needs at least two visits")
    ordered = sorted(visits, key=lambda visit: visit.day)
    if not any(visit.baseline for visit in ordered):
        ordered[0] = replace(ordered[0], baseline=True)
    once = [{shot.photo: shot for shot in visit.shots} for visit in ordered]
    return tuple(
        replace(visit, shots=tuple(shots.values()))
        for visit, shots in zip(ordered, once, strict=True)
    )
